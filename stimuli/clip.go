package stimuli

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
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
	c, err := readFile(v)
	if err != nil {
		return nil, &params.Error{Path: "file", Found: v.File, Want: "a film that can be read: " + plainly(err)}
	}
	return c, nil
}

func readFile(v *Video) (*clip, error) {
	info, err := os.Stat(v.File)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		film, err := openFolder(v.File)
		if err != nil {
			return nil, err
		}
		return newClip(v, film)
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("it is neither a file nor a folder")
	}
	r, err := os.Open(v.File)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	film, err := OpenFilm(r, info.Size(), v.Axes)
	if err != nil {
		return nil, err
	}
	return newClip(v, film)
}

// newClip reads a film to its end and keeps its frames as large as the screen.
func newClip(v *Video, film Film) (*clip, error) {
	head := film.Head()
	most := MaxVoxels / v.Width / v.Height
	tooMany := func(n string) error {
		return fmt.Errorf("%s frames, want at most %d of %d x %d px (MaxVoxels = %d)", n, most, v.Width, v.Height, MaxVoxels)
	}
	if head.Frames > most {
		return nil, tooMany(fmt.Sprint(head.Frames))
	}
	c := &clip{loop: v.Loop}
	ends, timed := []float64{0}, false
	for {
		f, seconds, err := film.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		n := len(c.frames)
		if n == most {
			return nil, tooMany("more than " + fmt.Sprint(most))
		}
		small := sim.NewFrame(v.Width, v.Height)
		Resample(small, f)
		c.frames = append(c.frames, small)
		ends = append(ends, ends[n]+seconds)
		timed = timed || seconds > 0
	}
	if len(c.frames) == 0 {
		return nil, errors.New("it holds no frame")
	}
	switch {
	case v.SourceFPS > 0:
		c.start = evenly(len(ends), v.SourceFPS)
	case timed:
		c.start = ends
	case head.FPS > 0:
		c.start = evenly(len(ends), head.FPS)
	}
	return c, nil
}

// evenly is n instants, fps of them in a second.
func evenly(n int, fps float64) []float64 {
	t := make([]float64, n)
	for i := range t {
		t[i] = float64(i) / fps
	}
	return t
}

// plainly is the message of err, in one line, without the operation and path
// it repeats.
func plainly(err error) string {
	var pe *os.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	return strings.ReplaceAll(err.Error(), "\n", " ")
}
