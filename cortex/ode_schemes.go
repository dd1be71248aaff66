package cortex

import "math"

// advance integrates the run that w shows over a step, from w.x to w.next.
func (c *odeCells) advance(w *odeWork, lo int, move []float64) {
	most := 0.0 // the largest conductance of any cell
	switch c.how {
	case "euler":
		most = c.euler(w, lo, move)
	case "exponential_euler":
		c.exponentialEuler(w, lo, move)
	case "rk4":
		if c.quick != nil {
			most = c.quick.step(w, c.syn.(*two), lo, move)
			break
		}
		h, x := c.dt/float64(c.parts), w.x
		for p := range c.parts {
			most = max(most, c.rk4(w, x, lo, 2*p, h, move))
			x = w.next
		}
	default:
		most = c.own(w, lo, move)
	}
	if limit := stiff * c.is.cm * float64(c.parts) / c.dt; most > limit {
		c.tame(w, lo, move, limit)
	}
}

// currents is the current into each cell at a time of the step, with the
// potential v, and the largest conductance among the cells. The current is
// w.a − w.g v; without synapses, for time −1, it is the constant one.
func (c *odeCells) currents(w *odeWork, lo, time int, v []float64) (current []float64, most float64) {
	if time < 0 {
		return w.base[:len(v)], 0
	}
	most = c.gather(w, lo, time, v)
	a, g, current := w.a[:len(v)], w.g[:len(v)], w.current[:len(v)]
	for i := range v {
		current[i] = a[i] - g[i]*v[i]
	}
	return current, most
}

// gather fills w.a and w.g.
func (c *odeCells) gather(w *odeWork, lo, time int, v []float64) (most float64) {
	a, g := w.a[:len(v)], w.g[:len(v)]
	if w.clock.runs {
		c.interpolate(w, lo, time, v)
		return 0
	}
	copy(a, w.base)
	clear(g)
	c.syn.drive(time, lo, v, a, g)
	for _, x := range g {
		if x > most {
			most = x
		}
	}
	return most
}

// rk4 goes from x, which may be w.next, to w.next in h ms. The synapses are
// taken at the given time of the step, the next one and the one after.
func (c *odeCells) rk4(w *odeWork, x [][]float64, lo, time int, h float64, move []float64) float64 {
	mid, end := time+1, time+2
	if time < 0 {
		mid, end = -1, -1
	}
	current, most := c.currents(w, lo, time, x[0])
	c.slopes(w, x, current, move)
	for k, dx := range w.slope {
		from, sum, stage := x[k][:len(dx)], w.sum[k][:len(dx)], w.stage[k][:len(dx)]
		for i, s := range dx {
			sum[i] = s
			stage[i] = from[i] + 0.5*h*s
		}
	}
	for _, step := range [2]float64{0.5 * h, h} {
		current, m := c.currents(w, lo, mid, w.stage[0])
		most = max(most, m)
		c.slopes(w, w.stage, current, move)
		for k, dx := range w.slope {
			from, sum, stage := x[k][:len(dx)], w.sum[k][:len(dx)], w.stage[k][:len(dx)]
			for i, s := range dx {
				sum[i] += 2 * s
				stage[i] = from[i] + step*s
			}
		}
	}
	current, m := c.currents(w, lo, end, w.stage[0])
	most = max(most, m)
	c.slopes(w, w.stage, current, move)
	for k, dx := range w.slope {
		from, sum, next := x[k][:len(dx)], w.sum[k][:len(dx)], w.next[k][:len(dx)]
		for i, s := range dx {
			next[i] = from[i] + h*(1.0/6)*(sum[i]+s)
		}
	}
	return most
}

// slopes fills w.slope; the potential of held cells stands still.
func (c *odeCells) slopes(w *odeWork, x [][]float64, current, move []float64) {
	c.mem.slopes(x, w.slope, current)
	dv := w.slope[0]
	for i, m := range move[:len(dv)] {
		dv[i] *= m
	}
}

