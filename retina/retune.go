package retina

import (
	"fmt"

	"striate/params"
)

// buildSpace makes the spatial filter and its scale.
func (e *eye) buildSpace() {
	p := &e.model.Space
	if p.Operator == "peak" {
		e.filter = newPeak(p, e.grid)
	} else {
		e.filter = newGaussians(p, e.grid, e.w, e.h)
	}
	e.scale = float32(1 / p.referenceGain(e.model.Fields.SF))
}

// buildTime makes the weights of past frames.
func (e *eye) buildTime() {
	e.taps = e.model.Time.taps(1000/e.fps, e.model.SubSamples)
}

// buildFields makes the receptive fields.
func (e *eye) buildFields() {
	e.bank = newBank(e.model.Fields, e.grid, e.w, e.h)
}

// Retune takes the parameters of another CenterSurround; the activity that
// past frames left stays, in the new units, and is read by the new fields.
func (e *eye) Retune(m Model) error {
	n, ok := m.(*CenterSurround)
	if !ok {
		return &params.Error{Path: "retina", Found: fmt.Sprintf("%T", m), Want: fmt.Sprintf("%T", &e.model)}
	}
	if err := n.check(e.w, e.h, e.fps); err != nil {
		return err
	}
	if err := e.model.reopen(n); err != nil {
		return err
	}
	was := e.model
	e.model = *n
	space := was.Space != n.Space || was.Fields.SF != n.Fields.SF
	time := was.Time != n.Time
	fields := was.Fields.shape() != n.Fields.shape()
	if space {
		old := e.scale
		e.buildSpace()
		e.rescale(e.scale / old)
	}
	if time {
		e.buildTime()
		e.remember(len(e.taps[0]))
	}
	if fields {
		e.buildFields()
	}
	if space || time || fields {
		for j := range e.activity {
			e.bank.respond(e.responses[j], e.activity[j])
		}
	}
	return nil
}

// rescale multiplies the activity kept, and what is known of its strength.
func (e *eye) rescale(by float32) {
	for _, frame := range e.activity {
		for i := range frame {
			frame[i] *= by
		}
	}
	e.n2 *= float64(by) * float64(by)
	e.r2 *= float64(by) * float64(by)
}
