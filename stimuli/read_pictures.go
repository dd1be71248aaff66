package stimuli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"striate/sim"
)

// pictures is a film of PNG files in the order of their names, each of its own
// size if need be.
type pictures struct {
	in   *input
	head FilmHead
	open func(i int) (*picture, error)
	next int
}

// A picture is one of them, size bytes long.
type picture struct {
	io.ReadCloser
	name string
	size int64
}

// newPictures is a film of n pictures, of which it looks at the first.
func newPictures(in *input, n int, open func(i int) (*picture, error)) (*pictures, error) {
	p := &pictures{in: in, open: open}
	err := p.with(0, func(f *pngFilm) error { p.head = f.Head(); return nil })
	p.head.Frames, p.head.FPS = n, 0
	return p, err
}

// with calls use with picture i.
func (p *pictures) with(i int, use func(*pngFilm) error) error {
	r, err := p.open(i)
	if err != nil {
		return err
	}
	defer r.Close()
	f, err := openPNG(p.in, r, r.size)
	if err == nil {
		err = use(f)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", r.name, err)
	}
	return nil
}

// Head is described at [Film].
func (p *pictures) Head() FilmHead { return p.head }

// Next is described at [Film]; of an APNG it is the first frame.
func (p *pictures) Next() (shown *sim.Frame, seconds float64, err error) {
	if p.next == p.head.Frames {
		return nil, 0, io.EOF
	}
	err = p.with(p.next, func(f *pngFilm) error {
		if shown, _, err = f.Next(); err != nil || f.animated {
			return err
		}
		if _, _, err := f.Next(); err != io.EOF { // is it whole
			return err
		}
		return nil
	})
	p.next++
	return shown, 0, err
}

// openFolder reads the .png of a folder. Their bytes together are those of the
// film.
func openFolder(dir string) (Film, error) {
	entries, err := os.ReadDir(dir) // in the order of names
	if err != nil {
		return nil, err
	}
	var names []string
	size := int64(0)
	for _, e := range entries {
		if e.IsDir() || !strings.EqualFold(filepath.Ext(e.Name()), ".png") {
			continue
		}
		names = append(names, e.Name())
		if info, err := e.Info(); err == nil {
			size += info.Size()
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("a folder without a .png")
	}
	return newPictures(newInput(nil, size), len(names), func(i int) (*picture, error) {
		r, err := os.Open(filepath.Join(dir, names[i]))
		if err != nil {
			return nil, err
		}
		info, err := r.Stat()
		if err != nil {
			r.Close()
			return nil, err
		}
		return &picture{r, shortened(names[i]), info.Size()}, nil
	})
}
