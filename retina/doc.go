// Package retina turns luminance frames into the drive of thalamo-recipient
// cells of the primary visual cortex.
//
//	luminance L      0..1, one frame at a time
//	contrast c       (L - 1/2) / (1/2)
//	spatial.go       centre minus surround at every LGN position; OFF = -ON
//	temporal.go      biphasic kernel, sampled a few times within each frame
//	gain_control.go  division by the recent rms activity of the field
//	relay.go         half-wave rectification to ON and OFF rates, or spikes
//	receptive_field.go  log-Gabor push-pull fields over the full 180 degrees
//
// Activity is in units of the reference grating: before gain control, the
// grating of rms contrast 1 at the spatial frequency of the receptive fields
// and 2 Hz gives an ON minus OFF activity of rms 1. A drive of 1 is what the
// best grating of rms contrast 1 gives a receptive field.
//
// ladret2019*.go hold the encoder of Ladret (2019) as published, to compare.
package retina
