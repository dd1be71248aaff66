package retina

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"testing"

	"striate/internal/golden"
)

const encoder = "encoder"

// points are the rows of an array [point][2].
func points(a *golden.Array) []Point {
	p := make([]Point, len(a.Data)/2)
	for i := range p {
		p[i] = Point{a.Data[2*i], a.Data[2*i+1]}
	}
	return p
}

func flat(rows [][]float64) []float64 {
	var v []float64
	for _, r := range rows {
		v = append(v, r...)
	}
	return v
}

func TestSpatialFilterGolden(t *testing.T) {
	var file struct {
		Tolerance golden.Tolerance
		Cases     []struct {
			WX, WY, XRes, YRes float64
			SigmaCenter        float64 `json:"sigma_center"`
			SigmaSurround      float64 `json:"sigma_surround"`
			XTrans             float64 `json:"x_trans"`
			YTrans             float64 `json:"y_trans"`
			Gain               float64
			Kind               string
			ZMax               float64 `json:"Z_max"`
			ZMin               float64 `json:"Z_min"`
			Expected           golden.Array
		}
	}
	golden.Read(t, encoder+"/spatial_filter.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for i, c := range file.Cases {
		if c.WX != c.WY || c.XRes != c.YRes {
			t.Fatalf("case %d is not square", i)
		}
		l := Ladret2019{FilterSize: c.WX, FilterRes: c.XRes, SigmaCenter: c.SigmaCenter, SigmaSurround: c.SigmaSurround}
		xs, ys, z := l.SpatialFilter(c.XTrans, c.YTrans)
		gotX, gotY, gotZ := make([]float64, 0), make([]float64, 0), flat(z)
		for _, y := range ys {
			for _, x := range xs {
				gotX, gotY = append(gotX, x), append(gotY, y)
			}
		}
		for k := range gotZ {
			gotZ[k] *= -c.Gain // ON centre has the gain -1 there
		}
		if want := map[float64]string{-1: "ON", 1: "OFF"}[c.Gain]; want != c.Kind {
			t.Errorf("case %d: gain %g is %s, want %s", i, c.Gain, c.Kind, want)
		}
		c.Expected.Load(t, encoder)
		for plane, got := range map[string][]float64{"X": gotX, "Y": gotY, "Z": gotZ} {
			file.Tolerance.Compare(t, i, plane, got, c.Expected.Plane(t, plane))
		}
		file.Tolerance.Compare(t, i, "extremes", []float64{slices.Max(gotZ), slices.Min(gotZ)}, []float64{c.ZMax, c.ZMin})
	}
}

func TestTemporalFilterGolden(t *testing.T) {
	var file struct {
		Tolerance golden.Tolerance
		Cases     []struct {
			Name     string
			Params   map[string]float64
			Form     string
			TMs      []float64 `json:"t_ms"`
			Expected golden.Array
		}
	}
	golden.Read(t, encoder+"/temporal_filter.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range file.Cases {
		k := kernelOf(t, c.Params, c.Form)
		got := make([]float64, len(c.TMs))
		for j, ms := range c.TMs {
			got[j] = k.At(ms)
		}
		file.Tolerance.Compare(t, c.Name, c.Form, got, c.Expected.Data)
	}
}

// kernelOf takes the parameters of the reference, by their names there.
func kernelOf(t *testing.T, p map[string]float64, form string) Temporal {
	t.Helper()
	forms := map[string]string{"paper": "cai1997", "package": "ladret2019"}
	k := Temporal{Form: forms[form]}
	if k.Form == "" {
		t.Fatalf("form %q", form)
	}
	fields := map[string]*float64{"K1": &k.K1, "c1": &k.C1, "n1": &k.N1, "t1": &k.T1, "K2": &k.K2, "c2": &k.C2, "n2": &k.N2, "t2": &k.T2, "baseline": &k.Baseline, "gain": &k.Gain}
	for name, v := range p {
		f := fields[name]
		if f == nil {
			t.Fatalf("temporal parameter %q", name)
		}
		*f = v
		delete(fields, name)
	}
	if len(fields) > 0 {
		t.Fatalf("temporal parameters without a value: %v", fields)
	}
	return k
}

