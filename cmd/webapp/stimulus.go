package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"striate/experiment"
	"striate/export"
	"striate/params"
	"striate/sim"
	"striate/stimuli"
)

type stimulusCommand struct {
	Kind     string   `arg:"" help:"Kind of stimulus, as webapp params lists them: motion_cloud, grating, natural_film, ..."`
	Set      []string `sep:"none" placeholder:"NAME=VALUE" help:"Give a parameter another value, as theta_deg=60; may be repeated."`
	Size     string   `placeholder:"WxH" help:"Size in pixels."`
	Frames   string   `default:"120" placeholder:"N" help:"Number of frames (${default})."`
	Seconds  string   `placeholder:"TIME" help:"Length instead of a number of frames, as 10s."`
	Seed     string   `default:"42" placeholder:"N" help:"The number that all randomness comes from (${default})."`
	Out      string   `placeholder:"FILE" help:"Movie to write; the ending says how: .apng, .gif, .h5, .json (what it is, no frames), .mat, .mp4, .npy, .npz, .png (the first frame), .webm, .y4m, .zip of PNG. A name without ending, or with / behind it, is a folder of PNG. mp4 and webm need an ffmpeg on PATH."`
	Layout   string   `default:"auto" placeholder:"AXES" help:"Axes of an array: xyt, with y upward as MotionClouds, or tyx, with row 0 at the top (npz by itself; the others are xyt)."`
	Scale    string   `default:"1" placeholder:"N" help:"Pixels along a side of each pixel, of pictures."`
	Depth    string   `default:"8" placeholder:"BITS" help:"Bits of a grey, 8 or 16, of PNG and APNG."`
	Envelope string   `placeholder:"FILE.npy" help:"Fourier envelope to write: [x, y, t], float64, centred."`
}

// folderOfPNG is the format of a name without an ending.
const folderOfPNG = "folder"

// counts are the values of the flags, checked as every parameter is.
type counts struct {
	Frames  int     `json:"frames" default:"120" range:"1,1000000" doc:"number of frames"`
	Seconds float64 `json:"seconds" unit:"s" default:"0" range:"0,36000" doc:"length, 0 for a number of frames"`
	Seed    uint64  `json:"seed" default:"42" range:"0,9007199254740991" doc:"the number that all randomness comes from"`
	Layout  string  `json:"layout" default:"auto" choice:"auto,tyx,xyt" doc:"axes of an array"`
	Scale   int     `json:"scale" default:"1" range:"1,64" doc:"pixels along a side of each pixel"`
	Depth   int     `json:"depth" default:"8" range:"8,16" doc:"bits of a grey"`
}

// Run writes the movie, the envelope, or both.
func (c stimulusCommand) Run(t *terminal) error {
	if c.Out == "" && c.Envelope == "" {
		return misuse("--out and --envelope are missing, want at least one")
	}
	format, err := movieFormat(c.Out)
	if err != nil {
		return err
	}
	if _, err := ending("--envelope", c.Envelope, []string{"npy"}); err != nil {
		return err
	}
	s, n, err := c.stimulus()
	if err != nil {
		return err
	}
	if c.Envelope != "" {
		if err := c.writeEnvelope(t, s, n.Frames); err != nil {
			return err
		}
	}
	if c.Out == "" {
		return nil
	}
	return c.writeMovie(t, s, n, format)
}

// movieFormat is what a file's name ends in, or a folder.
func movieFormat(name string) (string, error) {
	if name != "" && (filepath.Ext(name) == "" || strings.HasSuffix(filepath.ToSlash(name), "/")) {
		return folderOfPNG, nil
	}
	return ending("--out", name, export.MovieFormatNames())
}

// ending is the format that a file's name ends in, "" without a file.
func ending(flag, name string, formats []string) (string, error) {
	if name == "" {
		return "", nil
	}
	format := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	if !slices.Contains(formats, format) {
		return "", misuse("%s = %q, want a name that ends in .%s", flag, name, strings.Join(formats, ", ."))
	}
	return format, nil
}

// stimulus is the kind with its parameters.
func (c stimulusCommand) stimulus() (stimuli.Stimulus, counts, error) {
	var n counts
	if err := params.SetDefaults(&n); err != nil {
		return nil, n, err
	}
	for name, value := range map[string]string{"frames": c.Frames, "seconds": c.Seconds, "seed": c.Seed, "layout": c.Layout, "scale": c.Scale, "depth": c.Depth} {
		if value == "" {
			continue
		}
		if err := params.Set(&n, name, value); err != nil {
			return nil, n, err
		}
	}
	s, err := params.New[stimuli.Stimulus](c.Kind)
	if err != nil {
		return nil, n, err
	}
	values, err := settings(c.Set, "stimulus.")
	if err != nil {
		return nil, n, err
	}
	if c.Size != "" {
		w, h, found := strings.Cut(strings.ToLower(c.Size), "x")
		if _, err := strconv.Atoi(w); err != nil || !found {
			return nil, n, misuse("--size = %q, want WxH in pixels, as 64x64", c.Size)
		}
		values["width_px"], values["height_px"] = w, h
	}
	if err := params.SetAll(s, values); err != nil {
		return nil, n, err
	}
	if stimuli.Waits(s) {
		return nil, n, &params.Error{Path: "file", Found: `""`, Want: wantFilm}
	}
	if n.Seconds > 0 {
		frames := strconv.FormatFloat(max(1, math.Round(n.Seconds*s.Geometry().FPS)), 'f', 0, 64)
		if err := params.Set(&n, "frames", frames); err != nil {
			return nil, n, err
		}
	}
	return s, n, params.Validate(s)
}

