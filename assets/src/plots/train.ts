// The spikes of one population over the last minute, in order of time, and its
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
/** Rate bins kept: 64 s. */
export const bins = 1280
/** Spikes are kept so long, ms. */
export const keptMs = 60_000
const unknown = 0xffffffff // count of a bin that was not seen whole
const most = 1 << 19 // spikes kept of a population
const whole = 6_000 // ms in which none is left out, however many there are

/** The spikes of one population: entries from..end-1 are known, in order of time. */
export interface Train {
  population: Population
  t: Float32Array // ms
  i: Uint32Array // neuron
  from: number
  end: number
  heldFrom: number // spikes of drawn neurons are known from here on, ms
  drawn: Uint8Array | null // neurons whose spikes stay when there is no room for all
  counts: Uint32Array // spikes in each bin, all neurons; ring
  firstBin: number // first bin seen whole
  lastBin: number // the bin under way
}

/** An empty train. */
export function newTrain(population: Population): Train {
  const capacity = 1 << 13
  return {
    population,
    t: new Float32Array(capacity),
    i: new Uint32Array(capacity),
    from: 0,
    end: 0,
    heldFrom: 0,
    drawn: null,
    counts: new Uint32Array(bins),
    firstBin: -1,
    lastBin: -1,
  }
}

/** Forgets all spikes. */
export function clearTrain(train: Train): void {
  train.from = train.end = 0
  train.heldFrom = 0
  train.counts.fill(0)
  train.firstBin = train.lastBin = -1
}

/** Where a train begins: its first whole bin is the next one, or the very first of a run. */
export function startTrain(train: Train, fromMs: number): void {
  train.lastBin = Math.floor(fromMs / binMs)
  train.firstBin = fromMs <= 2 * binMs ? 0 : train.lastBin + 1
  train.heldFrom = train.firstBin * binMs
}

/** Moves on to a bin, emptying those between. */
export function openBin(train: Train, bin: number): void {
  if (bin - train.lastBin >= bins) train.counts.fill(0)
  else for (let b = train.lastBin + 1; b <= bin; b++) train.counts[b % bins] = 0
  if (bin > train.lastBin) train.lastBin = bin
}

/** Nothing was heard until a time: what happened meanwhile is not known. */
export function skip(train: Train, toMs: number): void {
  const from = train.lastBin
  if (from < 0) return
  const to = Math.floor(toMs / binMs)
  openBin(train, to)
  for (let bin = Math.max(from, to - bins + 1); bin <= to; bin++) train.counts[bin % bins] = unknown
}

/** Takes in spikes in time order. */
export function addSpikes(train: Train, t: ArrayLike<number>, i: ArrayLike<number>): void {
  const begin = Math.max(0, t.length - most / 2) // of a flood the newest
  if (begin > 0) train.heldFrom = t[begin]!
  if (train.end + t.length - begin > train.t.length) makeRoom(train, t.length - begin)
  for (let k = 0; k < t.length; k++) {
    const time = t[k]!
    const bin = Math.floor(time / binMs)
    if (bin > train.lastBin) openBin(train, bin)
    if (bin > train.lastBin - bins && bin >= 0 && train.counts[bin % bins] !== unknown) train.counts[bin % bins]!++
    if (k < begin) continue
    train.t[train.end] = time
    train.i[train.end] = i[k]!
    train.end++
  }
}

/**
 * Room for n more: first the spikes older than a minute go, then those of
 * neurons that are not drawn, then the oldest.
 */
function makeRoom(train: Train, n: number): void {
  const now = train.t[train.end - 1] ?? 0
  let from = indexAt(train, now - keptMs)
  const live = train.end - from
  if (live + n <= train.t.length / 2) return move(train, from, train.t, train.i)
  if (train.t.length < most) {
    let size = train.t.length
    while (size < most && live + n > size / 2) size *= 2
    return move(train, from, new Float32Array(size), new Uint32Array(size))
  }
  let at = 0
  const recent = indexAt(train, now - whole)
  for (let k = from; k < train.end; k++) {
    if (k < recent && train.drawn && !train.drawn[train.i[k]!]) continue
    train.t[at] = train.t[k]!
    train.i[at++] = train.i[k]!
  }
  train.from = 0
  train.end = at
  if (at + n <= 0.75 * most) return
  from = Math.min(at, Math.max(0, at + n - most / 2))
  train.heldFrom = Math.max(train.heldFrom, train.t[from] ?? now)
  move(train, from, train.t, train.i)
}

function move(train: Train, from: number, t: Float32Array, i: Uint32Array): void {
  if (t === train.t) {
    t.copyWithin(0, from, train.end)
    i.copyWithin(0, from, train.end)
  } else {
    t.set(train.t.subarray(from, train.end))
    i.set(train.i.subarray(from, train.end))
    train.t = t
    train.i = i
  }
  train.end -= from
  train.from = 0
}

/** The first spike not before a time. */
export function indexAt(train: Train, ms: number): number {
  let lo = train.from
  let hi = train.end
  while (lo < hi) {
    const mid = (lo + hi) >> 1
    if (train.t[mid]! < ms) lo = mid + 1
    else hi = mid
  }
  return lo
}

/** The rate of a bin, Hz per neuron; NaN where it is not known. */
export function rateOf(train: Train, bin: number): number {
  if (bin < train.firstBin || bin >= train.lastBin || bin <= train.lastBin - bins) return NaN
  if (train.counts[bin % bins] === unknown) return NaN
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

/** Spikes of each neuron between two times. */
export function countsOf(train: Train, fromMs: number, toMs: number): Uint32Array {
  const counts = new Uint32Array(train.population.n)
  for (let k = indexAt(train, fromMs); k < train.end && train.t[k]! < toMs; k++) {
    const i = train.i[k]!
    if (i < counts.length) counts[i]!++
  }
  return counts
}
