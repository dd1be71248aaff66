package experiment

import (
	"context"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"striate/analysis"
	"striate/sim"
)

func ap(a, b float64) float64 { return math.Mod(a-b+270, 180) - 90 }

func TestScan(t *testing.T) {
	kinds := strings.Split(os.Getenv("KINDS"), ",")
	extra := os.Getenv("SET")
	secs, _ := strconv.ParseFloat(os.Getenv("SECS"), 64)
	ns, _ := strconv.Atoi(os.Getenv("NS"))
	type job struct {
		kind string
		c    float64
		seed uint64
		th   float64
	}
	var jobs []job
	for _, k := range kinds {
		for _, cs := range strings.Split(os.Getenv("C"), ",") {
			c, _ := strconv.ParseFloat(cs, 64)
			for seed := uint64(1); seed <= uint64(ns); seed++ {
				for _, th := range []float64{0, 30, 45, 90, 120, 135} {
					jobs = append(jobs, job{k, c, seed, th})
				}
			}
		}
	}
	out := make([]string, len(jobs))
	type acc struct {
		s2, m, g2, mr float64
		n, none       int
		bias          float64
		late          float64
		nl            int
	}
	stats := map[string]*acc{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	sem := make(chan bool, 2)
	for i, j := range jobs {
		wg.Add(1)
		sem <- true
		go func() {
			defer wg.Done()
			defer func() { <-sem }()
			e, _ := Preset("first-light")
			e.Seed, e.Duration = j.seed, secs
			set := map[string]any{"stimulus.kind": j.kind, "stimulus.theta_deg": j.th, "stimulus.contrast_pct": j.c}
			for _, kv := range strings.Split(extra, ",") {
				if k, v, ok := strings.Cut(kv, "="); ok {
					set[k] = v
				}
			}
			if err := e.Set(set); err != nil {
				t.Error(err)
				return
			}
			tens := analysis.StructureTensor{Frames: 60, CoherenceMin: 0}.Open()
			var tr []float64
			res, err := Execute(context.Background(), e, func(st *sim.Step) error {
				tens.See(st.Luminance)
				if (st.Frame+1)%60 == 0 {
					tr = append(tr, tens.Deg())
				}
				return nil
			})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			a := stats[fmt.Sprintf("%s %g", j.kind, j.c)]
			if a == nil {
				a = &acc{}
				stats[fmt.Sprintf("%s %g", j.kind, j.c)] = a
			}
			var w []string
			for k, q := range res.Summary.Sequences {
				d := ap(float64(q.DecodedDeg), j.th)
				g := ap(tr[k], j.th)
				w = append(w, fmt.Sprintf("%.1f(%.1f;r%.2f n%d)", d, g, float64(q.R), q.Spikes))
				if k >= 2 {
					if math.IsNaN(d) {
						a.none++
						continue
					}
					a.n++
					a.s2 += d * d
					a.bias += d
					a.g2 += g * g
					if math.Abs(d) > a.m {
						a.m = math.Abs(d)
					}
					a.mr = max(a.mr, math.Abs(ap(float64(q.DecodedDeg), tr[k])))
				}
			}
			out[i] = fmt.Sprintf("%s c%.0f s%d th%.0f: %s  E %.1f I %.1f Hz", j.kind, j.c, j.seed, j.th, strings.Join(w, " "), res.Summary.Populations["E"].RateHz, res.Summary.Populations["I"].RateHz)
		}()
	}
	wg.Wait()
	for _, o := range out {
		if os.Getenv("V") != "" {
			fmt.Println(o)
		}
	}
	for k, a := range stats {
		fmt.Printf("%s: n %d none %d rms %.2f max %.2f bias %.2f  stim rms %.2f max vs stim %.2f\n", k, a.n, a.none, math.Sqrt(a.s2/float64(a.n)), a.m, a.bias/float64(a.n), math.Sqrt(a.g2/float64(a.n)), a.mr)
	}
}
