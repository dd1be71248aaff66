package stimuli

import "fmt"

// Screen is where a movie is shown; every stimulus embeds it.
type Screen struct {
	Width    int     `json:"width_px" label:"width" unit:"px" default:"64" range:"8,1024" live:"rebuild" tier:"more" doc:"width of the screen"`
	Height   int     `json:"height_px" label:"height" unit:"px" default:"64" range:"8,1024" live:"rebuild" tier:"more" doc:"height of the screen"`
	PxPerDeg float64 `json:"px_per_deg" label:"pixels per degree" unit:"px/deg" default:"20" range:"0.1,1000" live:"rebuild" tier:"more" doc:"pixels per degree of visual angle at the centre"`
	FPS      float64 `json:"fps" label:"frame rate" unit:"Hz" default:"60" range:"1,500" live:"rebuild" tier:"more" doc:"frames per second"`
}

// Geometry is the screen itself; it is promoted to every stimulus.
func (s *Screen) Geometry() *Screen { return s }

func (s Screen) String() string {
	return fmt.Sprintf("%d x %d px, %g px/deg, %g Hz", s.Width, s.Height, s.PxPerDeg, s.FPS)
}

// CyclesPerPx converts a spatial frequency in c/deg.
func (s *Screen) CyclesPerPx(cpd float64) float64 { return cpd / s.PxPerDeg }

// PxPerFrame converts a speed in deg/s.
func (s *Screen) PxPerFrame(dps float64) float64 { return dps * s.PxPerDeg / s.FPS }
