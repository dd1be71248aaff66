package handlers

import (
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"striate/analysis"
	"striate/experiment"
	"striate/params"
)

// streamQuery is the query string of GET /sessions/{id}/stream.
type streamQuery struct {
	CSS string `json:"css_px" default:"256x256" doc:"width x height in CSS pixels of the stimulus on the client's screen, for the flash meter"`
}

// cssSize reads css_px=WxH. Other keys are left alone.
func cssSize(q url.Values) (w, h float64, err error) {
	text := "256x256"
	if q.Has("css_px") {
		text = q.Get("css_px")
	}
	left, right, _ := strings.Cut(text, "x")
	w, err1 := strconv.ParseFloat(left, 64)
	h, err2 := strconv.ParseFloat(right, 64)
	if err1 != nil || err2 != nil || !(min(w, h) >= 1 && max(w, h) <= 1e4) {
		return 0, 0, &params.Error{Path: "css_px", Found: strconv.Quote(clip(text)), Want: "WxH, each 1 to 10000 CSS pixels, as 256x256"}
	}
	return w, h, nil
}

// flashItem is what a client's screen flashes, by WCAG 2.3.1, in the second
// that ends with this frame. The page holds the preview where it is over; the
// simulation sees the frames all the same.
type flashItem struct {
	General int    `cbor:"general"` // flashes of more than the area that is allowed
	Red     int    `cbor:"red"`
	AreaPx  number `cbor:"area_px"` // CSS pixels that flash more than three times
	Over    bool   `cbor:"over"`
	HeldWhy string `cbor:"held_why"`
}

// flashGuard measures the frames that are sent to one client, at the times at
// which they are sent.
type flashGuard struct {
	cssW, cssH float64
	began      time.Time
	meter      *analysis.FlashMeter
	w, h       int
}

func newFlashGuard(cssW, cssH float64) *flashGuard {
	return &flashGuard{cssW: cssW, cssH: cssH, began: time.Now()}
}

// see takes a frame that is about to be sent; a frame of another size begins
// anew.
func (g *flashGuard) see(p *experiment.Image) *flashItem {
	if p == nil {
		return nil
	}
	if g.w != p.W || g.h != p.H {
		w, h := g.shown(p)
		g.meter, g.w, g.h = analysis.NewFlashMeter(p.W, p.H, w, h), p.W, p.H
	}
	g.meter.SeeBytes(time.Since(g.began).Seconds(), p.Data)
	r := g.meter.Last()
	out := &flashItem{General: r.General, Red: r.Red, AreaPx: number(r.AreaPx), Over: r.Over}
	if why := r.Warning(); why != "" {
		out.HeldWhy = fmt.Sprintf("The preview is held: it %s.", why)
	}
	return out
}

// shown is the size of a picture within the client's box, whose shape the
// picture keeps.
func (g *flashGuard) shown(p *experiment.Image) (w, h float64) {
	k := math.Min(g.cssW/float64(p.W), g.cssH/float64(p.H))
	return k * float64(p.W), k * float64(p.H)
}