func TestCentersGolden(t *testing.T) {
	var file struct {
		Tolerance golden.Tolerance
		Cases     []struct {
			Rows    int     `json:"video_rows"`
			Cols    int     `json:"video_cols"`
			Distrib float64 `json:"distrib_size"`
			Offset  float64 `json:"safeguard_offset"`
			Xs, Ys  []float64
		}
	}
	golden.Read(t, encoder+"/centers.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for i, c := range file.Cases {
		l := Ladret2019{DistribSize: c.Distrib, Offset: c.Offset}
		var xs, ys []float64
		for _, p := range l.Centers(c.Rows, c.Cols) {
			xs, ys = append(xs, p[0]), append(ys, p[1])
		}
		file.Tolerance.Compare(t, i, "Xs", xs, c.Xs)
		file.Tolerance.Compare(t, i, "Ys", ys, c.Ys)
	}
}

// TestArangeLengths documents a quirk that SpatialFilter does not share: the
// package samples its filter with NumPy's arange, which is one sample too long
// for some centres, and then stops.
func TestArangeLengths(t *testing.T) {
	var file struct {
		Cases []struct {
			XTrans   float64 `json:"x_trans"`
			WX, XRes float64
			N        int `json:"n_samples"`
		}
	}
	golden.Read(t, encoder+"/arange_lengths.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range file.Cases {
		if n := len(arange(-c.WX+c.XTrans, c.WX+c.XTrans, c.XRes)); n != c.N {
			t.Errorf("arange about %v has %d samples, want %d", c.XTrans, n, c.N)
		}
		l := Ladret2019{FilterSize: c.WX, FilterRes: c.XRes, SigmaCenter: 1, SigmaSurround: 1.2}
		if xs, _, _ := l.SpatialFilter(c.XTrans, c.XTrans); len(xs) != int(math.Round(2*c.WX/c.XRes)) {
			t.Errorf("filter about %v has %d samples", c.XTrans, len(xs))
		}
	}
}

func TestConnectivityGolden(t *testing.T) {
	var file struct {
		Tolerance golden.Tolerance
		Cases     []struct {
			NX           int `json:"N_X"`
			NY           int `json:"N_Y"`
			X, Y, Theta  float64
			SF           float64 `json:"sf_0"`
			BSF          float64 `json:"B_sf"`
			BTheta       float64 `json:"B_theta_deg"`
			Distrib      float64 `json:"distrib_size"`
			GridRes      float64 `json:"grid_res"`
			OnThreshold  float64 `json:"on_thresh"`
			OffThreshold float64 `json:"off_thresh"`
			Filters, Phi golden.Array
			On, Off      golden.Array
		}
	}
	golden.Read(t, encoder+"/gabor_connectivity.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("no cases")
	}
	for i, c := range file.Cases {
		l := Ladret2019{SF: c.SF, BSF: c.BSF, BThetaDeg: c.BTheta, DistribSize: c.Distrib, GridRes: c.GridRes, OnThreshold: c.OnThreshold, OffThreshold: c.OffThreshold}
		centre := Point{c.X, c.Y}
		c.Phi.Load(t, encoder)
		for k, plane := range []string{"phi0", "phi90"} {
			file.Tolerance.Compare(t, i, plane, flat(l.Phi(c.NX, c.NY, centre, c.Theta, float64(k)*math.Pi/2)), c.Phi.Plane(t, plane))
		}
		all, on, off := l.Connect(c.NX, c.NY, centre, c.Theta)
		if !slices.Equal(all, points(&c.Filters)) || !slices.Equal(on, points(&c.On)) || !slices.Equal(off, points(&c.Off)) {
			t.Errorf("case %d: %d candidates, %d ON, %d OFF, want %d, %d, %d, or at other places", i, len(all), len(on), len(off), c.Filters.Shape[0], c.On.Shape[0], c.Off.Shape[0])
		}
	}
}

