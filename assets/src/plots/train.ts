// The spikes of one population over the last seconds, in a ring, and its
// rate in bins of 50 ms.

/** A population as the server describes it. */
export interface Population {
  name: string
  label: string
  role: string
  n: number
  preferred_deg?: ArrayLike<number> | null
}

/** Width of a rate bin, ms. */
export const binMs = 50
/** Rate bins kept: 12.8 s. */
export const bins = 256
const most = 2400 // spikes kept of each neuron drawn: seven seconds at the rate of a runaway
const shownRows = 96 // rows a block can tell apart
const moreRows = 150 // of a large population without an order of its own, whose block is higher

/** The spikes of one population. Rings: entry k lives at k mod length. */
export interface Train {
  population: Population
  every: number // one neuron of so many is drawn
  height: Float32Array // of each neuron in its block, 0..1; -1 for those not drawn
  t: Float64Array // time of each drawn spike, ms
  y: Float32Array // its height
  end: number // spikes drawn since the start
  counts: Uint32Array // spikes in each bin, all neurons
  firstBin: number // first bin seen whole
  lastBin: number // the bin under way
}

/** An empty train. */
export function newTrain(population: Population): Train {
  const every = Math.max(1, Math.ceil(population.n / (population.n > 1000 && !population.preferred_deg?.length ? moreRows : shownRows)))
  const capacity = 2 ** Math.ceil(Math.log2(Math.max(1024, (population.n / every) * most)))
  return {
    population,
    every,
    height: heights(population, every),
    t: new Float64Array(capacity),
    y: new Float32Array(capacity),
    end: 0,
    counts: new Uint32Array(bins),
    firstBin: -1,
    lastBin: -1,
  }
}

/**
 * The height of each neuron, sorted by preferred orientation: 0 at 0 deg, 1
 * at 180. Neurons of one preference share the room up to the next one.
 */
function heights(p: Population, every: number): Float32Array {
  const at = new Float32Array(p.n).fill(-1)
  const pref = p.preferred_deg
  const order = Array.from({ length: p.n }, (_, i) => i)
  if (!pref || pref.length < p.n) {
    for (let i = 0; i < p.n; i += every) at[i] = (i + 0.5) / p.n
    return at
  }
  const angle = (i: number) => (((pref[i] ?? 0) % 180) + 180) % 180
  order.sort((i, j) => angle(i) - angle(j) || i - j)
  for (let k = 0; k < p.n; ) {
    let end = k + 1
    while (end < p.n && angle(order[end]!) - angle(order[k]!) < 1e-3) end++
    const from = angle(order[k]!)
    const to = end < p.n ? angle(order[end]!) : 180
    for (let j = k; j < end; j++)
      if (j % every === 0) at[order[j]!] = (from + ((to - from) * (j - k + 0.5)) / (end - k)) / 180
    k = end
  }
  return at
}

/** Forgets all spikes. */
export function clearTrain(train: Train): void {
  train.end = 0
  train.counts.fill(0)
  train.firstBin = train.lastBin = -1
}

/** Where a train begins: its first whole bin is the next one, or the very first of a run. */
export function startTrain(train: Train, fromMs: number): void {
  train.lastBin = Math.floor(fromMs / binMs)
  train.firstBin = fromMs <= 2 * binMs ? 0 : train.lastBin + 1
}

/** Moves on to a bin, emptying those between. */
export function openBin(train: Train, bin: number): void {
  if (bin - train.lastBin >= bins) train.counts.fill(0)
  else for (let b = train.lastBin + 1; b <= bin; b++) train.counts[b % bins] = 0
  if (bin > train.lastBin) train.lastBin = bin
}

/** Takes in spikes in time order. */
export function addSpikes(train: Train, t: ArrayLike<number>, i: ArrayLike<number>): void {
  const capacity = train.t.length
  for (let k = 0; k < t.length; k++) {
    const time = t[k]!
    const bin = Math.floor(time / binMs)
    if (bin > train.lastBin) openBin(train, bin)
    if (bin > train.lastBin - bins && bin >= 0) train.counts[bin % bins]!++
    const y = train.height[i[k]!] ?? -1
    if (y < 0) continue
    train.t[train.end % capacity] = time
    train.y[train.end % capacity] = y
    train.end++
  }
}

/** The rate of a bin, Hz per neuron; NaN where it is not known. */
export function rateOf(train: Train, bin: number): number {
  if (bin < train.firstBin || bin >= train.lastBin || bin <= train.lastBin - bins) return NaN
  return (train.counts[bin % bins]! * 1000) / (binMs * Math.max(1, train.population.n))
}

/** The mean rate between two times, Hz per neuron; NaN before the first whole bin. */
export function meanRate(train: Train, fromMs: number, toMs: number): number {
  let sum = 0
  let n = 0
  for (let bin = Math.max(0, Math.ceil(fromMs / binMs - 1e-9)); bin < Math.floor(toMs / binMs); bin++) {
    const rate = rateOf(train, bin)
    if (rate === rate) (sum += rate), n++
  }
  return n ? sum / n : NaN
}
