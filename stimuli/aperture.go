package stimuli

import (
	"math"

	"striate/params"
)

// Aperture is where a grating shows; every grating of one window embeds it.
// With a Gaussian aperture a grating is a Gabor.
type Aperture struct {
	_ struct{} `eq:"w(r) = 1 inside, 0 outside;  gaussian: w = exp(−4 ln 2 r²/d²), d the diameter;  r² = across² + (along/γ)²"`

	Shape  string  `json:"aperture" label:"aperture" default:"full" choice:"full,circle,gaussian,annulus" tier:"more" doc:"where the grating shows: everywhere, in a disc, under a Gaussian (a Gabor) or in a ring"`
	Size   float64 `json:"aperture_deg" label:"aperture diameter" unit:"deg" default:"2" range:"0.01,200" step:"0.1" tier:"more" doc:"diameter of the aperture at half of its height; of a Gaussian 2.355 standard deviations" when:"aperture!=full"`
	Inner  float64 `json:"aperture_inner_deg" label:"annulus hole" unit:"deg" default:"1" range:"0,200" step:"0.1" tier:"more" doc:"diameter of the hole of an annulus" when:"aperture=annulus"`
	Aspect float64 `json:"aperture_aspect" sym:"γ" label:"aperture aspect" default:"1" range:"0.1,10" step:"0.1" scale:"log" tier:"more" doc:"length of the aperture along the bars over its width across them" when:"aperture!=full"`
	Placement
}

// Placement is the middle of an aperture and how it fades out.
type Placement struct {
	_ struct{} `eq:"w falls over the edge e, about the middle (x, y):  w = ½ − ½ sin(π (r − R)/e),  r from R − e/2 to R + e/2"`

	Edge float64 `json:"aperture_edge_deg" label:"soft edge" unit:"deg" default:"0.2" range:"0,50" step:"0.05" tier:"more" doc:"width of the raised cosine edge, half of it on either side of the border; 0 is a hard edge, and no edge is wider than what it bounds" when:"aperture=circle|annulus"`
	X    float64 `json:"aperture_x_deg" label:"aperture x" unit:"deg" default:"0" range:"-100,100" step:"0.1" tier:"more" doc:"middle of the aperture to the right of the middle of the screen; phase is counted from there"`
	Y    float64 `json:"aperture_y_deg" label:"aperture y" unit:"deg" default:"0" range:"-100,100" step:"0.1" tier:"more" doc:"middle of the aperture above the middle of the screen; phase is counted from there"`
}

// check refuses a ring without width.
func (a *Aperture) check() error {
	if a.Shape == "annulus" && !(a.Inner < a.Size) {
		return &params.Error{Path: "aperture_inner_deg", Found: params.FormatNumber(a.Inner), Want: "less than aperture_deg, " + params.FormatNumber(a.Size)}
	}
	return nil
}

// window is the aperture about bars at theta deg.
func (a *Aperture) window(theta float64) window {
	w := window{shape: a.Shape, outer: a.Size, edge: a.Edge, aspect: a.Aspect}
	if a.Shape == "annulus" {
		w.inner = a.Inner
	}
	if a.Aspect != 1 {
		w.theta = theta
	}
	return w
}

// window is a weight of 0 to 1 about its middle: diameters in deg of visual
// angle, its length along theta deg aspect times its width.
type window struct {
	shape                string
	outer, inner, edge   float64
	aspect, theta        float64
	pxPerDeg, midX, midY float64 // px, y upward
}

// fade falls from 1 at r = -edge/2 to 0 at r = edge/2 as a raised cosine; a
// hard edge is 1 for r < 0, so that a disc and the ring about it share no pixel.
func fade(r, edge float64) float64 {
	switch {
	case r < -edge/2:
		return 1
	case r >= edge/2:
		return 0
	}
	return 0.5 - 0.5*math.Sin(math.Pi*r/edge)
}

// at is the weight at (x, y) deg from the middle, y upward.
func (w *window) at(x, y float64) float64 {
	if w.aspect != 1 {
		sin, cos := math.Sincos(w.theta * math.Pi / 180)
		x, y = x*sin-y*cos, (x*cos+y*sin)/w.aspect // across the bars, along them
	}
	r := math.Hypot(x, y)
	width := (w.outer - w.inner) / 2 // of the ring
	switch {
	case w.shape == "full":
		return 1
	case w.shape == "gaussian": // ½ at r = outer/2
		return math.Exp(-4 * math.Ln2 * r * r / (w.outer * w.outer))
	case w.inner == 0: // a disc
		return fade(r-w.outer/2, min(w.edge, w.outer))
	}
	return fade(r-w.outer/2, min(w.edge, width)) * (1 - fade(r-w.inner/2, min(w.edge, width, w.inner)))
}

// fill writes the weight of every pixel, rows from the bottom up, and returns
// the largest.
func (w *window) fill(dst []float64, width int) (top float64) {
	for i := range dst {
		x, y := float64(i%width)-w.midX, float64(i/width)-w.midY
		dst[i] = w.at(x/w.pxPerDeg, y/w.pxPerDeg)
		top = max(top, dst[i])
	}
	return top
}
