package stimuli

import (
	"math"

	"striate/noise"
)

// faint is the share of the largest weight below which an oscillator is not at
// work: 80 dB less power than the strongest.
const faint = 1e-4

// tune takes over the parameters: weights, which oscillators are at work, and
// their coefficients.
//
// Weights are scaled so that z, twice the real part of the half spectrum, has
// unit variance in expectation: Σ over all frequencies of E|C|² = 2 w² is 1.
func (m *cloudMovie) tune() {
	tx := m.cloud.texture()
	m.vx, m.vy = tx.VX, tx.VY
	dyn := gaussian
	if m.cloud.Dynamics == "ar2" {
		dyn = ar2
	}
	dyn.prepare()
	opening := m.dynamics == nil
	if dyn != m.dynamics || tx.BV != m.bv {
		clear(m.tuned)
		m.dynamics, m.bv = dyn, tx.BV
	}
	m.weigher = newWeigher(tx, m.w, m.h)
	m.weigher.first = opening
	prepareShares()
	pairs := m.h/2 + 1
	m.crew.do(pairs, (*cloudMovie).logWeights)
	top := math.Inf(-1)
	for _, v := range m.perPair[:pairs] {
		top = max(top, v)
	}
	m.top = top
	m.empty = math.IsInf(top, -1)
	m.crew.do(pairs, (*cloudMovie).weights)
	power, columns := 0.0, 0
	for _, v := range m.perPair[:pairs] {
		power += v
	}
	for _, s := range m.rows {
		columns = max(columns, s.to)
	}
	m.inUse = min(columns*lanes, m.w/2)
	m.norm = 0
	if power > 0 {
		m.norm = 1 / math.Sqrt(2*power)
	}
}

// weigher is the envelope of a texture on a canvas, in logarithms.
type weigher struct {
	tx         Texture
	w, h       float64
	cos2, sin2 float64 // of 2Θ
	narrow     float64 // 1 / 4 B_θ²
	resolved   float64 // 3 / δ², see orientation
	perOctave  float64 // ½ / (width of the radial envelope)²
	logSF0     float64
	logBV      float64
	first      bool // the logarithms of the radii are still to be made
}

func newWeigher(tx Texture, w, h int) weigher {
	sin, cos := math.Sincos(tx.Theta)
	k := weigher{tx: tx, w: float64(w), h: float64(h)}
	k.sin2, k.cos2 = math.Sincos(2 * tx.Theta)
	k.narrow = 0.25 / (tx.BTheta * tx.BTheta)
	delta := math.Max(math.Abs(sin)/k.w, math.Abs(cos)/k.h)
	k.resolved = 3 / (delta * delta)
	b := math.Log((tx.SF0 + tx.BSF) / tx.SF0)
	k.perOctave = 0.5 / (b * b)
	k.logSF0, k.logBV = math.Log(tx.SF0), math.Log(tx.BV)
	return k
}

// radial is the logarithm of colour and radial envelope, and of the share that
// the speed envelope leaves a frequency, at radius f, of square f2 and logarithm
// log. In the endless form the radius is spatial: ft_0 belongs to the block form.
func (k *weigher) radial(f2, log float64) float64 {
	tx := &k.tx
	out := -tx.Alpha * log
	flat := tx.SF0 == 0 || math.IsInf(tx.BSF, 1)
	switch {
	case tx.Gaussian && !flat:
		d := math.Sqrt(f2) - tx.SF0
		out -= 0.5 * d * d / (tx.BSF * tx.BSF)
	case !tx.Gaussian:
		out -= log
		if !flat {
			l := log - k.logSF0
			out -= k.perOctave * l * l
		}
	}
	if tx.BV > 0 && !math.IsInf(tx.BV, 1) {
		out += speedShare(tx.BV*math.Sqrt(f2), log+k.logBV)
	}
	return out
}

