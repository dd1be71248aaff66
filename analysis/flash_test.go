package analysis

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"striate/sim"
)

// shown is what a flash meter says of s seconds of pictures of w x h pixels at
// so many a second.
func shown(w, h int, cssW, cssH, fps, s float64, paint func(f *sim.Frame, t float64)) FlashReport {
	m := NewFlashMeter(w, h, cssW, cssH)
	f := sim.NewFrame(w, h)
	for k := range int(s*fps + .5) {
		t := float64(k) / fps
		paint(f, t)
		m.See(t, f)
	}
	return m.Report()
}

// square is 1 in the first half of each period of a square wave, 0 in the other.
func square(hz, t float64) float32 {
	if _, share := math.Modf(hz*t + 1e-9); share < .5 {
		return 1
	}
	return 0
}

func even(low, high float32, hz float64) func(*sim.Frame, float64) {
	return func(f *sim.Frame, t float64) { f.Fill(low + (high-low)*square(hz, t)) }
}

func TestFlashesOfTheWholeField(t *testing.T) {
	for _, c := range []struct {
		name      string
		low, high float32
		hz        float64
		flashes   int
		over      bool
	}{
		{"square wave of 1 Hz", 0, 1, 1, 1, false},
		{"of 3 Hz", 0, 1, 3, 3, false},
		{"of 4 Hz", 0, 1, 4, 4, true},
		{"of 10 Hz", 0, 1, 10, 10, true},
		{"every frame", 0, 1, 30, 30, true},
		{"changes of 9 %", .4, .49, 10, 0, false},
		{"of 10 %", .4, .5, 10, 10, true},
		{"of 11 %", .4, .51, 10, 10, true},
		{"darker side at .79", .79, 1, 10, 10, true},
		{"at .80", .8, 1, 10, 0, false},
		{"at .85", .85, 1, 10, 0, false},
		{"still", .5, .5, 1, 0, false},
	} {
		for _, fps := range []float64{60, 120, 240} {
			got := shown(16, 16, 256, 256, fps, 4, even(c.low, c.high, c.hz))
			if c.hz < fps/4 && (got.General != c.flashes || got.Over != c.over || got.Red != 0) {
				t.Errorf("%s at %g Hz: %+v, want %d flashes, over %v", c.name, fps, got, c.flashes, c.over)
			}
			if c.over && (got.AreaPx != 256*256 || got.Warning() == "" || strings.Contains(got.Warning(), "\n") || !(got.AtS > 0 && got.AtS <= 1)) {
				t.Errorf("%s at %g Hz: %+v %q", c.name, fps, got, got.Warning())
			}
			if !c.over && got.Warning() != "" {
				t.Errorf("%s: %q", c.name, got.Warning())
			}
		}
	}
}

// A change counts by its peak and valley, however small the steps between.
func TestSlowChangesAddUp(t *testing.T) {
	for _, c := range []struct {
		depth, hz float64 // of a sine about .5, from peak to valley
		over      bool
	}{{.11, 4, true}, {.09, 4, false}, {.5, 3, false}, {.5, 4, true}, {1, 2, false}} {
		got := shown(8, 8, 256, 256, 240, 5, func(f *sim.Frame, t float64) {
			f.Fill(float32(.5 + c.depth/2*math.Sin(2*math.Pi*c.hz*t)))
		})
		if got.Over != c.over {
			t.Errorf("sine of depth %g at %g Hz: %+v, want over %v", c.depth, c.hz, got, c.over)
		}
	}
	// A stair of twenty steps of 5 % up and down four times a second.
	stair := func(f *sim.Frame, t float64) {
		_, share := math.Modf(4*t + 1e-9)
		f.Fill(float32(math.Round(20*(1-math.Abs(2*share-1))) / 20))
	}
	if got := shown(8, 8, 256, 256, 240, 3, stair); got.General != 4 {
		t.Errorf("a stair: %+v, want 4 flashes", got)
	}
	// One that only rises never flashes.
	if got := shown(8, 8, 256, 256, 60, 5, func(f *sim.Frame, t float64) { f.Fill(float32(t / 5)) }); got.General != 0 {
		t.Errorf("a ramp: %+v", got)
	}
}

