package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"striate/experiment"
	"striate/sim"
)

// maxState bounds a saved state, bytes: more than the largest network has.
const maxState = 1 << 30

// readSaved is the state in a file that --save wrote, nil where there is
// another file or none, or a preset of that name.
func readSaved(name string) ([]byte, error) {
	if _, err := experiment.Preset(name); err == nil {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, nil // told by whoever reads it as something else
	}
	defer f.Close()
	head := make([]byte, 64)
	n, _ := io.ReadFull(f, head)
	if !sim.IsState(head[:n]) {
		return nil, nil
	}
	rest, err := io.ReadAll(io.LimitReader(f, maxState-int64(n)+1))
	if err == nil && len(rest) > maxState-n {
		err = fmt.Errorf("more than %d bytes", maxState)
	}
	if err != nil {
		return nil, misuse("experiment = %q, want a file that can be read: %w", name, err)
	}
	return append(head[:n], rest...), nil
}

// goOn opens a saved run and gives it the parameters of the flags, which have
// to be such that can change in flight.
func (c runCommand) goOn(data []byte) (*experiment.Run, error) {
	values, err := c.values()
	if err != nil {
		return nil, err
	}
	for _, name := range c.Export {
		if name == "npy" || name == "zip" {
			return nil, misuse("--export = %q of a saved run, want csv, png or gif", name)
		}
	}
	r, err := experiment.OpenSaved(data)
	if err != nil {
		return nil, usage{fmt.Errorf("%s: %w", c.Experiment, err)}
	}
	if err := r.Change(values); err != nil {
		return nil, usage{err}
	}
	return r, hasFilm(r.Experiment())
}

// canSave fails early where --save has nowhere to go.
func (c runCommand) canSave() error {
	if c.Save == nil {
		return nil
	}
	if *c.Save == "" {
		return misuse(`--save = "", want a file`)
	}
	if i, err := os.Stat(*c.Save); err == nil && i.IsDir() {
		return misuse("--save = %q, want a file: this is a folder", *c.Save)
	}
	if i, err := os.Stat(filepath.Dir(*c.Save)); err != nil || !i.IsDir() {
		return misuse("--save = %q, want a file in a folder that there is", *c.Save)
	}
	return nil
}

// save writes the state of the run, if that was asked for.
func (c runCommand) save(r *experiment.Run) error {
	if c.Save == nil {
		return nil
	}
	data, err := r.Save()
	if err != nil {
		return err
	}
	err = writeWhole(*c.Save, func(w io.Writer) error { _, err := w.Write(data); return err })
	if err != nil {
		return fmt.Errorf("--save: %w", err)
	}
	return nil
}
