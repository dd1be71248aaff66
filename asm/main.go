// Command asm writes the vector kernels of every room that has some,
// ROOM/kernels_amd64.s and the Go declarations that belong to them:
//
//	go run -C asm .          writes them
//	go run -C asm . -check   fails if the files differ from what it would write
//
// It is a module of its own, so that the main one does not depend on avo.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/mmcloughlin/avo/ir"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"

	"striate/asm/analysis"
	"striate/asm/cortex"
	"striate/asm/fourier"
	"striate/asm/noise"
	"striate/asm/stimuli"
)

// rooms are the packages with kernels.
var rooms = []struct {
	name    string
	kernels func() (*ir.File, error)
}{
	{"analysis", analysis.Kernels},
	{"cortex", cortex.Kernels},
	{"fourier", fourier.Kernels},
	{"noise", noise.Kernels},
	{"stimuli", stimuli.Kernels},
}

// beyondAVX2 finds registers that only AVX-512 has.
var beyondAVX2 = regexp.MustCompile(`\b([XY](1[6-9]|[23][0-9])|[ZK][0-9]+)\b`)

func main() {
	check := flag.Bool("check", false, "write nothing, fail if the files are not fresh")
	dir := flag.String("dir", "..", "directory of the rooms")
	flag.Parse()
	for _, room := range rooms {
		file, err := room.kernels()
		if err == nil {
			err = write(filepath.Join(*dir, room.name), room.name, file, *check)
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", room.name, err)
			os.Exit(1)
		}
	}
}

// write makes the files of a room, or compares those that are there.
func write(dir, room string, file *ir.File, check bool) error {
	if err := pass.Compile.Execute(file); err != nil {
		return err
	}
	config := printer.Config{Name: "asm", Pkg: room}
	for _, out := range []struct {
		name  string
		build printer.Builder
	}{{"kernels_amd64.s", printer.NewGoAsm}, {"kernels_amd64.go", printer.NewStubs}} {
		text, err := out.build(config).Print(file)
		if err != nil {
			return err
		}
		for function := range strings.SplitSeq(string(text), "TEXT ·") {
			name, _, _ := strings.Cut(function, "(")
			if found := beyondAVX2.FindString(function); found != "" && strings.HasSuffix(name, "AVX2") {
				return fmt.Errorf("%s: %s uses register %s, which AVX2 does not have: too many values at a time", out.name, name, found)
			}
		}
		path := filepath.Join(dir, out.name)
		if !check {
			if err := os.WriteFile(path, text, 0o644); err != nil {
				return err
			}
			continue
		}
		if present, err := os.ReadFile(path); err != nil || !bytes.Equal(present, text) {
			return fmt.Errorf("%s is not what the generator writes; run go run -C asm .", out.name)
		}
	}
	return nil
}
