package analysis

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"striate/sim"
)

// sameFloats says whether two lists hold the same bits, any NaN being one.
func sameFloats(a, b []float32) bool {
	for i, v := range a {
		if math.Float32bits(v) != math.Float32bits(b[i]) && !(v != v && b[i] != b[i]) {
			return false
		}
	}
	return len(a) == len(b)
}

// sameFlashes names the first part of two meters that differs.
func sameFlashes(a, b *FlashMeter) string {
	for _, s := range [][2]*flashes{{&a.general, &b.general}, {&a.red, &b.red}} {
		x, y := &s[0].edges, &s[1].edges
		switch {
		case !sameFloats(x.extreme, y.extreme):
			return "extremes"
		case !sameFloats(x.lowest, y.lowest):
			return "lowest values"
		case !reflect.DeepEqual([][]uint32{x.at, x.lowAt}, [][]uint32{y.at, y.lowAt}):
			return "frames of the extremes"
		case !reflect.DeepEqual(x.way, y.way):
			return "ways"
		case !reflect.DeepEqual(s[0].cells, s[1].cells):
			return "cells"
		case s[0].areas != s[1].areas:
			return "areas"
		}
	}
	if a.Last() != b.Last() || a.Report() != b.Report() {
		return fmt.Sprintf("%+v and %+v, all told %+v and %+v", a.Last(), b.Last(), a.Report(), b.Report())
	}
	return ""
}

// The kernels leave what the Go code leaves, whatever is shown.
func TestFlashKernelsAreTheirTwins(t *testing.T) {
	if !hasAVX2 {
		t.Skip("no vector kernels here")
	}
	defer func(was bool) { hasAVX2 = was }(hasAVX2)
	odd := []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.Copysign(0, -1)),
		0, 1, -1, 2, .8, .7, .1 - 1e-6, math.MaxFloat32, -math.MaxFloat32, math.SmallestNonzeroFloat32}
	r := rand.New(rand.NewPCG(9, 10))
	over, red := 0, 0
	for trial := range 120 {
		w, h := 1+r.IntN(70), 1+r.IntN(40)
		px, tall := 4*r.Float64(), 4*r.Float64() // cells of a pixel, of 2 x 2 and of more
		if trial%3 == 0 {
			px, tall = 256/float64(w), 256/float64(h)
		}
		var m [2]*FlashMeter
		for k := range m {
			m[k] = NewFlashMeter(w, h, px*float64(w), tall*float64(h))
			m[k].Encoded = trial%7 == 0
		}
		f, bytes, colours := sim.NewFrame(w, h), make([]byte, w*h), make([]byte, 3*w*h)
		change, strange, at := r.Float64(), r.IntN(3) == 0, 0.0
		for k := range 100 {
			at += r.Float64() / 20
			if r.IntN(300) == 0 {
				at--
			}
			base := r.Float32()
			for i := range f.Pix {
				if trial%2 == 0 { // the whole field
					f.Pix[i] = base + .1*r.Float32()
				} else if r.Float64() < change {
					f.Pix[i] = r.Float32()
				}
				bytes[i] = byte(f.Pix[i] * 255)
				colours[3*i], colours[3*i+1], colours[3*i+2] = byte(r.IntN(256)), byte(r.IntN(60)), byte(base*60)
				if strange && r.IntN(50) == 0 {
					f.Pix[i] = odd[r.IntN(len(odd))]
				}
			}
			for i, avx := range []bool{false, true} {
				switch hasAVX2 = avx; {
				case trial%5 == 1:
					m[i].SeeBytes(at, bytes)
				case trial%5 == 2 && trial%2 == 0:
					m[i].SeeRGB(at, colours)
				default:
					m[i].See(at, f)
				}
			}
			if what := sameFlashes(m[0], m[1]); what != "" {
				t.Fatalf("trial %d, %d x %d, frame %d: other %s", trial, w, h, k, what)
			}
		}
		if m[0].Report().Over {
			over++
		}
		if m[0].Report().Red > 0 {
			red++
		}
	}
	if over == 0 || over == 120 || red == 0 {
		t.Errorf("%d of 120 recordings flash, %d red: too alike", over, red)
	}
}

// Every byte has the same luminance in the kernels as in the table.
func TestFlashBytes(t *testing.T) {
	bytes := make([]byte, 512)
	for i := range bytes {
		bytes[i] = byte(i)
	}
	for step := 1; step <= 2; step++ {
		got, want := make([]float32, len(bytes)/step), make([]float32, len(bytes)/step)
		addBytes(got, bytes, step, &straight)
		addBytesGo(want, bytes, step, &straight)
		if !sameFloats(got, want) {
			t.Errorf("a step of %d: got %v, want %v", step, got, want)
		}
	}
}

// A small cloud as the page and the files show it: most of the work of a meter.
func BenchmarkFlashCloud(b *testing.B) {
	const n, frames = 128, 128
	r := rand.New(rand.NewPCG(11, 12))
	film := make([]*sim.Frame, frames)
	type wave struct{ fx, fy, ft, phase float64 }
	waves := make([]wave, 24)
	for i := range waves {
		a := r.Float64() * .5
		waves[i] = wave{.08 * math.Cos(a), .08 * math.Sin(a), float64(1+r.IntN(12)) / frames, 2 * math.Pi * r.Float64()}
	}
	for k := range film {
		film[k] = sim.NewFrame(n, n)
		for i := range film[k].Pix {
			v := 0.0
			for _, w := range waves {
				v += math.Cos(2*math.Pi*(w.fx*float64(i%n)+w.fy*float64(i/n)-w.ft*float64(k)) + w.phase)
			}
			film[k].Pix[i] = float32(.5 + v/24)
		}
	}
	m := NewFlashMeter(n, n, 256, 256)
	for k := 0; b.Loop(); k++ {
		m.See(float64(k)/50, film[k%frames])
	}
}
