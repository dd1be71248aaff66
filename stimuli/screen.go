package stimuli

import (
	"fmt"
	"math"

	"striate/params"
)

// Screen is where a movie is shown; every stimulus embeds it.
type Screen struct {
	_ struct{} `eq:"c/px = c/deg ÷ px/deg;  px/frame = deg/s · px/deg ÷ fps\npx/deg at the centre = px/width · distance · tan 1°,  mean = px ÷ 2 atan(width / 2 distance)"`

	Width      int     `json:"width_px" label:"width" unit:"px" default:"64" range:"8,1024" live:"rebuild" tier:"more" doc:"width of the picture"`
	Height     int     `json:"height_px" label:"height" unit:"px" default:"64" range:"8,1024" live:"rebuild" tier:"more" doc:"height of the picture"`
	PxPerDeg   float64 `json:"px_per_deg" label:"pixels per degree" unit:"px/deg" default:"20" range:"0.1,1000" live:"rebuild" tier:"more" doc:"pixels per degree of visual angle, where they are given" when:"px_per_deg_from=given"`
	FPS        float64 `json:"fps" label:"refresh" unit:"Hz" default:"60" range:"1,500" live:"rebuild" tier:"more" doc:"frames per second: the refresh rate of the monitor"`
	DegreesBy  string  `json:"px_per_deg_from" label:"px/deg source" default:"given" choice:"given,center,mean" live:"rebuild" tier:"more" doc:"which pixels per degree are used: given as a number, or of the monitor, at its center or as the mean over its width"`
	MonitorCm  float64 `json:"monitor_width_cm" label:"monitor width" unit:"cm" default:"40" range:"0.1,10000" live:"rebuild" tier:"more" doc:"width of the monitor's picture, where degrees are by center or mean" when:"px_per_deg_from!=given"`
	MonitorPx  int     `json:"monitor_width_px" label:"monitor resolution" unit:"px" default:"1280" range:"8,100000" live:"rebuild" tier:"more" doc:"pixels across the monitor, where degrees are by center or mean" when:"px_per_deg_from!=given"`
	DistanceCm float64 `json:"distance_cm" label:"viewing distance" unit:"cm" default:"57" range:"0.1,100000" live:"rebuild" tier:"more" doc:"distance of the eye from the monitor, where degrees are by center or mean; 57 cm, where 1 cm is about 1 deg, is assumed" when:"px_per_deg_from!=given"`
}

// Geometry is the screen itself; it is promoted to every stimulus.
func (s *Screen) Geometry() *Screen { return s }

func (s Screen) String() string {
	return fmt.Sprintf("%d x %d px, %s px/deg, %g Hz", s.Width, s.Height, params.FormatNumber(s.PixelsPerDegree()), s.FPS)
}

// PixelsPerDegree is the number of pixels per degree of visual angle that is
// used: the one given, or the monitor's by either definition.
func (s *Screen) PixelsPerDegree() float64 {
	switch s.DegreesBy {
	case "center":
		return CenterPxPerDeg(float64(s.MonitorPx), s.MonitorCm, s.DistanceCm)
	case "mean":
		return MeanPxPerDeg(float64(s.MonitorPx), s.MonitorCm, s.DistanceCm)
	}
	return s.PxPerDeg
}

// CenterPxPerDeg is the pixels that one degree spans at the center of a
// monitor of px pixels and width cm, seen from a distance in cm:
// px/width · distance · tan 1°.
func CenterPxPerDeg(px, widthCm, distanceCm float64) float64 {
	return px / widthCm * distanceCm * math.Tan(math.Pi/180)
}

// MeanPxPerDeg is the pixels over the degrees that the whole width spans:
// px / (2 atan(width / 2 distance)). It is the larger of the two, as a degree
// far from the center takes more pixels.
func MeanPxPerDeg(px, widthCm, distanceCm float64) float64 {
	return px / (2 * math.Atan(widthCm/(2*distanceCm)) * 180 / math.Pi)
}

// CyclesPerPx converts a spatial frequency in c/deg.
func (s *Screen) CyclesPerPx(cpd float64) float64 { return cpd / s.PixelsPerDegree() }

// PxPerFrame converts a speed in deg/s.
func (s *Screen) PxPerFrame(dps float64) float64 { return dps * s.PixelsPerDegree() / s.FPS }