func (c *odeCells) euler(w *odeWork, lo int, move []float64) float64 {
	current, most := c.currents(w, lo, 0, w.x[0])
	c.slopes(w, w.x, current, move)
	for k, dx := range w.slope {
		x, next := w.x[k][:len(dx)], w.next[k][:len(dx)]
		for i, s := range dx {
			next[i] = x[i] + c.dt*s
		}
	}
	return most
}

func (c *odeCells) exponentialEuler(w *odeWork, lo int, move []float64) {
	c.gather(w, lo, 0, w.x[0])
	n := len(w.x[0])
	c.mem.(linearMembrane).linear(w.x, w.sum, w.slope, w.a[:n], w.g[:n])
	for k, b := range w.slope {
		x, a, decay, next := w.x[k][:n], w.sum[k][:n], w.stage[k][:n], w.next[k][:n]
		for i := range b {
			decay[i] = -c.dt * b[i]
		}
		exps(decay, decay)
		for i := range b {
			end := a[i] / b[i]
			next[i] = end + (x[i]-end)*decay[i]
		}
	}
	v, next := w.x[0], w.next[0][:n]
	for i, m := range move[:n] {
		if m == 0 {
			next[i] = v[i]
		}
	}
}

func (c *odeCells) own(w *odeWork, lo int, move []float64) float64 {
	n := len(w.x[0])
	most := c.gather(w, lo, 0, w.x[0])
	c.mem.(updater).update(w.x, w.next, w.a[:n], w.g[:n], c.dt)
	v, next := w.x[0], w.next[0][:n]
	for i, m := range move[:n] {
		if m == 0 {
			next[i] = v[i]
		}
	}
	return most
}

// tame does the step again for each cell of the run whose conductance passes
// the limit at some time of the step.
func (c *odeCells) tame(w *odeWork, lo int, move []float64, limit float64) {
	one := w.single
	for i := range move {
		one.cut(1)
		for k := range w.x {
			one.x[k] = w.x[k][i : i+1]
		}
		one.base[0] = w.base[i]
		if c.heaviest(one, lo+i) > limit {
			c.split(one, lo+i, move[i:i+1])
			for k := range w.next {
				w.next[k][i] = one.next[k][0]
			}
		}
	}
}

// heaviest is the largest conductance of a cell in the step.
func (c *odeCells) heaviest(w *odeWork, cell int) (most float64) {
	for time := range 2*c.parts + 1 {
		most = max(most, c.gather(w, cell, time, w.x[0]))
	}
	return most
}

// split takes one cell through a step by split steps.
func (c *odeCells) split(w *odeWork, cell int, move []float64) {
	pieces := splitSteps(c.parts)
	h := c.dt / float64(pieces)
	for k, x := range w.x {
		w.next[k][0] = x[0]
	}
	for k := range pieces {
		time := 2*c.parts + 1 + k
		c.relax(w, cell, time, h/2, move)
		c.rk4(w, w.next, cell, -1, h, move)
		c.relax(w, cell, time, h/2, move)
	}
}

// relax moves the potential as the synapses alone do in h ms.
func (c *odeCells) relax(w *odeWork, cell, time int, h float64, move []float64) {
	v := w.next[0]
	c.gather(w, cell, time, v)
	a, g := (w.a[0]-w.base[0])*move[0], w.g[0]*move[0]
	if g > 0 {
		v[0] = a/g + (v[0]-a/g)*math.Exp(-g*h/c.is.cm)
	} else {
		v[0] += a * h / c.is.cm
	}
}

