package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// folder is a directory that files appear in all at once, whole, at the end:
// until then they are written beside, and a run that fails leaves nothing.
type folder struct {
	dir, beside string
	made        bool // there was none before
}

// openFolder makes dir where there is none, and fails early where nothing can
// be written.
func openFolder(dir string) (*folder, error) {
	_, err := os.Stat(dir)
	made := errors.Is(err, fs.ErrNotExist)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	beside, err := os.MkdirTemp(dir, ".writing-")
	if err != nil {
		return nil, err
	}
	return &folder{dir, beside, made}, nil
}

// write makes one file; name may hold folders.
func (f *folder) write(name string, fill func(io.Writer) error) error {
	path := filepath.Join(f.beside, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return at(filepath.Join(f.dir, name), err)
	}
	return writeAs(path, filepath.Join(f.dir, name), fill)
}

// publish moves every file to its place.
func (f *folder) publish() error {
	return filepath.WalkDir(f.beside, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(f.beside, path)
		if err != nil {
			return err
		}
		place := filepath.Join(f.dir, name)
		if d.IsDir() {
			return os.MkdirAll(place, 0o755)
		}
		return at(place, os.Rename(path, place))
	})
}

// abandon removes what is left beside, and the folder itself where it was made
// for nothing.
func (f *folder) abandon() {
	_ = os.RemoveAll(f.beside)
	if f.made {
		_ = os.Remove(f.dir) // stays when there is something in it
	}
}

// writeWhole writes a file under another name and renames it, so that it is
// either whole or not there.
func writeWhole(path string, fill func(io.Writer) error) error { return writeAs(path, path, fill) }

// writeAs is writeWhole, with the file named otherwise in errors.
func writeAs(path, name string, fill func(io.Writer) error) (err error) {
	w, err := os.CreateTemp(filepath.Dir(path), ".writing-")
	if err != nil {
		return at(name, err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(w.Name())
		}
	}()
	if err := errors.Join(fill(w), w.Chmod(0o644), w.Close()); err != nil {
		var p *fs.PathError
		if errors.As(err, &p) && p.Path == w.Name() { // as on a full disk
			return at(name, err)
		}
		return err
	}
	return at(name, os.Rename(w.Name(), path))
}

// at is an error of the system with the path that was asked for in place of
// the one that was tried.
func at(path string, err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		return fmt.Errorf("%s: %w", path, p.Err)
	case errors.As(err, &l):
		return fmt.Errorf("%s: %w", path, l.Err)
	}
	return err
}
