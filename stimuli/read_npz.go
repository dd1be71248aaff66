package stimuli

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
)

// filmNames are what the film of an archive may be called: ours, that of the
// MotionClouds twins, and that of its scripts.
var filmNames = []string{"stim", "stimulus", "z"}

// openNPZ reads the film of a NumPy archive: the array stim, stimulus or z, or
// the only one of three axes. If axes is auto, an array stim_axes may say them.
func openNPZ(in *input, arrays []*zip.File, axes string) (Film, error) {
	f, h, err := pickArray(in, arrays)
	if err != nil {
		return nil, err
	}
	if axes == "auto" {
		axes = saidAxes(in, arrays)
	}
	c, err := h.cube(in, axes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shortened(f.Name), err)
	}
	want := uint64(h.size) + uint64(c.cost)*uint64(c.typ.size)
	if f.UncompressedSize64 < want || !packable(want, f.CompressedSize64) {
		return nil, fmt.Errorf("%s of %d bytes, %d packed, want %d for shape %v of %s: it is torn",
			shortened(f.Name), f.UncompressedSize64, f.CompressedSize64, want, h.shape, h.descr)
	}
	c.open = func() (io.Reader, error) {
		r, err := openEntry(in, f)
		if err != nil {
			return nil, err
		}
		_, err = io.CopyN(io.Discard, r, h.size)
		return r, err
	}
	return c, nil
}

// packable says whether size bytes can come from as many packed ones.
func packable(size, packed uint64) bool { return size/mostPacked <= packed }

// pickArray finds the film among the arrays and reads its header.
func pickArray(in *input, arrays []*zip.File) (*zip.File, *npyHead, error) {
	if len(arrays) > 1000 {
		return nil, nil, fmt.Errorf("%d arrays, want at most 1000", len(arrays))
	}
	var film *zip.File
	var head *npyHead
	var names []string
	for _, want := range filmNames {
		for _, f := range arrays {
			if film == nil && arrayName(f) == want {
				h, err := entryHead(in, f)
				if err != nil {
					return nil, nil, fmt.Errorf("%s: %w", shortened(f.Name), err)
				}
				film, head = f, h
			}
		}
	}
	if film != nil {
		return film, head, nil
	}
	count := 0
	for _, f := range arrays {
		names = append(names, arrayName(f))
		if h, err := entryHead(in, f); err == nil && len(h.shape) == 3 {
			film, head = f, h
			count++
		}
	}
	if count != 1 {
		return nil, nil, fmt.Errorf("%d arrays of three axes among %s, want one named %s", count, shortened(strings.Join(names, ", ")), strings.Join(filmNames, ", "))
	}
	return film, head, nil
}

func arrayName(f *zip.File) string { return strings.TrimSuffix(f.Name, ".npy") }

func entryHead(in *input, f *zip.File) (*npyHead, error) {
	work := in.work // only the header is read
	r, err := openEntry(in, f)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	in.work = work - min(work, 1<<17)
	return readNPYHead(newCursor(r))
}

// saidAxes is what the array stim_axes, a text such as t,y,x, says, else auto.
func saidAxes(in *input, arrays []*zip.File) string {
	for _, f := range arrays {
		if arrayName(f) != "stim_axes" || f.UncompressedSize64 > 4096 {
			continue
		}
		r, err := openEntry(in, f)
		if err != nil {
			break
		}
		defer r.Close()
		c := newCursor(r)
		if h, err := readNPYHead(c); err != nil || !strings.HasPrefix(h.descr, "<U") {
			break
		}
		text, err := io.ReadAll(io.LimitReader(c, 4096))
		if err != nil {
			break
		}
		return axesOf(strings.ReplaceAll(string(text), "\x00", "")) // UTF-32
	}
	return "auto"
}

// axesOf reads names of axes, as t,y,x: tyx, xyt, or auto for all else.
func axesOf(text string) string {
	text = strings.ToLower(strings.NewReplacer(",", "", " ", "", "[", "", "]", "", "(", "", ")", "").Replace(text))
	if text == "tyx" || text == "xyt" {
		return text
	}
	return "auto"
}
