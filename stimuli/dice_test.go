package stimuli

import (
	"math"
	"testing"
)

// Throws are what their place says, even, and unrelated to their neighbours: all
// bounds are 4.5 standard errors.
func TestDice(t *testing.T) {
	const n = 200_000
	d := diceOf(7, "dice")
	if d != diceOf(7, "dice") || d == diceOf(7, "other") || d == diceOf(8, "dice") {
		t.Fatal("dice are not those of their seed and name")
	}
	var mean, square, next, across float64
	thirds := [3]int{}
	for i := range uint64(n) {
		u := d.uniform(i) - 0.5
		mean, square = mean+u/n, square+u*u/n
		next += u * (d.uniform(i+1) - 0.5) / n
		across += u * (d.of(int64(i)).uniform(0) - 0.5) / n
		thirds[d.below(i, 3)]++
	}
	se := math.Sqrt(1./12/n) * 4.5
	if math.Abs(mean) > se || math.Abs(square-1./12) > 4.5*math.Sqrt(1./180/n) {
		t.Errorf("uniform has mean %g and variance %g, want 0 and 1/12", mean, square)
	}
	if most := 4.5 / 12 / math.Sqrt(n); math.Abs(next) > most || math.Abs(across) > most {
		t.Errorf("covariance %g with the next throw and %g with a part, want at most %g", next, across, most)
	}
	for k, c := range thirds {
		if math.Abs(float64(c)-n/3.) > 4.5*math.Sqrt(n*2./9) {
			t.Errorf("%d comes %d times in %d, want a third", k, c, n)
		}
	}
	z := make([]float32, n+1)
	d.normals(z)
	var m1, m2, m3, m4 float64
	for _, v := range z {
		x := float64(v)
		m1, m2, m3, m4 = m1+x/n, m2+x*x/n, m3+x*x*x/n, m4+x*x*x*x/n
	}
	for k, c := range []struct{ got, want, sd float64 }{{m1, 0, 1}, {m2, 1, math.Sqrt(2)}, {m3, 0, math.Sqrt(15)}, {m4, 3, math.Sqrt(96)}} {
		if math.Abs(c.got-c.want) > 4.5*c.sd/math.Sqrt(n) {
			t.Errorf("moment %d of the normals is %g, want %g", k+1, c.got, c.want)
		}
	}
}

// In every round of a deck each card comes once, and rounds differ.
func TestDeck(t *testing.T) {
	d := deck{dice: diceOf(1, "deck")}
	var first []int
	for round := range 5 {
		seen := map[int]bool{}
		var order []int
		for i := range 40 {
			c := d.card(int64(40*round+i), 40)
			seen[c], order = true, append(order, c)
		}
		if len(seen) != 40 {
			t.Fatalf("round %d deals %d of 40 cards", round, len(seen))
		}
		if round == 0 {
			first = order
			continue
		}
		same := 0
		for i := range order {
			if order[i] == first[i] {
				same++
			}
		}
		if same > 10 {
			t.Errorf("round %d has %d of 40 cards where round 0 has them", round, same)
		}
	}
	if c := d.card(3, 40); c != first[3] {
		t.Errorf("card 3 is %d when asked for again, was %d", c, first[3])
	}
	// Each card comes at each place equally often: 4.5 standard errors.
	const rounds, n = 6000, 6
	var counts [n][n]float64
	for i := range int64(rounds * n) {
		counts[i%n][d.card(i, n)]++
	}
	for place, row := range counts {
		for card, c := range row {
			if math.Abs(c-rounds/n) > 4.5*math.Sqrt(rounds/n*(1-1./n)) {
				t.Errorf("card %d comes at place %d in %g of %d rounds", card, place, c, rounds)
			}
		}
	}
}
