package export

import (
	"archive/zip"
	"fmt"
	"io"

	"striate/sim"
)

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
	ending
	counter
	npz   *NPZ
	stim  io.Writer
	m     Movie
	bytes []byte
}

// NewStimulusNPZ begins a NumPy archive with stim, u1 [t, y, x] with row 0 at
// the top, luminance x 255, or as XYT f4 [x, y, t] with y upwards; and
// stim_axes, stim_units, frame_t_s, theta_bar_deg and mc_theta_rad (one for
// all frames or one each), px_per_deg, params_json, seed, engine, warning.
func NewStimulusNPZ(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(true); err != nil {
		return nil, err
	}
	if err := m.in(TYX, XYT); err != nil {
		return nil, err
	}
	n := &npzMovie{npz: NewNPZ(w), m: m, counter: counter{announced: m.Frames}}
	n.last = m.about("npz")
	head, size := npyHeader("|u1", false, n.last.Shape), 1
	if m.Layout == XYT {
		head, size = npyHeader("<f4", true, n.last.Shape), 4
	}
	n.bytes = make([]byte, size*m.Width*m.Height)
	var err error
	if n.stim, err = n.npz.z.CreateHeader(&zip.FileHeader{Name: "stim.npy", Method: zip.Deflate}); err != nil {
		return nil, err
	}
	_, err = n.stim.Write(head)
	return n, err
}

// Add writes one frame.
func (n *npzMovie) Add(f *sim.Frame) error {
	if err := n.m.fits(f); err != nil {
		return err
	}
	if err := n.more(); err != nil {
		return err
	}
	if n.m.Layout == XYT {
		floatsXYT(n.bytes, f)
	} else {
		grey8(n.bytes, f, 1)
	}
	_, err := n.stim.Write(n.bytes)
	return err
}

// Close adds the arrays that say what stim is.
func (n *npzMovie) Close() error {
	if err := n.all(); err != nil {
		return err
	}
	times := make([]float64, n.n)
	for i := range times {
		times[i] = float64(i) / n.m.FPS
	}
	a := &n.last
	units := fmt.Sprintf("x: %s; y: %s; t: %s; values: %s", a.Units["x"], a.Units["y"], a.Units["t"], a.Units["values"])
	for _, b := range []struct {
		name  string
		shape []int
		data  any
	}{
		{"stim_axes", nil, a.Axes},
		{"stim_units", nil, units},
		{"frame_t_s", []int{n.n}, times},
		{"theta_bar_deg", []int{len(a.ThetaBar)}, append([]float64{}, a.ThetaBar...)},
		{"mc_theta_rad", []int{len(a.ThetaMC)}, append([]float64{}, a.ThetaMC...)},
		{"px_per_deg", nil, []float64{a.PxPerDeg}},
		{"params_json", nil, string(a.Params)},
		{"seed", nil, []uint64{a.Seed}},
		{"engine", nil, a.Engine},
		{"warning", nil, a.Warning},
	} {
		if err := n.npz.Put(b.name, b.shape, b.data); err != nil {
			return err
		}
	}
	return n.npz.Close()
}
