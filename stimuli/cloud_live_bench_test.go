package stimuli

import (
	"fmt"
	"maps"
	"math"
	"testing"

	"striate/sim"
)

// liveClouds are the clouds that frames are timed for, beside the defaults.
var liveClouds = []struct {
	name   string
	values map[string]any
}{
	{"defaults", nil},
	// sf_0 .125 c/px, B_sf .1, B_V .5, B_θ π/16, V = 1 px/frame to the right.
	{"published", map[string]any{"sf_cpd": 2.5, "b_sf_oct": math.Log2(0.225 / 0.125), "b_v": 0.5, "b_theta_deg": 180.0 / 16, "theta_deg": 90.0, "speed_dps": 3.0}},
	{"white_isotropic", map[string]any{"b_sf_oct": math.Inf(1), "b_theta_deg": math.Inf(1)}},
}

// onSquare is values on a screen of that size.
func onSquare(size int, values map[string]any) map[string]any {
	return onTop(values, map[string]any{"width_px": size, "height_px": size})
}

// onTop is values with others in their place.
func onTop(values, others map[string]any) map[string]any {
	out := maps.Clone(others)
	for k, v := range values {
		if _, there := others[k]; !there {
			out[k] = v
		}
	}
	return out
}

func BenchmarkLiveFrame(b *testing.B) {
	for _, size := range []int{64, 256, 512} {
		for _, c := range liveClouds {
			b.Run(fmt.Sprintf("%s/screen%d", c.name, size), func(b *testing.B) {
				m, s := liveCloud(b, 1, onSquare(size, c.values))
				f := sim.NewFrame(s.Width, s.Height)
				m.Paint(f, 0)
				b.ReportAllocs()
				for b.Loop() {
					m.Paint(f, 1)
				}
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "frames/s")
			})
		}
	}
}

// The first frame of a cloud, with the table of its dynamics, which is made once
// in the life of a program.
func BenchmarkOpenToFirstFrame(b *testing.B) {
	for _, size := range []int{64, 512} {
		for _, c := range liveClouds {
			b.Run(fmt.Sprintf("%s/screen%d", c.name, size), func(b *testing.B) {
				s := fresh(b, "motion_cloud", onSquare(size, c.values))
				f := sim.NewFrame(size, size)
				for b.Loop() {
					gaussian.tabulate()
					open(b, s, 1).Paint(f, 0)
				}
			})
		}
	}
}

func BenchmarkRetune(b *testing.B) {
	for _, size := range []int{64, 512} {
		for _, c := range liveClouds {
			for _, param := range []struct {
				name   string
				lo, hi float64
			}{{"theta_deg", 40, 80}, {"b_v", 0.3, 0.9}, {"sf_cpd", 0.8, 1.4}} {
				b.Run(fmt.Sprintf("%s/%s/screen%d", param.name, c.name, size), func(b *testing.B) {
					m, _ := liveCloud(b, 1, onSquare(size, c.values))
					next := [50]Stimulus{}
					for i := range next {
						n := fresh(b, "motion_cloud", onSquare(size, c.values))
						next[i] = set(b, n, map[string]any{param.name: param.lo + (param.hi-param.lo)*float64(i)/50})
					}
					k := 0
					for b.Loop() {
						k++
						if err := m.Retune(next[k%len(next)]); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
