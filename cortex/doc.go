// Package cortex simulates networks of spiking neurons in steps of dt ms.
//
// A [Network] holds populations and the projections between them. A
// population is cells of one [CellModel], or a source of spikes without a
// membrane. Each step it delivers what arrives, integrates, finds the cells
// above threshold and resets them, and lets the synapses learn.
//
// # Time
//
// The state before step n belongs to the time n·dt. A spike is stamped with
// the step n whose end found the potential above threshold. Over a synapse of
// d steps (at least one) it arrives after step n+d and is first seen in the
// state at n+d+1. Of these d steps a come first, on the axon: the spike reaches
// the synapse in step n+a and carries the weight of then, and a spike of the
// target reaches it d−a steps, on the dendrite, after its own stamp.
//
// # Units
//
// ms, mV, nS, pA, pF, Hz. Weights are magnitudes: nS for cells with synaptic
// conductances, pA for cells with synaptic currents; what makes a synapse
// inhibitory is the receptor it ends on.
//
// Every population and every projection draws from a random stream of its own
// name, so that adding one does not change another. A large network shares each
// step out among cores; what it gives is the same to the bit on any number.
package cortex
