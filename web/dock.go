package web

import (
	"cmp"
	"slices"
	"strings"

	"striate/params"
)

// perRow is how many sliders a row of the dock holds.
const perRow = 5

// inFront are the parameters that a row takes first, by key; the rest of a row
// is filled in order of declaration.
var inFront = []string{"theta_deg", "b_theta_deg", "sf_cpd", "speed_dps", "tf_hz", "contrast_pct"}

// stays are the three sliders of a narrow screen.
var stays = []string{"theta_deg", "b_theta_deg", "contrast_pct"}

// learning is the title of the plasticity group, the second row.
const learning = "Learning"

// titles name the groups whose key is not the word a reader expects.
var titles = map[string]string{
	"": "Run", "plasticity": learning, "rule": learning, "retina": "Retina and LGN", "readout": "Read-out", "protocol": "Protocol", "probe": "Traces",
	"stimulus.a": "First stimulus", "stimulus.b": "Second stimulus", "stimulus.of": "Shown stimulus", "stimulus.by": "Masking stimulus",
	screen: "Screen", "network.cell": "Cells", "network.rs": "RS cells", "network.fs": "FS cells", "delay_ms": "Delay", "ee_rule": "E→E plasticity", "ie_rule": "I→E plasticity",
}

// NewDock arranges the parameters of an experiment. value gives the current
// value at a path, changed lists the paths that differ from the preset, idle
// the sections whose controls would move nothing: they are left out.
func NewDock(ps []params.Param, value func(path string) any, changed []string, idle ...string) DockView {
	var d DockView
	groups, order := map[string]*Group{}, []string{}
	kinds := map[string]string{}
	turns := value("protocol.kind") != nil && value("protocol.kind") != "hold"
	for _, p := range ps {
		if p.Path == "preset" || p.Path == "seed" {
			continue // they have their place in the run bar
		}
		if section, _, _ := strings.Cut(p.Path, "."); slices.Contains(idle, section) && p.Path != "stimulus.kind" {
			continue
		}
		if strings.HasPrefix(p.Path, "stimulus.by.") && value("stimulus.mask") != "stimulus" {
			continue // another mask is at work
		}
		c := Control{Param: p, Value: value(p.Path)}
		c.Driven = turns && c.Cyclic()
		if c.Value == nil {
			c.Value = p.Default
		}
		c.Idle = idleWords(p, ps, value)
		c.Changed = slices.Contains(changed, p.Path) && !(c.Value == p.Default && ofOtherKind(p, changed))
		if p.Path == "stimulus.kind" {
			d.Kind = c
		}
		if p.Key == "kind" {
			if s, ok := c.Value.(string); ok {
				kinds[strings.TrimSuffix(p.Path, ".kind")] = words(s)
			}
			if p.Path == "stimulus.kind" || len(p.Choices) < 2 {
				continue
			}
		}
		name := groupOf(p.Path)
		g := groups[name]
		if g == nil {
			g = &Group{Name: name, Title: title(name), Note: kinds[name]}
			groups[name], order = g, append(order, name)
		}
		g.Controls = append(g.Controls, c)
	}
	first := "stimulus"
	if slices.Contains(idle, "stimulus") {
		first = "input"
	}
	if slices.Contains(idle, "input") {
		first = "network"
	}
	second := learns(order)
	for _, name := range order {
		if name == first || name == second {
			row, listed := Group{}, rowOf[kindOf(d.Kind)]
			if name == "stimulus" && listed != nil {
				row = pickRow(groups[name], groups, listed)
			} else {
				row = takeRow(groups[name])
			}
			if title(name) == learning {
				row.Note = strings.TrimSpace(row.Note + " rule")
				if row.Note == "rule" {
					row.Note = "pair rule"
				}
				borrow(&row, groups, order, "w_max_ns")
				borrow(&row, groups, order, "input_e_w_max_ns")
			}
			if len(row.Controls)+len(row.Flags) > 0 {
				d.Rows = append(d.Rows, row)
			}
		}
	}
	slices.SortStableFunc(d.Rows, func(a, b Group) int { return rank(a) - rank(b) })
	if len(d.Rows) == 2 && len(d.Rows[1].Flags) == 0 { // its place is at the end of the second
		d.Rows[1].Flags, d.Rows[0].Flags = d.Rows[0].Flags, nil
	}
	front(d.Rows)
	for _, name := range drawer(order) {
		if g := groups[name]; len(g.Controls) > 0 {
			d.More = append(d.More, *g)
		}
	}
	return d
}

