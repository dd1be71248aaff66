package main

import (
	"fmt"
	"io"
	"os"
)

// progressOn shows how far a run has come on a terminal; anywhere else it
// shows nothing.
func progressOn(w io.Writer, frames int) func(done int) {
	f, ok := w.(*os.File)
	if !ok {
		return func(int) {}
	}
	if i, err := f.Stat(); err != nil || i.Mode()&os.ModeCharDevice == 0 {
		return func(int) {}
	}
	last := -1
	return func(done int) {
		percent := 100 * (done + 1) / frames
		if percent == last {
			return
		}
		if last = percent; percent >= 100 {
			fmt.Fprint(f, "\r    \r")
			return
		}
		fmt.Fprintf(f, "\r%2d %%", percent)
	}
}
