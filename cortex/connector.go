package cortex

import (
	"fmt"
	"math"
	"math/rand/v2"

	"striate/formula"
	"striate/params"
)

// Connector says which neurons of two populations are connected.
type Connector interface {
	// connect calls synapse for each connection from source i to target j, and
	// ends early where that gives false.
	connect(pre, post *Population, rng *rand.Rand, synapse func(i, j int) bool) error
}

// What one projection may have. It is asked before anything is drawn.
const (
	maxSynapses = 1 << 27
	maxPairs    = 1 << 30
)

func atMost(limit int, what string, n float64) error {
	if n > float64(limit) {
		return fmt.Errorf("cortex: about %.3g %s, want at most %d", n, what, limit)
	}
	return nil
}

func init() {
	params.Register[Connector]("one_to_one", func() Connector { return new(OneToOne) })
	params.Register[Connector]("all_to_all", func() Connector { return new(AllToAll) })
	params.Register[Connector]("fixed_probability", func() Connector { return new(FixedProbability) })
	params.Register[Connector]("fixed_in_degree", func() Connector { return new(FixedInDegree) })
	params.Register[Connector]("distance", func() Connector { return new(Distance) })
	params.Register[Connector]("von_mises", func() Connector { return new(VonMisesRing) })
}

// OneToOne connects neuron i to neuron i.
type OneToOne struct{}

func (OneToOne) connect(pre, post *Population, _ *rand.Rand, synapse func(i, j int) bool) error {
	if pre.N() != post.N() {
		return fmt.Errorf("cortex: one to one from %d to %d neurons, want equal numbers", pre.N(), post.N())
	}
	for i := range pre.N() {
		if !synapse(i, i) {
			break
		}
	}
	return nil
}

// AllToAll connects every neuron to every neuron; Self says whether also to
// the one of its own index.
type AllToAll struct {
	Self bool `json:"self" label:"same index too" default:"false" doc:"also connect neurons of the same index"`
}

func (c AllToAll) connect(pre, post *Population, _ *rand.Rand, synapse func(i, j int) bool) error {
	if err := atMost(maxSynapses, "synapses", float64(pre.N())*float64(post.N())); err != nil {
		return err
	}
	for i := range pre.N() {
		for j := range post.N() {
			if (c.Self || i != j) && !synapse(i, j) {
				return nil
			}
		}
	}
	return nil
}

// FixedProbability connects each pair with probability P, each on its own.
type FixedProbability struct {
	P    float64 `json:"p" sym:"p" label:"probability" default:"0.1" range:"0,1" doc:"probability of each pair to be connected"`
	Self bool    `json:"self" label:"same index too" default:"true" doc:"also connect neurons of the same index"`
}

// connect jumps from one connection to the next: the pairs passed over between
// two are geometrically distributed.
func (c FixedProbability) connect(pre, post *Population, rng *rand.Rand, synapse func(i, j int) bool) error {
	if !(c.P >= 0 && c.P <= 1) {
		return &params.Error{Path: "p", Found: params.FormatNumber(c.P), Want: "0 to 1"}
	}
	if c.P == 0 {
		return nil
	}
	n, total := post.N(), float64(pre.N())*float64(post.N())
	if err := atMost(maxSynapses, "synapses", c.P*total); err != nil {
		return err
	}
	per := math.Log1p(-c.P) // −∞ for certain: no pair is passed over
	for i, j := 0, -1; ; {
		skip := math.Floor(math.Log(1-rng.Float64()) / per)
		if !(skip < total) {
			return nil
		}
		if j += 1 + int(skip); j >= n {
			i, j = i+j/n, j%n
		}
		if i >= pre.N() || (c.Self || i != j) && !synapse(i, j) {
			return nil
		}
	}
}

// FixedInDegree gives each target the same number of sources, drawn with
// replacement as NEST and ntwk do (Multapses), or without.
type FixedInDegree struct {
	K         int  `json:"k" sym:"K" label:"in-degree" default:"100" range:"0,100000" doc:"synapses onto each target"`
	Multapses bool `json:"multapses" label:"with replacement" default:"false" doc:"a source may be drawn more than once for one target"`
	Self      bool `json:"self" label:"same index too" default:"true" doc:"also connect neurons of the same index"`
}

func (c FixedInDegree) connect(pre, post *Population, rng *rand.Rand, synapse func(i, j int) bool) error {
	room := pre.N()
	if !c.Self {
		room--
	}
	if c.K < 0 || !c.Multapses && c.K > room || c.K > 0 && room < 1 {
		return &params.Error{Path: "k", Found: fmt.Sprint(c.K), Want: fmt.Sprintf("0 to %d, the sources there are", room)}
	}
	if err := atMost(maxSynapses, "synapses", float64(c.K)*float64(post.N())); err != nil {
		return err
	}
	order := make([]int, pre.N())
	for i := range order {
		order[i] = i
	}
	for j := range post.N() {
		for left, k := len(order), 0; k < c.K; {
			at := rng.IntN(left)
			i := order[at]
			if !c.Multapses {
				left--
				order[at], order[left] = order[left], i
			}
			if c.Self || i != j {
				if !synapse(i, j) {
					return nil
				}
				k++
			}
		}
	}
	return nil
}

// Probability connects source i to target j with probability P(i, j), each
// pair on its own; Self as in AllToAll. [VonMises] makes such a function.
type Probability struct {
	P    func(i, j int) float64
	Self bool
}

