package web

// grips are the handles of a plasticity window, in the order of the keyboard.
var grips = []struct{ part, words string }{
	{"a_plus", "A₊, size where post comes after pre"},
	{"tau_plus_ms", "τ₊, time constant where post comes after pre"},
	{"a_minus", "A₋, size where post comes before pre"},
	{"tau_minus_ms", "τ₋, time constant where post comes before pre"},
}
