package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"striate/export"
	"striate/params"
	"striate/sim"
	"striate/stimuli"
)

type stimulusCommand struct {
	Kind     string   `arg:"" help:"Kind of stimulus: motion_cloud, grating, log_gabor, natural_film or video."`
	Set      []string `sep:"none" placeholder:"NAME=VALUE" help:"Give a parameter another value, as theta_deg=60; may be repeated."`
	Size     string   `placeholder:"WxH" help:"Size in pixels."`
	Frames   string   `default:"120" placeholder:"N" help:"Number of frames (${default})."`
	Seed     string   `default:"42" placeholder:"N" help:"The number that all randomness comes from (${default})."`
	Out      string   `placeholder:"FILE" help:"Movie to write: .npy, .npz, .gif, .zip of PNG, or .png, its first frame."`
	Envelope string   `placeholder:"FILE.npy" help:"Fourier envelope to write: [x, y, t], float64, centred."`
}

// movieFormats are the endings of --out.
var movieFormats = []string{"gif", "npy", "npz", "png", "zip"}

// counts are the whole numbers of the flags, checked as every parameter is.
type counts struct {
	Frames int    `json:"frames" default:"120" range:"1,1000000" doc:"number of frames"`
	Seed   uint64 `json:"seed" default:"42" range:"0,9007199254740991" doc:"the number that all randomness comes from"`
}

// Run writes the movie, the envelope, or both.
func (c stimulusCommand) Run(t *terminal) error {
	if c.Out == "" && c.Envelope == "" {
		return misuse("--out and --envelope are missing, want at least one")
	}
	format, err := ending("--out", c.Out, movieFormats)
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
	if err := params.SetAll(&n, map[string]any{"frames": c.Frames, "seed": c.Seed}); err != nil {
		return nil, n, err
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
	if v, ok := s.(*stimuli.Video); ok && v.File == "" {
		return nil, n, &params.Error{Path: "file", Found: `""`, Want: wantFilm}
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
	err = writeWhole(c.Out, func(w io.Writer) error {
		return writeMovie(w, format, m, func(each func(int, *sim.Frame) error) error {
			return stimuli.Render(s, n.Frames, sim.Seed(n.Seed), func(k int, f *sim.Frame) error {
				if err := t.ctx.Err(); err != nil {
					return err
				}
				return each(k, f)
			})
		})
	})
	var param *params.Error
	switch {
	case errors.As(err, &param):
		return param
	case err != nil:
		return fmt.Errorf("--out: %w", err)
	}
	fmt.Fprintf(t.out, "wrote %s: %s\n", c.Out, tellMovie(c.Kind, format, m))
	return nil
}

// tellMovie says what is in a file: axes, size, rate.
func tellMovie(kind, format string, m export.Movie) string {
	size := fmt.Sprintf("%d x %d px, %d frames at %g Hz", m.Width, m.Height, m.Frames, m.FPS)
	switch format {
	case "gif":
		delay, hz := export.GIFRate(m.FPS)
		return fmt.Sprintf("%s, %s; GIF time is in 1/100 s: %d/100 s a frame, shown at %g Hz", kind, size, delay, hz)
	case "npy":
		return fmt.Sprintf("%s, %s; axes [x, y, t] with y upward, float32, linear luminance 0 to 1", kind, size)
	case "npz":
		return fmt.Sprintf("%s, %s; stim has axes [t, y, x] with row 0 at the top, uint8, linear luminance x 255", kind, size)
	case "zip":
		return fmt.Sprintf("%s, %s; frame000000.png and on, 8-bit linear grey", kind, size)
	}
	return fmt.Sprintf("%s, the first frame, %d x %d px, 8-bit linear grey", kind, m.Width, m.Height)
}