// The area that may flash is a quarter of a field of 341 x 256 CSS px. At 4 CSS
// px a pixel, that is 1364 of them.
func TestFlashesOfSmallAreas(t *testing.T) {
	first := func(n int, from int) func(*sim.Frame, float64) {
		return func(f *sim.Frame, t float64) {
			f.Fill(0)
			for i := range n {
				f.Set(from+i%40, from+i/40, square(10, t))
			}
		}
	}
	for n, over := range map[int]bool{1363: false, 1364: false, 1365: true} {
		for _, from := range []int{0, 60, 128} {
			got := shown(200, 200, 800, 800, 60, 2, first(n, from))
			if got.Over != over || got.AreaPx != float64(16*n) {
				t.Errorf("%d px at %d: %+v, want over %v", n, from, got, over)
			}
		}
	}
	// The same area over more than one field is not concurrent in any.
	corners := func(f *sim.Frame, t float64) {
		f.Fill(0)
		for i := range 900 {
			f.Set(i%30, i/30, square(10, t))
			f.Set(f.W-1-i%30, f.H-1-i/30, square(10, t))
		}
	}
	if got := shown(200, 200, 800, 800, 60, 2, corners); got.Over || got.AreaPx != 16*900 {
		t.Errorf("two corners far apart: %+v", got)
	}
	if got := shown(64, 64, 256, 256, 60, 2, corners); !got.Over {
		t.Errorf("two corners of one field: %+v", got)
	}
}

// Areas that flash in turn are flashes of the picture.
func TestFlashesInTurn(t *testing.T) {
	halves := func(f *sim.Frame, t float64) {
		left := square(1, t) > 0 // for half a second the left half, then the right one
		for i := range f.Pix {
			f.Pix[i] = 0
			if (i%f.W < f.W/2) == left {
				f.Pix[i] = square(5, t)
			}
		}
	}
	if got := shown(32, 32, 256, 256, 60, 4, halves); got.General < 4 {
		t.Errorf("halves that flash by turns: %+v, want four flashes or more", got)
	}
	// Red ones too.
	m, grey, pix := NewFlashMeter(32, 32, 256, 256), sim.NewFrame(32, 32), make([]byte, 3*32*32)
	for k := range 240 {
		halves(grey, float64(k)/60)
		for i, v := range grey.Pix {
			pix[3*i] = byte(255 * v)
		}
		m.SeeRGB(float64(k)/60, pix)
	}
	if got := m.Report(); got.Red < 4 {
		t.Errorf("halves that flash red by turns: %+v, want four flashes or more", got)
	}
	// A bar that sweeps over all of the field 2.5 times a second does not: what
	// flashes at once is the bar.
	bar := func(f *sim.Frame, t float64) {
		f.Fill(0)
		if k := int(60*t + .5); k%2 == 0 {
			for i := range f.Pix {
				if i%f.W/3 == k/2%12 {
					f.Pix[i] = 1
				}
			}
		}
	}
	if got := shown(36, 36, 256, 256, 60, 4, bar); got.Over {
		t.Errorf("a bar that sweeps: %+v", got)
	}
}

// Squares below 0.1 deg, 3.4 CSS px, are a fine pattern; those of 1 deg are not.
func TestFineBalancedPatterns(t *testing.T) {
	board := func(side int) func(*sim.Frame, float64) {
		return func(f *sim.Frame, t float64) {
			on := square(15, t)
			for i := range f.Pix {
				f.Pix[i] = on
				if (i%f.W/side+i/f.W/side)%2 == 0 {
					f.Pix[i] = 1 - on
				}
			}
		}
	}
	for _, c := range []struct {
		px   int
		css  float64
		side int
		over bool
	}{{256, 256, 1, false}, {256, 256, 2, false}, {255, 255, 1, false}, {301, 256, 1, false}, {512, 256, 1, false}, {512, 256, 2, false}, {128, 256, 1, false}, {512, 512, 1, false},
		{256, 256, 34, true}, {512, 256, 68, true}, {128, 256, 17, true}, {64, 256, 8, true}, {256, 256, 8, true}, {64, 256, 1, true}} {
		got := shown(c.px, c.px, c.css, c.css, 60, 2, board(c.side))
		if got.Over != c.over {
			t.Errorf("squares of %d px in %d px on %g CSS px: %+v, want over %v", c.side, c.px, c.css, got, c.over)
		}
	}
	// Bars that stand still and change sign, of 0.23 deg, wherever they begin.
	for phase := range 8 {
		got := shown(256, 256, 256, 256, 60, 2, func(f *sim.Frame, t float64) {
			for i := range f.Pix {
				f.Pix[i] = float32(.5 + .5*math.Sin(2*math.Pi*float64(i%256+phase)/8)*math.Cos(2*math.Pi*6*t))
			}
		})
		if !got.Over {
			t.Errorf("counterphase bars at phase %d: %+v, want over", phase, got)
		}
	}
}

