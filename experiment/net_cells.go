package experiment

import (
	"striate/cortex"
	"striate/params"
	"striate/sim"
)

// Cells is unconnected cells of one model under injected current, to see what
// a model does: the current of cell i is the given one times a factor that
// rises evenly from scale_lo to scale_hi, so that the rates over the cells are
// a current-frequency curve.
type Cells struct {
	_ struct{} `eq:"current of cell i of N = I(t) · (lo + (hi − lo) i/(N − 1))"`

	N       int                            `json:"n" sym:"N" label:"cells" default:"20" range:"1,10000" live:"rebuild" doc:"number of cells"`
	Cell    params.OneOf[cortex.CellModel] `json:"cell" label:"cell model" default:"adex" live:"rebuild" doc:"cell model"`
	Current params.OneOf[cortex.Current]   `json:"current" label:"current" default:"step" live:"rebuild" doc:"injected current"`
	Lo      float64                        `json:"scale_lo" label:"least current" default:"0" range:"-100,100" step:"0.1" live:"rebuild" doc:"factor of the current into the first cell"`
	Hi      float64                        `json:"scale_hi" label:"largest current" default:"2" range:"-100,100" step:"0.1" live:"rebuild" doc:"factor of the current into the last cell"`
}

// Fed says that it has no input.
func (*Cells) Fed() bool { return false }

// Size is described at [Network].
func (c *Cells) Size(*Experiment, int) (neurons, synapses int) { return c.N, 0 }

func (c *Cells) build(r *Run) error {
	p, err := r.net.Populate("cells", "Cells", sim.Excitatory, c.N, c.Cell.Value)
	if err != nil {
		return inSection("network.cell", err)
	}
	for i := range c.N {
		factor := c.Hi
		if c.N > 1 {
			factor = c.Lo + (c.Hi-c.Lo)*float64(i)/float64(c.N-1)
		}
		if err := p.Drive(cortex.Scaled{Current: c.Current.Value, Factor: factor}, []int32{int32(i)}); err != nil {
			return inSection("network.current", err)
		}
	}
	return nil
}

func (c *Cells) retune(r *Run) error {
	if err := r.rewired("current."); err != nil {
		return err
	}
	return inSectionOrNil("network.cell", r.net.Population("cells").Retune(c.Cell.Value))
}
