package fourier

// run is one pass over columns of s contiguous numbers: butterfly i takes the
// elements i, i+m, i+2m ... of x and leaves its results, times their twiddle
// factors, in elements r i, r i + 1 ... of y.
func (q *pass[T]) run(y, x lines[T], s int) {
	switch q.radix {
	case 2:
		q.radix2(y, x, s)
	case 3:
		q.radix3(y, x, s)
	case 4:
		q.radix4(y, x, s)
	case 5:
		q.radix5(y, x, s)
	default:
		q.prime(y, x, s)
	}
}

func (l lines[T]) at(k, s int) (re, im []T) { return l.re[k*s:][:s:s], l.im[k*s:][:s:s] }

func (q *pass[T]) radix2(y, x lines[T], s int) {
	for i := range q.m {
		w := q.twiddle[2*i:][:2]
		ar, ai := x.at(i, s)
		br, bi := x.at(i+q.m, s)
		yr0, yi0 := y.at(2*i, s)
		yr1, yi1 := y.at(2*i+1, s)
		for c := range ar {
			dr, di := ar[c]-br[c], ai[c]-bi[c]
			yr0[c], yi0[c] = ar[c]+br[c], ai[c]+bi[c]
			yr1[c], yi1[c] = dr*w[0]-di*w[1], dr*w[1]+di*w[0]
		}
	}
}

// sin60 is sin(2π/3).
const sin60 = 0.86602540378443864676372317075293618347140262690519

func (q *pass[T]) radix3(y, x lines[T], s int) {
	for i := range q.m {
		w := q.twiddle[4*i:][:4]
		ar, ai := x.at(i, s)
		br, bi := x.at(i+q.m, s)
		cr, ci := x.at(i+2*q.m, s)
		yr0, yi0 := y.at(3*i, s)
		yr1, yi1 := y.at(3*i+1, s)
		yr2, yi2 := y.at(3*i+2, s)
		for k := range ar {
			sr, si := br[k]+cr[k], bi[k]+ci[k]
			dr, di := sin60*(br[k]-cr[k]), sin60*(bi[k]-ci[k])
			mr, mi := ar[k]-0.5*sr, ai[k]-0.5*si
			yr0[k], yi0[k] = ar[k]+sr, ai[k]+si
			ur, ui := mr-di, mi+dr
			yr1[k], yi1[k] = ur*w[0]-ui*w[1], ur*w[1]+ui*w[0]
			ur, ui = mr+di, mi-dr
			yr2[k], yi2[k] = ur*w[2]-ui*w[3], ur*w[3]+ui*w[2]
		}
	}
}

func (q *pass[T]) radix4(y, x lines[T], s int) {
	for i := range q.m {
		w := q.twiddle[6*i:][:6]
		ar, ai := x.at(i, s)
		br, bi := x.at(i+q.m, s)
		cr, ci := x.at(i+2*q.m, s)
		dr, di := x.at(i+3*q.m, s)
		yr0, yi0 := y.at(4*i, s)
		yr1, yi1 := y.at(4*i+1, s)
		yr2, yi2 := y.at(4*i+2, s)
		yr3, yi3 := y.at(4*i+3, s)
		for k := range ar {
			sr, si := ar[k]+cr[k], ai[k]+ci[k]
			tr, ti := ar[k]-cr[k], ai[k]-ci[k]
			ur, ui := br[k]+dr[k], bi[k]+di[k]
			vr, vi := br[k]-dr[k], bi[k]-di[k]
			yr0[k], yi0[k] = sr+ur, si+ui
			er, ei := tr-vi, ti+vr
			yr1[k], yi1[k] = er*w[0]-ei*w[1], er*w[1]+ei*w[0]
			er, ei = sr-ur, si-ui
			yr2[k], yi2[k] = er*w[2]-ei*w[3], er*w[3]+ei*w[2]
			er, ei = tr+vi, ti-vr
			yr3[k], yi3[k] = er*w[4]-ei*w[5], er*w[5]+ei*w[4]
		}
	}
}

// Cosines and sines of 2π/5 and 4π/5.
const (
	cos72  = 0.30901699437494742410229341718281905886015458990288
	cos144 = -0.80901699437494742410229341718281905886015458990288
	sin72  = 0.95105651629515357211643933337938214340569863412575
	sin144 = 0.58778525229247312916870595463907276859765243764314
)

func (q *pass[T]) radix5(y, x lines[T], s int) {
	for i := range q.m {
		w := q.twiddle[8*i:][:8]
		ar, ai := x.at(i, s)
		br, bi := x.at(i+q.m, s)
		cr, ci := x.at(i+2*q.m, s)
		dr, di := x.at(i+3*q.m, s)
		er, ei := x.at(i+4*q.m, s)
		yr0, yi0 := y.at(5*i, s)
		yr1, yi1 := y.at(5*i+1, s)
		yr2, yi2 := y.at(5*i+2, s)
		yr3, yi3 := y.at(5*i+3, s)
		yr4, yi4 := y.at(5*i+4, s)
		for k := range ar {
			sr, si := br[k]+er[k], bi[k]+ei[k]
			tr, ti := br[k]-er[k], bi[k]-ei[k]
			ur, ui := cr[k]+dr[k], ci[k]+di[k]
			vr, vi := cr[k]-dr[k], ci[k]-di[k]
			yr0[k], yi0[k] = ar[k]+(sr+ur), ai[k]+(si+ui)
			mr, mi := ar[k]+(cos72*sr+cos144*ur), ai[k]+(cos72*si+cos144*ui)
			nr, ni := sin72*tr+sin144*vr, sin72*ti+sin144*vi
			fr, fi := mr-ni, mi+nr
			yr1[k], yi1[k] = fr*w[0]-fi*w[1], fr*w[1]+fi*w[0]
			fr, fi = mr+ni, mi-nr
			yr4[k], yi4[k] = fr*w[6]-fi*w[7], fr*w[7]+fi*w[6]
			mr, mi = ar[k]+(cos144*sr+cos72*ur), ai[k]+(cos144*si+cos72*ui)
			nr, ni = sin144*tr-sin72*vr, sin144*ti-sin72*vi
			fr, fi = mr-ni, mi+nr
			yr2[k], yi2[k] = fr*w[2]-fi*w[3], fr*w[3]+fi*w[2]
			fr, fi = mr+ni, mi-nr
			yr3[k], yi3[k] = fr*w[4]-fi*w[5], fr*w[5]+fi*w[4]
		}
	}
}

// prime is a pass of any odd radix r by its definition, r² products; the terms
// of j and r-j share theirs.
func (q *pass[T]) prime(y, x lines[T], s int) {
	r := q.radix
	for i := range q.m {
		x0r, x0i := x.at(i, s)
		for j := range r {
			yr, yi := y.at(r*i+j, s)
			copy(yr, x0r)
			copy(yi, x0i)
			for k := 1; k <= r/2; k++ {
				w := q.root[2*(j*k%r):][:2]
				ar, ai := x.at(i+k*q.m, s)
				br, bi := x.at(i+(r-k)*q.m, s)
				for c := range yr {
					yr[c] += w[0]*(ar[c]+br[c]) - w[1]*(ai[c]-bi[c])
					yi[c] += w[0]*(ai[c]+bi[c]) + w[1]*(ar[c]-br[c])
				}
			}
			if j == 0 || i == 0 {
				continue
			}
			w := q.twiddle[2*(i*(r-1)+j-1):][:2]
			for c, u := range yr {
				v := yi[c]
				yr[c], yi[c] = u*w[0]-v*w[1], u*w[1]+v*w[0]
			}
		}
	}
}
