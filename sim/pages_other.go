//go:build !linux

package sim

// LargePages is advice that this system does not take.
func LargePages[T any](x []T) {}
