package stimuli

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"striate/sim"
)

// Film is a movie file being read, one frame after the other. It is never
// unpacked as a whole: a reader holds at most one frame of the file and one it
// has to go back to, or a block of frames where a frame lies scattered over
// the file (see cube).
type Film interface {
	Head() FilmHead
	// Next is the next frame, linear luminance 0 to 1, valid until the next
	// call, and the seconds for which it is shown, 0 where the file does not
	// say. After the last frame comes io.EOF.
	Next() (f *sim.Frame, seconds float64, err error)
}

// FilmHead is what a file says of its film before the first frame.
type FilmHead struct {
	Width, Height int     // px; among pictures, those of the first
	Frames        int     // 0 where the file does not say
	FPS           float64 // Hz; 0 where the file does not say or each frame has its own time
}

// What one file may ask for, whatever it claims. A frame in memory takes 4
// bytes a pixel: the readers stay below 128 MiB for a frame, as much for what
// it has to bring back, or for a block of frames where a frame lies scattered;
// and some 200 MiB for a chunk of HDF5 at work. What is kept of a film is
// bounded by MaxVoxels. Time is bounded by the pixels that are unpacked.
const (
	maxFramePx  = MaxVoxels // pixels of one frame
	maxBlock    = 1 << 24   // values of a block of frames, or one frame if that is more
	minWork     = 1 << 30   // pixels that any file may unpack, about ten seconds ...
	workPerByte = 64        // ... and pixels for each of its bytes, if that is more
	maxText     = 1 << 16   // bytes of a header of text
	mostPacked  = 1032      // bytes that DEFLATE can make of one
	maxName     = 40        // bytes shown of what a file calls something
)

// input is a file and what may still be asked of it.
type input struct {
	io.ReaderAt
	size    int64
	framePx int64 // most pixels in a frame
	work    int64 // pixels that may yet be unpacked
}

func newInput(r io.ReaderAt, size int64) *input {
	return &input{ReaderAt: r, size: size, framePx: maxFramePx, work: max(minWork, workPerByte*min(size, 1<<50))}
}

// OpenFilm recognises a file of size bytes by its first ones and reads as far
// as its first frame: NPY, NPZ, GIF, PNG, APNG, Y4M, HDF5, MAT 5 or a ZIP of
// PNG. Axes is tyx, xyt or auto, see [Video]. Errors name what was found, what
// was wanted, and the byte or frame.
func OpenFilm(r io.ReaderAt, size int64, axes string) (Film, error) {
	return openFilm(newInput(r, size), axes)
}

func openFilm(in *input, axes string) (Film, error) {
	head := make([]byte, min(in.size, 16))
	if _, err := in.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, err
	}
	for _, kind := range []struct {
		magic string
		open  func() (Film, error)
	}{
		{npyMagic, func() (Film, error) { return openNPY(in, axes) }},
		{"PK\x03\x04", func() (Film, error) { return openZip(in, axes) }},
		{"PK\x05\x06", func() (Film, error) { return openZip(in, axes) }}, // an empty one
		{"GIF8", func() (Film, error) { return openGIF(in) }},
		{pngMagic, func() (Film, error) { return openPNG(in, in.whole(), in.size) }},
		{"YUV4MPEG2", func() (Film, error) { return openY4M(in) }},
		{"MATLAB 5.0 MAT", func() (Film, error) { return openMAT(in, axes) }},
	} {
		if bytes.HasPrefix(head, []byte(kind.magic)) {
			return kind.open()
		}
	}
	if base, ok := findHDF5(in); ok {
		return openHDF5(in, base, axes)
	}
	if in.size == 0 {
		return nil, errors.New("it is empty")
	}
	return nil, fmt.Errorf("byte 0: it begins with %s, which is no NPY, NPZ, GIF, PNG, Y4M, HDF5, MAT 5 or ZIP of PNG", shortened(string(head)))
}

// spend counts pixels, or values, that are about to be unpacked.
func (in *input) spend(px int64) error {
	if !(px >= 0 && px <= in.work) {
		return fmt.Errorf("more than %d pixels to unpack from %d bytes, want a shorter or smaller film", max(minWork, workPerByte*in.size), in.size)
	}
	in.work -= px
	return nil
}

// checkFrame bounds the size of a frame that a file claims at a byte.
func (in *input) checkFrame(at int64, w, h uint64) error {
	if w < 1 || h < 1 || w > maxSide || h > maxSide || int64(w*h) > in.framePx {
		return fmt.Errorf("byte %d: frames of %d x %d px, want 1 to %d a side and at most %d", at, w, h, maxSide, in.framePx)
	}
	return nil
}

// read is the n bytes at a place, n bounded by the caller; what names them.
func (in *input) read(at uint64, n int, what string) ([]byte, error) {
	if size := uint64(in.size); at > size || uint64(n) > size-at {
		return nil, fmt.Errorf("byte %d: %s of %d bytes, want it inside the file of %d bytes: it is torn", at, what, n, in.size)
	}
	b := make([]byte, n)
	if _, err := in.ReadAt(b, int64(at)); err != nil && err != io.EOF {
		return nil, err
	}
	return b, nil
}

// whole reads the file from its start.
func (in *input) whole() io.Reader { return io.NewSectionReader(in, 0, in.size) }

// tornAt says that a file ends too early.
func tornAt(at int64, what string) error {
	return fmt.Errorf("byte %d: the file ends in %s: it is torn", at, what)
}

// shortened is text of a file in quotes, at most maxName bytes of it.
func shortened(s string) string {
	if len(s) > maxName {
		return fmt.Sprintf("%.*q...", maxName, s)
	}
	return fmt.Sprintf("%q", s)
}
