package experiment

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"striate/params"
)

// Link is all that a run is repeated from, in one line that a person can read
// and that goes behind the # of an address:
//
//	preset=first-light&seed=42&engine=0.1.0&t=12.4&hash=8f3a2c1b&stimulus.theta_deg=120&then=5.2:stimulus.theta_deg=61~62~64;9:ring.plasticity.learning=false
//
// Parameters that are not named have the preset's values. What was changed in
// flight stands after then, changes between ;, parameters of one change
// between a comma. A change without a path is of the parameter before, and ~
// goes on to the next display frame. Characters with a meaning of their own,
// and what no address may have, are written %XX within a value.
type Link struct {
	Engine  string // that made it
	TimeS   float64
	Hash    string // the first digits of the spike hash at that time
	Start   *Experiment
	Changes []Change
	Lost    string // why the changes do not repeat the run; then Start is how it was at TimeS
}

// hashDigits of a link.
const hashDigits = 8

// maxLink is how long a link to be read may be.
const maxLink = 100_000

// Link is what repeats the run up to now on that engine. One whose changes take
// more than most characters has the values of now alone, and says so in Lost.
func (r *Run) Link(engine string, most int) Link {
	list, lost := r.Changes()
	l := Link{Engine: engine, TimeS: timeOf(r.frame, r.exp.FPS()), Hash: r.hash.Sum()[:hashDigits], Start: r.log.start, Changes: list, Lost: lost}
	if l.Lost == "" && len(l.String()) > most {
		l.Lost = fmt.Sprintf("its %d changes do not fit into a link", len(list))
	}
	if l.Lost != "" || r.frame == 0 {
		l.Start, l.Changes, l.Hash, l.TimeS = r.given, nil, "", 0
	}
	return l
}

// Settings is the link of the values of now, from 0.
func (s *Session) Settings(engine string) (l Link, err error) {
	err = s.do(func() { l = Link{Engine: engine, Start: s.run.given} })
	return l, err
}

// Link is the run of a result, to its end.
func (r *Result) Link(engine string) Link {
	if r.lost != "" {
		return Link{Engine: engine, Start: r.Experiment, Lost: r.lost}
	}
	return Link{Engine: engine, Start: r.Start, Changes: r.Changes, TimeS: r.Summary.DurationS, Hash: r.Summary.SpikeHash[:hashDigits]}
}

// Link is described at [Run.Link].
func (s *Session) Link(engine string, most int) (l Link, err error) {
	err = s.do(func() { l = s.run.Link(engine, most) })
	return l, err
}

// String is the line.
func (l Link) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "preset=%s&seed=%d&engine=%s", escape(l.Start.Preset), l.Start.Seed, escape(l.Engine))
	if l.Hash != "" {
		fmt.Fprintf(&b, "&t=%s&hash=%s", seconds(l.TimeS, l.Start.FPS()), l.Hash)
	}
	base, err := Preset(l.Start.Preset)
	if err != nil {
		base = Defaults()
	}
	values := difference(base, l.Start)
	delete(values, "seed")
	delete(values, "preset")
	for _, path := range sortedPaths(values) {
		fmt.Fprintf(&b, "&%s=%s", path, writeValue(values[path]))
	}
	if len(l.Changes) > 0 {
		b.WriteString("&then=")
		writeChanges(&b, l.Changes, l.Start.FPS())
	}
	return b.String()
}

