package export

import (
	"archive/zip"
	"fmt"
	"image"
	"image/png"
	"io"

	"striate/sim"
)

// pngZip is a ZIP of numbered PNGs.
type pngZip struct {
	z *zip.Writer
	m Movie
	n int
}

// NewPNGZip begins a ZIP of frame000000.png, frame000001.png, ... in 8-bit
// linear grey.
func NewPNGZip(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(false); err != nil {
		return nil, err
	}
	return &pngZip{z: zip.NewWriter(w), m: m}, nil
}

// Add writes one frame.
func (p *pngZip) Add(f *sim.Frame) error {
	if err := p.m.fits(f); err != nil {
		return err
	}
	entry, err := p.z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("frame%06d.png", p.n), Method: zip.Store}) // already packed
	if err != nil {
		return err
	}
	p.n++
	return FramePNG(entry, f, p.m.Scale)
}

// Close writes the directory of the archive.
func (p *pngZip) Close() error {
	if p.n == 0 {
		return fmt.Errorf("frames = 0, want 1 or more")
	}
	return p.z.Close()
}

// FramePNG writes one frame as 8-bit linear grey, scale x scale pixels to
// each of its own.
func FramePNG(w io.Writer, f *sim.Frame, scale int) error {
	scale = max(scale, 1)
	im := image.NewGray(image.Rect(0, 0, f.W*scale, f.H*scale))
	grey8(im.Pix, f, scale)
	return png.Encode(w, im)
}

// NPZ is a NumPy archive, written array by array.
type NPZ struct{ z *zip.Writer }

// NewNPZ begins an archive.
func NewNPZ(w io.Writer) *NPZ { return &NPZ{zip.NewWriter(w)} }

// Put adds one array, see NPY.
func (n *NPZ) Put(name string, shape []int, data any) error {
	entry, err := n.z.CreateHeader(&zip.FileHeader{Name: name + ".npy", Method: zip.Deflate})
	if err != nil {
		return err
	}
	if err := NPY(entry, shape, data); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Close writes the directory of the archive.
func (n *NPZ) Close() error { return n.z.Close() }

// npzMovie streams the array stim and puts the rest behind it.
type npzMovie struct {
	npz   *NPZ
	stim  io.Writer
	m     Movie
	bytes []byte
	n     int
}

// NewStimulusNPZ begins a NumPy archive with stim (u1 [t, y, x], row 0 at the
// top), stim_axes, frame_t_s, theta_bar_deg, params_json, seed and engine.
func NewStimulusNPZ(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(true); err != nil {
		return nil, err
	}
	n := &npzMovie{npz: NewNPZ(w), m: m, bytes: make([]byte, m.Width*m.Height)}
	var err error
	if n.stim, err = n.npz.z.CreateHeader(&zip.FileHeader{Name: "stim.npy", Method: zip.Deflate}); err != nil {
		return nil, err
	}
	_, err = n.stim.Write(npyHeader("|u1", false, []int{m.Frames, m.Height, m.Width}))
	return n, err
}

// Add writes one frame.
func (n *npzMovie) Add(f *sim.Frame) error {
	if err := n.m.fits(f); err != nil {
		return err
	}
	if n.n++; n.n > n.m.Frames {
		return fmt.Errorf("frames = %d or more, want the %d announced", n.n, n.m.Frames)
	}
	grey8(n.bytes, f, 1)
	_, err := n.stim.Write(n.bytes)
	return err
}

// Close adds the arrays that say what stim is.
func (n *npzMovie) Close() error {
	if n.n != n.m.Frames {
		return fmt.Errorf("frames = %d, want the %d announced", n.n, n.m.Frames)
	}
	times := make([]float64, n.n)
	for i := range times {
		times[i] = float64(i) / n.m.FPS
	}
	p := n.m.Provenance
	for _, a := range []struct {
		name  string
		shape []int
		data  any
	}{
		{"stim_axes", nil, "t,y,x"},
		{"frame_t_s", []int{n.n}, times},
		{"theta_bar_deg", []int{len(n.m.ThetaDeg)}, append([]float64{}, n.m.ThetaDeg...)},
		{"params_json", nil, string(p.Params)},
		{"seed", nil, []uint64{p.Seed}},
		{"engine", nil, p.Engine},
	} {
		if err := n.npz.Put(a.name, a.shape, a.data); err != nil {
			return err
		}
	}
	return n.npz.Close()
}
