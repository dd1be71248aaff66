package analysis

import (
	"math"
	"testing"

	"striate/sim"
)

// grating paints bars at deg (anticlockwise, 0 horizontal), sf in c/px.
func grating(w, h int, deg, sf, phase, contrast float64) *sim.Frame {
	f := sim.NewFrame(w, h)
	s, c := math.Sincos((deg - 90) * rad) // across the bars
	for y := range h {
		for x := range w {
			u := (float64(x)-float64(w)/2)*c + (float64(h)/2-float64(y))*s
			f.Set(x, y, float32(.5+.5*contrast*math.Cos(2*math.Pi*sf*u+phase)))
		}
	}
	return f
}

func TestTensorOfGratings(t *testing.T) {
	worst := 0.0
	for _, size := range [][2]int{{64, 64}, {96, 64}} {
		for _, sf := range []float64{.03, .05, .125, .25} {
			for k := range 13 {
				deg := float64(k) * 180 / 13
				got, coherence := DominantDeg(grating(size[0], size[1], deg, sf, float64(k), .5))
				worst = max(worst, math.Abs(Apart(got, deg)))
				if !(math.Abs(Apart(got, deg)) < .25) || coherence < .98 {
					t.Errorf("%v sf %g: %.2f deg, want %.2f; coherence %.3f", size, sf, got, deg, coherence)
				}
			}
		}
	}
	t.Logf("largest error %.3f deg", worst)
}

// One broad texture (24 gratings around 0 deg) turned to 13 angles: what is
// found turns with it. The mean over many textures is their own orientation.
func TestTensorOfRotatedTexture(t *testing.T) {
	r := sim.Seed(9).Rand("texture")
	texture := func(turn float64, d, sf, phase []float64) *sim.Frame {
		f := sim.NewFrame(64, 64)
		for k := range d {
			for i, v := range grating(64, 64, turn+d[k], sf[k], phase[k], 1).Pix {
				f.Pix[i] += v / float32(len(d))
			}
		}
		return f
	}
	draw := func() (d, sf, phase []float64) {
		for range 24 {
			d, sf, phase = append(d, 10*r.NormFloat64()), append(sf, .04+.04*r.Float64()), append(phase, 2*math.Pi*r.Float64())
		}
		return d, sf, phase
	}
	d, sf, phase := draw()
	zero, _ := DominantDeg(texture(0, d, sf, phase))
	worst := 0.0
	for k := 1; k < 13; k++ {
		turn := float64(k) * 180 / 13
		got, _ := DominantDeg(texture(turn, d, sf, phase))
		worst = max(worst, math.Abs(Apart(got-zero, turn)))
	}
	window := StructureTensor{Frames: 60, CoherenceMin: .1}.Open()
	for range 60 {
		d, sf, phase := draw()
		window.See(texture(70, d, sf, phase))
	}
	off := Apart(window.Deg(), 70)
	t.Logf("turned texture: largest error %.2f deg; sixty textures at 70 deg: %.2f deg", worst, 70+off)
	if !(worst < 1) || !(math.Abs(off) < 2) {
		t.Errorf("turned texture: largest error %.2f deg (want < 1); sixty textures off by %.2f deg (want < 2)", worst, off)
	}
}

func TestTensorWithoutOrientation(t *testing.T) {
	blank := sim.NewFrame(64, 64)
	blank.Fill(.5)
	noise := sim.NewFrame(64, 64)
	r := sim.Seed(4).Rand("noise")
	for i := range noise.Pix {
		noise.Pix[i] = r.Float32()
	}
	plaid := grating(64, 64, 30, .1, 0, .5)
	for i, v := range grating(64, 64, 120, .1, 0, .5).Pix {
		plaid.Pix[i] += v - .5
	}
	for name, f := range map[string]*sim.Frame{"blank": blank, "noise": noise, "plaid": plaid, "tiny": sim.NewFrame(3, 3)} {
		if deg, c := DominantDeg(f); !math.IsNaN(deg) {
			t.Errorf("%s: %g deg at coherence %.2f, want none", name, deg, c)
		}
	}
	reader := DefaultTensor.Open()
	f := grating(64, 64, 60, .05, 0, .5)
	reader.See(f)
	if n := testing.AllocsPerRun(10, func() { reader.See(f) }); n > 0 {
		t.Errorf("See allocates %g times", n)
	}
}

func BenchmarkTensor64(b *testing.B) {
	reader := DefaultTensor.Open()
	f := grating(64, 64, 60, .05, 0, .5)
	for b.Loop() {
		reader.See(f)
	}
}
