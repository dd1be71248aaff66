package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"striate/analysis"
	"striate/experiment"
	"striate/export"
	"striate/params"
	"striate/sim"
	"striate/stimuli"
)

type runCommand struct {
	Experiment string   `arg:"" help:"Name of a preset (webapp presets), a JSON file of parameters, a link that the page gave, or a state that --save wrote, to go on from there."`
	Set        []string `sep:"none" placeholder:"PATH=VALUE" help:"Give a parameter another value (webapp params); may be repeated. A saved state takes those that can change in flight."`
	Seed       *string  `placeholder:"N" help:"The number that all randomness comes from."`
	Duration   *string  `placeholder:"TIME" help:"Length of the run, as 6s or 6; of a saved one all of it, what is done included."`
	Out        string   `required:"" placeholder:"DIR" help:"Folder for params.json, summary.json, spikes.csv and figures."`
	Save       *string  `placeholder:"FILE" help:"Write the state at the end, for webapp run FILE to go on from, to the same spikes as if it had not stopped."`
	Export     []string `placeholder:"NAME" help:"More to write: png, pdf or csv (of each figure), or the stimulus as apng, gif, h5, mat, mp4, npy, npz, webm, y4m or zip (of PNG); gif also gives film and orientation side by side, up to the last minute; may be repeated."`
}

// exports are what --export names: figures, where png is one, and movies.
var exports = func() []string {
	names := append(slices.Clone(export.Formats), export.MovieFormatNames()...)
	names = slices.DeleteFunc(names, func(n string) bool { return n == "svg" || n == "json" }) // written in any case
	slices.Sort(names)
	return slices.Compact(names)
}()

// Run runs the experiment and writes what it gave.
func (c runCommand) Run(t *terminal) error {
	if c.Out == "" {
		return misuse(`--out = "", want a folder`)
	}
	slices.Sort(c.Export)
	c.Export = slices.Compact(c.Export)
	for _, name := range c.Export {
		if !slices.Contains(exports, name) {
			return misuse("--export = %q, want one of %s", name, strings.Join(exports, ", "))
		}
	}
	saved, err := readSaved(c.Experiment)
	if err != nil {
		return err
	}
	var e *asked
	var r *experiment.Run
	if saved != nil {
		r, err = c.goOn(saved)
	} else {
		e, err = c.experiment()
	}
	if err != nil {
		return err
	}
	dir, err := openFolder(c.Out)
	if err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	defer dir.abandon()
	if err := c.canSave(); err != nil { // perhaps into that folder
		return err
	}
	if r == nil {
		if r, err = e.open(); err != nil {
			return err
		}
	}
	result, err := execute(t, r, dir)
	if err != nil {
		return err
	}
	if err := c.write(t.ctx, dir, result, saved != nil || len(result.Changes) > 0); err != nil {
		return err
	}
	if err := c.save(r); err != nil {
		return err
	}
	if err := dir.publish(); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	summarise(t.out, result, c.Out)
	if e != nil && len(c.Set) == 0 && c.Seed == nil {
		e.compare(t.out, result.Summary)
	}
	return nil
}

// experiment is what was asked for: the preset or file, then the flags.
func (c runCommand) experiment() (*asked, error) {
	a, err := load(c.Experiment)
	if err != nil {
		return nil, err
	}
	e := a.e
	if err := a.movies(c.Export); err != nil {
		return nil, err
	}
	values, err := c.values()
	if err != nil {
		return nil, err
	}
	if err := e.Set(values); err != nil {
		return nil, err
	}
	return a, hasFilm(e)
}

// values are the parameters that the flags give.
func (c runCommand) values() (map[string]any, error) {
	values, err := settings(c.Set, "")
	if err != nil {
		return nil, err
	}
	if c.Seed != nil {
		values["seed"] = *c.Seed
	}
	if c.Duration != nil {
		values["duration_s"] = *c.Duration
	}
	return values, nil
}

// hasFilm refuses an experiment that waits for frames which no one will send.
func hasFilm(e *experiment.Experiment) error {
	if stimuli.Waits(e.Stimulus.Value) && e.Input.Value.Sees() {
		return &params.Error{Path: "stimulus.file", Found: `""`, Want: wantFilm}
	}
	return nil
}

const wantFilm = "a .npy, .npz, .gif, .apng, .png, .y4m, .h5, .mat or .zip file, or a folder of .png"

// load reads a preset by name, a link, or a file.
func load(name string) (*asked, error) {
	for _, p := range experiment.Presets() {
		if p.Name == name {
			e, err := experiment.Preset(name)
			return &asked{e: e}, err
		}
	}
	if isLink(name) {
		return fromLink(name)
	}
	text, err := readBounded(name)
	if errors.Is(err, fs.ErrNotExist) {
		var names []string
		for _, p := range experiment.Presets() {
			names = append(names, p.Name)
		}
		return nil, &params.Error{Path: "experiment", Found: fmt.Sprintf("%q", name), Want: "one of " + strings.Join(names, ", ") + ", or a JSON file"}
	}
	if err != nil {
		return nil, misuse("experiment = %q, want a file that can be read: %w", name, err)
	}
	a, err := fromChanged(text)
	if a == nil && err == nil {
		a = new(asked)
		a.e, err = experiment.FromJSON(text)
	}
	if err != nil {
		return nil, usage{fmt.Errorf("%s: %w", name, err)}
	}
	return a, nil
}

// maxJSON bounds a file of parameters, bytes.
const maxJSON = 1 << 20

