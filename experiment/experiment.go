package experiment

import (
	"fmt"
	"maps"
	"math"
	"strings"

	"striate/analysis"
	"striate/cortex"
	"striate/params"
	"striate/retina"
	"striate/stimuli"
)

// Experiment is every parameter of an experiment. The ring's declared defaults
// are the notebook's; presets say what differs.
type Experiment struct {
	Preset   string                         `json:"preset" default:"first-light" label:"preset" doc:"the preset it started from" tier:"more"`
	Seed     uint64                         `json:"seed" default:"42" range:"0,9007199254740991" label:"seed" doc:"the one number that all randomness comes from" live:"rebuild" tier:"more"`
	Duration float64                        `json:"duration_s" unit:"s" default:"6" range:"0.02,36000" label:"duration" doc:"length of a run from the command line, and of presets that end; the live page goes on" tier:"more"`
	Stimulus params.OneOf[stimuli.Stimulus] `json:"stimulus" default:"motion_cloud" label:"stimulus" doc:"what is shown"`
	Protocol params.OneOf[Protocol]         `json:"protocol" default:"hold" label:"protocol" doc:"how the orientation changes by itself" tier:"more"`
	Retina   params.OneOf[retina.Model]     `json:"retina" default:"center_surround" label:"retina" doc:"how light becomes the activity of LGN cells" tier:"more" live:"rebuild"`
	Input    params.OneOf[Input]            `json:"input" default:"thalamic" label:"input" doc:"what drives the ring: the stimulus through retina and thalamus, or Poisson spikes that stand for it" tier:"more" live:"rebuild"`
	Network  params.OneOf[Network]          `json:"network" default:"ring" label:"network" doc:"what is simulated: the orientation ring, or another network" tier:"more" live:"rebuild"`
	Ring     cortex.Ring                    `json:"ring" doc:"the ring of orientation columns"`
	Readout  analysis.Orientation           `json:"readout" doc:"how the orientation is read from spikes"`
	Probe    Probe                          `json:"probe" doc:"what is recorded besides spikes"`
	Runaway  float64                        `json:"runaway_hz" default:"350" range:"0,10000" unit:"Hz" label:"runaway limit" doc:"a run stops when a population fires faster for 100 ms, or one cell for half a second; 0 for never" tier:"more" live:"rebuild"`
	Changes  string                         `json:"changes" default:"" label:"timetable" doc:"parameters that change by themselves, as in \"6: input.b_theta_deg=22.5; 6.5: input.rate_hz=0\", times in s" tier:"more"`
}

// Defaults is every parameter at its declared default.
func Defaults() *Experiment {
	e := new(Experiment)
	if err := params.SetDefaults(e); err != nil {
		panic(fmt.Sprintf("experiment: defaults: %v", err)) // a declared default out of its range is a mistake in the program
	}
	return e
}

// Clone is an independent copy.
func (e *Experiment) Clone() *Experiment { return params.Clone(e) }

// FPS is the rate of display frames, Hz.
func (e *Experiment) FPS() float64 { return e.Stimulus.Value.Geometry().FPS }

// Frames is the number of display frames that cover s seconds.
func (e *Experiment) Frames(s float64) int {
	return max(1, int(math.Ceil(s*e.FPS()-1e-9)))
}

// Bounds of one experiment. What is larger is refused by name.
const (
	MaxNeurons  = 50_000     // neurons of all populations
	MaxSynapses = 20_000_000 // as many as there can be; 12 bytes each, 20 where they learn
	MaxPixels   = 512 * 512  // of one frame of the live stimulus
	MaxDuration = 36_000     // s
)

// FromJSON reads a whole or partial experiment: parameters that are not named
// have the values of the preset it names (first-light if none).
func FromJSON(data []byte) (*Experiment, error) {
	tree, err := params.Tree(data)
	if err != nil {
		return nil, err
	}
	return FromTree(tree)
}

