package main

import (
	"path/filepath"
	"testing"
)

// What is committed in dist is what the sources make.
func TestBundleIsFresh(t *testing.T) {
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	if err := build(root, true); err != nil {
		t.Error(err)
	}
}
