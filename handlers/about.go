package handlers

import (
	"strconv"

	"striate/experiment"
	"striate/export"
	"striate/params"
)

// about is what a download carries with it: the engine, all parameters and
// the seed.
func (s *Server) about(e *experiment.Experiment) (export.Provenance, error) {
	text, err := params.Encode(e)
	return export.Provenance{Engine: s.engine(), Params: text, Seed: e.Seed}, err
}

// engine names the program and its version.
func (s *Server) engine() string { return Product + " " + s.cfg.Version }

// fileName names a download by what is in it, as BIDS does:
// lab-vision_stim-mc_theta-60_btheta-15_seed-42_run-8f3a2c1b_raster.svg. run
// is the start of the hash of all parameters and the engine.
func fileName(e *experiment.Experiment, about export.Provenance, what, format string, more ...export.Entity) string {
	parts := []export.Entity{{Key: "lab", Value: "vision"}, {Key: "stim", Value: export.StimulusCode(e.Stimulus.Kind)}}
	for _, p := range []struct{ name, key string }{{"theta", "theta_deg"}, {"btheta", "b_theta_deg"}} {
		if v, err := params.Get(e, "stimulus."+p.key); err == nil { // not all stimuli have one
			if x, ok := v.(float64); ok {
				parts = append(parts, export.Entity{Key: p.name, Value: export.Num(x)})
			}
		}
	}
	parts = append(parts,
		export.Entity{Key: "seed", Value: strconv.FormatUint(e.Seed, 10)},
		export.Entity{Key: "run", Value: export.RunID(about.Params, about.Engine)})
	return export.FileName(append(parts, more...), what, format)
}
