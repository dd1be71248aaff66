package experiment

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"striate/cortex"
	"striate/params"
	"striate/sim"
)

// smaller makes the large presets fast enough for tests.
var smaller = map[string]map[string]any{
	"coba":        {"network.n_e": 800, "network.n_i": 200, "network.p": 0.08},
	"adex-rs-fs":  {"network.n_rs": 400, "network.n_fs": 100},
	"ring-1200":   {"ring.n": 120, "ring.n_inh": 120},
	"static-ring": {"ring.n": 120, "ring.n_inh": 120},
	"delays":      {"network.cells": 3},
}

// made is what a run made of some frames: all that can be seen of it.
type made struct {
	spikes []sim.Spike
	frames [][]float32
	deg    []float64
	probed []float32
}

func (m *made) step(t *testing.T, r *Run) {
	t.Helper()
	st, err := r.Step()
	if err != nil {
		t.Fatal(err)
	}
	for p, list := range st.Spikes {
		for _, s := range list {
			m.spikes = append(m.spikes, sim.Spike{Step: s.Step, Index: s.Index + int32(p)<<20})
		}
	}
	m.deg = append(m.deg, st.TrueDeg)
	if st.Luminance != nil {
		m.frames = append(m.frames, slices.Clone(st.Luminance.Pix), slices.Clone(st.On.Pix), slices.Clone(st.Off.Pix))
	}
	for _, p := range st.Probes {
		for _, x := range p.X {
			m.probed = append(m.probed, x...)
		}
	}
}

// same says where two runs are not the same to the bit.
func (m *made) same(o *made, a, b *Run) string {
	same := func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) }
	switch {
	case !slices.Equal(m.spikes, o.spikes):
		return fmt.Sprintf("%d spikes and %d, or others", len(m.spikes), len(o.spikes))
	case !slices.EqualFunc(m.frames, o.frames, slices.Equal[[]float32]):
		return "other frames"
	case !slices.EqualFunc(m.deg, o.deg, same):
		return fmt.Sprintf("true orientations %v and %v", m.deg, o.deg)
	case !slices.Equal(m.probed, o.probed):
		return "other traces"
	case a.hash.Sum() != b.hash.Sum():
		return "another hash of spikes"
	case !maps.Equal(params.Values(a.given), params.Values(b.given)):
		return "other parameters"
	case !maps.Equal(params.Values(a.exp), params.Values(b.exp)):
		return "other parameters by the timetable"
	}
	for k, p := range a.net.Projections() {
		q := b.net.Projections()[k]
		if p.WMax() != q.WMax() || !slices.EqualFunc(p.List(nil), q.List(nil), func(x, y cortex.Synapse) bool { return x == y }) {
			return "other weights of " + p.Name()
		}
	}
	return ""
}

// inFlight gives a run other parameters in flight, as a person would.
func inFlight(t *testing.T, r *Run, values map[string]any) {
	t.Helper()
	next := r.given.Clone()
	if err := next.Set(values); err != nil {
		t.Fatal(err)
	}
	if ok, err := r.Apply(next); !ok || err != nil {
		t.Fatalf("%v in flight: %t, %v", values, ok, err)
	}
}

// plan is what is changed in flight, by frame.
type plan map[int]map[string]any

// resumes runs e with changes in flight, saves it after some frames, and wants
// what was saved to go on like the one that was never stopped.
func resumes(t *testing.T, e *Experiment, p plan, at, end int, each func(r *Run, k int)) {
	t.Helper()
	whole, err := e.Open()
	if err != nil {
		t.Fatal(err)
	}
	run := func(r *Run, from, to int) *made {
		m := new(made)
		for k := from; k < to; k++ {
			if values := p[k]; values != nil {
				inFlight(t, r, values)
			}
			if each != nil {
				each(r, k)
			}
			m.step(t, r)
		}
		return m
	}
	run(whole, 0, at)
	data, err := whole.Save()
	if err != nil {
		t.Fatal(err)
	}
	want := run(whole, at, end)
	if len(want.spikes) == 0 {
		t.Error("no spikes: a test of nothing")
	}
	last, err := whole.Save()
	if err != nil {
		t.Fatal(err)
	}
	back, err := OpenSaved(data)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := back.Save(); err != nil || !bytes.Equal(again, data) {
		t.Errorf("saved again it is another state (%v)", err)
	}
	got := run(back, at, end)
	if d := got.same(want, back, whole); d != "" {
		t.Error("restored: " + d)
	}
	// The states last: reading weights settles them, which a state shows.
	again, err := OpenSaved(data)
	if err != nil {
		t.Fatal(err)
	}
	run(again, at, end)
	if now, err := again.Save(); err != nil || !bytes.Equal(now, last) {
		t.Errorf("restored, its state at the end is another one (%v)", err)
	}
}