func TestCurrentsGolden(t *testing.T) {
	var kernels struct {
		Cases []struct {
			Name, Form string
			Params     map[string]float64
		}
	}
	golden.Read(t, encoder+"/temporal_filter.json", &kernels)
	var kernel Temporal
	for _, c := range kernels.Cases {
		if c.Form == "package" { // the first is the one it runs with
			kernel = kernelOf(t, c.Params, c.Form)
			break
		}
	}
	var file struct {
		Tolerance golden.Tolerance
		Runs      []struct {
			Params struct {
				FPS          int
				TotalTime    int             `json:"total_time"`
				Distrib      float64         `json:"distrib_size"`
				Offset       float64         `json:"safeguard_offset"`
				GridRes      float64         `json:"grid_res"`
				NTheta       int             `json:"N_theta"`
				BTheta       float64         `json:"B_theta"`
				SF           float64         `json:"sf_0"`
				BSF          float64         `json:"B_sf"`
				OnThreshold  float64         `json:"on_thresh"`
				OffThreshold float64         `json:"off_thresh"`
				FilterSize   float64         `json:"filter_size"`
				FilterRes    float64         `json:"filter_res"`
				SamplingRate int             `json:"sampling_rate"`
				OffGain      json.RawMessage `json:"off_gain"`
			}
			Thetas          []float64
			Centers         golden.Array
			FrameDurationMs int `json:"frame_duration_ms"`
			Video, Currents golden.Array
			Rows            []struct {
				Theta    int          `json:"theta_index"`
				Gabor    int          `json:"gabor_index"`
				First    int          `json:"first_row"`
				NOn      int          `json:"n_on"`
				NOff     int          `json:"n_off"`
				OnCoord  golden.Array `json:"on_coords"`
				OffCoord golden.Array `json:"off_coords"`
			}
		}
	}
	golden.Read(t, encoder+"/input_to_currents.json", &file)
	if len(file.Runs) == 0 {
		t.Fatal("no runs")
	}
	exact := golden.Tolerance{RTol: 1e-13}
	for i, run := range file.Runs {
		p := run.Params
		l := Ladret2019{FPS: p.FPS, TotalTime: p.TotalTime, SamplingRate: p.SamplingRate, DistribSize: p.Distrib, Offset: p.Offset, GridRes: p.GridRes,
			NTheta: p.NTheta, SF: p.SF, BSF: p.BSF, BThetaDeg: p.BTheta, OnThreshold: p.OnThreshold, OffThreshold: p.OffThreshold,
			FilterSize: p.FilterSize, FilterRes: p.FilterRes, SigmaCenter: 1, SigmaSurround: 1.2, Kernel: kernel}
		if string(p.OffGain) == `"auto"` {
			l.OffGain = math.NaN()
		} else if err := json.Unmarshal(p.OffGain, &l.OffGain); err != nil {
			t.Fatal(err)
		}
		exact.Compare(t, i, "thetas", l.Thetas(), run.Thetas)
		if d := p.TotalTime / p.FPS; d != run.FrameDurationMs {
			t.Errorf("frame of %d ms, want %d", d, run.FrameDurationMs)
		}
		want := run.Currents.Load(t, encoder).Data
		n := run.Currents.Shape[1]
		tol := file.Tolerance.For(want)
		fields := l.Currents(cube(run.Video.Load(t, encoder)))
		if len(fields) != len(run.Rows) {
			t.Fatalf("run %d: %d fields, want %d", i, len(fields), len(run.Rows))
		}
		centers := run.Centers.Data
		rows := 0
		for k, r := range run.Rows {
			f := fields[k]
			name := fmt.Sprintf("run %d field %d", i, k)
			half := len(centers) / 2
			exact.Compare(t, name, "centre", f.Centre[:], []float64{centers[r.Gabor], centers[half+r.Gabor]})
			exact.Value(t, name, "theta", f.ThetaRad, run.Thetas[r.Theta])
			if !slices.Equal(f.On, points(&r.OnCoord)) || !slices.Equal(f.Off, points(&r.OffCoord)) {
				t.Fatalf("%s chooses %v ON, %v OFF, want %d and %d, or at other places", name, len(f.On), len(f.Off), r.NOn, r.NOff)
			}
			from := r.First * n
			tol.Compare(t, name, "ON", flat(f.OnCurrent), want[from:][:r.NOn*n])
			from += r.NOn * n
			tol.Compare(t, name, "OFF", flat(f.OffCurrent), want[from:][:r.NOff*n])
			rows += r.NOn + r.NOff
		}
		if rows != run.Currents.Shape[0] {
			t.Errorf("run %d: %d rows, want %d", i, rows, run.Currents.Shape[0])
		}
	}
}

// cube is a movie [row][column][frame].
func cube(a *golden.Array) [][][]float64 {
	v := a.Data
	rows, cols, n := a.Shape[0], a.Shape[1], a.Shape[2]
	m := make([][][]float64, rows)
	for r := range m {
		m[r] = make([][]float64, cols)
		for c := range m[r] {
			m[r][c] = v[(r*cols+c)*n:][:n]
		}
	}
	return m
}
