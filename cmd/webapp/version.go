package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is the version of the program; a build may set it.
var release = "0.1.0"

type versionCommand struct{}

// Run prints the version, the commit it was built from, and the compiler.
func (versionCommand) Run(t *terminal) error {
	_, err := fmt.Fprintf(t.out, "striate %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version is the release with the commit where the build knows it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	commit, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 8:
			commit = "+" + s.Value[:8]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = ".changed"
		}
	}
	if commit == "" {
		return release
	}
	return release + commit + dirty
}
