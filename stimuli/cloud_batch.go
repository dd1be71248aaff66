package stimuli

import (
	"fmt"
	"math"
	"strings"

	"striate/fourier"
	"striate/params"
	"striate/sim"
)

// Envelope is the exact envelope of the block form, [x, y, t], centred.
func (c *MotionCloud) Envelope(frames int) (*Volume, error) {
	if err := c.checkBlock(frames); err != nil {
		return nil, err
	}
	tx := c.texture()
	return tx.Envelope(Axis(c.Width), Axis(c.Height), Axis(frames)), nil
}

func (c *MotionCloud) checkBlock(frames int) error {
	if err := Validate(c); err != nil {
		return err
	}
	return checkVoxels(c.Width, c.Height, frames)
}

// checkFilm refuses a film that Render would refuse.
func (c *MotionCloud) checkFilm(frames int) error {
	if c.Duration == "endless" {
		return Validate(c)
	}
	err := c.checkBlock(frames)
	if e, ok := err.(*params.Error); ok && strings.HasSuffix(e.Path, "frames") && frames > 1 {
		e.Want += "; an endless cloud (duration) has no such bound"
	}
	return err
}

// Render makes the block form: z = Re F⁻¹[E N exp(iφ)] without its DC, scaled
// to a mean of 0.5 by Michelson or rms contrast. It is periodic in space and
// time. Rms contrast is clipped at black and white. When the duration is
// endless it paints the movie of Open.
func (c *MotionCloud) Render(frames int, seed sim.Seed, each func(k int, f *sim.Frame) error) error {
	if c.Duration == "endless" {
		return paintAll(c, frames, seed, each)
	}
	if err := c.checkFilm(frames); err != nil {
		return err
	}
	if c.Contrast == 0 {
		f := sim.NewFrame(c.Width, c.Height)
		f.Fill(0.5)
		for k := range frames {
			if err := each(k, f); err != nil {
				return err
			}
		}
		return nil
	}
	z, err := makeBlock[float32](c, frames, seed)
	if err != nil {
		return err
	}
	gain := float32(0.5 * c.Contrast / 100 * z.scaling(c.Method == "rms"))
	return inTurn(frames, c.Width, c.Height, func(k int, f *sim.Frame) {
		frame, w := z.frame(k), c.Width
		for row := range c.Height { // row 0 is the top
			luminance(f.Pix[row*w:][:w], frame[(c.Height-1-row)*w:][:w], gain)
		}
	}, each)
}

// cloudBlock is a block and what its contrast needs of each frame.
type cloudBlock[T fourier.Float] struct {
	*synthesis[T]
	top, power []float64 // largest |z| and mean z² of a frame
}

// makeBlock is z before it is scaled.
func makeBlock[T fourier.Float](c *MotionCloud, frames int, seed sim.Seed) (*cloudBlock[T], error) {
	noise := noiseField{key: uint64(seed.Sub("motion_cloud")), amplitude: c.RandomAmp}
	spectrum, some := newCloudSpectrum(c.texture(), noise, c.Width, c.Height, frames)
	if !some {
		return nil, &params.Error{Path: "duration", Found: fmt.Sprintf("a block of %d x %d px and %d frames, sf_cpd = %s, speed_dps = %s", c.Width, c.Height, frames, params.FormatNumber(c.SF), params.FormatNumber(c.Speed)), Want: "an envelope that holds at least one frequency of this grid: a larger block, other bandwidths, or a lower speed"}
	}
	b := &cloudBlock[T]{
		synthesis: newSynthesis[T](c.Width, c.Height, frames, spectrum.nk),
		top:       make([]float64, frames), power: make([]float64, frames),
	}
	rms := c.Method == "rms"
	b.run(func() func(*sheet[T], int) {
		return (&cloudFiller[T]{cloudSpectrum: spectrum}).fill
	}, func(t int, z []T) {
		if !rms {
			b.top[t] = float64(largest(z))
			return
		}
		sum := 0.0
		for _, v := range z {
			sum += float64(v) * float64(v)
		}
		b.power[t] = sum / float64(len(z))
	})
	return b, nil
}

// scaling is 1 / max|z|, or 1 / std(z): the mean is zero.
func (b *cloudBlock[T]) scaling(rms bool) float64 {
	top, power := 0.0, 0.0
	for t := range b.top {
		top = max(top, b.top[t])
		power += b.power[t] / float64(len(b.power))
	}
	if rms {
		top = math.Sqrt(power)
	}
	if top == 0 {
		return 0
	}
	return 1 / top
}

// inTurn hands frames 0 to n-1 to each in their order, while another goroutine
// already paints the next ones.
func inTurn(n, w, h int, paint func(k int, f *sim.Frame), each func(k int, f *sim.Frame) error) error {
	const ahead = 3
	free, ready := make(chan *sim.Frame, ahead), make(chan *sim.Frame, ahead)
	for range min(n, ahead) {
		free <- sim.NewFrame(w, h)
	}
	go func() {
		defer close(ready)
		for k := range n {
			f, more := <-free
			if !more {
				return
			}
			paint(k, f)
			ready <- f
		}
	}()
	defer func() {
		close(free)
		for range ready { // until the painter has left
		}
	}()
	for k := range n {
		f := <-ready
		if err := each(k, f); err != nil {
			return err
		}
		free <- f
	}
	return nil
}

// scaling is 1 / max|z|, or 1 / std(z), by which z becomes a deviation from
// the mean; 0 when z is flat.
func scaling(z []float64, rms bool) float64 {
	var mean, sq, top float64
	for _, v := range z {
		mean += v
	}
	mean /= float64(len(z))
	for _, v := range z {
		sq += (v - mean) * (v - mean)
		top = max(top, math.Abs(v-mean))
	}
	if top == 0 {
		return 0
	}
	if rms {
		return 1 / math.Sqrt(sq/float64(len(z)))
	}
	return 1 / top
}
