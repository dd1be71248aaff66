package stimuli

// Natural is a stimulus that shows pictures of things: it has no one
// orientation to declare, so TrueDeg is NaN, and what the bars of a frame are
// is for an analysis of the frame to say.
type Natural interface {
	Stimulus
	natural()
}

// IsNatural tells whether s, or what it shows of others, is a Natural stimulus.
func IsNatural(s Stimulus) bool {
	switch c := s.(type) {
	case Natural:
		return true
	case *Masked: // whatever its mask is
		return IsNatural(c.Of.Value)
	case Composite:
		for _, p := range c.Parts() {
			if IsNatural(p) {
				return true
			}
		}
	}
	return false
}

// ShowsNature tells whether the frame that m, opened from s, painted last is of
// a Natural stimulus: a sequence may show one now and another kind then.
func ShowsNature(s Stimulus, m Movie) bool {
	if now, ok := m.(interface{ naturalNow() bool }); ok {
		return now.naturalNow()
	}
	return IsNatural(s)
}

func (*Video) natural()       {}
func (*NaturalFilm) natural() {}