// sortedPaths has kinds first, as they bring parameters with them.
func sortedPaths(values map[string]any) []string {
	var out []string
	for path := range values {
		out = append(out, path)
	}
	slices.SortFunc(out, func(a, b string) int {
		if ka, kb := strings.HasSuffix(a, ".kind"), strings.HasSuffix(b, ".kind"); ka != kb {
			if ka {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	return out
}

// nextFrames is the largest gap between two changes that is written by ~.
const nextFrames = 6

func writeChanges(b *strings.Builder, list []Change, fps float64) {
	path, frame := "", int64(0)
	for k, c := range list {
		at := int64(math.Round(c.TimeS * fps))
		paths := sortedPaths(c.Values)
		gap := at - frame
		frame = at
		if len(paths) == 1 && paths[0] == path {
			v := writeValue(c.Values[path])
			if v != "" && gap > 0 && gap <= nextFrames {
				b.WriteString(strings.Repeat("~", int(gap)) + v)
				continue
			}
			fmt.Fprintf(b, ";%s:%s", seconds(c.TimeS, fps), v)
			continue
		}
		if k > 0 {
			b.WriteByte(';')
		}
		fmt.Fprintf(b, "%s:", seconds(c.TimeS, fps))
		for n, p := range paths {
			if n > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(b, "%s=%s", p, writeValue(c.Values[p]))
		}
		if path = ""; len(paths) == 1 {
			path = paths[0]
		}
	}
}

// seconds has as many digits as tell one frame from the next.
func seconds(t, fps float64) string {
	digits := int(math.Floor(math.Log10(max(1, fps)))) + 1
	s := strconv.FormatFloat(t, 'f', digits, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

func writeValue(v any) string {
	if x, ok := v.(float64); ok {
		return params.FormatNumber(x)
	}
	return escape(fmt.Sprint(v))
}

// escape leaves letters, digits and a few signs that mean nothing here as they
// are.
func escape(s string) string {
	s = strings.NewReplacer("+", "%20", "~", "%7E").Replace(url.QueryEscape(s))
	return strings.ReplaceAll(s, "%2B", "+")
}

// RefusedLink is what a link asks for that this program does not have.
type RefusedLink struct{ All []error }

func (e *RefusedLink) Error() string {
	var words []string
	for _, err := range e.All {
		words = append(words, err.Error())
	}
	return strings.Join(words, "; ")
}

// Unwrap gives what was refused one by one.
func (e *RefusedLink) Unwrap() []error { return e.All }

// ReadLink reads a line that [Link.String] wrote, with or without what stands
// before its #. Where it asks for something that there is not, the link is
// without that, and the error is a *RefusedLink; of a line that is no link it
// is another.
func ReadLink(text string) (*Link, error) {
	if _, after, found := strings.Cut(text, "#"); found {
		text = after
	}
	bad := func(found, want string) error { return &params.Error{Path: "link", Found: found, Want: want} }
	if len(text) > maxLink {
		return nil, bad(fmt.Sprintf("%d characters", len(text)), fmt.Sprintf("at most %d", maxLink))
	}
	parts := map[string]string{}
	var order []string
	for _, part := range strings.Split(text, "&") {
		key, value, found := strings.Cut(part, "=")
		if name, err := url.PathUnescape(key); err == nil {
			key = name // the browser escapes some
		}
		if !found || key == "" {
			return nil, bad(strconv.Quote(short(part)), "NAME=VALUE between &")
		}
		if _, twice := parts[key]; twice {
			return nil, bad(short(key)+" twice", "each name once")
		}
		if key != "then" {
			plain, err := url.PathUnescape(value)
			if err != nil {
				return nil, bad(strconv.Quote(short(part)), "a value with characters as %XX")
			}
			value = plain
		}
		parts[key] = value
		order = append(order, key)
	}
	if parts["preset"] == "" {
		return nil, bad(strconv.Quote(short(text)), "preset=NAME among its parts")
	}
	e, err := Preset(parts["preset"])
	if err != nil {
		return nil, err
	}
	l := &Link{Engine: parts["engine"], Hash: parts["hash"]}
	var refused []error
	values := map[string]any{}
	for _, key := range order {
		switch key {
		case "preset", "engine", "hash", "t", "then", "panel": // panel: what the page shows first
		default:
			values[key] = parts[key]
		}
	}
	for _, path := range sortedPaths(values) {
		if err := params.Set(e, path, values[path]); err != nil {
			refused = append(refused, err)
		}
	}
	if err := e.check(); err != nil {
		return nil, err // of parameters that do not go together
	}
	l.Start = e
	if strings.Trim(l.Hash, "0123456789abcdef") != "" || len(l.Hash) > 64 {
		refused = append(refused, &params.Error{Path: "hash", Found: strconv.Quote(short(l.Hash)), Want: "hexadecimal digits"})
		l.Hash = ""
	}
	if t, given := parts["t"]; given {
		x, err := strconv.ParseFloat(t, 64)
		if err != nil || !(x >= 0 && x <= MaxDuration) {
			refused = append(refused, &params.Error{Path: "t", Found: strconv.Quote(short(t)), Want: fmt.Sprintf("0 to %d s", MaxDuration)})
			x, l.Hash = 0, ""
		}
		l.TimeS = timeOf(int64(math.Round(x*e.FPS())), e.FPS())
	}
	changes, err := readChanges(parts["then"], e.FPS())
	if err != nil {
		refused = append(refused, err)
	}
	if l.Changes, err = makeable(e, changes); err != nil {
		refused = append(refused, err.(*RefusedLink).All...)
	}
	if len(refused) > 0 {
		return l, &RefusedLink{refused}
	}
	return l, nil
}

// makeable are those of the changes that can be made; the error has the others.
func makeable(e *Experiment, list []Change) ([]Change, error) {
	todo, refused := tryOut(e, list)
	var out []Change
	for _, c := range todo {
		out = append(out, Change{timeOf(c.frame, e.FPS()), c.values})
	}
	if len(refused) > 0 {
		return out, &RefusedLink{refused}
	}
	return out, nil
}

// readChanges reads what stands after then.
func readChanges(text string, fps float64) ([]Change, error) {
	if !strings.Contains(text, ":") { // as some programs write links that they pass on
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
	}
	if text == "" {
		return nil, nil
	}
	var out []Change
	path := ""
	for _, entry := range strings.Split(text, ";") {
		bad := func(want string) error {
			return &params.Error{Path: "then", Found: strconv.Quote(short(entry)), Want: want}
		}
		when, what, found := strings.Cut(entry, ":")
		t, err := strconv.ParseFloat(when, 64)
		if !found || err != nil || !(t >= 0 && t <= MaxDuration) {
			return out, bad(`entries like "6.5:stimulus.theta_deg=120", time in s`)
		}
		add := func(frames int, values map[string]any) bool {
			out = append(out, Change{t + float64(frames)/fps, values})
			return len(out) <= MaxChanges
		}
		if parts := strings.Split(what, ","); len(parts) > 1 {
			values := map[string]any{}
			for _, p := range parts {
				key, value, found := strings.Cut(p, "=")
				if value, err = url.PathUnescape(value); !found || err != nil || key == "" {
					return out, bad("PATH=VALUE between commas")
				}
				values[key] = value
			}
			path = ""
			if !add(0, values) {
				return out, bad(fmt.Sprintf("at most %d changes", MaxChanges))
			}
			continue
		}
		if key, value, found := strings.Cut(what, "="); found {
			path, what = key, value
		}
		if path == "" {
			return out, bad("PATH=VALUE after the time")
		}
		steps := strings.Split(what, "~")
		for k, v := range steps {
			if v == "" && len(steps) > 1 {
				continue
			}
			if v, err = url.PathUnescape(v); err != nil {
				return out, bad("a value with characters as %XX")
			}
			if !add(k, map[string]any{path: v}) {
				return out, bad(fmt.Sprintf("at most %d changes", MaxChanges))
			}
		}
	}
	return out, nil
}

// Final is the experiment with all changes made.
func (l *Link) Final() (*Experiment, error) {
	e := l.Start.Clone()
	for _, c := range l.Changes {
		if err := e.Set(c.Values); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// short cuts what is quoted in an error.
func short(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
