package params

import "fmt"

// Error says which parameter could not be taken, what was found and what was
// wanted: "sf_cpd = 30, want 0.01 to 10 c/deg".
type Error struct {
	Path  string // "stimulus.sf_cpd"
	Found string // as the user wrote it
	Want  string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s = %s, want %s", e.Path, e.Found, e.Want)
}

// Under puts prefix before the path of a parameter error; other errors stay
// as they are.
func Under(prefix string, err error) error {
	if e, ok := err.(*Error); ok && prefix != "" {
		return &Error{Path: prefix + "." + e.Path, Found: e.Found, Want: e.Want}
	}
	return err
}
