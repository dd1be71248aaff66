package stimuli

import (
	"fmt"
	"math"
	"sync"

	"striate/params"
	"striate/sim"
)

// Video is a movie made elsewhere: pushed frame by frame into the open movie
// (Pusher), or read from a file. Frames of any size are cut to the shape of
// the screen about their middle and averaged over area, so angles stay true.
//
// A file is known by its first bytes, not by its name, and is unpacked frame
// by frame; see [OpenFilm] for the formats and what each may ask for. What is
// kept is bounded by MaxVoxels. Values are taken as linear luminance:
//   - arrays: uint8 and uint16 over their largest, float32 and float64 as they
//     are, from 0 to 1; any other number is refused with its place
//   - pictures: .299 R + .587 G + .114 B of the stored values over their
//     largest, no gamma applied; black where they are transparent
//   - Y4M: luma/255 in full range, (luma - 16)/219, clipped, in limited range
type Video struct {
	_ struct{} `eq:"luminance = ½ + C (film − ½)"`

	Screen
	File      string  `json:"file" label:"file" default:"" live:"rebuild" tier:"more" doc:"NPY, NPZ, GIF, APNG, PNG, Y4M, HDF5, MAT 5, a ZIP or a folder of PNG, told by what is in it; empty when frames are pushed from outside"`
	Axes      string  `json:"axes" label:"axes" default:"auto" choice:"auto,tyx,xyt" live:"rebuild" tier:"more" doc:"axes of an array: tyx with row 0 at the top, xyt with y upward as MotionClouds, auto what the file says, else xyt for HDF5, MAT and NPY in Fortran order, tyx for other NPY and NPZ"`
	SourceFPS float64 `json:"source_fps" label:"frame rate of the file" unit:"Hz" default:"0" range:"0,1000" live:"rebuild" tier:"more" doc:"frame rate of the file, 0 for its own (GIF, APNG, Y4M, HDF5), or where it has none one frame of it per frame shown"`
	Loop      bool    `json:"loop" label:"loop" default:"true" live:"rebuild" tier:"more" doc:"start the file again at its end, else its last frame stays"`
	Contrast  float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"100" range:"0,100" step:"1" doc:"contrast about mean grey, 100 as it is, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("video", func() Stimulus { return new(Video) })
}

// maxQueued is how many pushed frames may wait: two seconds at 60 Hz. The
// oldest gives way, so that a camera faster than the simulation stays live.
const maxQueued = 120

// maxSide bounds the width and height of a pushed or read frame, px.
const maxSide = 8192

// Open reads the file, if there is one, and waits for frames if not.
func (v *Video) Open(sim.Seed) (Movie, error) {
	if err := Validate(v); err != nil {
		return nil, err
	}
	m := &VideoMovie{v: *v, shown: sim.NewFrame(v.Width, v.Height)}
	m.shown.Fill(0.5)
	if v.File != "" {
		clip, err := readClip(v)
		if err != nil {
			return nil, err
		}
		m.clip = clip
	}
	return m, nil
}

// VideoMovie is a video at work.
type VideoMovie struct {
	v     Video
	clip  *clip
	shown *sim.Frame // before contrast

	mu      sync.Mutex // frames are pushed from another goroutine
	queue   []*sim.Frame
	dropped int64
}

// Push queues one frame of any size, luminance 0 to 1. It may be called from
// any goroutine; f is not kept. When frames come from a file it is refused.
func (m *VideoMovie) Push(f *sim.Frame) error {
	if m.clip != nil {
		return &params.Error{Path: "file", Found: m.v.File, Want: "no file, to push frames from outside"}
	}
	if f == nil || f.W < 1 || f.H < 1 || f.W > maxSide || f.H > maxSide || len(f.Pix) != f.W*f.H {
		found := "nothing"
		if f != nil {
			found = fmt.Sprintf("%d x %d px with %d values", f.W, f.H, len(f.Pix))
		}
		return &params.Error{Path: "frame", Found: found, Want: fmt.Sprintf("1 x 1 to %d x %d px, one value each", maxSide, maxSide)}
	}
	for i, p := range f.Pix {
		if !(p >= 0 && p <= 1) {
			return &params.Error{Path: fmt.Sprintf("frame pixel %d", i), Found: params.FormatNumber(float64(p)), Want: "0 to 1"}
		}
	}
	small := sim.NewFrame(m.v.Width, m.v.Height)
	Resample(small, f)
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.queue) == maxQueued {
		copy(m.queue, m.queue[1:])
		m.queue = m.queue[:maxQueued-1]
		m.dropped++
	}
	m.queue = append(m.queue, small)
	return nil
}

// Queue says how many frames wait, and how many gave way to newer ones.
func (m *VideoMovie) Queue() (waiting int, dropped int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.queue), m.dropped
}

// Retune takes a new contrast; another file means another movie.
func (m *VideoMovie) Retune(s Stimulus) error {
	v, err := sameKind(s, &m.v)
	if err != nil {
		return err
	}
	same := *v
	same.Contrast = m.v.Contrast
	if same != m.v {
		return &params.Error{Path: "file", Found: v.File, Want: m.v.File + ", the video that is open, with the same axes, source_fps and loop"}
	}
	m.v = *v
	return nil
}

// TrueDeg is NaN: what orientation a natural frame has is for the analysis to say.
func (m *VideoMovie) TrueDeg() float64 { return math.NaN() }

// State is described at [Movie]. Frames that wait are part of it, those of a
// file are not: the file has to be there again, with as many of them.
func (m *VideoMovie) State(a *sim.Archive) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a.Label("video")
	var frames int64
	if m.clip != nil {
		frames = int64(len(m.clip.frames))
	}
	found := frames
	sim.Value(a, &found)
	if found != frames {
		a.Fail(&params.Error{Path: "file", Found: fmt.Sprintf("%d frames", frames), Want: fmt.Sprintf("%d, as when the state was saved", found)})
	}
	sim.Value(a, &m.dropped)
	if m.clip != nil {
		return // what is shown follows from the number of the frame
	}
	waiting := int64(len(m.queue))
	sim.Value(a, &waiting)
	if !(waiting >= 0 && waiting <= maxQueued) {
		a.Fail(fmt.Errorf("saved state has %d frames waiting, want 0 to %d", waiting, maxQueued))
	}
	if a.Loading() {
		m.shown, m.queue = sim.NewFrame(m.v.Width, m.v.Height), nil
	}
	sim.Bounded(a, m.shown.Pix, 0, 1)
	for k := range waiting {
		if a.Err() != nil {
			return
		}
		if a.Loading() {
			m.queue = append(m.queue, sim.NewFrame(m.v.Width, m.v.Height))
		}
		sim.Bounded(a, m.queue[k].Pix, 0, 1)
	}
}

// Paint writes the frame of the file at k/fps, or the next frame pushed. The
// last one stays when none is left; before the first there is mean grey.
func (m *VideoMovie) Paint(dst *sim.Frame, k int64) {
	if m.clip != nil {
		m.shown = m.clip.at(k, m.v.FPS)
	} else {
		m.mu.Lock()
		if len(m.queue) > 0 {
			m.shown = m.queue[0]
			copy(m.queue, m.queue[1:])
			m.queue = m.queue[:len(m.queue)-1]
		}
		m.mu.Unlock()
	}
	c := float32(m.v.Contrast / 100)
	for i, l := range m.shown.Pix {
		dst.Pix[i] = 0.5 + c*(l-0.5)
	}
}

var (
	_ Pusher    = (*VideoMovie)(nil)
	_ Retunable = (*VideoMovie)(nil)
)