// orientation is the logarithm of the envelope over its peak, at least as wide
// as the canvas resolves: at frequency f the samples are δ/f apart in angle, and
// B_θ is no less than the δ/f√12 of that step (2.6 deg at the defaults). So a
// very narrow cloud takes the samples nearest to its line instead of those few,
// of any frequency, that happen to lie on it.
func (k *weigher) orientation(fx, fy, f2 float64) float64 {
	if k.narrow == 0 {
		return 0
	}
	cos := ((fx*fx-fy*fy)*k.cos2 + 2*fx*fy*k.sin2) / f2
	return min(k.narrow, k.resolved*f2) * (cos - 1)
}

// logWeights writes the logarithm of the weights in rows y and h-y, and the
// largest.
func (m *cloudMovie) logWeights(y int, _ *cloudCore) {
	k := &m.weigher
	top := math.Inf(-1)
	fy := float64(y) / k.h
	logs := m.logF[y*m.cols:][:m.cols]
	if k.first {
		for x := range logs {
			fx := float64(x) / k.w
			logs[x] = float32(0.5 * math.Log(fx*fx+fy*fy))
		}
	}
	up := m.weight[y*m.cols:][:m.cols]
	down := up
	if y > 0 {
		down = m.weight[(m.h-y)*m.cols:][:m.cols]
	}
	for x := range up {
		up[x], down[x] = float32(math.Inf(-1)), float32(math.Inf(-1))
		if 2*y == m.h || 2*x >= m.w || x == 0 && y == 0 {
			continue
		}
		fx := float64(x) / k.w
		f2 := fx*fx + fy*fy
		r := k.radial(f2, float64(logs[x]))
		a, b := r+k.orientation(fx, fy, f2), r+k.orientation(fx, -fy, f2)
		up[x], down[x] = float32(a), float32(b)
		top = max(top, a, b)
	}
	m.perPair[y] = top
}

// weights takes the exponentials of rows y and h-y, sets oscillators to work,
// and sums up power.
func (m *cloudMovie) weights(y int, _ *cloudCore) {
	power := 0.0
	all := span{}
	for i, r := range [2]int{y, m.h - y} {
		if i == 1 && (r == m.h || r == y) {
			continue
		}
		wt := m.weight[r*m.cols:][:m.cols]
		now := span{}
		for x, l := range wt {
			d := float64(l) - m.top
			if !(d >= logFaint) {
				wt[x] = 0
				continue
			}
			g := expDown(d)
			wt[x] = float32(g)
			if x == 0 {
				power += g * g
			} else {
				power += 2 * g * g // and its mirror image in the other half
			}
			if now.to == 0 {
				now.from = x / lanes
			}
			now.to = x/lanes + 1
		}
		was := m.rows[r]
		m.rows[r] = now
		all = all.union(now)
		tiles := m.cols / lanes
		for t := now.from; t < now.to; t++ {
			if t < was.from || t >= was.to {
				noise.NormalsFrom(m.state[(r*tiles+t)*stateTile:][:stateTile], m.key, m.counter(r, 1), t*stateTile)
			}
		}
	}
	m.perPair[y] = power
	m.coefficients(y, all)
}

var logFaint = math.Log(faint)

// coefficients computes those of the tiles of row y that do not hold yet.
func (m *cloudMovie) coefficients(y int, need span) {
	have := m.tuned[y]
	if need.from == need.to {
		return
	}
	if need.from > have.to || need.to < have.from {
		have = span{}
	}
	tiles := m.cols / lanes
	fy := float64(y) / float64(m.h)
	for t := need.from; t < need.to; t++ {
		if t >= have.from && t < have.to {
			continue
		}
		out := m.coef[(y*tiles+t)*coefTile:][:coefTile]
		for i := range lanes {
			fx := float64(t*lanes+i) / float64(m.w)
			m.dynamics.coefficients(out[i:], pace*m.bv*math.Sqrt(fx*fx+fy*fy))
		}
	}
	m.tuned[y] = need.union(have)
}
