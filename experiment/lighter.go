package experiment

import (
	"strings"

	"striate/params"
	"striate/sim"
)

// Lighter is a change that makes a run cheaper, for a machine that cannot keep
// up with it.
type Lighter struct {
	Words  string         `json:"words"` // "Halve neurons"
	Values map[string]any `json:"values"`
}

// fewest neurons that halving leaves to a population.
const fewest = 10

// smallest side of a frame that halving leaves, px.
const smallest = 32

// lighter is what most likely helps: half the neurons where most of them are,
// in the network or among the cells that look at the stimulus, else a frame of
// half the size; nil where nothing is left to halve.
func (r *Run) lighter() *Lighter {
	looking, others := 0, 0
	for _, p := range r.net.Populations() {
		if p.Role == sim.Thalamic {
			looking += p.N
		} else {
			others += p.N
		}
	}
	sees := r.exp.Input.Value.Sees()
	const neurons, frame = "Halve neurons", "Half the frame size"
	var offers []Lighter
	if sees && looking > others {
		offers = append(offers, Lighter{neurons, r.halves(1, 1, "retina.rf.n_phase")}, Lighter{neurons, r.halves(4, 1, "retina.rf.n_theta")})
	}
	var counts []string
	for _, p := range params.Describe(r.given) {
		if p.Type == params.Integer && p.Live == "rebuild" && strings.HasPrefix(p.Symbol, "N") && (strings.HasPrefix(p.Path, "network.") || r.layer != nil && strings.HasPrefix(p.Path, "ring.")) {
			counts = append(counts, p.Path)
		}
	}
	multiple := int64(1)
	if sees {
		multiple, _ = params.Values(r.given)["retina.rf.n_theta"].(int64) // channels may be dealt among them
	}
	offers = append(offers, Lighter{neurons, r.halves(fewest, multiple, counts...)})
	if sees {
		offers = append(offers, Lighter{frame, r.halves(smallest, 1, "stimulus.width_px", "stimulus.height_px")})
	}
	for _, o := range offers {
		if len(o.Values) > 0 && r.given.Clone().Set(o.Values) == nil {
			return &o
		}
	}
	return nil
}

// halves are the halves of those parameters, as multiples, where at least least
// is left.
func (r *Run) halves(least, multiple int64, paths ...string) map[string]any {
	out, is := map[string]any{}, params.Values(r.given)
	for _, path := range paths {
		n, ok := is[path].(int64)
		if n = n / 2 / max(1, multiple) * max(1, multiple); ok && n >= least {
			out[path] = n
		}
	}
	return out
}
