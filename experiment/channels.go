package experiment

import (
	"fmt"
	"math"
	"slices"

	"striate/cortex"
	"striate/params"
	"striate/sim"
)

func init() {
	params.Register[Input]("channels", func() Input { return new(Channels) })
}

// Channels is input from the retina through few cells: for each orientation of
// the bank the thalamo-recipient cells of one place make a channel, which
// drives its own share of the ring, neurons in a row around its orientation,
// one spike of .4 µS at a time (Ladret & Perrinet, notebook FINAL_model_and_ring: twelve channels, five
// neurons each).
type Channels struct {
	_ struct{} `eq:"I = I₀ + g · drive + noise of sd σ, drive the receptive field's" ref:"Ladret & Perrinet, FINAL_model_and_ring"`

	Gain float64 `json:"gain_pa" label:"drive" sym:"g" unit:"pA" default:"600" range:"0,5000" step:"5" tier:"more" doc:"current into a thalamo-recipient cell for a drive of 1"`
	Relay
	Phases int `json:"phases" label:"phases" default:"4" range:"1,4" live:"rebuild" tier:"more" doc:"cells of a channel: receptive fields of the same orientation and place that differ in phase"`
	Place  int `json:"place" label:"place" default:"5" range:"0,1000" live:"rebuild" tier:"more" doc:"which of the places of the bank, counted along rows from the top left; the last one if there are fewer"`
	cortex.Feed
}

// Sees says that the input needs movie and retina.
func (*Channels) Sees() bool { return true }

// Size is the number of thalamo-recipient cells.
func (c *Channels) Size(r *Run) int { return len(c.pick(r)) }

// pick are the numbers of the cells among those of the retina, channel by
// channel in order of orientation.
func (c *Channels) pick(r *Run) []int {
	fields := r.retina.Cells()
	type place struct{ y, x float64 }
	var places []place
	var angles []float64
	for _, f := range fields {
		if p := (place{f.Y, f.X}); !slices.Contains(places, p) {
			places = append(places, p)
		}
		if !slices.Contains(angles, f.ThetaDeg) {
			angles = append(angles, f.ThetaDeg)
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.y != b.y {
			return int(math.Copysign(1, a.y-b.y))
		}
		return int(math.Copysign(1, a.x-b.x))
	})
	slices.Sort(angles)
	at := places[min(c.Place, len(places)-1)]
	var out []int
	for _, theta := range angles {
		n := 0
		for i, f := range fields {
			if f.ThetaDeg == theta && f.Y == at.y && f.X == at.x && n < c.Phases {
				out = append(out, i)
				n++
			}
		}
	}
	return out
}

// channelFeed is Channels at work.
type channelFeed struct {
	cells *cortex.Population
	from  []int // number of each cell among those of the retina
	toE   *cortex.Projection
}

func (c *Channels) build(r *Run) (feed, error) {
	f := &channelFeed{from: c.pick(r)}
	fields := r.retina.Cells()
	preferred := make([]float64, len(f.from))
	for k, i := range f.from {
		preferred[k] = fields[i].ThetaDeg
	}
	var err error
	if f.cells, err = r.net.Populate("thalamic", "Thalamic", sim.Thalamic, len(f.from), c.cell()); err != nil {
		return nil, inSection("input", err)
	}
	f.cells.SetPreferred(preferred)
	if err := r.wire(); err != nil {
		return nil, err
	}
	ring := &r.exp.Ring
	channels := len(f.from) / c.Phases
	share := func(n int) (cortex.Pairs, error) {
		if n%channels != 0 {
			return cortex.Pairs{}, &params.Error{Path: "ring.n", Found: fmt.Sprint(n), Want: fmt.Sprintf("a multiple of the %d channels", channels)}
		}
		var p cortex.Pairs
		width := n / channels
		for k := range f.from {
			first := k/c.Phases*width - width/2 // the channel's own orientation in the middle
			for j := range width {
				p.Pre, p.Post = append(p.Pre, k), append(p.Post, (first+j+n)%n)
			}
		}
		return p, nil
	}
	toE, err := share(ring.N)
	if err != nil {
		return nil, err
	}
	toI, err := share(ring.NInh)
	if err != nil {
		return nil, err
	}
	pl := &ring.Plasticity
	l := r.layer
	if l.InputE, err = r.net.Connect(cortex.ConnectSpec{Pre: f.cells, Post: l.E, Connector: toE, Weight: cortex.Fixed(c.EW0), WMax: c.EWMax, Delay: ring.Delays(), Rule: pl.Causal()}); err != nil {
		return nil, inSection("input", err)
	}
	if l.InputI, err = r.net.Connect(cortex.ConnectSpec{Pre: f.cells, Post: l.I, Connector: toI, Weight: cortex.Fixed(c.IW0), WMax: c.IWMax, Delay: ring.Delays(), Rule: pl.Anticausal()}); err != nil {
		return nil, inSection("input", err)
	}
	f.toE = l.InputE
	l.InputE.SetLearning(pl.Learning)
	l.InputI.SetLearning(pl.Learning)
	return f, nil
}

func (c *Channels) retune(r *Run) error {
	return inSectionOrNil("input", r.input.(*channelFeed).cells.Retune(c.cell()))
}

func (*channelFeed) drive(*Run, float64, bool) error { return nil }

func (f *channelFeed) run(r *Run, now, stop int64) error {
	gain := r.exp.Input.Value.(*Channels).Gain
	return r.byDrive(now, stop, func(row []float32) {
		inject := f.cells.Inject()
		for k, i := range f.from {
			inject[k] = gain * float64(row[i])
		}
	})
}

func (f *channelFeed) afferents() *cortex.Projection { return f.toE }

func (*channelFeed) state(*sim.Archive) {} // the drive is the retina's
