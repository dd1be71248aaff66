package cortex

// even connects every neuron of a ring of n to the same offsets on both sides,
// chosen from near to far so that the number of offsets up to any distance
// follows the summed probability p(0, d) to within a half. No neuron has a
// bias of its own, as it has when each pair is drawn by itself.
func even(n int, p func(i, j int) float64) Pairs {
	var pairs Pairs
	due := 0.0
	for d := 1; d <= n/2; d++ {
		if due += p(0, d); due < 0.5 {
			continue
		}
		due--
		for i := range n {
			pairs.Pre, pairs.Post = append(pairs.Pre, i), append(pairs.Post, (i+d)%n)
			if 2*d != n {
				pairs.Pre, pairs.Post = append(pairs.Pre, i), append(pairs.Post, (i+n-d)%n)
			}
		}
	}
	return pairs
}