// Each preset, saved after .35 s, goes on to the bit as if it had not been.
func TestEveryPresetIsRestored(t *testing.T) {
	for _, p := range Presets() {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			resumes(t, changed(t, p.Name, 3, smaller[p.Name]), nil, 21, 39, nil)
		})
	}
}

// The same after changes in flight, before and after it was saved.
func TestRestoredAfterChanges(t *testing.T) {
	learning := map[string]any{"ring.plasticity.a": 0.05, "ring.plasticity.tau_ms": 20.0, "ring.ee_w_max_ns": 60.0, "ring.plasticity.dependence": "additive"}
	for name, c := range map[string]struct {
		preset string
		set    map[string]any
		plan   plan
	}{
		"live chain": {"first-light", nil, plan{
			3: {"stimulus.theta_deg": 120.0}, 6: {"stimulus.contrast_pct": 90.0, "input.gain_pa": 400.0, "input.w_max_ns": 40.0}, 9: learning,
			12: {"ring.plasticity.learning": false}, 20: {"input.background_hz": 5.0, "retina.gain_control.s50": 0.02},
			24: {"ring.plasticity.learning": true}, 26: {"stimulus.theta_deg": 20.0, "input.w_max_ns": 80.0}}},
		"another stimulus on the way": {"first-light", nil, plan{
			4: {"stimulus.kind": "grating"}, 9: {"stimulus.tf_hz": 4.0, "stimulus.sf_cpd": 1.5}, 14: {"stimulus.kind": "natural_film"},
			25: {"stimulus.kind": "log_gabor"}}},
		"another protocol on the way": {"first-light", map[string]any{"stimulus.kind": "grating"}, plan{
			5: {"protocol.kind": "turn", "protocol.sequence_s": 0.1}, 15: {"stimulus.contrast_pct": 80.0}, 27: {"protocol.kind": "hold"}}},
		"cells and retina retuned": {"first-light", map[string]any{"retina.lgn.spikes": "poisson"}, plan{
			3: {"ring.cell.tau_m_ms": 12.0, "ring.cell.tau_refrac_ms": 4.0}, 5: {"retina.time.length_ms": 180.0, "retina.rf.b_theta_deg": 20.0},
			8: {"retina.rf.follow": false, "retina.rf.sf_cpp": 0.07}, 11: {"probe.every_ms": 0.7, "probe.cells": "1, 5", "probe.population": "E"}, 24: {"probe.variables": "g_e_ns"}}},
		"poisson": {"six-sequences", nil, plan{
			2: {"input.theta_deg": 90.0, "input.rate_hz": 40.0}, 7: {"input.b_theta_deg": 30.0, "input.noise": 0.5}, 10: learning,
			13: {"ring.plasticity.learning": false, "protocol.kind": "hold"}, 22: {"input.theta_deg": 10.0}, 25: {"ring.plasticity.learning": true}}},
		"two layers": {"two-layers", nil, plan{
			4: {"network.feed_w_max_ns": 0.0, "network.extra_w_max_ns": 150.0}, 8: learning, 25: {"network.feed_w_max_ns": 900.0}}},
		"channels": {"cloud-to-ring", nil, plan{
			4: {"input.gain_pa": 900.0, "input.noise_sd_pa": 80.0}, 8: learning, 16: {"stimulus.speed_dps": 4.0, "stimulus.b_v": 1.0}, 25: {"input.i_offset_pa": 300.0}}},
		"delays": {"delays", smaller["delays"], plan{
			4: {"network.rate_hz": 40.0, "network.rule.a_plus": 0.5}, 8: {"network.learning": false}, 24: {"network.learning": true, "network.cell.tau_m_ms": 15.0}}},
		"voltage rule with another delay": {"coba", map[string]any{"network.n_e": 160, "network.n_i": 40, "network.p": 0.4, "network.cell.i_offset_pa": 300.0, "network.ee_rule.kind": "clopath", "network.ie_rule.kind": "inhibitory"}, plan{
			4: {"network.ee_rule.filter_delay_ms": 9.0, "network.ie_rule.eta": 0.01}, 8: {"network.cell.tau_m_ms": 18.0}, 24: {"network.ee_rule.filter_delay_ms": 3.0}}},
		"scaled triplets": {"coba", map[string]any{"network.n_e": 160, "network.n_i": 40, "network.p": 0.4, "network.cell.i_offset_pa": 300.0, "network.ee_rule.kind": "scaling", "network.ee_rule.rule.kind": "triplet"}, plan{
			4: {"network.ee_rule.tau_s": 0.5, "network.ee_rule.interval_ms": 30.0, "network.ee_rule.beta_per_s_hz": 0.1}, 8: {"network.learning": false}, 24: {"network.learning": true}}},
		"adex": {"adex-rs-fs", smaller["adex-rs-fs"], plan{4: {"network.rs.b_pa": 60.0}, 24: {"network.fs.delta_t_mv": 1.0}}},
		"current into cells": {"first-light", map[string]any{"network.kind": "cells", "input.kind": "none", "network.current.kind": "formula", "network.current.current_pa": "500 + 300*sin(t/20)"}, plan{
			6: {"network.cell.b_pa": 20.0}}},
		"timetable": {"six-sequences", map[string]any{"changes": "0: input.rate_hz=15; 0.1: ring.plasticity.a=0.05; 0.35: input.b_theta_deg=30; 0.4: ring.ee_w_max_ns=50; 0.5: input.rate_hz=50"}, nil},
		"timetable that is changed on the way": {"six-sequences", map[string]any{"changes": "0.2: input.rate_hz=45"}, plan{
			5: {"changes": "0.1: input.noise=0.5; 0.35: input.b_theta_deg=30; 0.45: input.noise=0"}, 20: {"ring.ee_w_max_ns": 50.0}, 26: {"changes": ""}}},
		"timetable of stimuli": {"first-light", map[string]any{"changes": "0.1: stimulus.theta_deg=100; 0.2: stimulus.kind=grating; 0.2: stimulus.theta_deg=20; 0.45: stimulus.contrast_pct=20"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := changed(t, c.preset, 5, c.set)
			for _, at := range []int{12, 21} { // 12: between two changes of one run, at a change of another
				resumes(t, e, c.plan, at, 33, nil)
			}
		})
	}
}

