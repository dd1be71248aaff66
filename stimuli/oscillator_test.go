package stimuli

import (
	"math"
	"testing"
)

var allDynamics = map[string]*dynamics{"gaussian": gaussian, "ar2": ar2}

// matrices are e^Fd - I and L from a tile of coefficients.
func (m *dynamics) matrices(d float64) (s step) {
	m.prepare()
	var k [coefTile]float32
	m.coefficients(k[:], d)
	s.d = d
	for j, p := range places {
		if j < ofNoise {
			s.D[p[0]][p[1]] = float64(k[j*lanes])
		} else {
			s.L[p[0]][p[1]] = float64(k[j*lanes])
		}
	}
	return s
}

// leftOver is the largest entry of A Aᵀ + L Lᵀ - I with A = I + D.
func (s step) leftOver() (top float64) {
	for i := range s.D {
		for j := range s.D {
			v := s.D[i][j] + s.D[j][i] + dot(s.D[i], s.D[j]) + dot(s.L[i], s.L[j])
			top = max(top, math.Abs(v))
		}
	}
	return top
}

var someSteps = []float64{1e-3, 0.01, 1.0 / 64, 0.03, 0.1, 0.3, 0.7, 1, 1.5, 2.6, 3.9, 5, 8, 13, 20, 31}

// The basis is orthonormal, F + Fᵀ = -b bᵀ; x has unit variance, as has its
// temporal frequency; and it is a pure cascade, with no zeros: at the origin its
// impulse response vanishes with all derivatives but the last.
func TestDynamicsAreNormalised(t *testing.T) {
	for name, m := range allDynamics {
		for i := range m.f {
			for j := range m.f {
				if v := m.f[i][j] + m.f[j][i] + m.b[i]*m.b[j]; math.Abs(v) > 1e-14 {
					t.Errorf("%s: F + Fᵀ + b bᵀ has %g at %d, %d", name, v, i, j)
				}
			}
		}
		if v := dot(m.c, m.c); math.Abs(v-1) > 1e-14 {
			t.Errorf("%s: variance %g", name, v)
		}
		if v := -dot(m.c, apply(m.f, apply(m.f, m.c))); math.Abs(v-1) > 1e-13 {
			t.Errorf("%s: variance %g of the temporal frequency", name, v)
		}
		order := map[string]int{"gaussian": 4, "ar2": 2}[name]
		v := m.b
		for k := range order - 1 {
			if h := dot(m.c, v); math.Abs(h) > 1e-12 {
				t.Errorf("%s: derivative %d of the impulse response begins at %g", name, k, h)
			}
			v = apply(m.f, v)
		}
	}
}

// A step keeps the unit covariance: exactly as made, and to 1e-5 of what it
// changes as it is interpolated from the table.
func TestStepsKeepUnitCovariance(t *testing.T) {
	for name, m := range allDynamics {
		for _, d := range []float64{1e-9, 1e-6, 1e-3, 0.01, 0.03} {
			if v := m.short(d).leftOver(); v > 1e-15 {
				t.Errorf("%s, d = %g: covariance off by %g", name, d, v)
			}
		}
		s := m.short(0.02)
		for range 10 {
			if v := s.leftOver(); v > 1e-13 {
				t.Errorf("%s, d = %g: covariance off by %g", name, s.d, v)
			}
			s = s.twice()
		}
		for _, d := range append(someSteps, 1e-9, 1e-6, 32, 1e3, math.Inf(1)) {
			if v := m.matrices(d).leftOver(); v > 1e-5*min(1, d) {
				t.Errorf("%s, d = %g: covariance off by %g from the table", name, d, v)
			}
		}
		if s := m.matrices(0); s.leftOver() != 0 {
			t.Errorf("%s: d = 0 is not at rest", name)
		}
	}
}

