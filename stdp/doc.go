// Package stdp holds rules of spike-timing-dependent plasticity. It works on
// plain slices and knows no cells: a [Rule] is opened on the [Synapses] of one
// projection and gives a [Learner], which is told each spike once.
//
// # Which spikes meet
//
// Delays are wholly dendritic: the synapse sees a presynaptic spike at its own
// time and a postsynaptic spike its delay later, so Δt = t_post + d − t_pre.
// Two spikes that reach the synapse in the same step do not pair; of the two
// the presynaptic one acts first. (Morrison, Diesmann, Gerstner 2008, Biol.
// Cybern. 98; an axonal delay is had by telling the presynaptic spike later.)
package stdp