// Frames that wait to be shown are part of the state.
func TestRestoredVideo(t *testing.T) {
	frame := func(k int) *sim.Frame {
		f := sim.NewFrame(48, 40)
		for i := range f.Pix {
			f.Pix[i] = float32(0.5 + 0.5*math.Sin(float64(i%48)/4+float64(i/48)/9+float64(k)/5))
		}
		return f
	}
	e := changed(t, "first-light", 2, map[string]any{"stimulus.kind": "video"})
	resumes(t, e, plan{9: {"stimulus.contrast_pct": 80.0}}, 21, 45, func(r *Run, k int) {
		if k%20 == 0 {
			for i := range 30 {
				if _, err := r.push([]*sim.Frame{frame(k + i)}); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// A session goes back to what was saved, and who watches it stays.
func TestSessionSaveAndRestore(t *testing.T) {
	s, err := NewSession("x", changed(t, "six-sequences", 4, nil), Options{WarmS: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	w := s.Watch()
	next(t, w)
	before := s.Info()
	data, err := s.Save()
	if err != nil {
		t.Fatal(err)
	}
	on := func() Info {
		t.Helper()
		for range 10 {
			if err := s.Control(Command{Action: "step"}); err != nil {
				t.Fatal(err)
			}
		}
		return s.Info()
	}
	want := on()
	for next(t, w).TimeMs < want.TimeMs {
	}
	if err := s.Restore(data); err != nil {
		t.Fatal(err)
	}
	if tick := next(t, w); !tick.Fresh || tick.TimeMs != before.TimeMs {
		t.Errorf("watchers are at %g ms, want %g; told to begin anew: %t", tick.TimeMs, before.TimeMs, tick.Fresh)
	}
	if got := on(); got.SpikeHash != want.SpikeHash || got.Watchers != 1 || got.State != Paused || before.SpikeHash == want.SpikeHash {
		t.Errorf("%s, hash %s, want %s; %d watchers", got.State, got.SpikeHash, want.SpikeHash, got.Watchers)
	}
	if err := s.Restore(data[1:]); !errors.Is(err, ErrState) {
		t.Errorf("what is no state: %v", err)
	}
	s.Close()
	if _, err := s.Save(); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed session: %v", err)
	}
	if err := s.Restore(data); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed session: %v", err)
	}
}

// Change takes what can change in flight, and says what cannot.
func TestChangeInFlight(t *testing.T) {
	r, err := changed(t, "first-light", 1, nil).Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		values map[string]any
		want   string
	}{
		{map[string]any{"stimulus.theta_deg": 30.0, "duration_s": 9.0, "stimulus.kind": "grating"}, ""},
		{map[string]any{"seed": 2}, "seed = 2, want 1, as before: it cannot change in flight"},
		{map[string]any{"stimulus.width_px": 32, "stimulus.theta_deg": 40.0}, "stimulus.width_px = 32, want 64, as before: it cannot change in flight"},
		{map[string]any{"preset": "film"}, `preset = "film", want "first-light"`},
		{map[string]any{"nothing": 1}, "nothing = an unknown parameter"},
		{map[string]any{"retina.space.sigma_center_px": 5.0}, "retina.space.sigma_center_px"},
	} {
		before := params.Values(r.Experiment())
		err := r.Change(c.values)
		if got := fmt.Sprint(err); c.want == "" && err != nil || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%v: %v, want %q", c.values, err, c.want)
		}
		if c.want != "" && !maps.Equal(before, params.Values(r.Experiment())) {
			t.Errorf("%v: refused, and changed", c.values)
		}
	}
	if e := r.Experiment(); e.Duration != 9 || e.Stimulus.Kind != "grating" {
		t.Errorf("%g s of %s", e.Duration, e.Stimulus.Kind)
	}
}

// What is not a state, or is one no more, is refused in one line.
func TestRefusedStates(t *testing.T) {
	r, err := changed(t, "six-sequences", 1, map[string]any{"ring.n": 6, "ring.n_inh": 6}).Open()
	if err != nil {
		t.Fatal(err)
	}
	new(made).step(t, r)
	data, err := r.Save()
	if err != nil {
		t.Fatal(err)
	}
	spoilt := func(f func(e *Experiment)) []byte {
		other := *r
		other.given = r.given.Clone()
		f(other.given)
		data, err := other.Save()
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	text, err := params.Encode(r.given)
	if err != nil {
		t.Fatal(err)
	}
	const since, frame, painted, passed = 0, 1, 2, 3 // words after the experiment
	word := func(k int, x uint64) []byte {
		body := bytes.Clone(data[:len(data)-4])
		binary.LittleEndian.PutUint64(body[bytes.Index(body, text)+len(text)+8*k:], x)
		return resigned(body)
	}
	damaged := bytes.Clone(data)
	damaged[len(data)/2]++
	for _, c := range []struct {
		data []byte
		want string
	}{
		{nil, "state: not a saved state"},
		{[]byte(`{"preset":"first-light"}`), "state: not a saved state"},
		{data[:len(data)/2], "state: saved state is damaged"},
		{damaged, "state: saved state is damaged"},
		{bytes.Replace(data, []byte("state 1"), []byte("state 9"), 1), "state: saved state is of another version"},
		{resigned(bytes.Replace(data[:len(data)-4], []byte("experiment\x02"), []byte("experiment\x07"), 1)), "state: saved in format 7, want 2"},
		{word(frame, 1<<63), "state: saved at frame -9223372036854775808"},
		{word(frame, 1<<50), "state: saved at frame 1125899906842624"},
		{word(frame, 2), "state: saved network has done 167 steps after 2 frames, want 333"},
		{word(painted, 1<<63), "state: saved at frame 1 (-9223372036854775808 painted)"},
		{word(since, math.Float64bits(math.NaN())), "state: saved at frame 1 (0 painted) after change 0 of 0, at NaN s"},
		{word(since, math.Float64bits(-1)), "state: saved at frame"},
		{word(passed, 1), "state: saved at frame 1 (0 painted) after change 1 of 0"},
		{word(passed, math.MaxUint64), "state: saved at frame 1 (0 painted) after change -1 of 0"},
		{spoilt(func(e *Experiment) { e.Seed = 1 << 60 }), "seed = 1152921504606846976, want"},
		{spoilt(func(e *Experiment) { e.Ring.N, e.Ring.NInh = 7, 7 }), "state: saved state has"},
		{spoilt(func(e *Experiment) { e.Ring.N, e.Ring.NInh = 5000, 5000 }), "ring.n = up to"},
		{spoilt(func(e *Experiment) { e.Changes = "1: nothing=2" }), "changes = "},
	} {
		back, err := OpenSaved(c.data)
		if err == nil || back != nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if e, err := SavedExperiment(data); err != nil || !maps.Equal(params.Values(e), params.Values(r.given)) {
		t.Errorf("the experiment in it: %v", err)
	}
	if _, err := SavedExperiment(damaged); !errors.Is(err, ErrState) {
		t.Errorf("the experiment in a damaged one: %v", err)
	}
}

// A run that failed is no state.
func TestFailedRunIsNotSaved(t *testing.T) {
	r, err := changed(t, "six-sequences", 1, map[string]any{"ring.ie_w0_ns": 0.0, "ring.ii_w0_ns": 0.0, "ring.ee_w0_ns": 2000.0, "ring.ee_w_max_ns": 4000.0, "input.rate_hz": 200.0}).Open()
	if err != nil {
		t.Fatal(err)
	}
	for err == nil && r.TimeMs() < 3000 {
		_, err = r.Step()
	}
	if _, saved := r.Save(); err == nil || saved != ErrFailed {
		t.Errorf("after %v: %v, want %v", err, saved, ErrFailed)
	}
}