// What the table has is the step itself: by steps of d/2^k doubled k times.
func TestTableIsTheStep(t *testing.T) {
	for name, m := range allDynamics {
		for _, d := range someSteps {
			k := max(0, int(math.Ceil(math.Log2(d/tableLow))))
			want := m.short(d / math.Exp2(float64(k)))
			for range k {
				want = want.twice()
			}
			got := m.matrices(d)
			for i := range got.D {
				for j := range got.D {
					tol := 1e-5 * min(1, d)
					if math.Abs(got.D[i][j]-want.D[i][j]) > tol || math.Abs(got.L[i][j]-want.L[i][j]) > tol/math.Sqrt(min(1, d)) {
						t.Errorf("%s, d = %g: D, L at %d, %d are %g, %g, want %g, %g", name, d, i, j, got.D[i][j], got.L[i][j], want.D[i][j], want.L[i][j])
					}
				}
			}
		}
	}
}

// The autocovariance of the sampled process, cᵀ A^k c with the step of the
// table, is that of the continuous one at every lag; ar2's is (1+t) e^-t, and
// gaussian's is exp(-½ t²) to 0.0033, where ar2's differs by 0.27.
func TestDynamicsAutocovariance(t *testing.T) {
	for name, m := range allDynamics {
		for _, d := range []float64{0.01, 0.11, 0.28, 1, 2.5} {
			s := m.matrices(d)
			v := m.c
			for k := 1; float64(k)*d < 12; k++ {
				u := apply(s.D, v)
				for i := range v {
					v[i] += u[i]
				}
				if got, want := dot(m.c, v), m.autocovariance(float64(k)*d); math.Abs(got-want) > 2e-5 {
					t.Fatalf("%s, d = %g, lag %d: %g, want %g", name, d, k, got, want)
				}
			}
		}
		off := 0.0
		for lag := 0.0; lag < 12; lag += 0.01 {
			got := m.autocovariance(lag)
			off = max(off, math.Abs(got-math.Exp(-lag*lag/2)))
			if want := (1 + lag) * math.Exp(-lag); name == "ar2" && math.Abs(got-want) > 1e-12 {
				t.Fatalf("ar2, lag %g: %g, want %g", lag, got, want)
			}
		}
		t.Logf("%s: autocovariance off exp(-½ t²) by %.4f", name, off)
		if want := map[string]float64{"gaussian": 0.0033, "ar2": 0.271}[name]; math.Abs(off-want) > 1e-3*10*want {
			t.Errorf("%s: off by %.4f, want %.4f", name, off, want)
		}
	}
}

// The Go form and the vector forms of the kernels have the same bits.
func TestBankFormsAgree(t *testing.T) {
	const tiles = 5
	fill := func(n int, from float32) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(math.Sin(float64(i)*1.7 + float64(from)))
		}
		return x
	}
	row := rowRamp{c: [stateSize]float32{0.1, -0.4, 0.7, 0.3}, re: 0.6, im: -0.8}
	var wantState, wantRe, wantIm []float32
	eachForm(func(name string) {
		for n := range tiles + 1 {
			state, coef, e := fill(tiles*stateTile, 1), fill(tiles*coefTile, 2), fill(tiles*stateTile, 3)
			weight, rx, ry := fill(tiles*lanes, 4), fill(tiles*lanes, 5), fill(tiles*lanes, 6)
			re, im := make([]float32, tiles*lanes), make([]float32, tiles*lanes)
			advance(state, coef, e, n)
			emit(re, im, state, weight, rx, ry, n, &row)
			if n == tiles {
				if wantState == nil {
					wantState, wantRe, wantIm = state, re, im
				}
				for i := range state {
					if state[i] != wantState[i] {
						t.Fatalf("%s: state %d is %g, want %g", name, i, state[i], wantState[i])
					}
				}
				for i := range re {
					if re[i] != wantRe[i] || im[i] != wantIm[i] {
						t.Fatalf("%s: spectrum %d is %g + %gi, want %g + %gi", name, i, re[i], im[i], wantRe[i], wantIm[i])
					}
				}
			} else if old := fill(tiles*stateTile, 1); state[n*stateTile] != old[n*stateTile] || re[n*lanes] != 0 {
				t.Fatalf("%s: more than %d tiles", name, n)
			}
		}
	})
}
