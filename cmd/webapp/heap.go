package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// collectLate lets the heap grow to 32 MB before it is collected for the first
// time, from when on Go's own setting holds, or that of GOGC, which is left
// alone. Most short commands end before.
func collectLate() {
	if os.Getenv("GOGC") != "" {
		return
	}
	usual := debug.SetGCPercent(800) // of 4 MB
	runtime.AddCleanup(new([16]byte), func(percent int) { debug.SetGCPercent(percent) }, usual)
}