// readBounded reads a file that cannot be large.
func readBounded(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxJSON+1))
	if err == nil && len(text) > maxJSON {
		return nil, fmt.Errorf("more than %d bytes", maxJSON)
	}
	return text, err
}

// settings reads PATH=VALUE flags; of a path that comes twice the last counts.
// A prefix that all paths may have is cut off.
func settings(flags []string, prefix string) (map[string]any, error) {
	out := map[string]any{}
	for _, f := range flags {
		path, value, found := strings.Cut(f, "=")
		if path = strings.TrimSpace(path); !found || path == "" {
			return nil, misuse("--set = %q, want PATH=VALUE", f)
		}
		out[strings.TrimPrefix(path, prefix)] = strings.TrimSpace(value)
	}
	return out, nil
}

// execute runs r to its end; its spikes go into the folder as they come.
func execute(t *terminal, r *experiment.Run, dir *folder) (result *experiment.Result, err error) {
	err = dir.write("spikes.csv", func(w io.Writer) error {
		spikes := export.NewSpikesCSV(w)
		e := r.Experiment()
		show := progressOn(t.err, e.Frames(e.Duration))
		result, err = r.Finish(t.ctx, func(st *sim.Step) error {
			spikes.Add(st)
			show(int(st.Frame))
			return nil
		})
		return errors.Join(err, spikes.Close())
	})
	if t.ctx.Err() != nil {
		return nil, errStopped
	}
	return result, err
}

// write puts everything but the spikes into the folder. Of a run that went on
// from a saved one there is no film from the beginning.
func (c runCommand) write(ctx context.Context, dir *folder, r *experiment.Result, saved bool) error {
	text, err := params.Encode(r.Experiment)
	if err != nil {
		return err
	}
	given := text
	if len(r.Changes) > 0 {
		if given, err = changedText(r); err != nil {
			return err
		}
	}
	if err := dir.write("params.json", func(w io.Writer) error { _, err := w.Write(given); return err }); err != nil {
		return err
	}
	if err := dir.write("summary.json", func(w io.Writer) error { return writeJSON(w, r.Summary) }); err != nil {
		return err
	}
	about := export.Provenance{Engine: "striate " + version(), Params: text, Seed: r.Experiment.Seed}
	link := r.Link(version())
	about.Link, about.LinkLost, about.TimeS = link.String(), link.Lost, link.TimeS
	for _, f := range r.Figures {
		if err := writeFigure(dir, f, "svg", about); err != nil {
			return err
		}
		for _, format := range c.Export {
			if slices.Contains(export.Formats, format) {
				if err := writeFigure(dir, f, format, about); err != nil {
					return err
				}
			}
		}
	}
	for _, format := range c.Export {
		if slices.Contains(export.Formats, format) || saved {
			continue
		}
		s, frames := r.Experiment.Stimulus.Value, r.Experiment.Frames(min(r.Experiment.Duration, 10))
		m := movieOf(s, frames, about)
		m.ThetaDeg = nil // the protocol turns it
		_, err := writeMovieFile(ctx, filepath.Join(dir.beside, "stimulus."+format), format, m, func(each func(int, *sim.Frame) error) error {
			return r.Experiment.Shown(float64(frames)/m.FPS, each)
		})
		if err != nil {
			return fmt.Errorf("stimulus.%s: %w", format, err)
		}
	}
	if slices.Contains(c.Export, "gif") {
		if err := writeReel(dir, r, about); err != nil {
			return fmt.Errorf("film.gif: %w", err)
		}
	}
	return nil
}

func writeFigure(dir *folder, f *analysis.Figure, format string, about export.Provenance) error {
	name := filepath.Join("figures", f.Name+"."+format)
	return dir.write(name, func(w io.Writer) error {
		return export.Write(w, format, f, export.Options{Provenance: about})
	})
}

// summarise says in a few lines what the run gave.
func summarise(w io.Writer, r *experiment.Result, out string) {
	s := r.Summary
	length := fmt.Sprintf("%g s", s.DurationS)
	if s.ContinuedFromS > 0 {
		length = fmt.Sprintf("from %g to %g s", s.ContinuedFromS, s.DurationS)
	}
	fmt.Fprintf(w, "%s, seed %d: %s in %.2f s (%.1f x real time)\n", s.Preset, s.Seed, length, s.WallS, s.RealtimeFactor)
	names := make([]string, 0, len(s.Populations))
	for name := range s.Populations {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p := s.Populations[name]
		fmt.Fprintf(w, "  %-12s %6d neurons %9d spikes %8.2f Hz\n", name, p.Neurons, p.Spikes, p.RateHz)
	}
	for _, q := range s.Sequences {
		fmt.Fprintf(w, "  %g to %g s: %s\n", q.StartS, q.StopS, readOut(q))
	}
	fmt.Fprintf(w, "  spike_hash %s\nwrote %s\n", s.SpikeHash, out)
}

// readOut is one sequence in words.
func readOut(q analysis.Sequence) string {
	decoded := "no orientation"
	if d := float64(q.DecodedDeg); !math.IsNaN(d) {
		decoded = fmt.Sprintf("decoded %.1f deg", d)
	}
	if t := float64(q.TrueDeg); !math.IsNaN(t) {
		decoded += fmt.Sprintf(", true %.1f deg", t)
	}
	if b := float64(q.BThetaDeg); !math.IsNaN(b) {
		decoded += fmt.Sprintf(", B_theta %.1f deg", b)
	}
	return decoded
}
