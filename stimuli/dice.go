package stimuli

import (
	"math"
	"math/bits"

	"striate/sim"
)

// dice are random numbers by place instead of by turn: throw n of a key is
// SplitMix64 (Steele, Lea, Flood 2014) after n steps, so that what is drawn for
// a presentation does not depend on what was drawn before, on the number of
// cores or on where a saved state was taken.
type dice struct{ key uint64 }

// diceOf are the dice of that name.
func diceOf(seed sim.Seed, name string) dice { return dice{seed.Stream(name).Uint64()} }

// word is 64 random bits, throw n.
func (d dice) word(n uint64) uint64 {
	z := d.key + (n+1)*0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// of are dice of their own for part n.
func (d dice) of(n int64) dice { return dice{d.word(uint64(n))} }

// uniform is in (0, 1).
func (d dice) uniform(n uint64) float64 { return (float64(d.word(n)>>11) + 0.5) / (1 << 53) }

// below is a whole number from 0 to size-1 (Lemire 2019); what it favours, it
// does by less than size/2^64.
func (d dice) below(n uint64, size int) int {
	hi, _ := bits.Mul64(d.word(n), uint64(size))
	return int(hi)
}

// normals fills dst with independent standard normals, throws 0 to len(dst), in
// pairs by Box and Muller.
func (d dice) normals(dst []float32) {
	for i := 0; i < len(dst); i += 2 {
		r := math.Sqrt(-2 * math.Log(d.uniform(uint64(i))))
		sin, cos := math.Sincos(2 * math.Pi * d.uniform(uint64(i+1)))
		dst[i] = float32(r * cos)
		if i+1 < len(dst) {
			dst[i+1] = float32(r * sin)
		}
	}
}

// state saves the dice or reads them back.
func (d *dice) state(a *sim.Archive) { sim.Value(a, &d.key) }

// A deck is n cards that are shuffled and dealt out whole, again and again:
// among the cards from a multiple of n to the next, each comes once.
type deck struct {
	dice  dice
	round int64
	cards []int32 // of that round; empty before the first
}

// card is card number i of all that are dealt from a deck of n.
func (d *deck) card(i int64, n int) int {
	d.shuffle(i/int64(n), n)
	return int(d.cards[i%int64(n)])
}

// restart takes other dice.
func (d *deck) restart(dice dice) { d.dice, d.cards = dice, d.cards[:0] }

// shuffle lays out the cards of a round, by Fisher and Yates. It allocates only
// when the deck has grown.
func (d *deck) shuffle(round int64, n int) {
	if d.round == round && len(d.cards) == n {
		return
	}
	if cap(d.cards) < n {
		d.cards = make([]int32, n)
	}
	d.round, d.cards = round, d.cards[:n]
	for i := range d.cards {
		d.cards[i] = int32(i)
	}
	throw := d.dice.of(round)
	for i := n - 1; i > 0; i-- {
		j := throw.below(uint64(i), i+1)
		d.cards[i], d.cards[j] = d.cards[j], d.cards[i]
	}
}
