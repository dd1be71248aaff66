package stimuli

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"unicode"

	"striate/params"
	"striate/sim"
)

// Part is a stimulus that others are made of: any kind but those that hold
// stimuli themselves, so that they cannot hold each other without end. It has
// no screen of its own: what holds it gives it one when it opens.
type Part interface{ Stimulus }

// Composite is a stimulus made of others.
type Composite interface {
	Stimulus
	// Parts are the stimuli that it shows, in order, on the screens that it
	// gives them.
	Parts() []Stimulus
}

func init() {
	params.Subset[Part](func(s Stimulus) bool { _, made := s.(Composite); return !made })
}

// Leaves are the stimuli that s is made of, s itself if it is not made of others.
func Leaves(s Stimulus) []Stimulus {
	c, ok := s.(Composite)
	if !ok {
		return []Stimulus{s}
	}
	var out []Stimulus
	for _, p := range c.Parts() {
		out = append(out, Leaves(p)...)
	}
	return out
}

// HasVideo says whether s shows a video, from a file or frames pushed.
func HasVideo(s Stimulus) bool {
	for _, p := range Leaves(s) {
		if _, ok := p.(*Video); ok {
			return true
		}
	}
	return false
}

// Waits says whether s waits for frames that have to be pushed.
func Waits(s Stimulus) bool {
	for _, p := range Leaves(s) {
		if v, ok := p.(*Video); ok && v.File == "" {
			return true
		}
	}
	return false
}

// FileIn is the file that a parameter of a stimulus names when it is given
// that value, empty if it names none: the path ends in "file", or in "items"
// one of which is given a file.
func FileIn(path, value string) string {
	path = path[strings.LastIndexByte(path, '.')+1:]
	if path == "file" {
		return value
	}
	if path != "items" {
		return ""
	}
	for _, entry := range strings.FieldsFunc(value, func(r rune) bool { return r == ';' || unicode.IsSpace(r) }) {
		if key, name, ok := strings.Cut(entry, "="); ok && name != "" && FileIn(key, name) != "" {
			return name
		}
	}
	return ""
}

// File is the first file that s names, empty if there is none.
func File(s Stimulus) string {
	for _, p := range params.Describe(s) {
		if p.Type != params.Text {
			continue
		}
		v, err := params.Get(s, p.Path)
		if text, ok := v.(string); err == nil && ok {
			if name := FileIn(p.Path, text); name != "" {
				return name
			}
		}
	}
	return ""
}

// Turnable is a composite whose parts a protocol may turn.
type Turnable interface {
	Composite
	// Turned are the parts themselves, of which the first with an orientation
	// is turned.
	Turned() []Part
}

// oriented is s, or the first of its parts, that has an orientation to turn;
// nil if there is none. A sequence has none: it is a protocol itself.
func oriented(s Stimulus) Stimulus {
	if _, err := params.Get(s, "theta_deg"); err == nil {
		return s
	}
	if t, ok := s.(Turnable); ok {
		for _, p := range t.Turned() {
			if o := oriented(p); o != nil {
				return o
			}
		}
	}
	return nil
}

// Turn sets the orientation of s, of a composite that of the first part that
// has one. Without any it does nothing.
func Turn(s Stimulus, deg float64) {
	if o := oriented(s); o != nil {
		_ = params.Set(o, "theta_deg", deg) // out of range it stays as it was
	}
}

// Orientation is what Turn sets, deg; NaN where there is nothing to turn.
func Orientation(s Stimulus) float64 {
	if o := oriented(s); o != nil {
		if v, err := params.Get(o, "theta_deg"); err == nil {
			return v.(float64)
		}
	}
	return math.NaN()
}

// SpatialFreq is the spatial frequency of s in c/deg, of a composite that of
// the first part that has one; ok is false where none has.
func SpatialFreq(s Stimulus) (cpd float64, ok bool) {
	for _, p := range Leaves(s) {
		if v, err := params.Get(p, "sf_cpd"); err == nil {
			return v.(float64), true
		}
	}
	return 0, false
}

