package stimuli

import (
	"bufio"
	"bytes"
	"fmt"
	"image/jpeg"
	"io"
	"os"

	"striate/params"
	"striate/sim"
)

// minPicture is the fewest pixels along a side of a picture that is read.
const minPicture = 8

// readPicture reads the first frame of a file as linear luminance, decoding
// sRGB if it is told to, but not of an array, and says in one line what is wrong
// with it.
func readPicture(name string, srgb bool) (*sim.Frame, error) {
	f, err := firstFrame(name, &srgb)
	if err == nil && (f.W < minPicture || f.H < minPicture) {
		err = fmt.Errorf("it is %d x %d px, smaller than %d x %d", f.W, f.H, minPicture, minPicture)
	}
	if err != nil {
		return nil, &params.Error{Path: "file", Found: name, Want: "a readable .png, .jpg, .gif or .npy: " + plainly(err)}
	}
	if srgb {
		for i, l := range f.Pix {
			f.Pix[i] = linearOf(float64(l))
		}
	}
	return f, nil
}

// firstFrame reads JPEG itself and leaves all else to OpenFilm; an array holds
// no sRGB.
func firstFrame(name string, srgb *bool) (*sim.Frame, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() { // to open a pipe would wait for ever
		return nil, fmt.Errorf("it is no file")
	}
	r, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	head := make([]byte, 8)
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, err
	}
	if bytes.HasPrefix(head, []byte("\xff\xd8\xff")) {
		return readJPEG(r)
	}
	if !bytes.HasPrefix(head, []byte("\x89PNG")) && !bytes.HasPrefix(head, []byte("GIF8")) {
		*srgb = false
	}
	film, err := OpenFilm(r, info.Size(), "auto")
	if err != nil {
		return nil, err
	}
	f, _, err := film.Next()
	if err == io.EOF {
		return nil, fmt.Errorf("it holds no frame")
	}
	return f.Clone(), err
}

// readJPEG reads a photograph, whose size is checked before it is unpacked.
func readJPEG(r io.ReadSeeker) (*sim.Frame, error) {
	head, err := jpeg.DecodeConfig(bufio.NewReader(r))
	if err != nil {
		return nil, err
	}
	if w, h := head.Width, head.Height; w < 1 || h < 1 || w > maxSide || h > maxSide || w*h > MaxVoxels {
		return nil, fmt.Errorf("%d x %d px, want at most %d a side and %d together", w, h, maxSide, MaxVoxels)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	img, err := jpeg.Decode(bufio.NewReader(r))
	if err != nil {
		return nil, err
	}
	return grey(img), nil
}
