package experiment

import (
	"fmt"
	"math"

	"striate/analysis"
	"striate/retina"
	"striate/sim"
	"striate/stimuli"
)

// openEye opens movie and retina; what is no video has been looked at for so
// many seconds.
func (r *Run) openEye(lookedS float64) error {
	r.show()
	s := r.shown.Value
	g := s.Geometry()
	var err error
	if r.movie, err = s.Open(StimulusSeed(r.exp.Seed)); err != nil {
		return inSection("stimulus", err)
	}
	r.lum = sim.NewFrame(g.Width, g.Height)
	r.natural, r.filmed = stimuli.IsNatural(s), stimuli.HasVideo(s)
	r.tensor = tensorOf(g.FPS).Open()
	follow(r.exp.Retina.Value, s)
	if r.retina, err = r.exp.Retina.Value.Open(g.Width, g.Height, g.FPS); err != nil {
		return inSection("retina", err)
	}
	r.retina.Seed(sim.Seed(r.exp.Seed).Sub("retina"))
	if !r.filmed {
		for range int(lookedS * g.FPS) {
			r.movie.Paint(r.lum, r.painted)
			r.retina.See(r.lum)
			r.painted++
		}
	}
	return nil
}

// settleS is how long the eye has looked, s, when the network begins: without
// it the first frames would be an onset out of the dark, before gain control
// has taken hold.
const settleS = 0.5

// show takes the stimulus of the experiment, turned as the protocol says now.
// The experiment itself stays as it was given.
func (r *Run) show() {
	r.shown = r.exp.Clone().Stimulus
	if theta, ok := r.exp.Protocol.Value.ThetaAt(r.TimeMs()); ok {
		stimuli.Turn(r.shown.Value, theta)
	}
}

// tensorOf reads the dominant orientation of a video over half a second.
func tensorOf(fps float64) analysis.StructureTensor {
	t := analysis.DefaultTensor
	t.Frames = max(1, int(math.Round(fps/2)))
	return t
}

// follow lets receptive fields take the spatial frequency of the stimulus.
func follow(m retina.Model, s stimuli.Stimulus) {
	tuned, ok := m.(retina.Tuned)
	if cpd, has := stimuli.SpatialFreq(s); ok && has { // a video has no one spatial frequency
		tuned.TuneTo(s.Geometry().CyclesPerPx(cpd))
	}
}

// see paints the next frame and shows it to the retina.
func (r *Run) see(theta float64, turned bool) error {
	s := &r.step
	if turned {
		if now := stimuli.Orientation(r.shown.Value); !math.IsNaN(now) && now != theta {
			stimuli.Turn(r.shown.Value, theta)
			if err := r.retuneMovie(); err != nil {
				return err
			}
		}
	}
	r.movie.Paint(r.lum, r.painted)
	r.painted++
	r.retina.See(r.lum)
	s.Luminance, s.On, s.Off = r.lum, r.retina.On(), r.retina.Off()
	s.TrueDeg = r.movie.TrueDeg()
	if r.natural {
		r.tensor.See(r.lum)
		if stimuli.ShowsNature(r.shown.Value, r.movie) {
			s.TrueDeg = r.tensor.Deg()
		}
	}
	return nil
}

// retuneMovie gives the movie the parameters of the experiment.
func (r *Run) retuneMovie() error {
	m, ok := r.movie.(stimuli.Retunable)
	if !ok {
		return r.reopenMovie()
	}
	return inSectionOrNil("stimulus", m.Retune(r.shown.Value))
}

// reopenMovie starts another movie on the same screen; the network goes on.
func (r *Run) reopenMovie() error {
	m, err := r.shown.Value.Open(StimulusSeed(r.exp.Seed))
	if err != nil {
		return inSection("stimulus", err)
	}
	r.movie, r.painted = m, 0
	r.natural, r.filmed = stimuli.IsNatural(r.shown.Value), stimuli.HasVideo(r.shown.Value)
	r.tensor.Reset()
	return nil
}

// ErrNotVideo is the answer to frames for a stimulus that makes its own.
var ErrNotVideo = fmt.Errorf(`stimulus.kind is not "video", nor is a part of it, so it takes no frames`)

// push queues video frames.
func (r *Run) push(frames []*sim.Frame) (int, error) {
	p, ok := stimuli.PusherOf(r.movie)
	if !ok {
		return 0, ErrNotVideo
	}
	for k, f := range frames {
		if err := p.Push(f); err != nil {
			return k, inSection("stimulus", err)
		}
		r.log.lose(lostFrames)
	}
	return len(frames), nil
}
