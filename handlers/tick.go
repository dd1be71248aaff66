package handlers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/fxamacker/cbor/v2"

	"striate/experiment"
)

// hello writes the first message of a stream: the session as it is.
func (w *wire) hello(info *experiment.Info) error {
	w.mapOf(1)
	w.text("hello")
	return w.session(info)
}

// session writes the same map as GET /sessions/{id} answers.
func (w *wire) session(info *experiment.Info) error {
	text, err := json.Marshal(info)
	if err != nil {
		return fmt.Errorf("session %s as JSON: %w", info.ID, err)
	}
	var tree any
	read := json.NewDecoder(bytes.NewReader(text))
	read.UseNumber()
	if err := read.Decode(&tree); err != nil {
		return fmt.Errorf("session %s as a tree: %w", info.ID, err)
	}
	item, err := cbor.Marshal(numbers(tree))
	if err != nil {
		return fmt.Errorf("session %s as CBOR: %w", info.ID, err)
	}
	w.raw(item)
	return nil
}

// numbers makes the numbers of a JSON tree those of CBOR: whole ones integers,
// so that a seed or a count is one in any language, the others floats.
func numbers(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for k := range x {
			x[k] = numbers(x[k])
		}
	case []any:
		for i := range x {
			x[i] = numbers(x[i])
		}
	case json.Number:
		if n, err := x.Int64(); err == nil {
			return n
		}
		f, _ := x.Float64() // it was a number when it was written
		return f
	}
	return v
}

// tick writes one display tick. Parts that have nothing new are left out.
func (w *wire) tick(t *experiment.Tick) error {
	pairs := 9
	for _, there := range []bool{
		t.Stimulus != nil, t.LGN != nil, t.Orientation != nil, t.Weights != nil,
		len(t.Marks) > 0, t.Session != nil, t.Error != "", t.Fresh,
	} {
		if there {
			pairs++
		}
	}
	w.mapOf(pairs)
	w.text("tick")
	w.int(t.Tick)
	w.text("t_ms")
	w.number(t.TimeMs)
	w.text("rtf")
	w.number(t.RTF)
	w.text("state")
	w.text(string(t.State))
	w.text("speed")
	w.number(t.Speed)
	w.text("seed")
	w.uint(t.Seed)
	w.text("missed")
	w.int(t.Missed)
	w.text("spikes")
	w.spikes(t.Spikes)
	w.text("rates_hz")
	w.mapOf(len(t.RatesHz))
	for _, name := range slices.Sorted(maps.Keys(t.RatesHz)) {
		w.text(name)
		w.number(float64(t.RatesHz[name]))
	}
	if t.Fresh {
		w.text("fresh")
		w.bool(true)
	}
	if p := t.Stimulus; p != nil {
		w.text("stimulus")
		w.mapOf(3)
		w.size(p.W, p.H)
		w.text("data")
		w.u8s(p.Data)
	}
	if p := t.LGN; p != nil {
		w.text("lgn")
		w.mapOf(5)
		w.size(p.W, p.H)
		w.text("on")
		w.u8s(p.On)
		w.text("off")
		w.u8s(p.Off)
		w.text("max_hz")
		w.number(p.MaxHz)
	}
	if t.Orientation != nil {
		w.text("orientation")
		w.orientation(t.Orientation)
	}
	if t.Weights != nil {
		w.text("weights")
		w.weights(t.Weights)
	}
	if len(t.Marks) > 0 {
		w.text("marks")
		w.arrayOf(len(t.Marks))
		for _, m := range t.Marks {
			w.mapOf(2)
			w.text("t_ms")
			w.number(m.TimeMs)
			w.text("text")
			w.text(m.Text)
		}
	}
	if t.Error != "" {
		w.text("error")
		w.text(t.Error)
	}
	if t.Session != nil {
		w.text("session")
		return w.session(t.Session)
	}
	return nil
}

func (w *wire) size(width, height int) {
	w.text("w")
	w.int(int64(width))
	w.text("h")
	w.int(int64(height))
}

func (w *wire) spikes(by map[string]*experiment.SpikeList) {
	w.mapOf(len(by))
	for _, name := range slices.Sorted(maps.Keys(by)) {
		w.text(name)
		w.mapOf(2)
		w.text("t_ms")
		w.f32s(by[name].TimeMs)
		w.text("i")
		w.u32s(by[name].I)
	}
}

func (w *wire) orientation(o *experiment.OrientationView) {
	w.mapOf(15)
	w.text("theta_deg")
	w.f32s(o.ThetaDeg)
	w.text("rate_hz")
	w.f32s(o.RateHz)
	w.text("sem_hz")
	w.f32s(o.SemHz)
	for _, n := range []struct {
		key string
		x   float64
	}{
		{"true_deg", o.TrueDeg}, {"decoded_deg", o.DecodedDeg}, {"r", o.R}, {"window_s", o.WindowS},
		{"b_theta_deg", o.BThetaDeg}, {"b_theta_ci_deg", o.BThetaCIDeg}, {"hwhh_deg", o.HWHH}, {"r2", o.R2},
	} {
		w.text(n.key)
		w.number(n.x)
	}
	w.text("n")
	w.int(int64(o.N))
	w.text("reason")
	w.text(o.Reason)
	w.text("tuned")
	w.bool(o.Tuned)
	w.text("fit")
	w.fit(o)
}

// fit writes the parameters of the fitted curve, null where there is none.
func (w *wire) fit(o *experiment.OrientationView) {
	if math.IsNaN(o.BaselineHz + o.AmplitudeHz + o.Theta0Deg) {
		w.null()
		return
	}
	w.mapOf(3)
	w.text("baseline_hz")
	w.number(o.BaselineHz)
	w.text("amplitude_hz")
	w.number(o.AmplitudeHz)
	w.text("theta0_deg")
	w.number(o.Theta0Deg)
}

func (w *wire) weights(v *experiment.WeightsView) {
	w.mapOf(8)
	w.text("name")
	w.text(v.Name)
	w.text("label")
	w.text(v.Label)
	w.text("n_pre")
	w.int(int64(v.NPre))
	w.text("n_post")
	w.int(int64(v.NPost))
	w.text("w_max_ns")
	w.number(v.WMaxNS)
	w.text("pre_deg")
	w.f32s(v.PreDeg)
	w.text("post_deg")
	w.f32s(v.PostDeg)
	w.text("data")
	w.u8s(v.Data)
}
