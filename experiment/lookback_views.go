package experiment

import (
	"fmt"

	"striate/analysis"
	"striate/params"
)

// view prepares the figure of that name, of the part of the last minute that v
// says where it has a past.
func (m *Monitor) view(name string, v analysis.RasterView) (func() (*analysis.Figure, error), error) {
	switch {
	case name == "raster":
		return m.raster(v)
	case name == "rates":
		f, err := m.rates.View(v)
		return func() (*analysis.Figure, error) { return f, nil }, err
	case v != analysis.DefaultRasterView:
		if _, known := figures[name]; known {
			return nil, viewRefused(name, v)
		}
	}
	draw, err := m.figure(name)
	return func() (*analysis.Figure, error) { return draw(), nil }, err
}

// raster copies the spikes that a view needs; drawing them is left to the
// caller.
func (m *Monitor) raster(v analysis.RasterView) (func() (*analysis.Figure, error), error) {
	clock := &m.run.clock
	r := analysis.Recording{
		Dt: clock.Dt, Stop: clock.Step, First: max(m.began, m.recent.lost, clock.Step-m.recent.span),
		Populations: m.run.step.Populations, Changes: m.changes.Clone(),
	}
	from, until, err := v.Range(r.Dt, r.First, r.Stop)
	if err != nil {
		return nil, err
	}
	last := until - clock.Steps(sortS*1000) // seconds by whose rates rows may be sorted
	r.Spikes = m.recent.between(len(r.Populations), min(from, last), until)
	return func() (*analysis.Figure, error) { return v.Figure(r) }, nil
}

// usualRaster is that of the last seconds.
func (m *Monitor) usualRaster() *analysis.Figure {
	draw, err := m.raster(analysis.DefaultRasterView)
	if err == nil {
		var f *analysis.Figure
		if f, err = draw(); err == nil {
			return f
		}
	}
	panic(fmt.Sprintf("experiment: raster: %v", err)) // it asks for nothing that may not be there
}

// viewRefused names the first option that a figure does not take.
func viewRefused(name string, v analysis.RasterView) error {
	usual := analysis.DefaultRasterView
	was, is := params.Values(&usual), params.Values(&v)
	for _, p := range params.Describe(&v) {
		if is[p.Path] != was[p.Path] {
			return &params.Error{Path: p.Path, Found: fmt.Sprint(is[p.Path]), Want: "none: " + name + " shows the present, only raster and rates look back"}
		}
	}
	return nil
}
