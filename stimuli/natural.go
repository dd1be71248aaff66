package stimuli

// Natural is a stimulus that shows pictures of things: it has no one
// orientation to declare, so TrueDeg is NaN, and what the bars of a frame are
// is for an analysis of the frame to say.
type Natural interface {
	Stimulus
	natural()
}

// IsNatural tells whether s is a Natural stimulus.
func IsNatural(s Stimulus) bool {
	_, ok := s.(Natural)
	return ok
}

func (*Video) natural()       {}
func (*NaturalFilm) natural() {}
