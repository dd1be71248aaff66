package experiment

import (
	"encoding/json"
	"math"
)

// State is what a session is doing.
type State string

// The states of a session.
const (
	Playing State = "playing"
	Paused  State = "paused"
	Done    State = "done"   // reached the time it was to run until
	Failed  State = "failed" // stopped by a runaway or a value that is no number
)

// Info is what a session is, without its data.
type Info struct {
	ID          string           `json:"id"`
	Seq         int64            `json:"seq"` // counts up: of two that come by different ways the later
	Preset      string           `json:"preset"`
	State       State            `json:"state"`
	TimeMs      float64          `json:"t_ms"`
	Frame       int64            `json:"frame"`
	RTF         float64          `json:"rtf"`
	Speed       Speed            `json:"speed"`
	Seed        uint64           `json:"seed"`
	UntilS      float64          `json:"until_s"` // 0: for ever
	Watchers    int              `json:"watchers"`
	Readout     string           `json:"readout"` // population whose orientation is read
	Populations []PopulationInfo `json:"populations"`
	Figures     []string         `json:"figures"` // that this run has
	Experiment  json.RawMessage  `json:"experiment"`
	Values      map[string]any   `json:"values"`  // every parameter by path
	Changed     []string         `json:"changed"` // parameters that differ from the preset
	Default     map[string]any   `json:"default"` // the preset's values of those
	SpikeHash   string           `json:"spike_hash"`
	Warnings    []string         `json:"warnings"` // of the stimulus, one line each
	Error       string           `json:"error,omitempty"`
	EndS        float64          `json:"end_s"`               // when its preset ends by itself; 0: never
	Repeating   int              `json:"repeating,omitempty"` // changes of another run that are still to be made

	// Of [Session.Account] alone: what repeats the run, and what makes it cheaper.
	Start       map[string]any `json:"start,omitempty"`        // values at t = 0 that differ from the preset's
	Changes     []Change       `json:"changes,omitempty"`      // made in flight since then
	ChangesLost string         `json:"changes_lost,omitempty"` // why they do not repeat it
	Lighter     *Lighter       `json:"lighter,omitempty"`      // for a machine that is too slow
}

// Speed is a multiple of real time. As fast as it can is "inf" in JSON.
type Speed float64

// MarshalJSON writes "inf" where no number can.
func (v Speed) MarshalJSON() ([]byte, error) {
	if math.IsInf(float64(v), 1) {
		return []byte(`"inf"`), nil
	}
	return json.Marshal(float64(v))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Speed) UnmarshalJSON(text []byte) error {
	if string(text) == `"inf"` {
		*v = Speed(math.Inf(1))
		return nil
	}
	return json.Unmarshal(text, (*float64)(v))
}

// PopulationInfo describes a population to a screen.
type PopulationInfo struct {
	Name         string     `json:"name"`
	Label        string     `json:"label"`
	Role         string     `json:"role"`
	N            int        `json:"n"`
	PreferredDeg []float64  `json:"preferred_deg"`
	Variables    []Variable `json:"variables"` // that a probe can read, the potential first; none of a source
}

// Variable is a state variable of the cells of a population.
type Variable struct {
	Name string `json:"name"` // "v_mv"
	Unit string `json:"unit"`
}

// Tick is what a live client gets: the newest frame, and all spikes since the
// tick before.
type Tick struct {
	Tick        int64
	TimeMs      float64
	RTF         float64
	State       State
	Speed       float64
	Seed        uint64
	Stimulus    *Image
	LGN         *LGN
	Spikes      map[string]*SpikeList
	RatesHz     map[string]float32
	Orientation *OrientationView
	Weights     *WeightsView
	Luminance   *LuminanceView
	Marks       []Mark
	Missed      int64 // spikes that this client did not get
	Session     *Info // when something other than time changed
	Error       string
	Fresh       bool             // time started again: what was drawn before is of another run
	SinceMs     float64          // of a fresh one: nothing is told of the time before
	Past        *SelectivityView // of the first: what was read before it
}

// SelectivityView is the resultant length over time.
type SelectivityView struct {
	TimeMs   []float32
	R        []float32
	Learning []byte // 1 where synapses learned
}

// Image is a grey picture, row 0 at the top.
type Image struct {
	W, H int
	Data []byte // linear luminance times 255
}

// LGN is the activity of ON and OFF cells; value/255·MaxHz is the rate.
type LGN struct {
	W, H    int
	On, Off []byte
	MaxHz   float64
}

// SpikeList is the spikes of one population in time order.
type SpikeList struct {
	TimeMs []float32
	I      []uint32
}

// OrientationView is what the network sees. NaN stands for nothing.
type OrientationView struct {
	ThetaDeg, RateHz, SemHz            []float32
	TrueDeg, DecodedDeg, R             float64
	N                                  int
	Reason                             string
	WindowS                            float64
	BThetaDeg, BThetaCIDeg, HWHH, R2   float64
	BaselineHz, AmplitudeHz, Theta0Deg float64
	Tuned                              bool
}

// WeightsView is one projection's weights, w/w_max times 255, row-major
// [post, pre]; 0 also where there is no synapse.
type WeightsView struct {
	Name, Label     string
	NPre, NPost     int
	WMaxNS          float64
	PreDeg, PostDeg []float32
	Data            []byte
}

// Mark is a change of a parameter, in words for a plot over time.
type Mark struct {
	TimeMs float64
	Text   string
}
