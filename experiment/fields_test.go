package experiment

import (
	"math"
	"testing"

	"striate/retina"
)

// With weights made by hand a field is the sum of the fields of the cells,
// each times its weight.
func TestFieldsAreTheWeightedSum(t *testing.T) {
	for _, c := range []struct {
		preset string
		cells  int
	}{{"first-light", 768}, {"cloud-to-ring", 48}} {
		e, err := Preset(c.preset)
		if err != nil {
			t.Fatal(err)
		}
		r, err := e.Open()
		if err != nil {
			t.Fatal(err)
		}
		m := NewMonitor(r, 0)
		p := r.input.afferents()
		if p.Pre().N() != c.cells {
			t.Fatalf("%s: %d cells, want %d", c.preset, p.Pre().N(), c.cells)
		}
		list := p.List(nil)
		w := make([]float64, len(list))
		from := r.input.(eyed).retinal()
		eye := r.retina.(retina.Mapped).Fields()
		const neuron = 20 // of 60, θ = 60°: the fifth of twelve
		want, n := make([]float64, eye.Cols*eye.Rows), 0
		for k, s := range list {
			if s.Post == neuron && n < 3 { // three synapses of 1, 2, 3 nS
				n++
				w[k] = float64(n)
				one := make([]float64, len(r.retina.Cells()))
				one[from[s.Pre]] = 1
				for i, v := range eye.Sum(one) {
					want[i] += w[k] * v
				}
			}
		}
		if err := p.SetWeights(w); err != nil || n != 3 {
			t.Fatal(err, n)
		}
		f, err := m.Figure("fields")
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Layers) != 12 || f.Panels[4].Label != "60°" {
			t.Fatalf("%d fields, the fifth at %s", len(f.Layers), f.Panels[4].Label)
		}
		top, largest := 0.0, 0.0
		for k, l := range f.Layers {
			for i, v := range l.Image.Data {
				x := 0.0
				if k == 4 { // row 0 at the foot
					x = want[(eye.Rows-1-i/eye.Cols)*eye.Cols+i%eye.Cols]
				}
				top, largest = max(top, math.Abs(v-x)), max(largest, math.Abs(x))
			}
		}
		if !(largest > .01) || top > 1e-6*largest {
			t.Errorf("%s: off by %g of %g", c.preset, top, largest)
		}
		if im := f.Layers[0].Image; math.Abs(im.Max-largest) > 1e-6*largest || im.Min != -im.Max {
			t.Errorf("%s: scale %g to %g, want ±%g", c.preset, im.Min, im.Max, largest)
		}
	}
}

// Fields form: at first all of each is what equal weights give; learning adds to
// it and brings the fields nearer to the orientations of their neurons.
func TestFieldsFormAsTheRingLearns(t *testing.T) {
	e, err := Preset("learning-from-scratch")
	if err != nil {
		t.Fatal(err)
	}
	r, err := e.Open()
	if err != nil {
		t.Fatal(err)
	}
	m := NewMonitor(r, 0)
	read := func() (learnt, off float64) {
		f, err := m.Figure("fields")
		if err != nil {
			t.Fatal(err)
		}
		var deg, preferred []float64
		for _, c := range f.Table.Columns {
			switch c.Name {
			case "learnt_pct":
				for _, v := range c.Values {
					learnt += v / float64(len(c.Values))
				}
			case "rf_deg":
				deg = c.Values
			case "preferred_deg":
				preferred = c.Values
			}
		}
		for k, d := range deg {
			off += math.Pow(math.Remainder(d-preferred[k], 180), 2) / float64(len(deg))
		}
		return learnt, math.Sqrt(off)
	}
	before, strayed := read()
	for r.TimeMs() < 15000 {
		if _, err := r.Step(); err != nil {
			t.Fatal(err)
		}
	}
	after, strays := read()
	t.Logf("learnt %.1f to %.1f %%, bars within %.1f° to %.1f° rms", before, after, strayed, strays)
	if math.Abs(before) > 1e-6 || !(after > 10) || !(strays < .9*strayed) {
		t.Errorf("learnt %.1f to %.1f %%, bars within %.1f° to %.1f° rms", before, after, strayed, strays)
	}
}

// BenchmarkFields is what the session's goroutine spends on them, and the rest.
func BenchmarkFields(b *testing.B) {
	e, err := Preset("first-light")
	if err != nil {
		b.Fatal(err)
	}
	r, err := e.Open()
	if err != nil {
		b.Fatal(err)
	}
	m := NewMonitor(r, 0)
	b.Run("copy", func(b *testing.B) {
		for b.Loop() {
			m.fields()
		}
	})
	b.Run("draw", func(b *testing.B) {
		draw := m.fields()
		for b.Loop() {
			draw()
		}
	})
}
