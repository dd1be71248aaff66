package handlers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"github.com/fxamacker/cbor/v2"

	"striate/experiment"
)

// hello is the first message of a stream: the session as it is.
type hello struct {
	Hello *sessionItem `cbor:"hello"`
}

// tickItem is one display tick. Parts that have nothing new are left out.
type tickItem struct {
	Tick        int64                 `cbor:"tick"`
	TimeMs      number                `cbor:"t_ms"`
	RTF         number                `cbor:"rtf"`
	State       experiment.State      `cbor:"state"`
	Speed       number                `cbor:"speed"`
	Seed        uint64                `cbor:"seed"`
	Missed      int64                 `cbor:"missed"`
	Spikes      map[string]spikesItem `cbor:"spikes"`
	RatesHz     map[string]number     `cbor:"rates_hz"`
	Fresh       bool                  `cbor:"fresh,omitempty"`
	SinceMs     *number               `cbor:"since_ms,omitempty"`
	Past        *pastItem             `cbor:"past,omitempty"`
	Stimulus    *imageItem            `cbor:"stimulus,omitempty"`
	Flash       *flashItem            `cbor:"flash,omitempty"` // of every frame of the stimulus
	Luminance   *luminanceItem        `cbor:"luminance,omitempty"`
	LGN         *lgnItem              `cbor:"lgn,omitempty"`
	Orientation *orientationItem      `cbor:"orientation,omitempty"`
	Weights     *weightsItem          `cbor:"weights,omitempty"`
	Marks       []markItem            `cbor:"marks,omitempty"`
	Error       string                `cbor:"error,omitempty"`
	Session     *sessionItem          `cbor:"session,omitempty"`
}

type spikesItem struct {
	TimeMs float32s `cbor:"t_ms"`
	I      uint32s  `cbor:"i"`
}

// pastItem is the resultant length over time, before the stream began.
type pastItem struct {
	TimeMs   float32s `cbor:"t_ms"`
	R        float32s `cbor:"r"`
	Learning u8s      `cbor:"learning"`
}

type imageItem struct {
	W    int `cbor:"w"`
	H    int `cbor:"h"`
	Data u8s `cbor:"data"`
}

// luminanceItem is of the true frame, before it became bytes.
type luminanceItem struct {
	Mean       number  `cbor:"mean"`
	Michelson  number  `cbor:"michelson"` // (max - min)/(max + min)
	RMS        number  `cbor:"rms"`       // standard deviation over mean
	ClippedPct number  `cbor:"clipped_pct"`
	Hist       uint32s `cbor:"hist"`
}

type lgnItem struct {
	W     int    `cbor:"w"`
	H     int    `cbor:"h"`
	On    u8s    `cbor:"on"`
	Off   u8s    `cbor:"off"`
	MaxHz number `cbor:"max_hz"`
}

type orientationItem struct {
	ThetaDeg    float32s `cbor:"theta_deg"`
	RateHz      float32s `cbor:"rate_hz"`
	SemHz       float32s `cbor:"sem_hz"`
	TrueDeg     number   `cbor:"true_deg"`
	DecodedDeg  number   `cbor:"decoded_deg"`
	R           number   `cbor:"r"`
	N           int      `cbor:"n"`
	Reason      string   `cbor:"reason"`
	WindowS     number   `cbor:"window_s"`
	BThetaDeg   number   `cbor:"b_theta_deg"`
	BThetaCIDeg number   `cbor:"b_theta_ci_deg"`
	HWHH        number   `cbor:"hwhh_deg"`
	R2          number   `cbor:"r2"`
	Tuned       bool     `cbor:"tuned"`
	Fit         *fitItem `cbor:"fit"` // null where there is none
}

type fitItem struct {
	BaselineHz  number `cbor:"baseline_hz"`
	AmplitudeHz number `cbor:"amplitude_hz"`
	Theta0Deg   number `cbor:"theta0_deg"`
}

