package stdp

import "striate/sim"

func init() { register("static", func() Rule { return new(Static) }) }

// Static changes no weight. It is what [Scaling] wraps where nothing but the
// scaling is wanted.
type Static struct{}

// Open starts the rule; see [Rule].
func (*Static) Open(*Synapses, float64) (Learner, error) { return static{}, nil }

// Window is zero.
func (*Static) Window(float64) float64 { return 0 }

type static struct{}

func (static) Pre(int64, int32)          {}
func (static) Post(int64, int32)         {}
func (static) Settle(int64)              {}
func (static) SettleFrom(int64, int32)   {}
func (static) Learn(bool, int64)         {}
func (static) State(*sim.Archive, int64) {}
func (static) Retune(r Rule, _ int64) error {
	if _, ok := r.(*Static); !ok {
		return errKind
	}
	return nil
}
