package stimuli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"math"
	"os"
	"testing"

	"striate/params"
	"striate/sim"
)

// loop is one whole loop of the film and its parameters.
func loop(t *testing.T, values map[string]any) (*NaturalFilm, []*sim.Frame) {
	t.Helper()
	n := fresh(t, "natural_film", nil).(*NaturalFilm)
	if err := params.SetDefaults(n); err != nil {
		t.Fatal(err)
	}
	set(t, n, values)
	return n, paint(open(t, n, 1), n, 0, int(n.FPS*n.LoopS)+1)
}

// The pixels are those that the README says, and it names the licence.
func TestPhotographIsTheOneThatIsTold(t *testing.T) {
	img, err := png.Decode(bytes.NewReader(ascentPNG))
	if err != nil {
		t.Fatal(err)
	}
	g := img.(*image.Gray)
	sum := sha256.Sum256(g.Pix)
	told, err := os.ReadFile("photograph/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{hex.EncodeToString(sum[:]), "public domain", "accent-to-the-top.jpg"} {
		if !bytes.Contains(told, []byte(want)) {
			t.Errorf("photograph/README.md does not tell %q", want)
		}
	}
	if g.Rect.Dx() != 512 || g.Rect.Dy() != 512 || len(ascentPNG) > 250<<10 {
		t.Errorf("%v, %d bytes", g.Rect, len(ascentPNG))
	}
}

// Frame 600 is frame 0, and the step from 599 to it is a step like the others.
func TestFilmLoopsWithoutASeam(t *testing.T) {
	_, f := loop(t, nil)
	if d := farthest(f[0], f[600]); d > 1e-4 {
		t.Errorf("frame 600 differs from frame 0 by %g", d)
	}
	mean, most := 0.0, 0.0
	for k := range 600 {
		d := rmsApart(f[k], f[k+1])
		mean += d / 600
		most = max(most, d)
	}
	if last := rmsApart(f[599], f[600]); last > 1.5*mean || most > 3*mean || mean == 0 {
		t.Errorf("steps of %g rms at the seam, %g at most, %g on average", last, most, mean)
	}
}

func farthest(a, b *sim.Frame) float64 {
	d := 0.0
	for i, v := range a.Pix {
		d = max(d, math.Abs(float64(v-b.Pix[i])))
	}
	return d
}

func rmsApart(a, b *sim.Frame) float64 {
	sum := 0.0
	for i, v := range a.Pix {
		sum += float64(v-b.Pix[i]) * float64(v-b.Pix[i])
	}
	return math.Sqrt(sum / float64(len(a.Pix)))
}

// The camera stays within the photograph and is slow: on a screen of 64 px it
// pans by at most 24 px/s, and roll included no corner moves by more than 60.
func TestCameraIsSlow(t *testing.T) {
	const steps = 3600
	for k := range steps {
		a, b := cameraAt(float64(k)/steps), cameraAt(float64(k+1)/steps)
		if min(a.x, a.y, 512-a.x, 512-a.y) < a.radius {
			t.Fatalf("at %g the camera sees beyond the photograph: %+v", float64(k)/steps, a)
		}
		dt := 10. / steps
		toScreen := 64 * math.Sqrt2 / (2 * a.radius) // screen px per photograph px
		pan := math.Hypot(b.x-a.x, b.y-a.y) * toScreen / dt
		corner := 32 * math.Sqrt2
		zoom := corner * math.Abs(math.Log(b.radius/a.radius)) / dt
		roll := corner * math.Abs(b.roll-a.roll) / dt
		if v := pan + zoom + roll; v > 60 {
			t.Fatalf("at %g a corner moves at up to %.0f px/s", float64(k)/steps, v)
		}
		if pan > 24 {
			t.Fatalf("at %g the camera pans at %.0f px/s", float64(k)/steps, pan)
		}
	}
}

// Mean and contrast over the loop are as declared, whatever the screen.
func TestFilmIsExposedToTheMean(t *testing.T) {
	for _, c := range []struct {
		size     int
		contrast float64
	}{{64, 100}, {64, 50}, {32, 100}, {160, 100}} {
		_, f := loop(t, map[string]any{"width_px": c.size, "height_px": c.size, "contrast_pct": c.contrast, "fps": 12.0})
		var n, sum, sq, lo, hi float64
		lo = 1
		for _, f := range f[:120] {
			for _, v := range f.Pix {
				n, sum, sq = n+1, sum+float64(v), sq+float64(v)*float64(v)
				lo, hi = min(lo, float64(v)), max(hi, float64(v))
			}
		}
		mean := sum / n
		rms := math.Sqrt(sq/n - mean*mean)
		if math.Abs(mean-0.5) > 0.006 {
			t.Errorf("%+v: mean %.4f, want 0.5", c, mean)
		}
		share := c.contrast / 100
		if low, high := 0.5-share/2, 0.5+share/2; lo < low-1e-6 || hi > high+1e-6 || hi < high-0.01 || lo > low+0.02 {
			t.Errorf("%+v: luminance %.3f to %.3f, want %.3f to %.3f", c, lo, hi, low, high)
		}
		if rms < 0.24*share || rms > 0.34*share {
			t.Errorf("%+v: standard deviation %.3f, want about 0.3 x contrast", c, rms)
		}
	}
}

