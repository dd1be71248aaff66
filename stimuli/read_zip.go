package stimuli

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxListing bounds the bytes read for the listing of a ZIP, which in memory
// takes some ten times as many.
const maxListing = 16 << 20

// openZip reads an .npz, which is a ZIP of NumPy arrays, or a ZIP of PNG.
func openZip(in *input, axes string) (Film, error) {
	listing := &rationed{in, maxListing}
	z, err := zip.NewReader(listing, in.size)
	if listing.left < 0 {
		return nil, fmt.Errorf("a listing of more than %d MiB in the ZIP", maxListing>>20)
	}
	if err != nil {
		return nil, zipError(err)
	}
	var arrays, pictures []*zip.File
	for _, f := range z.File {
		f := *f // read without the ration
		switch name := strings.ToLower(f.Name); {
		case strings.HasSuffix(name, ".npy"):
			arrays = append(arrays, &f)
		case strings.HasSuffix(name, ".png"):
			pictures = append(pictures, &f)
		}
	}
	listing.left = 1 << 62
	switch {
	case len(arrays) > 0:
		return openNPZ(in, arrays, axes)
	case len(pictures) > 0:
		slices.SortStableFunc(pictures, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
		return newPictures(in, len(pictures), func(i int) (*picture, error) {
			r, err := openEntry(in, pictures[i])
			if err != nil {
				return nil, err
			}
			return &picture{r, shortened(pictures[i].Name), int64(pictures[i].UncompressedSize64)}, nil
		})
	}
	return nil, fmt.Errorf("a ZIP of %d files without a .npy or .png", len(z.File))
}

// rationed reads no more than some bytes.
type rationed struct {
	r    io.ReaderAt
	left int64
}

var errRation = errors.New("more than its ration")

func (r *rationed) ReadAt(p []byte, at int64) (int, error) {
	if r.left -= int64(len(p)); r.left < 0 {
		return 0, errRation
	}
	return r.r.ReadAt(p, at)
}

// openEntry begins one file of a ZIP. All that it unpacks to is counted.
func openEntry(in *input, f *zip.File) (io.ReadCloser, error) {
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("%s is encrypted", shortened(f.Name))
	}
	if f.Method != zip.Store && f.Method != zip.Deflate {
		return nil, fmt.Errorf("%s is packed by method %d, want 0 (stored) or 8 (deflate)", shortened(f.Name), f.Method)
	}
	if f.UncompressedSize64 > 1<<50 {
		return nil, fmt.Errorf("%s of %d bytes", shortened(f.Name), f.UncompressedSize64)
	}
	if err := in.spend(int64(f.UncompressedSize64)); err != nil {
		return nil, fmt.Errorf("%s: %w", shortened(f.Name), err)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shortened(f.Name), zipError(err))
	}
	return zipped{r}, nil
}

// zipped is a file of a ZIP that tells in words what is wrong with it.
type zipped struct{ io.ReadCloser }

func (z zipped) Read(p []byte) (int, error) {
	n, err := z.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = zipError(err)
	}
	return n, err
}

// zipError puts an error of archive/zip or compress/flate into plain words.
func zipError(err error) error {
	switch {
	case errors.Is(err, zip.ErrFormat):
		return errors.New("no ZIP listing where it should be: it is torn")
	case errors.Is(err, zip.ErrChecksum):
		return errors.New("a file of the ZIP does not fit its check sum")
	}
	return unpackError(err)
}
