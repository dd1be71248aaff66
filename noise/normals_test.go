package noise

import (
	"fmt"
	"math"
	"testing"
)

// Known answers of the authors' Random123 library (kat_vectors).
func TestPhilox(t *testing.T) {
	for _, c := range []struct {
		counter [4]uint32
		k0, k1  uint32
		want    [4]uint32
	}{
		{[4]uint32{}, 0, 0, [4]uint32{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
		{[4]uint32{^uint32(0), ^uint32(0), ^uint32(0), ^uint32(0)}, ^uint32(0), ^uint32(0), [4]uint32{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
		{[4]uint32{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0xa4093822, 0x299f31d0, [4]uint32{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
	} {
		if got := philox(c.counter, c.k0, c.k1); got != c.want {
			t.Errorf("philox(%x) = %x, want %x", c.counter, got, c.want)
		}
	}
}

// forms calls do with each form of the kernel switched on in turn.
func forms(t *testing.T, do func(name string)) {
	a, b := hasAVX2, hasAVX512
	defer func() { hasAVX2, hasAVX512 = a, b }()
	hasAVX2, hasAVX512 = false, false
	do("Go")
	if a {
		hasAVX2 = true
		do("AVX2")
	}
	if b {
		hasAVX2, hasAVX512 = false, true
		do("AVX-512")
	}
	hasAVX2, hasAVX512 = a, b
	do("all")
}

// All forms have the same bits, at every length, and write nothing beyond; a
// shorter line is the beginning of a longer one.
func TestFormsAgree(t *testing.T) {
	for _, c := range []struct{ key, counter uint64 }{{0, 0}, {1, 2}, {0xfedcba9876543210, 0x123456789abcdef0}, {^uint64(0), ^uint64(0)}} {
		var want []float32
		forms(t, func(name string) {
			for _, n := range []int{0, 1, 7, 31, 32, 33, 63, 64, 65, 96, 127, 128, 129, 500, 1024} {
				got := make([]float32, n+1)
				got[n] = 42
				Normals(got[:n], c.key, c.counter)
				if want == nil && n == 1024 {
					want = got
				}
				if got[n] != 42 {
					t.Fatalf("%s: writes beyond %d", name, n)
				}
				for i := range n {
					if want != nil && math.Float32bits(got[i]) != math.Float32bits(want[i]) {
						t.Fatalf("%s, %d of %d: %g, want %g", name, i, n, got[i], want[i])
					}
				}
			}
		})
	}
}

// The transform is that of Box and Muller, to the rounding of float32.
func TestBoxMuller(t *testing.T) {
	words := []uint32{0, 1, 2, 3, 1 << 30, 1<<31 - 1, 1 << 31, 1<<31 + 1, ^uint32(0) - 1, ^uint32(0), 0x3fffffff, 0xbfffffff, 0x20000000}
	for i := range uint32(200) {
		words = append(words, philox([4]uint32{i}, 3, 4)[0])
	}
	for _, a := range words {
		for _, b := range words {
			x, y := boxMuller(a, b)
			u := (float64(a>>1) + 0.5) / (1 << 31)
			r := math.Sqrt(-2 * math.Log(u))
			angle := float64(int32(b<<2)) * math.Pi / 4 / (1 << 31)
			cos, sin := math.Cos(angle), math.Sin(angle)
			if b>>30&1 == 1 {
				cos, sin = sin, cos
			}
			if b>>31 == 1 {
				cos, sin = -cos, -sin
			}
			// u is rounded by up to 2⁻²⁵, and dr = du / (u r).
			if tol := 4e-7*r + min(1e-7/r, 4e-4); math.Abs(float64(x)-r*cos) > tol || math.Abs(float64(y)-r*sin) > tol {
				t.Fatalf("boxMuller(%x, %x) = %g, %g, want %g, %g", a, b, x, y, r*cos, r*sin)
			}
		}
	}
}

// Moments to the sixth, tails, and the distribution itself, over lines of
// neighbouring counters as a movie draws them. A moment of n draws errs by
// √(var xᵏ / n); each of the twelve may be off by 4.5 of it (p < 1e-4 together).
func TestNormalsAreNormal(t *testing.T) {
	const lines, length = 4096, 1024
	const n = lines * length
	x := make([]float32, length)
	var m [7]float64
	const bins = 256
	var count [bins]float64
	tails := map[float64]float64{3: 0, 4: 0, 4.5: 0}
	edge := make([]float64, bins+1) // at equal probabilities
	for i := range edge {
		edge[i] = math.Sqrt2 * math.Erfinv(2*float64(i)/bins-1)
	}
	for c := range uint64(lines) {
		Normals(x, 12345, c)
		for _, v32 := range x {
			v := float64(v32)
			p := 1.0
			for k := range m {
				m[k] += p / n
				p *= v
			}
			count[min(bins-1, int(bins*0.5*math.Erfc(-v/math.Sqrt2)))]++
			for at := range tails {
				if math.Abs(v) > at {
					tails[at]++
				}
			}
		}
	}
	// E x^k and var x^k = E x^2k - (E x^k)².
	for k, c := range []struct{ want, variance float64 }{{1, 0}, {0, 1}, {1, 2}, {0, 15}, {3, 96}, {0, 945}, {15, 10170}} {
		if tol := 4.5*math.Sqrt(c.variance/n) + 1e-6; math.Abs(m[k]-c.want) > tol {
			t.Errorf("moment %d is %g, want %g ± %.2g", k, m[k], c.want, tol)
		}
	}
	for at, got := range tails {
		want := n * math.Erfc(at/math.Sqrt2)
		if math.Abs(got-want) > 4.5*math.Sqrt(want) {
			t.Errorf("%g beyond ±%g, want %.0f ± %.0f", got, at, want, 4.5*math.Sqrt(want))
		}
	}
	// Chi-square of 255 degrees of freedom, and Kolmogorov-Smirnov on its bins.
	chi, below, ks := 0.0, 0.0, 0.0
	for i, c := range count {
		chi += (c - n/bins) * (c - n/bins) / (n / bins)
		below += c
		ks = max(ks, math.Abs(below/n-float64(i+1)/bins))
	}
	if z := (chi - 255) / math.Sqrt(2*255); math.Abs(z) > 4.5 {
		t.Errorf("chi-square of %d bins is %.0f, z = %.1f", bins, chi, z)
	}
	if d := ks * math.Sqrt(n); d > 2.3 { // p < 5e-5
		t.Errorf("Kolmogorov-Smirnov √n D = %.2f", d)
	}
}

// Draws do not depend on each other: of a line at lags 1 to 40, in value and in
// square (which pairs that share a radius would show), and between lines of
// counters and keys that differ in one bit. 4.5 standard errors each.
func TestNormalsAreIndependent(t *testing.T) {
	const n = 1 << 20
	correlate := func(name string, a, b []float32) {
		var first, second float64
		for i := range b {
			x, y := float64(a[i]), float64(b[i])
			first += x * y
			second += (x*x - 1) * (y*y - 1) / 2
		}
		if lim := 4.5 * math.Sqrt(float64(len(b))); math.Abs(first) > lim || math.Abs(second) > lim {
			t.Errorf("%s: correlation of values %.1f, of squares %.1f standard errors", name, first/lim*4.5, second/lim*4.5)
		}
	}
	a, b := make([]float32, n), make([]float32, n)
	Normals(a, 1, 1)
	for lag := 1; lag <= 40; lag++ {
		correlate(fmt.Sprint("lag ", lag), a, a[lag:])
	}
	for bit := range 64 {
		short := a[:1<<16]
		Normals(b[:1<<16], 1^1<<bit, 1)
		correlate(fmt.Sprint("key bit ", bit), short, b[:1<<16])
		Normals(b[:1<<16], 1, 1^1<<bit)
		correlate(fmt.Sprint("counter bit ", bit), short, b[:1<<16])
	}
}

// A line is the same from wherever it is begun.
func TestNormalsFromWithin(t *testing.T) {
	all := make([]float32, 1000)
	Normals(all, 5, 6)
	forms(t, func(name string) {
		for _, first := range []int{0, 32, 64, 96, 320, 992} {
			got := make([]float32, len(all)-first)
			NormalsFrom(got, 5, 6, first)
			for i, v := range got {
				if v != all[first+i] {
					t.Fatalf("%s: from %d on, number %d is %g, want %g", name, first, i, v, all[first+i])
				}
			}
		}
	})
}

func TestNormalsAllocateNothing(t *testing.T) {
	x := make([]float32, 1000)
	if n := testing.AllocsPerRun(10, func() { Normals(x, 1, 2) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

func BenchmarkNormals(b *testing.B) {
	x := make([]float32, 2048)
	a2, a512 := hasAVX2, hasAVX512
	defer func() { hasAVX2, hasAVX512 = a2, a512 }()
	for _, c := range []struct {
		name      string
		two, five bool
	}{{"Go", false, false}, {"AVX2", a2, false}, {"AVX512", a2, a512}} {
		b.Run(c.name, func(b *testing.B) {
			hasAVX2, hasAVX512 = c.two, c.five
			k := uint64(0)
			for b.Loop() {
				k++
				Normals(x, 1, k)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(x)), "ns/normal")
		})
	}
}
