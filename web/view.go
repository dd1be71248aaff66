package web

import (
	"slices"

	"striate/params"
)

// View is what the page shows before its script has heard from the server.
type View struct {
	Version string   // of the program, "0.1.0"
	Presets []Preset // in the order of the list
	Preset  string   // name of the one the dock describes
	Figures []string // that the experiment has: panels of others are left out
	Dock    DockView
	Films   []Film // formats of the stimulus' movie
}

// Film is a format that the stimulus can be saved in as a movie.
type Film struct {
	Ending  string // "npy"
	Title   string // "NPY"
	Doc     string // what is in it
	Browser string // "yes" where the browser encodes it if it can
}

// Preset is one entry of the list of experiments.
type Preset struct {
	Name     string // "first-light"
	Group    string // "Live chain"
	Title    string // "Motion cloud, 60°, B 15°"
	Short    string // "Cloud", under its picture; none: it is not in the row
	Doc      string // one sentence or two
	LookAt   string
	Source   string
	Reported string // what the source says came out
}

// chosen is the preset of the page.
func (v View) chosen() Preset {
	for _, p := range v.Presets {
		if p.Name == v.Preset {
			return p
		}
	}
	return Preset{}
}

// groups are the presets by the list they stand in, in the order of the first
// of each.
func (v View) groups() [][]Preset {
	var out [][]Preset
	at := map[string]int{}
	for _, p := range v.Presets {
		k, known := at[p.Group]
		if !known {
			k = len(out)
			at[p.Group], out = k, append(out, nil)
		}
		out[k] = append(out[k], p)
	}
	return out
}

// lacks says that the experiment has no such figure, so that its panel is not
// shown.
func (v View) lacks(figure string) bool { return !slices.Contains(v.Figures, figure) }

// form is which parts the page has: "eye" with a stimulus, "ring" with an
// orientation to read, "free" with neither.
func (v View) form() string {
	switch {
	case !v.lacks("stimulus"):
		return "eye"
	case !v.lacks("orientation"):
		return "ring"
	}
	return "free"
}

// DockView is every control of an experiment, arranged: two rows always in
// sight, the rest behind More.
type DockView struct {
	Kind Control  // the stimulus kind, shown at the stimulus panel; Path "" if there is none
	Fed  []string // kinds of network that an input drives; the others want none
	Rows []Group
	More []Group
}

// Group is a titled set of controls.
type Group struct {
	Name     string // "stimulus"
	Title    string // "Stimulus"
	Note     string // "motion cloud"
	Controls []Control
	Flags    []Control // switches at the end of the row
}

// Control is a parameter with the value it has now.
type Control struct {
	params.Param
	Value   any
	Changed bool   // differs from the preset
	Front   bool   // one of the three that stay in sight on a narrow screen
	Driven  bool   // the protocol sets it: shown, not taken
	Idle    string // why it has no effect at present; empty where it has one
}