func TestFlashesOfDriftingGratings(t *testing.T) {
	drift := func(tf, depth float64) func(*sim.Frame, float64) {
		return func(f *sim.Frame, t float64) {
			for i := range f.Pix {
				f.Pix[i] = float32(.5 + depth/2*math.Cos(2*math.Pi*(.03*float64(i%f.W)-tf*t)))
			}
		}
	}
	for _, c := range []struct {
		tf, depth float64
		over      bool
	}{{2, 1, false}, {3, 1, false}, {4, 1, true}, {4, .09, false}, {8, .5, true}} {
		for _, fps := range []float64{30, 60, 75, 144} {
			got := shown(128, 128, 256, 256, fps, 4, drift(c.tf, c.depth))
			if want := int(c.tf); got.Over != c.over || c.depth > .1 && got.General != want {
				t.Errorf("%g Hz, depth %g, at %g Hz: %+v, want over %v", c.tf, c.depth, fps, got, c.over)
			}
		}
	}
}

// Frames at uneven times and frames that were dropped do not change what is
// measured, as it is measured in seconds.
func TestFlashesAtUnevenTimes(t *testing.T) {
	for hz, over := range map[float64]bool{2: false, 3: false, 4: true, 5: true} {
		for seed := range uint64(5) {
			r := rand.New(rand.NewPCG(seed, 0))
			m := NewFlashMeter(8, 8, 256, 256)
			pix := make([]byte, 64)
			at := 0.0
			for at < 6 {
				at += r.Float64() / 30
				if r.IntN(10) == 0 {
					at += .03 // two frames dropped
				}
				for i := range pix {
					pix[i] = byte(255 * square(hz, at))
				}
				m.SeeBytes(at, pix)
			}
			if got := m.Report(); got.Over != over {
				t.Errorf("%g Hz, seed %d: %+v, want over %v", hz, seed, got, over)
			}
		}
	}
	// A pause lets the past go; a time before the last begins anew.
	m := NewFlashMeter(4, 4, 256, 256)
	pix := make([]byte, 16)
	flicker := func(from float64, n int) {
		for k := range n {
			for i := range pix {
				pix[i] = byte(255 * (k % 2))
			}
			m.SeeBytes(from+float64(k)/20, pix)
		}
	}
	flicker(0, 7)
	flicker(10, 7)
	flicker(5, 7)
	if got := m.Report(); got.Over || got.General != 3 {
		t.Errorf("three flashes, three times: %+v", got)
	}
	flicker(20, 20)
	if !m.Last().Over {
		t.Errorf("20 changes a second: %+v", m.Last())
	}
	m.SeeBytes(40, pix)
	if m.Last().Over || !m.Report().Over {
		t.Errorf("long after: %+v, all told %+v", m.Last(), m.Report())
	}
	if m.Reset(); m.Report() != (FlashReport{}) {
		t.Errorf("after a reset: %+v", m.Report())
	}
}

