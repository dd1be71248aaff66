package experiment

import (
	"context"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"
)

func TestExpIso(t *testing.T) {
	for _, iso := range []bool{true, false} {
		var rs []float64
		for seed := uint64(1); seed <= 8; seed++ {
			e, _ := Preset("first-light")
			e.Seed = seed
			e.Duration = 20
			set := map[string]any{"stimulus.contrast_pct": 50}
			if iso {
				set["stimulus.b_theta_deg"] = "inf"
			} else {
				set["stimulus.contrast_pct"] = 10
				e.Duration = 8
			}
			for _, kv := range strings.Split(os.Getenv("SET"), ",") {
				if k, v, ok := strings.Cut(kv, "="); ok {
					set[k] = v
				}
			}
			if err := e.Set(set); err != nil {
				t.Fatal(err)
			}
			res, err := Execute(context.Background(), e, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range res.Summary.Sequences {
				rs = append(rs, float64(q.R))
			}
		}
		sort.Float64s(rs)
		n := len(rs)
		fmt.Printf("iso %v n %d: min %.2f 5%% %.2f median %.2f 95%% %.2f 99%% %.2f max %.2f\n", iso, n, rs[0], rs[n/20], rs[n/2], rs[n*95/100], rs[n*99/100], rs[n-1])
	}
}
