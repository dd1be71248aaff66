// Package experiment introduces the floors to each other: it is the one place
// that knows the order of stages.
//
//	Experiment   every parameter, from a preset, a file, the page or a flag
//	Run          the path of a frame: movie, retina, network, one sim.Step
//	Monitor      the meters that read those steps
//	Execute      a Run from start to end, for the command line and for tests
//	Session      a Run that a person plays, pauses and changes while it runs
//
// The same Run.Step serves all of them, so the page, the API and the command
// line give the same spikes for the same parameters and seed.
package experiment
