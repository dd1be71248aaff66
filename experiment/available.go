package experiment

// Figures are the names of the figures that a run of the experiment has, in
// the order in which a page shows them. A page leaves the others out.
func (e *Experiment) Figures() []string {
	fed := e.Network.Value.Fed() // has a ring whose orientation is read, and rules
	_, delays := e.Network.Value.(*Delays)
	rules, matrix := fed || delays, fed || delays
	if b, ok := e.Network.Value.(*Balanced); ok {
		rules = plastic(b.EERule) != nil || plastic(b.IERule) != nil
		matrix = rules && b.NE*max(b.NE, b.NI) <= maxMatrix
	}
	var out []string
	add := func(has bool, names ...string) {
		if has {
			out = append(out, names...)
		}
	}
	add(e.Input.Value.Sees(), "stimulus", "lgn")
	add(true, "raster", "rates")
	add(fed, "orientation", "tuning", "selectivity")
	add(delays, "delays")
	add(fed && e.end() > 0, "sequences", "learning")
	add(matrix, "weights")
	add(e.Input.Value.Sees(), "fields")
	add(rules, "stdp")
	add(e.Input.Value.Sees(), "spectrum", "luminance")
	add(true, "psd", "statistics", "traces")
	return out
}

// maxMatrix is how many weights the live view shows at most.
const maxMatrix = 1 << 20

// end is when a preset that ends is over, s; 0 for those that go on for ever.
func (e *Experiment) end() float64 {
	if p, err := presetNamed(e.Preset); err == nil && p.Ends {
		return e.Duration
	}
	return 0
}
