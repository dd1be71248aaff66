// The last minute of a run, kept in the browser: spikes per population within
// bounds, rates in bins of 50 ms, the resultant and the LGN over time.

import { addSpikes, binMs, clearTrain, keptMs, newTrain, openBin, startTrain } from "./train"
import type { Population, Train } from "./train"
export type { Population, Train } from "./train"
export { binMs, countsOf, indexAt, keptMs, meanRate, rateOf } from "./train"

/** What of a message of the stream is kept. */
export interface Tick {
  t_ms: number
  since_ms?: number // where what is told begins
  spikes?: Record<string, { t_ms: ArrayLike<number>; i: ArrayLike<number> }> | null
  orientation?: { r?: number | null } | null
  lgn?: { on: ArrayLike<number>; off: ArrayLike<number>; max_hz: number } | null
  marks?: readonly Mark[] | null
  past?: { t_ms: ArrayLike<number>; r: ArrayLike<number>; learning: ArrayLike<number> } | null // the resultant before the stream began
}

/** A parameter changed during the run. */
export interface Mark {
  t_ms: number
  text: string
}

const marksKept = 240
let turns = 0

/** A few numbers over time, one entry a bin at most. */
export interface Trace {
  t: Float64Array
  a: Float32Array
  b: Float32Array
  end: number
}

/** All that is remembered of a run. */
export interface History {
  turn: number // another whenever the past is another one: what was drawn of it is old
  trains: Train[]
  nowMs: number
  fromMs: number // what came before is not known
  learning: boolean // whether synapses learn now
  r: Trace // a: resultant length of the read-out, b: 1 where synapses learned
  lgn: Trace // a: mean ON, b: mean OFF (Hz)
  marks: Mark[]
}

/** An empty history of these populations. */
export function newHistory(populations: readonly Population[]): History {
  return {
    turn: ++turns,
    trains: populations.map(newTrain),
    nowMs: 0,
    fromMs: 0,
    learning: false,
    r: newTrace(2048),
    lgn: newTrace(2048),
    marks: [],
  }
}

function newTrace(n: number): Trace {
  return { t: new Float64Array(n), a: new Float32Array(n), b: new Float32Array(n), end: 0 }
}

/** Forgets the run: after a reset, or when another one is shown. */
export function clear(h: History): void {
  h.turn = ++turns
  for (const train of h.trains) clearTrain(train)
  h.nowMs = h.fromMs = 0
  h.r.end = h.lgn.end = 0
  h.marks.length = 0
}

/** Takes in one message. Time that goes back means a reset: the past is forgotten. */
export function push(h: History, tick: Tick): void {
  if (tick.t_ms < h.nowMs - 1) clear(h)
  const bin = Math.floor(tick.t_ms / binMs)
  for (const train of h.trains) {
    const s = tick.spikes?.[train.population.name]
    if (train.lastBin < 0) startTrain(train, Math.min(tick.since_ms ?? (h.nowMs > 0 ? h.nowMs : tick.t_ms), s?.t_ms[0] ?? Infinity))
    if (s) addSpikes(train, ...ofThisRun(s, tick.t_ms))
    openBin(train, bin)
  }
  h.nowMs = tick.t_ms
  const p = tick.past
  for (let k = h.r.end ? Infinity : 0; p && k < p.t_ms.length; k++) if (Number.isFinite(p.r[k])) addTrace(h.r, p.t_ms[k]!, p.r[k]!, p.learning[k]!)
  const r = tick.orientation?.r
  if (r !== undefined && r !== null && Number.isFinite(r)) addTrace(h.r, tick.t_ms, r, h.learning ? 1 : 0)
  if (tick.lgn) {
    const k = tick.lgn.max_hz / 255
    addTrace(h.lgn, tick.t_ms, k * mean(tick.lgn.on), k * mean(tick.lgn.off))
  }
  if (tick.marks) for (const m of tick.marks) addMark(h.marks, m)
}

/** The spikes up to a time, and a bin more: later ones are those of a run that has just ended. */
function ofThisRun(s: { t_ms: ArrayLike<number>; i: ArrayLike<number> }, nowMs: number): [ArrayLike<number>, ArrayLike<number>] {
  const late = (t: number) => t > nowMs + binMs
  let any = false
  for (let k = 0; k < s.t_ms.length && !any; k++) any = late(s.t_ms[k]!)
  if (!any) return [s.t_ms, s.i]
  const keep = Array.from(s.t_ms, (_, k) => k).filter((k) => !late(s.t_ms[k]!))
  return [keep.map((k) => s.t_ms[k]!), keep.map((k) => s.i[k]!)]
}

/** The oldest time that is known, ms. */
export function oldest(h: History): number {
  return Math.min(h.nowMs, Math.max(h.fromMs, h.nowMs - keptMs))
}

/** The entry of a trace that held at a time: -1 before the first. */
export function entryAt(trace: Trace, t: number): number {
  const n = trace.t.length
  let lo = Math.max(0, trace.end - n) - 1
  let hi = trace.end - 1
  const first = lo
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1
    if (trace.t[mid % n]! <= t + 1e-6) lo = mid
    else hi = mid - 1
  }
  return lo === first ? -1 : lo
}

function addTrace(trace: Trace, t: number, a: number, b: number): void {
  const n = trace.t.length
  if (trace.end > 0 && t - trace.t[(trace.end - 1) % n]! < binMs - 1) return
  const k = trace.end++ % n
  trace.t[k] = t
  trace.a[k] = a
  trace.b[k] = b
}

function addMark(marks: Mark[], m: Mark): void {
  const last = marks[marks.length - 1]
  if (last && last.t_ms === m.t_ms && last.text === m.text) return
  marks.push({ t_ms: m.t_ms, text: m.text })
  if (marks.length > marksKept) marks.shift()
}

function mean(x: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += x[k]!
  return x.length ? sum / x.length : 0
}