// idleWords says why p has no effect at present: "No effect while aperture is
// full."; empty where it has one.
func idleWords(p params.Param, ps []params.Param, value func(path string) any) string {
	need, now, idle := p.Idle(value)
	if !idle {
		return ""
	}
	name := need.Path
	if i := slices.IndexFunc(ps, func(q params.Param) bool { return q.Path == need.Path }); i >= 0 {
		name = cmp.Or(ps[i].Symbol, ps[i].Label)
	}
	switch now {
	case "":
		now = "empty"
	case "false":
		now = "off"
	case "true":
		now = "on"
	}
	return "No effect while " + name + " is " + words(now) + "."
}

// ofOtherKind says whether another kind than the preset's was chosen for the
// part p belongs to: then the preset has no say in p.
func ofOtherKind(p params.Param, changed []string) bool {
	return p.Key != "kind" && slices.ContainsFunc(changed, func(path string) bool {
		section, isKind := strings.CutSuffix(path, "kind")
		return isKind && strings.HasSuffix(section, ".") && strings.HasPrefix(p.Path, section)
	})
}

// learns is the group of the second row: the plasticity, or, where nothing
// learns, the cells.
func learns(order []string) string {
	for _, want := range []func(string) bool{
		func(name string) bool { return title(name) == learning },
		func(name string) bool { return name == "network.cell" || name == "network.rs" },
	} {
		if i := slices.IndexFunc(order, want); i >= 0 {
			return order[i]
		}
	}
	return ""
}

// rank puts what is shown above what is learnt.
func rank(g Group) int {
	if g.Title == learning || strings.HasPrefix(g.Name, "network.") {
		return 1
	}
	return 0
}

// takeRow moves the sliders and switches that stay in sight out of g.
func takeRow(g *Group) Group {
	row := Group{Name: g.Name, Title: g.Title, Note: g.Note}
	if len(g.Controls) == 0 {
		return row
	}
	main := func(c Control) bool { return c.Tier != "more" }
	// in order of preference for a stimulus, of declaration otherwise
	var sliders []Control
	for _, key := range inFront {
		for _, c := range g.Controls {
			if c.Key == key && main(c) && c.Slides() {
				sliders = append(sliders, c)
			}
		}
	}
	for _, c := range g.Controls {
		if main(c) && c.Slides() && !slices.Contains(inFront, c.Key) {
			sliders = append(sliders, c)
		}
	}
	sliders = sliders[:min(len(sliders), perRow)]
	taken := map[string]bool{}
	for _, c := range sliders {
		taken[c.Path] = true
	}
	row.Controls = sliders
	for _, c := range g.Controls {
		if main(c) && c.Type == params.Flag && len(row.Flags) == 0 {
			row.Flags, taken[c.Path] = append(row.Flags, c), true
		}
	}
	g.Controls = slices.DeleteFunc(g.Controls, func(c Control) bool { return taken[c.Path] })
	return row
}

// front marks the three sliders of a narrow screen.
func front(rows []Group) {
	n := 0
	mark := func(want func(Control) bool) {
		for r := range rows {
			for i := range rows[r].Controls {
				if c := &rows[r].Controls[i]; n < len(stays) && !c.Front && want(*c) {
					c.Front = true
					n++
				}
			}
		}
	}
	mark(func(c Control) bool { return slices.Contains(stays, c.Key) })
	mark(func(Control) bool { return true })
}

// borrow fills a row with a slider of another group, by key: the ceiling of
// the weights belongs beside the rule that moves them.
func borrow(row *Group, groups map[string]*Group, order []string, key string) {
	if len(row.Controls) >= perRow {
		return
	}
	for _, name := range order {
		g := groups[name]
		for i, c := range g.Controls {
			if c.Key == key && c.Tier != "more" && c.Slides() {
				row.Controls = append(row.Controls, c)
				g.Controls = slices.Delete(g.Controls, i, i+1)
				return
			}
		}
	}
}

// title is what a reader calls a group: "Ring, cell" for "ring.cell".
func title(name string) string {
	if t, ok := titles[name]; ok {
		return t
	}
	parts := strings.Split(name, ".")
	if t, ok := titles[parts[len(parts)-1]]; ok {
		return t
	}
	if up, last := groupOf(name), parts[len(parts)-1]; titles[up] != "" && up != "" {
		return titles[up] + ", " + words(last)
	}
	s := words(strings.Join(parts, ", "))
	s = strings.NewReplacer("lgn", "LGN", ", rf", ", receptive fields", ", cell", ", cells").Replace(s)
	return strings.ToUpper(s[:1]) + s[1:]
}

// words turns a kind or key into what a reader would say; cell models keep the
// names they have in PyNN.
func words(key string) string {
	if rest, ok := strings.CutPrefix(key, "if_"); ok {
		return "IF_" + rest
	}
	return strings.ReplaceAll(key, "_", " ")
}