// PusherOf finds what takes frames from outside: the movie itself, or the
// first of its parts that does.
func PusherOf(m Movie) (Pusher, bool) {
	if p, ok := m.(Pusher); ok {
		return p, true
	}
	if c, ok := m.(interface{ inside() []*partMovie }); ok {
		for _, p := range c.inside() {
			if found, ok := PusherOf(p.movie); ok {
				return found, true
			}
		}
	}
	return nil, false
}

// onScreen is a copy of s for another screen.
func onScreen(s Stimulus, g Screen) Stimulus {
	v := reflect.New(reflect.TypeOf(s).Elem())
	v.Elem().Set(reflect.ValueOf(s).Elem())
	c := v.Interface().(Stimulus)
	*c.Geometry() = g
	return c
}

// partOf is a part with the name of the parameter that holds it.
type partOf struct {
	name string
	of   params.OneOf[Part]
}

// validParts validates parts on the screen that they will have.
func validParts(g Screen, parts ...partOf) error {
	for _, p := range parts {
		if err := Validate(onScreen(p.of.Value, g)); err != nil {
			return params.Under(p.name, err)
		}
	}
	return nil
}

// partMovie is a part at work.
type partMovie struct {
	name  string
	s     Stimulus // on the screen that it was given
	movie Movie
	shown *sim.Frame // last painted
}

// openParts opens parts on screen g, each with randomness of its own.
func openParts(g Screen, seed sim.Seed, parts ...partOf) ([]*partMovie, error) {
	out := make([]*partMovie, len(parts))
	for i, p := range parts {
		s := onScreen(p.of.Value, g)
		m, err := s.Open(seed.Sub(p.name))
		if err != nil {
			return nil, params.Under(p.name, err)
		}
		out[i] = &partMovie{name: p.name, s: s, movie: m, shown: sim.NewFrame(g.Width, g.Height)}
	}
	return out, nil
}

// retuneParts gives the movies new parameters: all of them or, with an error,
// none.
func retuneParts(movies []*partMovie, g Screen, parts ...partOf) error {
	if len(movies) != len(parts) {
		return &params.Error{Path: "stimulus", Found: fmt.Sprintf("%d parts", len(parts)), Want: fmt.Sprintf("%d, as they are open", len(movies))}
	}
	next := make([]Stimulus, len(parts))
	for i, p := range parts {
		next[i] = onScreen(p.of.Value, g)
		if is, was := reflect.TypeOf(next[i]), reflect.TypeOf(movies[i].s); is != was {
			return &params.Error{Path: p.name + ".kind", Found: p.of.Kind, Want: fmt.Sprintf("%v, the kind that is running", was)}
		}
	}
	for i, m := range movies {
		err := m.retune(next[i])
		if err == nil {
			continue
		}
		for _, done := range movies[:i] {
			_ = done.retune(done.s) // what it had before
		}
		return params.Under(m.name, err)
	}
	for i, m := range movies {
		m.s = next[i]
	}
	return nil
}

func (m *partMovie) retune(s Stimulus) error {
	r, ok := m.movie.(Retunable)
	if !ok {
		return fmt.Errorf("%T cannot take new parameters while it runs", m.s)
	}
	return r.Retune(s)
}

// paint paints frame k of the part.
func (m *partMovie) paint(k int64) *sim.Frame {
	m.movie.Paint(m.shown, k)
	return m.shown
}

// stateOf walks over parts.
func stateOf(a *sim.Archive, movies []*partMovie) {
	for _, m := range movies {
		a.Label(m.name)
		m.movie.State(a)
	}
}

// savedDeg is an orientation in a state: 0 to 180, or NaN.
func savedDeg(a *sim.Archive, deg *float64) {
	sim.Value(a, deg)
	if d := *deg; !math.IsNaN(d) && !(d >= 0 && d <= 180) {
		a.Fail(fmt.Errorf("saved with an orientation of %g deg, want 0 to 180", d))
	}
}

// clip01 is what a screen can show.
func clip01(l float64) float32 { return float32(min(1, max(0, l))) }