// land takes the cells of a run that reached the threshold, or are held for a
// part of the step, through it once more, with the spike where they reached it.
// Cells whose conductance is too large for that fire, and are let go, at the
// end of the step.
func (c *odeCells) land(w *odeWork, b Block, lo int, move []float64, fired []int32) []int32 {
	limit := stiff * c.is.cm * float64(c.parts) / c.dt
	one, due := w.single, c.due[lo:][:len(move)]
	for i, v := range w.next[0] {
		held := due[i]
		if held > 0 {
			due[i] = max(0, held-c.dt)
			if due[i] > 0 {
				continue
			}
			move[i] = 1
		} else if !(v > c.is.above) || c.ref.held(b, lo+i) {
			continue
		}
		one.cut(1)
		one.base[0] = w.base[i]
		for k := range w.x {
			one.x[k] = w.x[k][i : i+1]
		}
		if c.heaviest(one, lo+i) <= limit {
			var spike bool
			if spike, due[i] = c.cross(one, lo+i, held); spike {
				fired = append(fired, int32(lo+i))
			}
			for k := range w.next {
				w.next[k][i] = one.next[k][0]
			}
		} else if held == 0 {
			fired = append(fired, int32(lo+i))
			c.mem.spike(w.next, i)
			due[i] = c.is.tauRef
		}
	}
	return fired
}

// cross takes one cell, whose potential is held for the first held ms, from w.x to w.next through a
// step in which it may fire, and tells whether it does and for how long it is
// held from the end of the step. If it would fire once more it waits at the
// threshold for the next step.
func (c *odeCells) cross(w *odeWork, cell int, held float64) (spike bool, due float64) {
	for k, x := range w.x {
		w.from[k][0] = x[0]
	}
	w.clock.runs = true
	defer func() { w.clock.runs = false }()
	to := func(start, length float64) float64 { // and the potential there
		w.clock.start, w.clock.length = start, length
		c.rk4(w, w.from, cell, 0, length, w.free)
		return w.next[0][0]
	}
	for t, whole := 0.0, c.dt/float64(c.parts); t < c.dt*(1-1e-9); {
		length, v := min(whole, c.dt-t), w.from[0][0]
		if w.free[0] = 1; t < held {
			w.free[0], length = 0, min(length, held-t)
			to(t, length)
			t += length
		} else if above := v > c.is.above; !above && !(to(t, length) > c.is.above) {
			t += length
		} else {
			if above {
				length = 0
			} else {
				length = c.meet(to, t, length, v)
			}
			to(t, length)
			if t += length; spike {
				break
			}
			c.mem.spike(w.next, 0)
			spike, held = true, t+c.is.tauRef
		}
		for k, x := range w.next {
			w.from[k][0] = x[0]
		}
	}
	return spike, max(0, held-c.dt)
}

// meet is how long after start the potential, v there, passes the threshold
// that it has passed length later: the upper end of a bracket of 1e-7 of the
// length, by regula falsi with the weights of Illinois.
func (c *odeCells) meet(to func(start, length float64) float64, start, length, v float64) float64 {
	lo, hi, below, above := 0.0, length, v-c.is.above, to(start, length)-c.is.above
	for range 60 {
		if hi-lo <= 1e-7*length {
			break
		}
		x := lo - below*(hi-lo)/(above-below)
		if !(x > lo && x < hi) {
			x = (lo + hi) / 2
		}
		if y := to(start, x) - c.is.above; y > 0 {
			hi, above = x, y
			below /= 2
		} else {
			lo, below = x, y
			above /= 2
		}
	}
	return hi
}

// interpolate fills w.a and w.g for one cell at a time of its clock, from the
// start, middle and end of the part of the step where that lies.
func (c *odeCells) interpolate(w *odeWork, cell, time int, v []float64) {
	part := c.dt / float64(c.parts)
	t := w.clock.start + w.clock.length*float64(time)/2
	p := min(int(t/part), c.parts-1)
	s := t/part - float64(p)
	var a, g float64
	for k, weight := range [3]float64{(1 - s) * (1 - 2*s), 4 * s * (1 - s), s * (2*s - 1)} {
		w.a[0], w.g[0] = 0, 0
		c.syn.drive(2*p+k, cell, v, w.a, w.g)
		a += weight * w.a[0]
		g += weight * w.g[0]
	}
	w.a[0], w.g[0] = w.base[0]+a, g
}
