// Package export writes what the screen shows into files: a figure as SVG,
// PNG or CSV, a movie in one of MovieFormats, spikes as CSV.
//
// A figure looks the same in SVG and PNG: both are drawn by the same lines on
// a vg canvas. Lengths are in CSS pixels (96 to the inch), so that line
// widths and type are those of the screen; the least type is 10 px = 7.5 pt.
// The same figure gives the same bytes. Each file says what made it, see
// [Provenance].
package export
