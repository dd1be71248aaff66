// The 95 % interval of a fitted tuning curve, from the same points the fit saw.

/** f(θ) = b + a exp((cos 2(θ - θ0) - 1) / (4 B²)), B in rad inside, degrees outside. */
export interface Curve {
  baseline_hz: number
  amplitude_hz: number
  theta0_deg: number
  b_theta_deg: number
}

const rad = Math.PI / 180

/** The curve at an orientation, Hz. */
export function curveAt(c: Curve, thetaDeg: number): number {
  const b = c.b_theta_deg * rad
  return c.baseline_hz + c.amplitude_hz * Math.exp((Math.cos(2 * rad * (thetaDeg - c.theta0_deg)) - 1) / (4 * b * b))
}

const g = new Float64Array(4) // gradient by b, a, θ0, B
const normal = new Float64Array(16) // JᵀJ, then its Cholesky factor

function gradient(c: Curve, thetaDeg: number): void {
  const b = c.b_theta_deg * rad
  const d = 2 * rad * (thetaDeg - c.theta0_deg)
  const e = Math.exp((Math.cos(d) - 1) / (4 * b * b))
  g[0] = 1
  g[1] = e
  g[2] = (c.amplitude_hz * e * Math.sin(d)) / (2 * b * b)
  g[3] = (c.amplitude_hz * e * (1 - Math.cos(d))) / (2 * b * b * b)
}

/**
 * Half the width of the interval of the mean curve at each orientation of dst
 * (evenly over 0..180), Hz: 1.96 sqrt(gᵀ C g), C = s² (JᵀJ)⁻¹ with
 * s² = RSS / (n - 4). Returns false when the points do not hold four parameters.
 */
export function fitBand(dst: Float64Array, c: Curve, theta: ArrayLike<number>, rate: ArrayLike<number>): boolean {
  const n = Math.min(theta.length, rate.length)
  if (n <= 4) return false
  normal.fill(0)
  let rss = 0
  for (let k = 0; k < n; k++) {
    gradient(c, theta[k]!)
    rss += (rate[k]! - curveAt(c, theta[k]!)) ** 2
    for (let i = 0; i < 4; i++) for (let j = 0; j <= i; j++) normal[4 * i + j]! += g[i]! * g[j]!
  }
  if (!cholesky()) return false
  const s = 1.96 * Math.sqrt(rss / (n - 4))
  for (let k = 0; k < dst.length; k++) {
    gradient(c, (180 * k) / (dst.length - 1))
    let sum = 0 // |L⁻¹ g|²
    for (let i = 0; i < 4; i++) {
      let v = g[i]!
      for (let j = 0; j < i; j++) v -= normal[4 * i + j]! * g[j]!
      v /= normal[4 * i + i]!
      g[i] = v
      sum += v * v
    }
    dst[k] = s * Math.sqrt(sum)
  }
  return true
}

function cholesky(): boolean {
  for (let i = 0; i < 4; i++)
    for (let j = 0; j <= i; j++) {
      let v = normal[4 * i + j]!
      for (let k = 0; k < j; k++) v -= normal[4 * i + k]! * normal[4 * j + k]!
      if (i !== j) normal[4 * i + j] = v / normal[4 * j + j]!
      else if (!(v > 1e-9)) return false
      else normal[4 * i + i] = Math.sqrt(v)
    }
  return true
}
