package web

// figure is a panel or a file of the page.
type figure struct {
	name, title, note string
	tab               string // the title in a row of tabs, where it is another
}

// short is the title where there is little room.
func (f figure) short() string {
	if f.tab != "" {
		return f.tab
	}
	return f.title
}

// benched are the panels that share a place, in the order of their tabs.
var benched = []figure{
	{name: "weights", title: "Weights"},
	{name: "sequences", title: "Sequences", note: "spikes by preferred θ"},
	{name: "learning", title: "Learning", note: "by sequence"},
	{name: "stdp", title: "Plasticity", note: "the rules at work"},
	{name: "delays", title: "Rate and coherence by delay", tab: "Delays", note: "bars: standard error"},
	{name: "statistics", title: "How the cells fire", tab: "Statistics", note: "last 20 s"},
	{name: "traces", title: "Traces", note: "three cells"},
	{name: "spectrum", title: "Spectrum of the stimulus", tab: "Spectrum", note: "dashed: the mean speed"},
	{name: "luminance", title: "Luminance of the frame", tab: "Luminance", note: "linear"},
}

// drawn are the figures of the download menu.
var drawn = append([]figure{
	{name: "orientation", title: "Orientation"}, {name: "tuning", title: "Tuning"}, {name: "raster", title: "Raster"}, {name: "rates", title: "Rates"},
}, benched...)

// pressed is the value of aria-pressed.
func pressed(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}
