package web

import (
	"slices"
	"strings"

	"github.com/a-h/templ"
)

// A panel is a thing of the page that can be shown, moved and saved. Its name
// is that of its figure in the API.
type panel struct {
	name, title string
	short       string // the title where there is little room
	note        string
	place       string // where it comes when it is added
	with        string // a panel that it goes with, always
	drawnHere   bool   // by the page alone: the server has no figure of it
}

// panels is every panel, in the order of the list on the page.
var panels = []panel{
	{name: "stimulus", title: "Stimulus", place: left},
	{name: "lgn", title: "LGN", place: left},
	{name: "raster", title: "Spikes, live", short: "Spikes and rates", place: middle},
	{name: "rates", title: "Rates", place: middle, with: "raster"},
	{name: "orientation", title: "What the network sees", place: right},
	{name: "tuning", title: "Tuning", place: right},
	{name: "selectivity", title: "Selectivity", note: "resultant r", place: right},
	{name: "weights", title: "Weights", place: middle},
	{name: "fields", title: "Receptive fields", note: "ON − OFF", place: middle},
	{name: "stdp", title: "Plasticity", note: "the rules at work", place: middle},
	{name: "traces", title: "Traces", note: "three cells", place: middle},
	{name: "psd", title: "Spectrum of the rates", short: "Rate spectrum", note: "Welch", place: middle},
	{name: "spectrum", title: "Spectrum of the stimulus", short: "Stimulus spectrum", note: "dashed: the mean speed", place: middle},
	{name: "luminance", title: "Luminance of the frame", short: "Luminance", note: "linear", place: middle},
	{name: "space", title: "Stimulus in 3-D", short: "3-D view", place: middle, drawnHere: true},
	{name: "sequences", title: "Sequences", note: "spikes by preferred θ", place: middle},
	{name: "learning", title: "Learning", note: "by sequence", place: middle},
	{name: "delays", title: "Rate and coherence by delay", short: "Delays", note: "bars: standard error", place: right},
	{name: "statistics", title: "How the cells fire", short: "Statistics", note: "last 20 s", place: middle},
}

// The places of the page: beside the stimulus, the wide middle with a shelf
// under the spikes, and the one raised panel.
const (
	left   = "left"
	middle = "middle"
	right  = "right"
)

// usual is which panels stand where at first, by the kind of experiment. Those
// that an experiment does not have are passed over.
var usual = map[string]map[string][]string{
	"eye":    {left: {"stimulus", "lgn"}, middle: {"raster", "weights", "fields", "stdp"}, right: {"orientation", "tuning", "selectivity"}},
	"ring":   {left: {"sequences"}, middle: {"raster", "weights", "learning", "stdp"}, right: {"orientation", "tuning", "selectivity"}},
	"delays": {middle: {"raster", "weights", "stdp", "traces"}, right: {"delays", "statistics"}},
	"free":   {middle: {"raster", "weights", "stdp", "psd"}, right: {"statistics", "traces"}},
}

// kinds are those of usual, in a fixed order.
var kinds = []string{"eye", "ring", "delays", "free"}

// inList is the title in a list of panels.
func (p panel) inList() string {
	if p.short != "" {
		return p.short
	}
	return p.title
}

// needs are the figures that an experiment must have for the panel.
func (p panel) needs() string {
	if p.drawnHere {
		return "stimulus"
	}
	return p.name
}

// id is that of the panel's element.
func (p panel) id() string {
	switch p.name {
	case "stimulus", "orientation", "tuning":
		return p.name
	}
	return "panel-" + p.name
}

// panelNamed is the panel of that name.
func panelNamed(name string) panel {
	return panels[slices.IndexFunc(panels, func(p panel) bool { return p.name == name })]
}

// kind is the kind of experiment, which decides the usual panels.
func (v View) kind() string {
	if v.form() == "free" && !v.lacks("delays") {
		return "delays"
	}
	return v.form()
}

// at are the panels that the page is sent with in a place: the usual ones in
// their order, then, hidden until they are added, those that stand in none.
func (v View) at(place string) (out []panel) {
	all := usual[v.kind()]
	for _, name := range all[place] {
		out = append(out, panelNamed(name))
	}
	for _, p := range panels {
		if p.place == place && p.with == "" && !v.stands(p.name) {
			out = append(out, p)
		}
	}
	return out
}

// stands says that the panel has a place at first.
func (v View) stands(name string) bool {
	for _, names := range usual[v.kind()] {
		if slices.Contains(names, name) {
			return true
		}
	}
	return false
}

// absent says that the panel is not shown at first.
func (v View) absent(p panel) bool { return v.lacks(p.needs()) || !v.stands(p.name) && p.with == "" }

// movable are the panels that have a place of their own.
func movable() (out []panel) {
	for _, p := range panels {
		if p.with == "" {
			out = append(out, p)
		}
	}
	return out
}

// saved are the panels whose figure the server makes.
func saved() (out []panel) {
	for _, p := range panels {
		if !p.drawnHere {
			out = append(out, p)
		}
	}
	return out
}

// placeID is the id, and the class, of the element that is a place.
func placeID(place string) string {
	switch place {
	case middle:
		return "shelf"
	case right:
		return "sees"
	}
	return place
}

// usually are attributes that tell the script which panels stand in a place at
// first: data-eye="stimulus lgn".
func usually(place string) templ.Attributes {
	out := templ.Attributes{}
	for _, kind := range kinds {
		out["data-"+kind] = strings.Join(usual[kind][place], " ")
	}
	return out
}
