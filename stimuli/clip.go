package stimuli

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"striate/params"
	"striate/sim"
)

// A clip is a film in memory at the size of the screen.
type clip struct {
	frames []*sim.Frame
	start  []float64 // when each frame begins, s; the last entry is the end. nil: one a frame shown
	loop   bool
}

// at is the frame to show as number k at fps frames a second.
func (c *clip) at(k int64, fps float64) *sim.Frame {
	n := int64(len(c.frames))
	if c.start == nil {
		if c.loop {
			return c.frames[k%n]
		}
		return c.frames[min(k, n-1)]
	}
	const early = 1e-9 // a frame that begins at this very instant has begun
	t := float64(k)/fps + early
	if c.loop {
		t = math.Mod(t, c.start[n])
	}
	i := sort.Search(len(c.start), func(i int) bool { return c.start[i] > t }) - 1
	return c.frames[min(max(i, 0), len(c.frames)-1)]
}

// readClip reads the file of a video, whatever it is, and says in one line
// what is wrong with it.
func readClip(v *Video) (*clip, error) {
	refuse := func(why string) error {
		return &params.Error{Path: "file", Found: v.File, Want: "a readable .npy, .gif, .png or folder of .png: " + why}
	}
	info, err := os.Stat(v.File)
	if err != nil {
		return nil, refuse(plainly(err))
	}
	c := &clip{loop: v.Loop}
	switch ext := strings.ToLower(filepath.Ext(v.File)); {
	case info.IsDir():
		err = c.readFolder(v)
	case ext == ".npy":
		err = c.readNPY(v, info.Size())
	case ext == ".gif":
		err = c.readGIF(v)
	case ext == ".png":
		err = c.readPNG(v, v.File)
	default:
		err = fmt.Errorf("its name ends in %q", ext)
	}
	if err == nil && len(c.frames) == 0 {
		err = fmt.Errorf("it holds no frame")
	}
	if err != nil {
		return nil, refuse(plainly(err))
	}
	if v.SourceFPS > 0 {
		c.start = make([]float64, len(c.frames)+1)
		for i := range c.start {
			c.start[i] = float64(i) / v.SourceFPS
		}
	}
	return c, nil
}

// plainly is the message of err without the operation and path it repeats.
func plainly(err error) string {
	if pe, ok := err.(*os.PathError); ok {
		err = pe.Err
	}
	return strings.ReplaceAll(err.Error(), "\n", " ")
}

// add resamples one frame of the source.
func (c *clip) add(v *Video, f *sim.Frame) {
	small := sim.NewFrame(v.Width, v.Height)
	Resample(small, f)
	c.frames = append(c.frames, small)
}

// checkSource bounds one frame of a source and, with it, the whole clip.
func (c *clip) checkSource(v *Video, w, h, frames int) error {
	if w < 1 || h < 1 || w > maxSide || h > maxSide {
		return fmt.Errorf("frames of %d x %d px, want at most %d x %d", w, h, maxSide, maxSide)
	}
	return checkVoxels(v.Width, v.Height, frames)
}

// readFolder reads the .png of a folder in the order of their names.
func (c *clip) readFolder(v *Video) error {
	entries, err := os.ReadDir(v.File)
	if err != nil {
		return err
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && strings.EqualFold(filepath.Ext(e.Name()), ".png") {
			names = append(names, filepath.Join(v.File, e.Name()))
		}
	}
	for _, name := range names {
		if err := c.checkSource(v, 1, 1, len(names)); err != nil {
			return err
		}
		if err := c.readPNG(v, name); err != nil {
			return fmt.Errorf("%s: %s", filepath.Base(name), plainly(err))
		}
	}
	return nil
}

// readPNG adds one image.
func (c *clip) readPNG(v *Video, name string) error {
	r, err := os.Open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	head, err := png.DecodeConfig(r)
	if err != nil {
		return err
	}
	if err := c.checkSource(v, head.Width, head.Height, 1); err != nil {
		return err
	}
	if _, err := r.Seek(0, 0); err != nil {
		return err
	}
	img, err := png.Decode(r)
	if err != nil {
		return err
	}
	c.add(v, grey(img))
	return nil
}

// grey is an image as linear luminance: .299 R + .587 G + .114 B of the stored
// values over their largest, no gamma applied.
func grey(img image.Image) *sim.Frame {
	b := img.Bounds()
	f := sim.NewFrame(b.Dx(), b.Dy())
	for y := range f.H {
		for x := range f.W {
			g := color.Gray16Model.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.Gray16)
			f.Pix[y*f.W+x] = float32(g.Y) / 65535
		}
	}
	return f
}