// FromTree is FromJSON of text already read.
func FromTree(tree map[string]any) (*Experiment, error) {
	name := "first-light"
	if p, given := tree["preset"]; given {
		s, ok := p.(string)
		if !ok {
			return nil, &params.Error{Path: "preset", Found: fmt.Sprint(p), Want: "the name of a preset"}
		}
		name = s
	}
	e, err := Preset(name)
	if err != nil {
		return nil, err
	}
	if err := params.Merge(tree, e); err != nil {
		return nil, err
	}
	return e, e.check()
}

// Set gives parameters new values. On an error e is unchanged.
func (e *Experiment) Set(values map[string]any) error {
	if name, given := values["preset"]; given && name != e.Preset {
		return &params.Error{Path: "preset", Found: fmt.Sprintf("%q", fmt.Sprint(name)), Want: fmt.Sprintf("%q: another preset is another experiment, to be loaded", e.Preset)}
	}
	next := e.Clone()
	values = withNetwork(next, values)
	if err := params.SetAll(next, values); err != nil {
		return err
	}
	if err := next.check(); err != nil {
		return err
	}
	*e = *next
	return nil
}

// withNetwork adds to values, where they choose another kind of network, the
// parameters that make the preset of that kind what it is: a balanced network
// of the ring's cells would be silent.
func withNetwork(e *Experiment, values map[string]any) map[string]any {
	kind, given := values["network.kind"]
	if !given || kind == e.Network.Kind {
		return values
	}
	for _, p := range presets {
		if p.set["network.kind"] != kind {
			continue
		}
		all := maps.Clone(values)
		for path, v := range p.set {
			if _, chosen := values[path]; !chosen && strings.HasPrefix(path, "network.") {
				all[path] = v
			}
		}
		return all
	}
	return values
}

// check looks at what no single declaration can: sizes that multiply.
func (e *Experiment) check() error {
	if err := params.Validate(e); err != nil {
		return err
	}
	if err := stimuli.Validate(e.Stimulus.Value); err != nil {
		return inSection("stimulus", err)
	}
	if e.Preset != "" {
		if _, err := presetNamed(e.Preset); err != nil {
			return err
		}
	}
	if err := e.checkNetwork(); err != nil {
		return err
	}
	g := e.Stimulus.Value.Geometry()
	if n := g.Width * g.Height; n > MaxPixels {
		return &params.Error{Path: "stimulus.width_px x height_px", Found: fmt.Sprintf("%d x %d", g.Width, g.Height), Want: fmt.Sprintf("at most MaxPixels = %d", MaxPixels)}
	}
	return e.checkChanges()
}

// checkNetwork looks whether network and input fit each other.
func (e *Experiment) checkNetwork() error {
	if fed := e.Network.Value.Fed(); !fed && e.Input.Kind != "none" {
		return &params.Error{Path: "input.kind", Found: e.Input.Kind, Want: fmt.Sprintf(`"none", as network.kind = %s drives itself`, e.Network.Kind)}
	}
	if c, ok := e.Network.Value.(checker); ok {
		if err := c.check(); err != nil {
			return err
		}
	}
	return nil
}

// Changed lists the parameters that differ from the preset, with the preset's
// value of each.
func (e *Experiment) Changed() (paths []string, preset map[string]any) {
	base, err := Preset(e.Preset)
	if err != nil {
		base = Defaults()
	}
	// What follows the stimulus by itself was not changed by anyone.
	now := e.Clone()
	follow(base.Retina.Value, e.Stimulus.Value)
	follow(now.Retina.Value, e.Stimulus.Value)
	was, is := params.Values(base), params.Values(now)
	preset = map[string]any{}
	for _, p := range params.Describe(e) {
		if p.Path == "preset" {
			continue
		}
		v, ok := was[p.Path]
		if !ok {
			v = p.Default // of a kind that the preset does not have
		}
		if v != is[p.Path] {
			paths = append(paths, p.Path)
			preset[p.Path] = v
		}
	}
	return paths, preset
}
