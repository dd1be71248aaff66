//go:build unix

package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

// A Motion Cloud as a whole process, from nothing to the file: start, block,
// flash meter, NPY.
func BenchmarkStimulusProcess(b *testing.B) {
	exe := filepath.Join(b.TempDir(), "webapp")
	if out, err := exec.Command("go", "build", "-o", exe, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	for _, n := range [][2]int{{256, 256}, {256, 128}, {128, 128}} {
		b.Run(fmt.Sprintf("%dx%dx%d", n[0], n[0], n[1]), func(b *testing.B) {
			peak := 0.0
			for k := 0; b.Loop(); k++ {
				cmd := exec.Command(exe, "stimulus", "motion_cloud", "--size", fmt.Sprintf("%dx%d", n[0], n[0]), "--frames", fmt.Sprint(n[1]),
					"--out", filepath.Join(b.TempDir(), fmt.Sprintf("%d.npy", k)))
				if out, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("%v: %s", err, out)
				}
				if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
					peak = max(peak, float64(usage.Maxrss)/1024)
				}
			}
			b.ReportMetric(peak, "MiB")
		})
	}
}
