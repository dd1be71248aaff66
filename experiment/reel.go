package experiment

import (
	"errors"
	"slices"

	"striate/analysis"
	"striate/sim"
)

// Reel is a film beside what the network saw in it, at a rate that a GIF keeps
// exactly.
type Reel struct {
	W, H  int     // px
	Hz    float64 // shots a second
	shots []shot
	drawn []*analysis.Figure
}

// A shot is one frame of a reel.
type shot struct {
	pix  []byte
	read analysis.Snapshot
}

// Shots is the number of frames.
func (r *Reel) Shots() int { return len(r.shots) }

// Each calls f with the frames of the film, which are reused, and the polar
// figure of each. All figures have the same scale of rates, that of the largest
// once the read-out window is half full.
func (r *Reel) Each(f func(k int, frame *sim.Frame, seen *analysis.Figure) error) error {
	frame := sim.NewFrame(r.W, r.H)
	for k, s := range r.shots {
		for i, b := range s.pix {
			frame.Pix[i] = float32(b) / 255
		}
		if err := f(k, frame, r.drawn[k]); err != nil {
			return err
		}
	}
	return nil
}

// Seconds that a reel holds: the last ten of a run without an end, all of one
// that ends, or its last minute.
const (
	reelS    = 10
	maxReelS = 60
)

// maxReelPx is the longest side of the frames of a reel; larger ones are
// averaged over 2 x 2, 3 x 3, ... pixels.
const maxReelPx = 256

// reelRate is the rate at which frames of a film of fps are kept: at most 25
// Hz and 100/n, as the time of a GIF is in 1/100 s. Where there is one of 10
// Hz or more that takes every second, third, ... frame, it is that.
func reelRate(fps float64) float64 {
	most := 0.0
	for n := 4; n <= 100; n++ {
		hz := 100 / float64(n)
		if hz > fps {
			continue
		}
		most = max(most, hz)
		if every := fps / hz; hz >= 10 && every == float64(int(every)) {
			return hz
		}
	}
	return most
}

// reelRecorder keeps the newest shots of a run of so many seconds, 0 for ever.
type reelRecorder struct {
	meter   *analysis.OrientationMeter
	fps, hz float64
	seconds float64
	w, h    int
	by      int // pixels of the film along a side of one of the reel
	shots   []shot
	next    int // the oldest, once there is no more room
	frames  int64
}

// Readings are those of the meter.
func newReelRecorder(fps, seconds float64, meter *analysis.OrientationMeter) reelRecorder {
	if seconds == 0 {
		seconds = reelS
	}
	return reelRecorder{meter: meter, fps: fps, hz: reelRate(fps), seconds: min(seconds, maxReelS)}
}

// add keeps the frame, if there is one, and the reading if it is time for a
// shot.
func (r *reelRecorder) add(f *sim.Frame) {
	if f == nil {
		return
	}
	const early = 1e-9 // a shot due at this very instant is due
	due := int64(float64(r.frames)*r.hz/r.fps + early)
	before := int64(float64(r.frames-1)*r.hz/r.fps + early)
	r.frames++
	if r.frames > 1 && due == before {
		return
	}
	if r.by == 0 {
		r.by = (max(f.W, f.H) + maxReelPx - 1) / maxReelPx
		r.w, r.h = max(1, f.W/r.by), max(1, f.H/r.by)
	}
	room := max(1, min(int(r.seconds*r.hz+.5), filmBytes/(r.w*r.h)))
	if len(r.shots) < room {
		r.shots = append(r.shots, shot{pix: make([]byte, r.w*r.h)})
		r.take(&r.shots[len(r.shots)-1], f)
		return
	}
	r.take(&r.shots[r.next], f)
	r.next = (r.next + 1) % len(r.shots)
}

func (r *reelRecorder) take(s *shot, f *sim.Frame) {
	r.meter.Snapshot(&s.read)
	for y := range r.h {
		for x := range r.w {
			sum := float32(0)
			for j := range r.by {
				for i := range r.by {
					sum += f.Pix[min(y*r.by+j, f.H-1)*f.W+min(x*r.by+i, f.W-1)]
				}
			}
			s.pix[y*r.w+x] = byte(max(0, min(255, sum/float32(r.by*r.by)*255+.5)))
		}
	}
}

// last is a copy of the newest shots of that many seconds.
func (r *reelRecorder) last(seconds float64) (*Reel, error) {
	if len(r.shots) == 0 {
		return nil, ErrNoFigure{"film", "an experiment with a stimulus and an orientation ring that has begun"}
	}
	n := min(max(1, int(seconds*r.hz+.5)), len(r.shots))
	newest := make([]shot, 0, n)
	filled := 0.0 // the longest window
	for i := len(r.shots) - n; i < len(r.shots); i++ {
		s := r.shots[(r.next+i)%len(r.shots)]
		newest, filled = append(newest, s), max(filled, s.read.Seconds)
	}
	out := &Reel{W: r.w, H: r.h, Hz: r.hz}
	var axis analysis.Axis
	for _, s := range newest {
		out.shots = append(out.shots, shot{pix: slices.Clone(s.pix)})
		f := r.meter.FigureOf(s.read)
		if f.Y.Max > axis.Max && s.read.Seconds >= filled/2 { // one spike in the first frame is 60 Hz
			axis = f.Y
		}
		out.drawn = append(out.drawn, f)
	}
	for _, f := range out.drawn {
		f.Y = axis
	}
	return out, nil
}

// Reel is the film of the whole run, or of its last minute, and what the
// network saw in it.
func (r *Result) Reel() (*Reel, error) { return r.reel.last(maxReelS) }

// Reel is the film of the last seconds, at most ten, and what the network saw
// in it.
func (s *Session) Reel(seconds float64) (r *Reel, err error) {
	closed := s.do(func() { r, err = s.monitor.reel.last(seconds) })
	return r, errors.Join(closed, err)
}
