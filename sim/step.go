package sim

// Population describes one group of neurons to those who only read spikes.
type Population struct {
	Name      string    // "E", "I", "input", "thalamic"
	Label     string    // "E ring"
	Role      Role      // colour and sign on every plot
	N         int       // neurons
	Preferred []float64 // preferred orientation of each neuron, deg; nil where it has none
}

// Role says what a population does to those it projects to.
type Role string

// The roles that populations have.
const (
	Excitatory Role = "excitatory"
	Inhibitory Role = "inhibitory"
	Thalamic   Role = "thalamic"
	Source     Role = "source" // Poisson or spike-array input, no membrane
)

// Spike is one action potential of a known population.
type Spike struct {
	Step  int64 // the step whose end found the potential above threshold
	Index int32 // neuron within its population
}

// Step is all that one display frame of an experiment produced. It is what
// flows up: meters, recorders and the live view read nothing else. Its slices
// and frames are reused by the next step; whoever keeps them copies them.
type Step struct {
	Frame       int64   // display frames done before this one
	Start, Stop int64   // network steps covered: Start <= step < Stop
	Dt          float64 // length of a network step, ms

	Luminance *Frame  // what was shown, 0 to 1; nil without a stimulus
	On, Off   *Frame  // LGN activity; nil without a retina
	TrueDeg   float64 // orientation of the stimulus, NaN where it has none

	Populations []Population   // the same for all steps of a run
	Spikes      [][]Spike      // by population, in time order
	Probes      []ProbeSamples // in the same order in all steps of a run; nil without probes
}

// ProbeSamples is what one probe read during a step: a state variable of a
// few cells, every so many network steps. Sample j of each cell is its state
// at the end of network step Start + j·Every.
type ProbeSamples struct {
	Population string // name
	Variable   string // "v"
	Unit       string // "mV"
	Cells      []int32
	Start      int64       // network step of the first sample
	Every      int64       // network steps from one sample to the next, at least 1
	X          [][]float32 // [cell][sample], all of one length, perhaps 0
}
