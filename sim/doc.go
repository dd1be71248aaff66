// Package sim holds the words that every floor of Striate shares: time as a
// count of steps, luminance frames, spikes, what one frame of an experiment
// produced, and the named random streams of a seed.
//
// # Units
//
// Inside the program: ms, mV, nS, pA, pF, Hz, degrees of visual angle (or
// pixels where a name ends in Px), degrees of orientation. nS·mV is pA and
// pA/pF is mV/ms, so no factors appear.
//
// # Angles
//
// An orientation is the angle of the bars: 0 is horizontal, anticlockwise is
// positive, the period is 180. A direction of motion is 0 to 360, 0 to the
// right, 90 upwards. Images are stored with row 0 at the top, so a step
// upwards in the world is a step of -1 in the row.
package sim