type weightsItem struct {
	Name    string   `cbor:"name"`
	Label   string   `cbor:"label"`
	NPre    int      `cbor:"n_pre"`
	NPost   int      `cbor:"n_post"`
	WMaxNS  number   `cbor:"w_max_ns"`
	PreDeg  float32s `cbor:"pre_deg"`
	PostDeg float32s `cbor:"post_deg"`
	Data    u8s      `cbor:"data"`
}

type markItem struct {
	TimeMs number `cbor:"t_ms"`
	Text   string `cbor:"text"`
}

func tickOf(t *experiment.Tick) *tickItem {
	m := &tickItem{
		Tick: t.Tick, TimeMs: number(t.TimeMs), RTF: number(t.RTF), State: t.State, Speed: number(t.Speed), Seed: t.Seed, Missed: t.Missed,
		Spikes: map[string]spikesItem{}, RatesHz: map[string]number{},
		Fresh: t.Fresh, Error: t.Error, Session: (*sessionItem)(t.Session),
	}
	for name, l := range t.Spikes {
		m.Spikes[name] = spikesItem{l.TimeMs, l.I}
	}
	for name, hz := range t.RatesHz {
		m.RatesHz[name] = number(hz)
	}
	if t.Fresh {
		since := number(t.SinceMs)
		m.SinceMs = &since
	}
	if p := t.Past; p != nil {
		m.Past = &pastItem{p.TimeMs, p.R, p.Learning}
	}
	if p := t.Stimulus; p != nil {
		m.Stimulus = &imageItem{p.W, p.H, p.Data}
	}
	if l := t.Luminance; l != nil {
		m.Luminance = &luminanceItem{number(l.Mean), number(l.Michelson), number(l.RMS), number(l.ClippedPct), l.Hist}
	}
	if p := t.LGN; p != nil {
		m.LGN = &lgnItem{p.W, p.H, p.On, p.Off, number(p.MaxHz)}
	}
	if o := t.Orientation; o != nil {
		m.Orientation = orientationOf(o)
	}
	if v := t.Weights; v != nil {
		m.Weights = &weightsItem{
			Name: v.Name, Label: v.Label, NPre: v.NPre, NPost: v.NPost, WMaxNS: number(v.WMaxNS),
			PreDeg: v.PreDeg, PostDeg: v.PostDeg, Data: v.Data,
		}
	}
	for _, k := range t.Marks {
		m.Marks = append(m.Marks, markItem{number(k.TimeMs), k.Text})
	}
	return m
}

func orientationOf(o *experiment.OrientationView) *orientationItem {
	m := &orientationItem{
		ThetaDeg: o.ThetaDeg, RateHz: o.RateHz, SemHz: o.SemHz, TrueDeg: number(o.TrueDeg), DecodedDeg: number(o.DecodedDeg),
		R: number(o.R), N: o.N, Reason: o.Reason, WindowS: number(o.WindowS), BThetaDeg: number(o.BThetaDeg),
		BThetaCIDeg: number(o.BThetaCIDeg), HWHH: number(o.HWHH), R2: number(o.R2), Tuned: o.Tuned,
	}
	if !math.IsNaN(o.BaselineHz + o.AmplitudeHz + o.Theta0Deg) {
		m.Fit = &fitItem{number(o.BaselineHz), number(o.AmplitudeHz), number(o.Theta0Deg)}
	}
	return m
}

// sessionItem is written as the same map that GET /sessions/{id} answers.
type sessionItem experiment.Info

func (s *sessionItem) MarshalCBOR() ([]byte, error) {
	text, err := json.Marshal((*experiment.Info)(s))
	if err != nil {
		return nil, fmt.Errorf("session %s as JSON: %w", s.ID, err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return nil, fmt.Errorf("session %s as a tree: %w", s.ID, err)
	}
	return cbor.Marshal(numbers(tree))
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
