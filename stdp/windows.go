package stdp

// The four windows of the orientation ring (Ladret & Perrinet's notebook
// FINAL_1_couche), all-to-all pairing with multiplicative dependence, built on
// A = .025 and τ = 30 ms.

// Causal strengthens a synapse whose source fires before its target and
// weakens it otherwise.
func Causal() *Pair { return window(0.0375, 0.025, 37.5) }

// Anticausal weakens where Causal strengthens. Both its amplitudes are
// negative, so its other half grows in proportion to the weight.
func Anticausal() *Pair { return window(-0.0075, -0.025, 22.5) }

// SymmetricPlus strengthens at either order.
func SymmetricPlus() *Pair { return window(0.025, -0.025, 48) }

// SymmetricMinus weakens at either order.
func SymmetricMinus() *Pair { return window(-0.04375, 0.025, 30) }

// The amplitude and time constant that the four windows are built on.
const (
	BaseA     = 0.025
	BaseTauMs = 30.0
)

func window(aPlus, aMinus, tauPlus float64) *Pair {
	return &Pair{APlus: aPlus, AMinus: aMinus, TauPlusMs: tauPlus, TauMinusMs: BaseTauMs,
		Dependence: Multiplicative, Mu: 0.4, WRef: 0.01, Pairing: All, Clip: ClipBoth}
}

// Scaled is the same window with both amplitudes and both time constants
// multiplied.
func (p *Pair) Scaled(amplitude, tau float64) *Pair {
	q := *p
	q.APlus *= amplitude
	q.AMinus *= amplitude
	q.TauPlusMs *= tau
	q.TauMinusMs *= tau
	return &q
}
