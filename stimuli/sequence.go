package stimuli

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"striate/params"
	"striate/sim"
)

// Sequence is a protocol: stimuli shown one after another, each for its time,
// with a blank between them. Times are those at which a frame begins: frame k
// shows what is due at k/fps, so that every onset is exact to the frame and no
// rounding adds up, however long the sequence goes on.
type Sequence struct {
	_ struct{} `eq:"frame k shows what is due at k/fps;  a blank of ISI between items;  luminance = ½ + C (item − ½)"`

	Screen
	Items    string  `json:"items" label:"items" default:"2: grating theta_deg=30; 2: grating theta_deg=120" live:"rebuild" doc:"what is shown, as in \"2: grating theta_deg=45; 1: motion_cloud theta_deg=90 b_theta_deg=10\": seconds, a kind of stimulus and what differs from its defaults; any kind but sequence"`
	Gap      float64 `json:"isi_s" sym:"ISI" label:"blank between" unit:"s" default:"0.5" range:"0,3600" step:"0.05" live:"rebuild" doc:"blank after each item, the inter-stimulus interval, 0 for none"`
	Loop     bool    `json:"loop" label:"loop" default:"true" live:"rebuild" doc:"begin again after the last item, else the screen stays blank"`
	Frozen   bool    `json:"frozen" label:"frozen noise" default:"true" live:"rebuild" tier:"more" doc:"the same noise each time that an item comes round, else new noise"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"100" range:"0,100" step:"1" doc:"contrast of all items about mean grey, 100 as they are, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("sequence", func() Stimulus { return new(Sequence) })
	params.Subset[item](func(s Stimulus) bool { _, nested := s.(*Sequence); return !nested })
}

// item is any kind that a sequence may show.
type item interface{ Stimulus }

// MaxItems of a sequence.
const MaxItems = 100

// maxItemS is the longest time that an item is shown, s.
const maxItemS = 36_000

// shownItem is an item as its text describes it.
type shownItem struct {
	text  string
	lasts float64 // s
	kind  string
	s     Stimulus
}

// itemHolder takes the parameters of an item, which has no screen of its own.
type itemHolder struct {
	Item params.OneOf[item] `json:"item" default:"blank" without:"Screen"`
}

// items reads the text; each item is validated on the screen of the sequence.
func (s *Sequence) items() ([]shownItem, error) {
	var out []shownItem
	for _, entry := range strings.Split(s.Items, ";") {
		text := strings.Join(strings.Fields(entry), " ")
		if text == "" {
			continue
		}
		it, err := s.item(text, len(out)+1)
		if err != nil {
			if e, ok := err.(*params.Error); ok && e.Path != "items" {
				err = &params.Error{
					Path: "items", Found: fmt.Sprintf("item %d %q", len(out)+1, text),
					Want: "a stimulus that can be shown; " + strings.TrimPrefix(err.Error(), "item."),
				}
			}
			return nil, err
		}
		if out = append(out, it); len(out) > MaxItems {
			return nil, &params.Error{Path: "items", Found: fmt.Sprintf("%d items", strings.Count(s.Items, ";")+1), Want: fmt.Sprintf("at most %d", MaxItems)}
		}
	}
	if len(out) == 0 {
		return nil, &params.Error{Path: "items", Found: strconv.Quote(s.Items), Want: wantItems}
	}
	return out, nil
}

const wantItems = `items like "2: grating theta_deg=45", seconds first`

// item reads item n, from 1.
func (s *Sequence) item(text string, n int) (shownItem, error) {
	refuse := func(want string) (shownItem, error) {
		return shownItem{}, &params.Error{Path: "items", Found: fmt.Sprintf("item %d %q", n, text), Want: want}
	}
	seconds, rest, ok := strings.Cut(text, ":")
	lasts, read := params.Quantity(seconds, "s")
	fields := strings.Fields(rest)
	if !ok || !read || len(fields) == 0 {
		return refuse(wantItems)
	}
	if !(lasts*s.FPS >= 1-1e-9 && lasts <= maxItemS) {
		return refuse(fmt.Sprintf("%.3g to %d s, at least one frame", 1/s.FPS, maxItemS))
	}
	it := shownItem{text: text, lasts: lasts, kind: fields[0]}
	var h itemHolder
	if err := params.SetDefaults(&h); err != nil {
		return it, err
	}
	values := map[string]any{"item.kind": it.kind}
	for _, f := range fields[1:] {
		key, value, ok := strings.Cut(f, "=")
		if _, twice := values["item."+key]; !ok || twice || key == "" {
			return refuse(wantItems + ", and each parameter once, as name=value")
		}
		values["item."+key] = value
	}
	if err := params.SetAll(&h, values); err != nil {
		return it, err
	}
	if it.s = onScreen(h.Item.Value, s.Screen); Waits(it.s) {
		return refuse("a video with a file: no frames are sent into a sequence")
	}
	return it, Validate(it.s)
}

// check looks at what the text and the blank say.
func (s *Sequence) check() error {
	if s.Gap != 0 && !(s.Gap*s.FPS >= 1-1e-9) {
		return &params.Error{Path: "isi_s", Found: params.FormatNumber(s.Gap), Want: fmt.Sprintf("0, or at least one frame, %.3g s", 1/s.FPS)}
	}
	_, err := s.items()
	return err
}

// Parts are described at [Composite]: the items, none where they cannot be read.
func (s *Sequence) Parts() []Stimulus {
	items, _ := s.items()
	out := make([]Stimulus, len(items))
	for i, it := range items {
		out[i] = it.s
	}
	return out
}

// schedule is when the items of a sequence are shown.
type schedule struct {
	items  []shownItem
	at     []float64 // s, onset of each in the first round
	period float64   // s, of a round
	loop   bool
	fps    float64
}

func (s *Sequence) schedule() (schedule, error) {
	items, err := s.items()
	if err != nil {
		return schedule{}, err
	}
	c := schedule{items: items, loop: s.Loop, fps: s.FPS}
	for _, it := range items {
		c.at = append(c.at, c.period)
		c.period += it.lasts + s.Gap
	}
	return c, nil
}

// frames are the first frame of presentation n and the first after it.
func (c *schedule) frames(n int64) (on, off int64) {
	i := int(n % int64(len(c.items)))
	at := float64(n/int64(len(c.items)))*c.period + c.at[i]
	return c.frameAt(at), c.frameAt(at + c.items[i].lasts)
}

// frameAt is the first frame that begins at t s or after it. A time that is a
// whole number of frames but for rounding is that frame.
func (c *schedule) frameAt(t float64) int64 {
	k := t * c.fps
	if near := math.Round(k); math.Abs(k-near) <= 1e-9+1e-12*k {
		return int64(near)
	}
	return int64(math.Ceil(k))
}

// due is the presentation that frame k belongs to, or -1 in a blank.
func (c *schedule) due(k int64) (n int64) {
	items := int64(len(c.items))
	round := max(0, int64(float64(k)/c.fps/c.period)-1)
	if !c.loop {
		round = 0
	}
	for n = round * items; c.loop || n < items; n++ {
		on, off := c.frames(n)
		if k < on {
			return -1
		}
		if k < off {
			return n
		}
	}
	return -1
}

// Showing is one presentation of an item of a sequence.
type Showing struct {
	Item     int     // from 0
	Kind     string  // of stimulus
	ThetaDeg float64 // NaN where it has none
	Text     string  // of the item: "2: grating theta_deg=45"
	On, Off  int64   // first frame, and first frame after it
	OnS      float64 // when those two begin, s
	OffS     float64
}

// Showings are the presentations that begin in the first so many frames, in
// order.
func (s *Sequence) Showings(frames int64) ([]Showing, error) {
	c, err := s.schedule()
	if err != nil {
		return nil, err
	}
	var out []Showing
	for n := int64(0); c.loop || n < int64(len(c.items)); n++ {
		on, off := c.frames(n)
		if on >= frames {
			break
		}
		i := int(n % int64(len(c.items)))
		it := c.items[i]
		out = append(out, Showing{
			Item: i, Kind: it.kind, ThetaDeg: Orientation(it.s), Text: it.text,
			On: on, Off: off, OnS: float64(on) / c.fps, OffS: float64(off) / c.fps,
		})
	}
	return out, nil
}

// Open tries every item out, so that none fails when its time comes.
func (s *Sequence) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(s); err != nil {
		return nil, err
	}
	c, err := s.schedule()
	if err != nil {
		return nil, err
	}
	tried := map[string]bool{}
	for i, it := range c.items {
		_, what, _ := strings.Cut(it.text, ":")
		if what = strings.TrimSpace(what); tried[what] {
			continue
		}
		tried[what] = true
		if _, err := it.s.Open(seed); err != nil {
			return nil, &params.Error{Path: "items", Found: fmt.Sprintf("item %d %q", i+1, it.text), Want: "a stimulus that can be shown; " + err.Error()}
		}
	}
	return &sequenceMovie{s: *s, schedule: c, seed: seed, shown: -1, last: -1, trueDeg: math.NaN()}, nil
}

type sequenceMovie struct {
	s        Sequence
	schedule schedule
	seed     sim.Seed
	shown    int64 // presentation that is on, -1 in a blank
	movie    Movie // of it, nil in a blank
	last     int64 // frame last painted, -1 before the first
	trueDeg  float64
}

// begin opens what is due in frame k, if it is not on yet.
func (m *sequenceMovie) begin(k int64) {
	n := m.schedule.due(k)
	if n == m.shown {
		return
	}
	m.shown, m.movie = n, nil
	if n < 0 {
		return
	}
	i := n % int64(len(m.schedule.items))
	name := fmt.Sprintf("item %d", i)
	if !m.s.Frozen {
		name = fmt.Sprintf("presentation %d", n)
	}
	var err error
	if m.movie, err = m.schedule.items[i].s.Open(m.seed.Sub(name)); err != nil {
		m.movie = nil // a file that is gone since: the item is blank
	}
}

// Retune takes another contrast; other items are another sequence.
func (m *sequenceMovie) Retune(next Stimulus) error {
	s, err := sameKind(next, &m.s)
	if err != nil {
		return err
	}
	same := *s
	same.Contrast = m.s.Contrast
	if same != m.s {
		return &params.Error{Path: "items", Found: strconv.Quote(s.Items), Want: strconv.Quote(m.s.Items) + ", which is running, with the same isi_s, loop and frozen"}
	}
	m.s = *s
	return nil
}

// TrueDeg is the orientation of the item in the frame last painted, NaN in a
// blank.
func (m *sequenceMovie) TrueDeg() float64 { return m.trueDeg }

// naturalNow says whether the frame last painted is of a natural item.
func (m *sequenceMovie) naturalNow() bool {
	return m.movie != nil && IsNatural(m.schedule.items[m.shown%int64(len(m.schedule.items))].s)
}

// State is described at [Movie].
func (m *sequenceMovie) State(a *sim.Archive) {
	a.Label("sequence")
	sim.Value(a, &m.last)
	savedDeg(a, &m.trueDeg)
	if most := int64(1) << 40; !(m.last >= -1 && m.last <= most) {
		a.Fail(fmt.Errorf("saved at frame %d of a sequence, want -1 to %d", m.last, most))
	}
	if a.Err() != nil {
		return
	}
	if a.Loading() {
		if m.shown, m.movie = -1, nil; m.last >= 0 {
			m.begin(m.last)
		}
	}
	if m.movie != nil {
		m.movie.State(a)
	}
}

// Paint writes frame k.
func (m *sequenceMovie) Paint(dst *sim.Frame, k int64) {
	m.begin(k)
	m.last, m.trueDeg = k, math.NaN()
	if m.movie == nil {
		dst.Fill(0.5)
		return
	}
	on, _ := m.schedule.frames(m.shown)
	m.movie.Paint(dst, k-on)
	gain := m.s.Contrast / 100
	if gain != 0 {
		m.trueDeg = m.movie.TrueDeg()
	}
	if gain == 1 {
		return
	}
	for i, l := range dst.Pix {
		dst.Pix[i] = clip01(0.5 + gain*(float64(l)-0.5))
	}
}

var (
	_ Retunable = (*sequenceMovie)(nil)
	_ Composite = (*Sequence)(nil)
)
