package analysis

import (
	"striate/sim"
)

// Figure is what a screen draws and a file holds: data, axes with units, and
// what each layer stands for. Colours are the drawer's affair; a layer says
// its role.
type Figure struct {
	Name    string  `json:"name"`    // stimulus, lgn, raster, orientation, tuning, rates, weights, fields, stdp, selectivity, statistics, sequences, learning, traces, psd, ...
	Title   string  `json:"title"`   // "What the network sees"
	Summary string  `json:"summary"` // one sentence with the numbers, for reading aloud
	Kind    Kind    `json:"kind"`
	X       Axis    `json:"x"`
	Y       Axis    `json:"y"`
	Blocks  []Block `json:"blocks,omitempty"` // stacked from the top, sharing X; none: one block with axis Y
	Panels  []Panel `json:"panels,omitempty"` // of a figure of small multiples, row by row
	Across  int     `json:"across,omitempty"` // panels in a row
	Layers  []Layer `json:"layers"`           // drawn in this order
	Table   Table   `json:"table"`            // the same data as columns: the CSV
}

// Kind is the way a figure is laid out.
type Kind string

// Cartesian figures have an x and a y axis. Polar ones draw an orientation
// over half a turn, each lobe twice, 0 to the right and anticlockwise, with Y
// as the radius. Image figures are pictures side by side, without axes. Small
// multiples are Cartesian plots in rows, each a Panel with axes of its own.
const (
	Cartesian Kind = "cartesian"
	Polar     Kind = "polar"
	Pictures  Kind = "image"
	Multiples Kind = "multiples"
)

// Axis is "Name (unit)", a range and where its ticks are.
type Axis struct {
	Label  string    `json:"label"` // "Time (s)"
	Min    float64   `json:"min"`
	Max    float64   `json:"max"`
	Ticks  []float64 `json:"ticks,omitempty"`
	Period float64   `json:"period,omitempty"` // 180 for an orientation, which gets a strip of the wheel
	Log    bool      `json:"log,omitempty"`    // logarithmic; Min > 0
}

// Block is one band of a stacked figure.
type Block struct {
	Label string  `json:"label"`          // "E ring"
	Note  string  `json:"note,omitempty"` // "60 neurons", "768, 1 of 8 shown"
	Value string  `json:"value,omitempty"`
	Unit  string  `json:"unit,omitempty"` // of Value, "Hz mean"
	Role  Role    `json:"role"`
	Y     Axis    `json:"y"`
	Share float64 `json:"share"` // of the height, relative to the other blocks
}

// Panel is one plot of a figure of small multiples. The layers labelled in it
// are named under its label, in their colours.
type Panel struct {
	Label string   `json:"label"`               // "θ 40°"
	Role  Role     `json:"role,omitempty"`      // colour of the label; none: ink
	Theta *float64 `json:"theta_deg,omitempty"` // an orientation that a bar beside the label shows
	X     Axis     `json:"x"`
	Y     Axis     `json:"y"`

	Handles []Handle `json:"handles,omitempty"` // by which a hand can change what is drawn
}

// Role says what a layer stands for, which decides its colour.
type Role string

// The roles of layers. Those of populations are the roles of sim.
const (
	Excitatory Role = Role(sim.Excitatory)
	Inhibitory Role = Role(sim.Inhibitory)
	Thalamic   Role = Role(sim.Thalamic)
	Source     Role = Role(sim.Source)
	Ink        Role = "ink"         // the main line
	Faint      Role = "faint"       // a comparison
	Angular    Role = "orientation" // coloured by the orientation on the x axis
	Signed     Role = "signed"      // coloured by the sign of y
)

// Mark is the shape that a layer draws.
type Mark string

// The marks. In a polar figure Y of needles and rings is a share of the
// radius, 0 to 1; Y of petals is in the unit of the axis.
const (
	Line   Mark = "line"   // through (X, Y); NaN breaks it
	Points Mark = "points" // at (X, Y), with bars of Y ± Err where Err is set
	Band   Mark = "band"   // between Low and High over X
	Bars   Mark = "bars"   // from zero to Y, Width wide on x; petals when polar
	Spikes Mark = "spikes" // one mark at each (X, Y)
	Heat   Mark = "heat"   // Image over the whole of both axes
	Rule   Mark = "rule"   // a line across at each X (up) or at each Y (along), with Label
	Needle Mark = "needle" // polar: the diameter at angle X, dots at Y of the radius
	Ring   Mark = "ring"   // polar: a circle at Y of the radius
	Text   Mark = "text"   // Label at (X, Y)
	Stems  Mark = "stems"  // upright strokes from Low to High at each X
)

// Layer is one thing drawn. X, Y, Err, Low and High are parallel; those a
// mark does not use are nil.
type Layer struct {
	Mark  Mark    `json:"mark"`
	Role  Role    `json:"role"`
	Label string  `json:"label,omitempty"` // written at the end of the line, on the picture, by the rule
	Block int     `json:"block,omitempty"` // the block or panel it is drawn in; −1: across all blocks
	X     Series  `json:"x,omitempty"`
	Y     Series  `json:"y,omitempty"`
	Err   Series  `json:"err,omitempty"`
	Low   Series  `json:"low,omitempty"`
	High  Series  `json:"high,omitempty"`
	Width float64 `json:"width,omitempty"`
	Dash  bool    `json:"dash,omitempty"`
	Image *Image  `json:"image,omitempty"`
}

// Image is a matrix shown in colours: row-major. In a Pictures figure row 0
// is at the top, as in a frame; in a Heat layer row 0 is at the lower end of
// the y axis, as in a matrix [post, pre] over axes that rise.
type Image struct {
	W     int      `json:"w"`
	H     int      `json:"h"`
	Data  Series   `json:"data"` // len W*H; NaN is left blank
	Map   ColorMap `json:"map"`
	Min   float64  `json:"min"`
	Max   float64  `json:"max"`
	Label string   `json:"label,omitempty"` // of the colours: "Weight (nS)"
}

// ColorMap names a table of colours.
type ColorMap string

// Grey is linear from black to white, Sequential from dark to light,
// Diverging has its middle at zero.
const (
	Grey       ColorMap = "grey"
	Sequential ColorMap = "sequential"
	Diverging  ColorMap = "diverging"
)

// Table is a figure's data as named columns of equal length.
type Table struct {
	Columns []Column `json:"columns"`
}

// Column is either numbers or words. Names carry the unit: "rate_hz".
type Column struct {
	Name   string   `json:"name"`
	Values Series   `json:"values,omitempty"`
	Words  []string `json:"words,omitempty"`
}

// Len is the number of entries.
func (c Column) Len() int { return max(len(c.Values), len(c.Words)) }

// Rows is the length of the longest column.
func (t Table) Rows() int {
	n := 0
	for _, c := range t.Columns {
		n = max(n, c.Len())
	}
	return n
}

// orientationAxis is the axis of an orientation over half a turn.
func orientationAxis(label string) Axis {
	return Axis{Label: label, Min: 0, Max: 180, Ticks: []float64{0, 45, 90, 135, 180}, Period: 180}
}
