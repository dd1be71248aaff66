// Package analysis turns the steps of an experiment into numbers and figures.
//
// A measure is opened into a [Meter], a meter is fed every [sim.Step] and
// gives a [Figure] whenever somebody looks: the screen draws that figure, and
// a file holds the same one, with its table as CSV.
//
// Orientations are those of the bars, in degrees, period 180 (see sim). Times
// of spikes are Step·Dt, the start of the step in which they fell. Windows are
// whole numbers of steps and half open: start <= step < stop.
//
// Statistics of spike trains are functions of times in ms ([CV], [LV], [Fano],
// [TilingCoefficient], [Synchrony], ...); the [Statistics] meter gives the same
// numbers of a running network from sums.
//
// Meters keep no slice or frame of a step. A step that starts before the last
// one ended (the experiment was reset) begins a new recording.
package analysis
