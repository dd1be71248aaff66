package main

import (
	"os/exec"
	"runtime"
)

// openBrowser shows url in the visitor's browser. Where there is none, the
// address on the terminal must do.
var openBrowser = func(url string) {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	c := exec.Command(name, args...)
	if c.Start() == nil {
		go func() { _ = c.Wait() }() // how the browser ends is its own affair
	}
}
