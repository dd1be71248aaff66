package handlers

import (
	"context"
	"math"
	"net/http"

	"striate/sim"
)

// framesQuery says how to read the bytes of POST /sessions/{id}/frames.
type framesQuery struct {
	Width    int    `json:"width" unit:"px" default:"64" range:"1,1024" doc:"width of each frame"`
	Height   int    `json:"height" unit:"px" default:"64" range:"1,1024" doc:"height of each frame"`
	Encoding string `json:"encoding" default:"linear" choice:"linear,srgb" doc:"linear luminance, or sRGB luma as a browser gives it"`
}

// queued says how many frames wait to be shown.
type queued struct {
	Body struct {
		Queued int `json:"queued" doc:"frames that wait to be shown"`
	}
}

// frames is POST /sessions/{id}/frames: video frames from the browser.
func (s *Server) frames(_ context.Context, in *struct {
	ByID
	Ask   Query[framesQuery]
	Bytes FramesBody
}) (*queued, error) {
	e, err := s.sessions.get(in.ID)
	if err == nil {
		err = in.Ask.err
	}
	if err == nil {
		err = in.Bytes.err
	}
	if err != nil {
		return nil, problemOf(err)
	}
	frames, err := greyFrames(in.Bytes.data, in.Ask.v)
	if err != nil {
		return nil, problemOf(err)
	}
	out := new(queued)
	if out.Body.Queued, err = e.Push(frames); err != nil {
		return nil, problemOf(err)
	}
	return out, nil
}

// greyFrames cuts bytes into frames of linear luminance, 0 to 1.
func greyFrames(data []byte, q framesQuery) ([]*sim.Frame, error) {
	size := q.Width * q.Height
	if len(data) == 0 || len(data)%size != 0 {
		return nil, at(refuse(http.StatusUnprocessableEntity, "body has %d bytes, want n x %d x %d", len(data), q.Width, q.Height), "body", len(data))
	}
	if n := len(data) / size; n > maxAtOnce {
		return nil, at(refuse(http.StatusUnprocessableEntity, "body = %d frames of %d x %d px, want at most %d at once", n, q.Width, q.Height, maxAtOnce), "body", n)
	}
	table := &linear
	if q.Encoding == "srgb" {
		table = &srgb
	}
	frames := make([]*sim.Frame, len(data)/size)
	for k := range frames {
		f := sim.NewFrame(q.Width, q.Height)
		for i, b := range data[k*size : (k+1)*size] {
			f.Pix[i] = table[b]
		}
		frames[k] = f
	}
	return frames, nil
}

// linear and srgb give the luminance, 0 to 1, of a byte: in proportion, or by
// the transfer function of IEC 61966-2-1.
var linear, srgb = luminances()

func luminances() (lin, std [256]float32) {
	for b := range 256 {
		v := float64(b) / 255
		lin[b] = float32(v)
		if v <= 0.04045 {
			std[b] = float32(v / 12.92)
		} else {
			std[b] = float32(math.Pow((v+0.055)/1.055, 2.4))
		}
	}
	return lin, std
}
