package web

import "striate/params"

// View is what the page shows before its script has heard from the server.
type View struct {
	Version string   // of the program, "0.1.0"
	Presets []Preset // in the order of the list
	Preset  string   // name of the one the dock describes
	Dock    DockView
}

// Preset is one entry of the list of experiments.
type Preset struct {
	Name  string // "first-light"
	Title string // "Motion cloud, 60°, B 15°"
	Doc   string // one sentence
}

// DockView is every control of an experiment, arranged: two rows always in
// sight, the rest behind More.
type DockView struct {
	Kind Control // the stimulus kind, shown at the stimulus panel; Path "" if there is none
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
	Changed bool // differs from the preset
	Front   bool // one of the three that stay in sight on a narrow screen
	Driven  bool // the protocol sets it: shown, not taken
}