// Red flashes are those to or from a saturated red, dark ones as well; colours
// of equal luminance do not flash otherwise.
func TestRedFlashes(t *testing.T) {
	for _, c := range []struct {
		name         string
		a, b         [3]byte
		red, general int // at 5 Hz
	}{
		{"red and black", [3]byte{255, 0, 0}, [3]byte{}, 5, 5},
		{"dark red and black", [3]byte{160, 0, 0}, [3]byte{}, 5, 0}, // linear .352: redness 113, luminance .075
		{"red and grey of its luminance", [3]byte{255, 0, 0}, [3]byte{127, 127, 127}, 5, 0},
		{"very dark red", [3]byte{65, 0, 0}, [3]byte{}, 0, 0},              // linear .053: redness 17
		{"dark red on the other side", [3]byte{73, 0, 0}, [3]byte{}, 5, 0}, // .067: 21
		{"pink and white", [3]byte{255, 180, 180}, [3]byte{255, 255, 255}, 0, 5},
		{"pink and grey, not saturated", [3]byte{255, 130, 130}, [3]byte{165, 165, 165}, 0, 0}, // r share .68
		{"green and black", [3]byte{0, 255, 0}, [3]byte{}, 0, 5},
		{"blue and black", [3]byte{0, 0, 255}, [3]byte{}, 0, 0},
		{"black and white", [3]byte{}, [3]byte{255, 255, 255}, 0, 5},
	} {
		m := NewFlashMeter(8, 8, 256, 256)
		pix := make([]byte, 3*64)
		for k := range 180 {
			at := float64(k) / 60
			for i := range pix {
				pix[i] = c.a[i%3]
				if square(5, at) == 0 {
					pix[i] = c.b[i%3]
				}
			}
			m.SeeRGB(at, pix)
		}
		if got := m.Report(); got.Red != c.red || got.General != c.general {
			t.Errorf("%s: %+v, want %d red and %d general", c.name, got, c.red, c.general)
		} else if got.Over && got.Warning() == "" || c.red > c.general && !strings.Contains(got.Warning(), "red") {
			t.Errorf("%s: %q", c.name, got.Warning())
		}
	}
}

// What was red once does not make the changes of pale colours red.
func TestRednessIsOfTheChange(t *testing.T) {
	m := NewFlashMeter(2, 2, 256, 256)
	pix := make([]byte, 12)
	for k := range 60 {
		colour := [][3]byte{{165, 165, 165}, {255, 130, 130}}[k/5%2]
		if k < 2 {
			colour = [3]byte{255, 0, 0}
		}
		for i := range pix {
			pix[i] = colour[i%3]
		}
		m.SeeRGB(float64(k)/60, pix)
	}
	if got := m.Report(); got.Red > 1 {
		t.Errorf("%+v, want at most one red flash", got)
	}
}

// The three ways to give a grey picture agree; encoded values count as sRGB.
func TestFlashesOfBytesAndColours(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	const w, h = 37, 23
	float, bytes, encoded, colour := NewFlashMeter(w, h, 300, 200), NewFlashMeter(w, h, 300, 200), NewFlashMeter(w, h, 300, 200), NewFlashMeter(w, h, 300, 200)
	encodedFloat := NewFlashMeter(w, h, 300, 200)
	encoded.Encoded, encodedFloat.Encoded = true, true
	f, b, c := sim.NewFrame(w, h), make([]byte, w*h), make([]byte, 3*w*h)
	for k := range 200 {
		for i := range b {
			if r.IntN(8) == 0 {
				b[i] = byte(r.IntN(256))
			}
			f.Pix[i] = float32(b[i]) / 255
			c[3*i], c[3*i+1], c[3*i+2] = b[i], b[i], b[i]
		}
		at := float64(k) / 60
		float.See(at, f)
		bytes.SeeBytes(at, b)
		encoded.SeeBytes(at, b)
		encodedFloat.See(at, f)
		colour.SeeRGB(at, c)
		if float.Last() != bytes.Last() || encoded.Last() != encodedFloat.Last() || encoded.Last() != colour.Last() {
			t.Fatalf("frame %d: %+v, %+v; %+v, %+v, %+v", k, float.Last(), bytes.Last(), encoded.Last(), encodedFloat.Last(), colour.Last())
		}
	}
	if float.Report().General == encoded.Report().General && float.Report().AreaPx == encoded.Report().AreaPx {
		t.Errorf("decoding makes no difference: %+v", float.Report())
	}
	// 180 and 200 of 255 differ by 8 % as luminance, by 12 % as sRGB.
	for decode, over := range map[bool]bool{false: false, true: true} {
		m := NewFlashMeter(1, 1, 200, 200)
		m.Encoded = decode
		for k := range 60 {
			m.SeeBytes(float64(k)/60, []byte{[2]byte{180, 200}[k/5%2]})
		}
		if m.Report().Over != over {
			t.Errorf("encoded %v: %+v", decode, m.Report())
		}
	}
}

