// Package params declares a parameter once, in the tag of a struct field, and
// uses that line everywhere: form, JSON, command line, validation, docs.
//
//	type Grating struct {
//		SpatialFreq float64 `json:"sf_cpd" sym:"f₀" unit:"c/deg" default:"0.5" range:"0.01,10" doc:"spatial frequency"`
//	}
//
// The tags:
//
//	json     the key, snake_case, with its unit; nested structs make a path "stimulus.sf_cpd"
//	doc      one line of help; its first words, up to a comma, label the control unless label does
//	label    short words for the control
//	sym      the symbol that papers use
//	unit     "ms", "deg", "c/deg", ...
//	default  the value it starts with
//	range    "lo,hi", both included; where hi is inf the value may be infinite, written "inf"
//	step     the step of its slider
//	scale    "log" for a slider that reads better so
//	choice   the allowed words of a string, separated by commas
//	ref      where the equation or the value comes from
//	eq       the equation it stands in, plain text, lines parted by \n
//	when     when it has an effect, by a parameter beside it: "aperture!=full", "dependence=power|power_law"
//	live     "rebuild" where a change reopens the part; otherwise it acts between two steps
//	tier     "more" for what a first visitor need not see
//	without  on a OneOf: the name of a struct that kinds embed and whose parameters are not there inside it
//	start    on a OneOf: defaults of its own for what its kinds declare, "theta_deg=150,sf_cpd=2"
//
// A blank field speaks for all fields of its struct that say nothing
// themselves: _ struct{} `eq:"g = w exp(−t/τ)" ref:"..."`.
//
// A field is a float64, int, uint64, bool or string, a struct of such fields,
// an embedded struct (its fields stand beside the others), or a OneOf.
package params