func (c Probability) connect(pre, post *Population, rng *rand.Rand, synapse func(i, j int) bool) error {
	if err := atMost(maxPairs, "pairs of neurons to look at", float64(pre.N())*float64(post.N())); err != nil {
		return err
	}
	for i := range pre.N() {
		for j := range post.N() {
			p := c.P(i, j)
			if !(p >= 0 && p <= 1) {
				return fmt.Errorf("cortex: connection probability %g from %d to %d, want 0 to 1", p, i, j)
			}
			if hit := rng.Float64() < p; hit && (c.Self || i != j) && !synapse(i, j) {
				return nil
			}
		}
	}
	return nil
}

// Distance connects with a probability that is a formula in d, the distance of
// two neurons whose places go round a circle of radius 1 by index (0 to 2), in
// delta, the difference of their preferred orientations (0 to 90 deg; NaN where
// they have none), and in the indices i of the source and j of the target.
// Values below 0 count as 0 and above 1 as 1.
type Distance struct {
	P    string `json:"p" label:"probability" default:"exp(-2*d)" doc:"formula in d, delta, i, j"`
	Self bool   `json:"self" label:"same index too" default:"false" doc:"also connect neurons of the same index"`
}

func (c Distance) connect(pre, post *Population, rng *rand.Rand, synapse func(i, j int) bool) error {
	f, err := formula.Parse(c.P, "d", "delta", "i", "j")
	if err != nil {
		return &params.Error{Path: "p", Found: fmt.Sprintf("%q", c.P), Want: err.Error()}
	}
	from, to := pre.Info().Preferred, post.Info().Preferred
	p := func(i, j int) float64 {
		d := 2 * math.Abs(math.Sin(math.Pi*(float64(i)/float64(pre.N())-float64(j)/float64(post.N()))))
		delta := math.NaN()
		if from != nil && to != nil {
			delta = math.Abs(math.Remainder(from[i]-to[j], 180))
		}
		return min(max(f.At(d, delta, float64(i), float64(j)), 0), 1)
	}
	return inFormula(c.P, Probability{P: p, Self: c.Self}.connect(pre, post, rng, synapse))
}

func inFormula(text string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("formula %q: %w", text, err)
}

// VonMisesRing connects with probability Peak·exp((cos 2Δ − 1)/(4 B²)), Δ the
// difference of preferred orientations.
type VonMisesRing struct {
	Peak float64 `json:"peak" label:"peak probability" default:"1" range:"0,1" doc:"probability at the same orientation"`
	B    float64 `json:"b_deg" sym:"B" label:"bandwidth" unit:"deg" default:"10" range:"0.1,1000" doc:"bandwidth of the probability"`
	Self bool    `json:"self" label:"same index too" default:"false" doc:"also connect neurons of the same index"`
}

func (c VonMisesRing) connect(pre, post *Population, rng *rand.Rand, synapse func(i, j int) bool) error {
	if !(c.Peak >= 0 && c.Peak <= 1) {
		return &params.Error{Path: "peak", Found: params.FormatNumber(c.Peak), Want: "0 to 1"}
	}
	if !(c.B > 0) {
		return &params.Error{Path: "b_deg", Found: params.FormatNumber(c.B), Want: "more than 0 deg"}
	}
	from, to := pre.Info().Preferred, post.Info().Preferred
	if from == nil || to == nil {
		return fmt.Errorf("cortex: %s or %s has no preferred orientations", pre.Name(), post.Name())
	}
	near := VonMises(from, to, c.B)
	return Probability{P: func(i, j int) float64 { return c.Peak * near(i, j) }, Self: c.Self}.connect(pre, post, rng, synapse)
}

// Pairs connects source Pre[k] to target Post[k], for each k, with weight W[k]
// and delay DelayMs[k] where these are given.
type Pairs struct {
	Pre, Post  []int
	W, DelayMs []float64 // nil: drawn as ConnectSpec says
}

func (c Pairs) connect(pre, post *Population, _ *rand.Rand, synapse func(i, j int) bool) error {
	switch n := len(c.Pre); {
	case len(c.Post) != n:
		return badCount("targets in the list of pairs", len(c.Post), n)
	case c.W != nil && len(c.W) != n:
		return badCount("weights in the list of pairs", len(c.W), n)
	case c.DelayMs != nil && len(c.DelayMs) != n:
		return badCount("delays in the list of pairs", len(c.DelayMs), n)
	}
	for k, i := range c.Pre {
		j := c.Post[k]
		if i < 0 || i >= pre.N() || j < 0 || j >= post.N() {
			return fmt.Errorf("cortex: pair %d connects %d to %d, want below %d and %d", k, i, j, pre.N(), post.N())
		}
		if c.W != nil && !(c.W[k] >= 0 && c.W[k] <= MaxWeight) {
			return fmt.Errorf("cortex: pair %d has weight %g, want 0 to %g", k, c.W[k], MaxWeight)
		}
		if c.DelayMs != nil && !(c.DelayMs[k] >= 0 && c.DelayMs[k] <= MaxDelayMs) {
			return fmt.Errorf("cortex: pair %d has a delay of %g ms, want 0 to %d ms", k, c.DelayMs[k], MaxDelayMs)
		}
		if !synapse(i, j) {
			break
		}
	}
	return nil
}

// pairsOf is the list of pairs that a connector is; none if it is no list.
func pairsOf(c Connector) Pairs {
	switch c := c.(type) {
	case Pairs:
		return c
	case *Pairs:
		return *c
	}
	return Pairs{}
}

// VonMises is exp((cos 2Δ − 1)/(4 B²)), Δ the difference of the preferred
// orientations pre[i] and post[j], all in deg.
func VonMises(pre, post []float64, bDeg float64) func(i, j int) float64 {
	b := bDeg * math.Pi / 180
	return func(i, j int) float64 {
		return math.Exp((math.Cos(2*(pre[i]-post[j])*math.Pi/180) - 1) / (4 * b * b))
	}
}