// writeEnvelope writes the Fourier envelope.
func (c stimulusCommand) writeEnvelope(t *terminal, s stimuli.Stimulus, frames int) error {
	r, ok := s.(stimuli.Renderer)
	if !ok {
		return misuse("--envelope: kind = %q has no Fourier envelope, want motion_cloud or log_gabor", c.Kind)
	}
	v, err := r.Envelope(frames)
	if err != nil {
		return err
	}
	err = writeWhole(c.Envelope, func(w io.Writer) error { return export.NPY(w, []int{v.NX, v.NY, v.NT}, v.Data) })
	if err != nil {
		return fmt.Errorf("--envelope: %w", err)
	}
	fmt.Fprintf(t.out, "wrote %s: Fourier envelope of %s, axes [x, y, t] with y upward, %d x %d x %d, float64, zero frequency in the middle\n", c.Envelope, c.Kind, v.NX, v.NY, v.NT)
	return nil
}

// writeMovie writes the frames.
func (c stimulusCommand) writeMovie(t *terminal, s stimuli.Stimulus, n counts, format string) error {
	text, err := params.Encode(s)
	if err != nil {
		return err
	}
	m := movieOf(s, n.Frames, export.Provenance{Engine: "striate " + version(), Params: text, Seed: n.Seed})
	m.Layout, m.Scale, m.Depth = n.Layout, n.Scale, n.Depth
	show := progressOn(t.err, n.Frames)
	turned := math.NaN()
	m.TrueDeg = func() float64 { return turned }
	film := func(each func(int, *sim.Frame) error) error {
		return stimuli.RenderOriented(s, n.Frames, experiment.StimulusSeed(n.Seed), func(k int, f *sim.Frame, deg float64) error {
			show(k)
			turned = deg
			return each(k, f)
		})
	}
	var about *export.MovieAbout
	if format == folderOfPNG {
		about, err = writePNGs(t.ctx, c.Out, m, film)
	} else {
		about, err = writeMovieFile(t.ctx, c.Out, format, m, film)
	}
	var param *params.Error
	switch {
	case t.ctx.Err() != nil:
		return errStopped
	case errors.As(err, &param):
		return param
	case err != nil:
		return fmt.Errorf("--out: %w", err)
	}
	fmt.Fprintf(t.out, "wrote %s: %s\n", c.Out, tellMovie(c.Kind, format, about))
	for _, line := range append(about.Warnings, about.Warning) {
		if line != "" {
			fmt.Fprintf(t.err, "warning: %s\n", line)
		}
	}
	return nil
}

// errStopped is what a person hears who stopped the program.
var errStopped = errors.New("stopped before the end; nothing was written")

// tellMovie says what is in a file: axes, size, rate.
func tellMovie(kind, format string, a *export.MovieAbout) string {
	size := fmt.Sprintf("%s, %d x %d px, %d frames at %g Hz", kind, a.Width*a.Scale, a.Height*a.Scale, a.Frames, a.FPS)
	axes := "axes [x, y, t] with y upward"
	if a.Axes == "t,y,x" {
		axes = "axes [t, y, x] with row 0 at the top"
	}
	switch format {
	case "gif":
		delay, _ := export.GIFRate(a.FPS)
		told := fmt.Sprintf("%s; GIF time is in 1/100 s: %d/100 s a frame, shown at %g Hz", size, delay, a.ShownHz)
		if r := a.FPS / a.ShownHz; math.Abs(r-1) > 1e-9 {
			told += fmt.Sprintf(", every frame once, %.4g times as long as the stimulus", r)
		}
		return told
	case "npy":
		return size + "; " + axes + ", float32, linear luminance 0 to 1"
	case "npz":
		if a.Axes == "x,y,t" {
			return size + "; stim has " + axes + ", float32, linear luminance 0 to 1"
		}
		return size + "; stim has " + axes + ", uint8, linear luminance x 255"
	case "h5":
		return size + "; dataset stimulus has " + axes + ", float32, linear luminance 0 to 1"
	case "mat":
		return size + "; variable z has " + axes + ", single, linear luminance 0 to 1"
	case "zip", folderOfPNG:
		return fmt.Sprintf("%s; frame000000.png and on, %d-bit linear grey", size, a.Depth)
	case "apng":
		return fmt.Sprintf("%s; %d-bit linear grey", size, a.Depth)
	case "y4m":
		return size + "; 4:2:0, luma 0 to 255 is linear luminance"
	case "mp4", "webm":
		return size + "; lossy, luma 16 to 235 is linear luminance"
	case "json":
		return size + "; what it is, without the frames"
	}
	return fmt.Sprintf("%s, the first frame, %d x %d px, %d-bit linear grey", kind, a.Width*a.Scale, a.Height*a.Scale, a.Depth)
}