// The dominant orientation turns through every 15 deg of the circle, at no
// more than 100 deg/s between two frames 1/6 s apart, and stands out all the while.
func TestFilmSweepsThroughAllOrientations(t *testing.T) {
	_, f := loop(t, nil)
	seen := map[int]bool{}
	turned, before, weakest := 0.0, math.NaN(), 1.0
	for k := 0; k <= 600; k += 10 {
		deg, strength := tensorDeg(f[k : k+1])
		weakest = min(weakest, strength)
		seen[int(deg/15)] = true
		if step := math.Remainder(deg-before, 180); k > 0 {
			turned += step
			if math.Abs(step) > 100./6 {
				t.Errorf("at %g s the orientation turns by %.0f deg in 1/6 s", float64(k)/60, step)
			}
		}
		before = deg
	}
	if len(seen) < 12 || weakest < 0.2 {
		t.Errorf("%d of 12 sectors seen, coherence at least %.2f", len(seen), weakest)
	}
	if math.Abs(turned-360) > 1 {
		t.Errorf("the orientation turns by %.0f deg in one loop, want 360 anticlockwise", turned)
	}
}

// Another length of the loop takes hold without a jump; another contrast at once.
func TestFilmRetunesWithoutAJump(t *testing.T) {
	n, f := loop(t, nil)
	m := open(t, n, 1)
	dst := sim.NewFrame(n.Width, n.Height)
	for k := range 101 {
		m.Paint(dst, int64(k))
	}
	n.LoopS = 20
	if err := m.(Retunable).Retune(n); err != nil {
		t.Fatal(err)
	}
	m.Paint(dst, 102) // two frames at half the speed are one
	if d := farthest(dst, f[101]); d > 1e-4 {
		t.Errorf("frame 102 differs from frame 101 of the faster loop by %g", d)
	}
}

func TestFilmPaintsWithoutAllocating(t *testing.T) {
	n, _ := loop(t, nil)
	m := open(t, n, 1)
	dst := sim.NewFrame(n.Width, n.Height)
	k := int64(0)
	if a := testing.AllocsPerRun(50, func() { m.Paint(dst, k); k++ }); a != 0 {
		t.Errorf("%g allocations a frame", a)
	}
}

// A wave finer than the screen can show is grey, wherever it falls; one that
// it can show stays. Without the smaller levels the fine wave would alias.
func TestMipmapDoesNotAlias(t *testing.T) {
	for _, c := range []struct {
		cycles      float64 // per pixel of the picture
		scale       float64
		least, most float64 // standard deviation relative to that of the wave
	}{
		{0.45, 2, 0, 0.05}, {0.4, 2.3, 0, 0.12}, {0.35, 4, 0, 0.05}, {0.3, 8, 0, 0.05}, {0.2, 7, 0, 0.05},
		{0.02, 2, 0.9, 1}, {0.05, 2.3, 0.75, 1}, {0.02, 4, 0.7, 1},
		{0.1, 0.5, 0.85, 1.01},
	} {
		p := sim.NewFrame(256, 256)
		for y := range p.H {
			for x := range p.W {
				p.Set(x, y, float32(.5+.5*math.Cos(2*math.Pi*c.cycles*(.8*float64(x)+.6*float64(y)))))
			}
		}
		v := newMipmap(p).from(c.scale)
		var n, sum, sq float64
		for y := 40.; y < 216; y += c.scale {
			for x := 40.; x < 216; x += c.scale {
				l := float64(v.at(x, y))
				n, sum, sq = n+1, sum+l, sq+l*l
			}
		}
		got := math.Sqrt(max(0, sq/n-sum/n*sum/n)) / (.5 / math.Sqrt2)
		if !(got >= c.least && got <= c.most) || math.Abs(sum/n-.5) > .03 {
			t.Errorf("%+v: relative deviation %.3f, mean %.3f", c, got, sum/n)
		}
	}
}

// Pictures of things are natural; noise, discs and dots have no orientation
// either, but not because it is for the analysis to say.
func TestNaturalStimuli(t *testing.T) {
	pictures := map[string]bool{"video": true, "natural_film": true, "natural_image": true}
	for _, kind := range kinds(t) {
		s := fresh(t, kind, nil)
		if _, made := s.(Composite); !made && IsNatural(s) != pictures[kind] {
			t.Errorf("%s: natural %v, want %v", kind, IsNatural(s), pictures[kind])
		}
	}
}
