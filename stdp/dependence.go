package stdp

import "math"

// The words of a weight dependence.
const (
	Additive       = "additive"
	Multiplicative = "multiplicative"
	Power          = "power"
	PowerLaw       = "power_law"
)

// room is how much of a step a weight w takes, f(w): b + c·w, or a power.
type room struct {
	b, c float64

	power          bool
	zero, sign     float64 // f = scale·(sign·(w − zero)/span)^mu, 0 where the base is negative
	span, scale, m float64
}

func (r *room) at(w float64) float64 {
	if r.power {
		return r.raise(w)
	}
	return r.b + r.c*w
}

func (r *room) raise(w float64) float64 {
	return r.scale * math.Pow(max(r.sign*(w-r.zero)/r.span, 0), r.m)
}

// rooms are f₊ and f₋ of a weight dependence, with the bounds put in:
//
//	additive        f₊ = f₋ = w_max                       Song, Miller, Abbott 2000
//	multiplicative  f₊ = w_max − w, f₋ = w − w_min        van Rossum, Bi, Turrigiano 2000
//	power           f₊ = R ((w_max − w)/R)^μ,
//	                f₋ = R ((w − w_min)/R)^μ              Gütig, Aharonov, Rotter, Sompolinsky 2003
//	power_law       f₊ = R w_ref^(1−μ) ((w − w_min)/R)^μ,
//	                f₋ = w − w_min                        Morrison, Aertsen, Diesmann 2007
//
// with R = w_max − w_min. With w_min = 0, power is additive at μ = 0 and
// multiplicative at μ = 1. An empty word is additive.
func rooms(dependence string, mu, wRef, wMin, wMax float64) (plus, minus room) {
	span := wMax - wMin
	plus, minus = room{b: wMax}, room{b: wMax}
	switch dependence {
	case Multiplicative:
		plus, minus = room{b: wMax, c: -1}, room{b: -wMin, c: 1}
	case Power:
		plus = room{power: true, zero: wMax, sign: -1, span: span, scale: span, m: mu}
		minus = room{power: true, zero: wMin, sign: 1, span: span, scale: span, m: mu}
	case PowerLaw:
		plus = room{power: true, zero: wMin, sign: 1, span: span, scale: span * math.Pow(wRef, 1-mu), m: mu}
		minus = room{b: -wMin, c: 1}
	}
	if span == 0 && (dependence == Power || dependence == PowerLaw) {
		plus, minus = room{}, room{} // bounds that coincide leave no room
	}
	return plus, minus
}
