//go:build !amd64

package stimuli

// eachForm calls do with the only form that there is.
func eachForm(do func(name string)) { do("Go") }
