package analysis

import "math"

// risingAxis runs from zero to a round number at or above top, with three or
// four ticks.
func risingAxis(label string, top float64) Axis {
	if !(top > 0) || math.IsInf(top, 0) {
		top = 1
	}
	step := niceStep(top / 3)
	a := Axis{Label: label}
	for k := 0; ; k++ {
		a.Max = float64(k) * step
		a.Ticks = append(a.Ticks, a.Max)
		if a.Max >= top*(1-1e-9) && k > 0 {
			return a
		}
	}
}

// countAxis is a risingAxis whose ticks are whole numbers.
func countAxis(label string, top float64) Axis {
	if step := niceStep(top / 3); step != math.Trunc(step) {
		top = 3 * math.Ceil(step)
	}
	return risingAxis(label, top)
}

// timeAxis runs exactly from lo to hi with round ticks inside.
func timeAxis(lo, hi float64) Axis { return insideAxis("Time (s)", lo, hi, 6) }

// insideAxis runs exactly from lo to hi with about n round ticks inside.
func insideAxis(label string, lo, hi float64, n int) Axis {
	if !(hi > lo) {
		hi = lo + 1
	}
	a := Axis{Label: label, Min: lo, Max: hi}
	step := niceStep((hi - lo) / float64(n))
	for k := math.Ceil(lo/step - 1e-9); k*step <= hi+1e-9*step; k++ {
		a.Ticks = append(a.Ticks, k*step)
	}
	return a
}

// logAxis is logarithmic from lo to hi, both above zero, with ticks at powers
// of ten, and at 2 and 5 times these over less than two decades.
func logAxis(label string, lo, hi float64) Axis {
	if !(lo > 0 && hi > lo) {
		lo, hi = 1, 10
	}
	a := Axis{Label: label, Min: lo, Max: hi, Log: true}
	steps := []float64{1}
	if hi < 100*lo {
		steps = []float64{1, 2, 5}
	}
	for e := math.Floor(math.Log10(lo)); math.Pow(10, e) <= hi*(1+1e-9); e++ {
		for _, m := range steps {
			if v := m * math.Pow(10, e); v >= lo*(1-1e-9) && v <= hi*(1+1e-9) {
				a.Ticks = append(a.Ticks, v)
			}
		}
	}
	return a
}

// niceStep is the 1, 2, 2.5 or 5 times a power of ten at or next above x.
func niceStep(x float64) float64 {
	p := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 2.5, 5} {
		if x <= m*p*(1+1e-9) {
			return m * p
		}
	}
	return 10 * p
}

// largest is the largest finite value, 0 where there is none.
func largest(s []float64) float64 {
	top := 0.0
	for _, v := range s {
		if v > top && !math.IsInf(v, 0) {
			top = v
		}
	}
	return top
}
