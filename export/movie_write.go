package export

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"

	"striate/sim"
)

// Film calls each with the frames of a movie, in order from 0; a frame is
// reused.
type Film func(each func(k int, f *sim.Frame) error) error

// errEnough ends a film of which a writer wants no more.
var errEnough = errors.New("no more frames are wanted")

// WriteMovie writes the frames that film gives in a format, one by one, and
// says what the file is. Nothing is written before the first frame is there.
// A context that ends stops it.
func WriteMovie(ctx context.Context, w io.Writer, format string, m Movie, film Film) (*MovieAbout, error) {
	f, err := FormatOfMovie(format)
	if err == nil {
		err = f.Takes(&m)
	}
	if err != nil {
		return nil, err
	}
	return writeFrames(ctx, f, m, film, func(ctx context.Context) (MovieWriter, error) { return f.begin(ctx, w, m) })
}

// WritePNGFolder writes numbered PNGs, params.json and README.txt; file makes
// one file of a folder.
func WritePNGFolder(ctx context.Context, file func(name string, fill func(io.Writer) error) error, m Movie, film Film) (*MovieAbout, error) {
	f, err := FormatOfMovie("zip")
	if err == nil {
		err = f.Takes(&m)
	}
	if err != nil {
		return nil, err
	}
	return writeFrames(ctx, f, m, film, func(context.Context) (MovieWriter, error) {
		return &pngNumbered{file: file, m: m, png: newPNGCoder(m)}, nil
	})
}

func writeFrames(ctx context.Context, format *MovieFormat, m Movie, film Film, begin func(context.Context) (MovieWriter, error)) (*MovieAbout, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	about := m.about(format.Name)
	shown := m.FPS
	if about.ShownHz > 0 {
		shown = about.ShownHz
	}
	flashes := newFlashes(&m, len(format.Layouts) == 0 && format.Name != "json")
	defer flashes.stop()
	var out MovieWriter
	var turned turns
	err := film(func(k int, f *sim.Frame) (err error) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if out == nil {
			if out, err = begin(ctx); err != nil {
				return err
			}
		}
		if m.fits(f) == nil { // or Add says so
			flashes.see(float64(k)/shown, f)
		}
		if m.TrueDeg != nil {
			turned.add(m.TrueDeg())
		}
		return out.Add(f)
	})
	flashes.stop()
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err == nil && out == nil {
		err = refuse("frames", 0, "1 or more")
	}
	if err != nil {
		stop()
		if a, ok := out.(interface{ abandon() }); ok {
			a.abandon()
		}
		return nil, err
	}
	about.Flash, about.Warning = flashes.report()
	if turned.each != nil {
		about.turn(turned.each)
	}
	if e, ok := out.(interface{ end(MovieAbout) }); ok {
		e.end(about)
	}
	return &about, out.Close()
}

// turns are the orientations of the frames, kept one by one from when they
// differ.
type turns struct {
	first float64
	n     int
	each  []float64
}

func (t *turns) add(deg float64) {
	if t.n == 0 {
		t.first = deg
	}
	t.n++
	switch same := deg == t.first || math.IsNaN(deg) && math.IsNaN(t.first); {
	case t.each != nil:
		t.each = append(t.each, deg)
	case !same:
		t.each = append(slices.Repeat([]float64{t.first}, t.n-1), deg)
	}
}
