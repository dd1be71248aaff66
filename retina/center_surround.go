package retina

import (
	"fmt"

	"striate/params"
)

// CenterSurround is a retina and LGN of centre-surround cells with a biphasic
// response in time, read by oriented receptive fields.
type CenterSurround struct {
	_ struct{} `eq:"light → difference of Gaussians → response in time → gain control → ON and OFF → receptive fields"`

	Space      Spatial         `json:"space" doc:"centre and surround of retinal cells"`
	Time       Temporal        `json:"time" doc:"response of retinal cells in time"`
	Gain       GainControl     `json:"gain_control" doc:"divisive contrast gain control"`
	Relay      Relay           `json:"lgn" doc:"rates and spikes of LGN cells"`
	Fields     ReceptiveFields `json:"rf" doc:"receptive fields of thalamo-recipient cells"`
	SubSamples int             `json:"sub_samples" label:"sub-samples" default:"4" range:"1,32" live:"rebuild" tier:"more" doc:"times within each frame at which the drive is computed"`
}

func init() {
	params.Register[Model]("center_surround", func() Model { return new(CenterSurround) })
}

// Smallest side of a frame, px, and the slowest and fastest frame rates, Hz.
const (
	minSide = 16
	minFPS  = 1
	maxFPS  = 1000
)

// Open gives a retina at work on w x h pixels at fps frames a second.
func (m *CenterSurround) Open(w, h int, fps float64) (Retina, error) {
	if err := m.check(w, h, fps); err != nil {
		return nil, err
	}
	return newEye(*m, w, h, fps), nil
}

// TuneTo makes the receptive fields prefer sfCpp cycles a pixel, as far as
// their range goes; it does nothing where rf.follow is off.
func (m *CenterSurround) TuneTo(sfCpp float64) {
	if m.Fields.Follow && sfCpp > 0 {
		m.Fields.SF = min(max(sfCpp, minFieldSF), maxFieldSF)
	}
}

// check tells what is wrong with the parameters, alone or together.
func (m *CenterSurround) check(w, h int, fps float64) error {
	if err := params.Validate(m); err != nil {
		return err
	}
	if w < minSide || h < minSide {
		return &params.Error{Path: "frame", Found: fmt.Sprintf("%d x %d px", w, h), Want: fmt.Sprintf("at least %d x %d px", minSide, minSide)}
	}
	if !(fps >= minFPS && fps <= maxFPS) {
		return &params.Error{Path: "fps", Found: fmt.Sprint(fps), Want: fmt.Sprintf("%d to %d Hz", minFPS, maxFPS)}
	}
	if !(m.Space.SigmaSurround > m.Space.SigmaCenter) {
		return &params.Error{Path: "space.sigma_surround_px", Found: fmt.Sprint(m.Space.SigmaSurround),
			Want: fmt.Sprintf("more than sigma_center_px (%g px)", m.Space.SigmaCenter)}
	}
	if g := newGrid(&m.Space, w, h); g.cols < minGridSide || g.rows < minGridSide {
		return &params.Error{Path: "space.spacing_px", Found: fmt.Sprint(m.Space.Spacing),
			Want: fmt.Sprintf("room for at least %d x %d LGN positions in %d x %d px with margin_px = %d", minGridSide, minGridSide, w, h, m.Space.Margin)}
	}
	if n := m.Fields.weights(newGrid(&m.Space, w, h), w, h); n > maxWeights {
		return &params.Error{Path: "rf", Found: fmt.Sprintf("up to %.1f million weights in %d x %d px", float64(n)/1e6, w, h),
			Want: fmt.Sprintf("at most %.1f million: a smaller frame, a higher sf_cpp, or fewer n_theta, n_side, n_phase", maxWeights/1e6)}
	}
	if !(m.Time.gainAt(m.Time.Reference) > 0) {
		return &params.Error{Path: "time", Found: "no response at the reference frequency", Want: fmt.Sprintf("a kernel that answers at tf_ref_hz (%g Hz)", m.Time.Reference)}
	}
	return nil
}

// reopen names the first parameter in which n would need another retina than
// m, and what it has to be to be taken without one; nil if there is none.
func (m *CenterSurround) reopen(n *CenterSurround) error {
	for _, p := range []struct {
		path     string
		was, now int
	}{
		{"space.spacing_px", m.Space.Spacing, n.Space.Spacing},
		{"space.margin_px", m.Space.Margin, n.Space.Margin},
		{"rf.n_theta", m.Fields.NTheta, n.Fields.NTheta},
		{"rf.n_side", m.Fields.NSide, n.Fields.NSide},
		{"rf.n_phase", m.Fields.NPhase, n.Fields.NPhase},
		{"sub_samples", m.SubSamples, n.SubSamples},
	} {
		if p.was != p.now {
			return &params.Error{Path: p.path, Found: fmt.Sprint(p.now), Want: fmt.Sprintf("%d until the retina is opened again", p.was)}
		}
	}
	return nil
}
