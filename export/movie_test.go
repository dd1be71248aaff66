package export

import (
	"archive/zip"
	"bytes"
	"image/gif"
	"image/png"
	"math"
	"reflect"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio/npy"
	"codeberg.org/sbinet/npyio/npz"

	"striate/sim"
)

// clip is a movie of n frames of 6 x 4 pixels, each pixel another number.
func clip(n int) []*sim.Frame {
	var all []*sim.Frame
	for k := range n {
		f := sim.NewFrame(6, 4)
		for i := range f.Pix {
			f.Pix[i] = float32(k*24+i) / float32(24*n)
		}
		all = append(all, f)
	}
	return all
}

func write(t *testing.T, w MovieWriter, err error, frames []*sim.Frame) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		if err := w.Add(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestGIF(t *testing.T) {
	var b bytes.Buffer
	w, err := NewGIF(&b, Movie{Width: 6, Height: 4, FPS: 60, Scale: 3, Provenance: provenance})
	frames := clip(5)
	write(t, w, err, frames)
	g, err := gif.DecodeAll(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Image) != 5 || g.LoopCount != 0 || g.Delay[3] != 2 || g.Config.Width != 18 {
		t.Errorf("%d frames, loop %d, delay %v, width %d", len(g.Image), g.LoopCount, g.Delay, g.Config.Width)
	}
	for k, im := range g.Image {
		for y := range 12 {
			for x := range 18 {
				want := uint8(math.Floor(255*float64(frames[k].At(x/3, y/3)) + .5))
				if r, _, _, _ := im.At(x, y).RGBA(); uint8(r>>8) != want {
					t.Fatalf("frame %d pixel %d, %d: %d, want %d", k, x, y, r>>8, want)
				}
			}
		}
	}
	if !bytes.Contains(b.Bytes(), []byte(`"engine":"striate test"`)) {
		t.Error("no provenance")
	}
	for _, c := range []struct {
		fps   float64
		delay int
		hz    float64
	}{{60, 2, 50}, {50, 2, 50}, {24, 4, 25}, {25, 4, 25}, {30, 3, 100. / 3}, {10, 10, 10}, {120, 2, 50}, {15, 7, 100. / 7}, {1e-9, 65535, 100. / 65535}} {
		if d, hz := GIFRate(c.fps); d != c.delay || math.Abs(hz-c.hz) > 1e-12 {
			t.Errorf("%g fps: delay %d, %g Hz, want %d, %g", c.fps, d, hz, c.delay, c.hz)
		}
	}
}

func TestNPYMovie(t *testing.T) {
	var b bytes.Buffer
	w, err := NewNPY(&b, Movie{Width: 6, Height: 4, Frames: 3, FPS: 60})
	frames := clip(3)
	write(t, w, err, frames)
	r, err := npy.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	if d := r.Header.Descr; strings.Trim(d.Type, "'") != "<f4" || !d.Fortran || !reflect.DeepEqual(d.Shape, []int{6, 4, 3}) {
		t.Fatalf("%+v", d)
	}
	var raw []float32
	if err := r.Read(&raw); err != nil {
		t.Fatal(err)
	}
	for k, f := range frames { // z[x, y, t] is the frame's column x, row N_Y-1-y
		for y := range 4 {
			for x := range 6 {
				if got := raw[x+6*(y+4*k)]; got != f.At(x, 3-y) {
					t.Fatalf("z[%d, %d, %d] = %g, want %g", x, y, k, got, f.At(x, 3-y))
				}
			}
		}
	}
	w, _ = NewNPY(&b, Movie{Width: 6, Height: 4, Frames: 3, FPS: 60})
	if err := w.Add(frames[0]); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err == nil || err.Error() != "frames = 1, want the 3 announced" {
		t.Error(err)
	}
	if err := w.Add(sim.NewFrame(3, 3)); err == nil || err.Error() != "frame = 3 x 3, want 6 x 4" {
		t.Error(err)
	}
}

func TestArrays(t *testing.T) {
	var b bytes.Buffer
	z := NewNPZ(&b)
	want := []float64{1, 2, 3, 4, 5, math.Pi}
	for _, a := range []struct {
		name  string
		shape []int
		data  any
	}{{"e", []int{1, 2, 3}, want}, {"u", []int{2}, []uint64{1, 1 << 63}}, {"f", []int{2}, []float32{1, 2}}, {"n", []int{2}, []string{"E", "θ ring"}}, {"none", []int{0}, []int64{}}} {
		if err := z.Put(a.name, a.shape, a.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Put("bad", []int{3}, []uint8{1}); err == nil || err.Error() != "bad: array of 1 values, want 3 for shape [3]" {
		t.Error(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	var got []float64
	r, err := npz.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Read("e.npy", &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Error(got, err)
	}
	if h := r.Header("e.npy").Descr; !reflect.DeepEqual(h.Shape, []int{1, 2, 3}) || h.Fortran {
		t.Errorf("%+v", h)
	}
}

func TestArchives(t *testing.T) {
	frames := clip(3)
	m := Movie{Width: 6, Height: 4, Frames: 3, FPS: 60, ThetaDeg: []float64{10, 20, 30}, Provenance: provenance}
	var b bytes.Buffer
	w, err := NewPNGZip(&b, m)
	write(t, w, err, frames)
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil || len(z.File) != 5 || z.File[2].Name != "frame000002.png" || z.File[3].Name != "params.json" || z.File[4].Name != "README.txt" {
		t.Fatal(err, z)
	}
	f, _ := z.File[1].Open()
	im, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := im.At(5, 3).RGBA(); uint8(r>>8) != uint8(255*float64(frames[1].At(5, 3))+.5) {
		t.Error("pixel", r>>8)
	}
	b.Reset()
	w, err = NewStimulusNPZ(&b, m)
	write(t, w, err, frames)
	n, err := npz.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(n.Keys(), " "); got != "stim.npy stim_axes.npy stim_units.npy frame_t_s.npy theta_bar_deg.npy mc_theta_rad.npy px_per_deg.npy params_json.npy seed.npy engine.npy warning.npy" {
		t.Error(got)
	}
	var stim []uint8
	if err := n.Read("stim.npy", &stim); err != nil || len(stim) != 72 || stim[71] != uint8(255*float64(frames[2].At(5, 3))+.5) {
		t.Error(len(stim), err)
	}
	for _, bad := range []Movie{{Width: 0, Height: 4, Frames: 1, FPS: 60}, {Width: 6, Height: 4, Frames: 1, FPS: math.NaN()}, {Width: 6, Height: 4, Frames: 0, FPS: 60}} {
		if _, err := NewNPY(&b, bad); err == nil {
			t.Errorf("accepted %+v", bad)
		}
	}
}

func TestSpikesCSV(t *testing.T) {
	var b bytes.Buffer
	s := NewSpikesCSV(&b)
	s.Add(&sim.Step{Dt: .1, Populations: []sim.Population{{Name: "E"}, {Name: "I"}}, Spikes: [][]sim.Spike{{{Step: 3, Index: 7}, {Step: 3, Index: 2}, {Step: 12345, Index: 0}}, {{Step: 1, Index: 59}, {Step: 3, Index: 4}}}})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if want := "time_ms,population,neuron\n0.1,I,59\n0.3,E,2\n0.3,E,7\n0.3,I,4\n1234.5,E,0\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestFileName(t *testing.T) {
	got := FileName([]Entity{{"lab", "vision"}, {"stim", StimulusCode("motion_cloud")}, {"theta", Num(60)}, {"btheta", Num(15)}, {"none", Num(math.NaN())},
		{"seed", "42"}, {"run", "8f3a2c1b"}}, "raster", "svg")
	if want := "lab-vision_stim-mc_theta-60_btheta-15_seed-42_run-8f3a2c1b_raster.svg"; got != want {
		t.Error(got, want)
	}
	if got := FileName([]Entity{{"a", "../é x:-"}, {"x", Num(-.5)}}, "w/eights-h", "p/ng"); got != "a-..x_x-m0.5_weightsh.png" {
		t.Error(got)
	}
	if RunID([]byte(`{"a": 1}`), "e") != RunID([]byte(`{"a":1}`), "e") || RunID([]byte(`{"a":1}`), "e") == RunID([]byte(`{"a":1}`), "f") || len(RunID(nil, "")) != 8 {
		t.Error("run id")
	}
}
