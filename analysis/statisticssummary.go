package analysis

import "math"

// StatisticsSummary is the numbers of a Statistics, as a file holds them.
type StatisticsSummary struct {
	WindowS     Number                          `json:"window_s"` // time measured, whole bins
	BinMs       float64                         `json:"bin_ms"`
	MinSpikes   int                             `json:"min_spikes"`
	Populations map[string]PopulationStatistics `json:"populations"`
}

// PopulationStatistics is how the cells of one population fire; null where
// there are too few spikes to say.
type PopulationStatistics struct {
	RateHz   Number `json:"rate_hz"`    // mean over cells
	RateSDHz Number `json:"rate_sd_hz"` // standard deviation over cells
	Silent   int    `json:"silent"`     // cells without a spike

	CV    Number `json:"cv_isi"`   // of intervals (variance over n), mean over cells with min_spikes or more
	LV    Number `json:"lv"`       // local variation of the same cells, see [LV]
	Cells int    `json:"cv_cells"` // how many those are

	Correlation Number `json:"correlation"` // Pearson, of counts in bins, mean over pairs
	Kappa       Number `json:"kappa"`       // coherence in bins, mean over the same pairs, see [Kappa]
	Pairs       int    `json:"pairs"`       // pairs of which both cells fire
	Synchrony   Number `json:"synchrony"`   // χ² of counts in bins, over all cells, see [Synchrony]

	rates, cvs []float64 // of each cell, and of each cell with enough spikes
}

// Summary is the numbers of the window as it stands.
func (m *StatisticsMeter) Summary() StatisticsSummary {
	s := StatisticsSummary{WindowS: Number(m.Seconds()), BinMs: m.set.BinMs, MinSpikes: m.set.MinSpikes, Populations: map[string]PopulationStatistics{}}
	for i := range m.pops {
		s.Populations[m.pops[i].name] = m.read(i)
	}
	return s
}

// read is the numbers of population i.
func (m *StatisticsMeter) read(i int) PopulationStatistics {
	var p PopulationStatistics
	sums, seconds := m.pops[i].merged(), m.Seconds()
	bins := math.Round(seconds * 1000 / m.dt / float64(m.width))
	cv, lv, means := 0.0, 0.0, 0.0
	for _, c := range sums.cells {
		p.rates = append(p.rates, float64(c.spikes)/seconds)
		means += float64(c.spikes) / bins * float64(c.spikes) / bins
		if c.spikes == 0 {
			p.Silent++
		}
		if int(c.spikes) < m.set.MinSpikes || c.intervals < 2 || c.neighbours < 1 {
			continue
		}
		n, s := float64(c.intervals), float64(c.sum)
		x := math.Sqrt(max(0, n*float64(c.square)-s*s)) / s
		p.cvs = append(p.cvs, x)
		cv += x
		lv += 3 * c.lv / float64(c.neighbours)
	}
	mean, sd := moments(p.rates)
	p.RateHz, p.RateSDHz = Number(mean), Number(sd)
	p.Cells = len(p.cvs)
	p.CV, p.LV = Number(cv/float64(p.Cells)), Number(lv/float64(p.Cells))
	n := float64(len(sums.cells))
	if own := sums.own/bins - means; own > 1e-12*means && n > 1 { // else no cell varies, or there is one alone
		p.Synchrony = Number((sums.square/bins - sums.total/bins*sums.total/bins) / n / own)
	} else {
		p.Synchrony = Number(math.NaN())
	}
	p.pairs(sums, bins)
	return p
}

// pairs are the means over the pairs of which both cells fire.
func (p *PopulationStatistics) pairs(s *firingSums, bins float64) {
	r, kappa := 0.0, 0.0
	for b := range s.x {
		for a := range b {
			at := pairOf(int32(a), int32(b))
			v := correlation(bins, s.x[a], s.x[b], s.xx[a], s.xx[b], s.xy[at])
			if math.IsNaN(v) {
				continue
			}
			r += v
			kappa += s.both[at] / math.Sqrt(s.full[a]*s.full[b])
			p.Pairs++
		}
	}
	p.Correlation, p.Kappa = Number(r/float64(p.Pairs)), Number(kappa/float64(p.Pairs))
}
