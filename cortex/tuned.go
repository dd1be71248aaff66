package cortex

// tuned connects every neuron to every neuron with weights that fall off with
// the difference of orientation as a von Mises function of bandwidth bDeg, and
// add up to total onto each target. Weights below 1e-9 of the total, which sum
// to less than 1e-6 of it, are left out.
func tuned(pre, post []float64, bDeg, total float64) Pairs {
	shape := VonMises(pre, post, bDeg)
	var pairs Pairs
	w := make([]float64, len(pre))
	for j := range post {
		sum := 0.0
		for i := range pre {
			w[i] = shape(i, j)
			sum += w[i]
		}
		for i := range pre {
			if w[i] > 1e-9*sum {
				pairs.Pre, pairs.Post, pairs.W = append(pairs.Pre, i), append(pairs.Post, j), append(pairs.W, w[i]/sum*total)
			}
		}
	}
	return pairs
}
