// Package noise draws standard normals that depend on a key, a counter and a
// place in the line alone, so that any number of cores may draw them in any
// order: Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, Proc. SC '11) and the
// transform of Box and Muller (1958, Ann. Math. Stat. 29), in float32.
//
// There is vector code for AVX2 and AVX-512. The Go form beside it has the same
// bits, as products and sums are rounded one by one in each.
package noise
