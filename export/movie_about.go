package export

import (
	"encoding/json"
	"io"
	"math"

	"striate/analysis"
	"striate/sim"
)

// MovieAbout is what a movie file says of itself: what made it, what its
// numbers are, and what the flash meter found in it. It is JSON in the file
// where the format has a place for it, and beside the file where it has not.
type MovieAbout struct {
	Provenance
	Format   string            `json:"format"`
	Axes     string            `json:"axes"` // in the order of the indices: "x,y,t"
	Shape    []int             `json:"shape,omitempty"`
	Units    map[string]string `json:"units"` // of the axes and of the values
	Width    int               `json:"width_px"`
	Height   int               `json:"height_px"`
	Scale    int               `json:"scale"`
	Depth    int               `json:"depth,omitempty"` // bits of a grey, of pictures
	Frames   int               `json:"frames,omitempty"`
	FPS      float64           `json:"fps"`
	ShownHz  float64           `json:"shown_hz,omitempty"` // where the format cannot hold fps
	PxPerDeg float64           `json:"px_per_deg,omitempty"`
	ThetaBar analysis.Series   `json:"theta_bar_deg,omitempty"` // 0 horizontal, anticlockwise; of all frames, or of each
	ThetaMC  analysis.Series   `json:"mc_theta_rad,omitempty"`  // MotionClouds' theta, of the frequency vector
	Warnings []string          `json:"warnings,omitempty"`      // of the stimulus
	Flash    *MovieFlash       `json:"flash,omitempty"`         // only at the end
	Warning  string            `json:"warning,omitempty"`       // "" when there are few flashes, or before the end
}

// about is what can be said before the first frame.
func (m *Movie) about(format string) MovieAbout {
	a := MovieAbout{
		Provenance: m.Provenance, Format: format,
		Width: m.Width, Height: m.Height, Scale: max(1, m.Scale), Frames: m.Frames, FPS: m.FPS,
		PxPerDeg: m.PxPerDeg, Warnings: m.Warnings,
	}
	a.turn(m.ThetaDeg)
	rows := "px, downwards from row 0 at the top"
	a.Axes, a.Shape = "t,y,x", []int{m.Frames, m.Height * a.Scale, m.Width * a.Scale}
	if m.Layout == XYT {
		rows = "px, upwards"
		a.Axes, a.Shape = "x,y,t", []int{m.Width, m.Height, m.Frames}
	}
	a.Units = map[string]string{
		"x": "px, to the right", "y": rows, "t": "frames of 1/fps s",
		"values": "linear luminance, 0 black to 1 white, mean grey 0.5",
	}
	if m.Layout == "" || format == "npz" && m.Layout == TYX {
		a.Units["values"] += stored[format]
		if m.Depth == 16 {
			a.Units["values"] += ", stored x 65535, no gamma"
		} else if stored[format] == "" {
			a.Units["values"] += ", stored x 255, no gamma"
		}
	}
	if m.Layout == "" {
		a.Depth = max(8, m.Depth)
	}
	if m.Frames == 0 {
		a.Shape = nil
	}
	if format == "gif" {
		_, a.ShownHz = GIFRate(m.FPS)
	}
	return a
}

// turn sets the orientations.
func (a *MovieAbout) turn(deg []float64) {
	a.ThetaBar, a.ThetaMC = deg, make(analysis.Series, len(deg))
	for i, t := range deg {
		a.ThetaMC[i] = MCTheta(t)
	}
}

// stored says how luminance is stored where it is not x 255.
var stored = map[string]string{
	"mp4":  ", stored as luma 16 + 219 x, no gamma, lossy",
	"webm": ", stored as luma 16 + 219 x, no gamma, lossy",
	"y4m":  ", stored as luma x 255 (full range), no gamma",
	"json": ", not stored",
}

// MCTheta is MotionClouds' theta, the angle of the frequency vector in
// radians, of bars at an angle in degrees: 0 for upright bars.
func MCTheta(barDeg float64) float64 { return (barDeg - 90) * math.Pi / 180 }

// line is the JSON on one line.
func (a *MovieAbout) line() ([]byte, error) { return compact(a) }

// Write writes the JSON of the file beside a movie, in lines.
func (a *MovieAbout) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(a)
}

// ending is a part of the writers that say at their end what the flash meter
// found.
type ending struct{ last MovieAbout }

func (e *ending) end(a MovieAbout) { e.last = a }

// movieJSON writes no frames.
type movieJSON struct {
	ending
	w io.Writer
	m Movie
}

func newMovieJSON(w io.Writer, m Movie) (MovieWriter, error) {
	if err := m.check(false); err != nil {
		return nil, err
	}
	j := &movieJSON{w: w, m: m}
	j.last = m.about("json")
	return j, nil
}

func (j *movieJSON) Add(f *sim.Frame) error { return j.m.fits(f) }

func (j *movieJSON) Close() error {
	return j.last.Write(j.w)
}
