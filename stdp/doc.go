// Package stdp holds rules of spike-timing-dependent plasticity. It works on
// plain slices and knows no cells: a [Rule] is opened on the [Synapses] of one
// projection and gives a [Learner], which is told each spike once.
//
//	pair        pairs of spikes, four weight dependences, three pairings   [Pair]
//	triplet     triplets of spikes                                        [Triplet]
//	inhibitory  inhibitory synapses that bring targets to a rate          [Inhibitory]
//	clopath     presynaptic spikes and the potential of the target        [Clopath]
//	scaling     synaptic scaling on top of one of the others              [Scaling]
//	static      nothing, for scaling alone                                [Static]
//
// # Which spikes meet
//
// A presynaptic spike is told with the step in which it reaches the synapse,
// that is after its axonal delay. A postsynaptic spike is told with the step
// in which the target fires; the synapse sees it its dendritic delay later, so
// Δt = t_post + d_dendritic − t_pre − d_axonal. Two spikes that reach the
// synapse in the same step do not pair; of the two the presynaptic one acts
// first. (Morrison, Diesmann, Gerstner 2008, Biol. Cybern. 98.)
//
// # How much
//
// Amplitudes are relative to the largest weight w_max, so that they do not
// depend on the unit of the weight (nS, pA, mV); [Pair] tells how they may
// depend on the weight as well. All weights stay within their bounds.
//
// # When
//
// Learners are lazy: a spike of a target acts on its synapses when they are
// next looked at, and always to the same bits.
package stdp