// Sliding windows agree with counting anew from the list of changes.
func TestFlashesAgainstCountingAnew(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const w, h = 9, 7
	m := NewFlashMeter(w, h, w*40, h*60) // a pixel is a cell; a field is 9 x 5 of them
	f := sim.NewFrame(w, h)
	changes := make([][]float64, w*h)
	type swing struct{ hi, lo, way float32 }
	swings := make([]swing, w*h)
	for i := range swings {
		swings[i] = swing{-1, 2, 0}
	}
	at := 0.0
	for range 600 {
		at += .01 + r.Float64()/20
		for i := range f.Pix {
			f.Pix[i] = min(1, max(0, f.Pix[i]+float32(r.NormFloat64()*.15)))
			v, s := f.Pix[i], &swings[i]
			s.hi, s.lo = max(s.hi, v), min(s.lo, v)
			if up := v-s.lo >= .1-1e-6 && s.lo < .8; s.way <= 0 && up {
				*s = swing{v, v, 1}
				changes[i] = append(changes[i], at)
			} else if down := s.hi-v >= .1-1e-6 && v < .8; s.way >= 0 && down {
				*s = swing{v, v, -1}
				changes[i] = append(changes[i], at)
			}
		}
		m.See(at, f)
		most := 0.
		for y0 := range h - 4 {
			n := 0.
			for y := y0; y < y0+5; y++ {
				for x := range w {
					k := 0
					for _, c := range changes[y*w+x] {
						if at-c <= 1-1e-9 {
							k++
						}
					}
					if k >= 8 {
						n += 40 * 60
					}
				}
			}
			most = max(most, n)
		}
		// Flashes one after another, wherever each was, may be more.
		if got := m.Last(); math.Abs(got.AreaPx-most) > 1e-6 && !(got.Over && most <= areaAllowed && got.AreaPx > areaAllowed) {
			t.Fatalf("at %g s: %+v, want an area of %g", at, got, most)
		}
	}
	if !(m.Report().AreaPx > 0) {
		t.Errorf("nothing flashed: %+v", m.Report())
	}
}

func TestFlashMeterAllocatesNothing(t *testing.T) {
	m := NewFlashMeter(256, 256, 256, 256)
	r := rand.New(rand.NewPCG(5, 6))
	pix, k := make([]byte, 256*256), 0
	see := func() {
		for i := range pix {
			pix[i] = byte(r.Uint32())
		}
		m.SeeBytes(float64(k)/60, pix)
		k++
	}
	for range 130 {
		see()
	}
	if n := testing.AllocsPerRun(20, see); n != 0 {
		t.Errorf("%g allocations a frame", n)
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		f := sim.NewFrame(256, 256)
		f.Fill(float32(bad))
		m.See(float64(k)/60, f)
	}
}

func BenchmarkFlashMeter(b *testing.B) {
	for _, c := range []struct {
		name  string
		px    int
		css   float64
		noise bool
	}{{"256 drifting", 256, 256, false}, {"256 noise", 256, 256, true}, {"512 drifting", 512, 512, false}, {"64 drifting", 64, 256, false}} {
		b.Run(c.name, func(b *testing.B) {
			m := NewFlashMeter(c.px, c.px, c.css, c.css)
			r := rand.New(rand.NewPCG(7, 8))
			film := make([][]byte, 30)
			for k := range film {
				film[k] = make([]byte, c.px*c.px)
				for i := range film[k] {
					if film[k][i] = byte(127.5 + 127*math.Cos(2*math.Pi*(float64(i%c.px)*.03-float64(k)/30))); c.noise {
						film[k][i] = byte(r.Uint32())
					}
				}
			}
			for k := 0; b.Loop(); k++ {
				m.SeeBytes(float64(k)/60, film[k%30])
			}
		})
	}
}
