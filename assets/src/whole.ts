// Whole runs, kept for undo: time, weights, spikes on their way. What would
// destroy a run keeps it here first.

import * as server from "./session"
import type { Session } from "./session"

const most = 3 // runs
const mostBytes = 64 << 20 // of all of them
const patience = 4000 // ms that a command waits for the state of the run it ends

/** A run as it stood. */
export interface Whole {
  preset: string
  t: number // ms
  playing: boolean
  until: number // s
  data?: Uint8Array // undefined once others have taken its place
}

let held: Whole[] = [] // oldest first

/** Keeps the run of a session; undefined where there is nothing to keep, or its state cannot be had. */
export async function hold(s: Session | undefined): Promise<Whole | undefined> {
  if (!s) return undefined
  try {
    const now = await server.get(s.id)
    if (!(now.t_ms > 0)) return undefined
    const data = await server.saved(s.id, mostBytes, patience)
    const whole: Whole = { preset: now.preset, t: now.t_ms, playing: now.state === "playing", until: now.until_s, data }
    held.push(whole)
    while (held.length > most || held.reduce((n, w) => n + w.data!.length, 0) > mostBytes) drop()
    return whole
  } catch {
    return undefined // too large, or the server has no answer: undo does without
  }
}

/** The shortest run but the newest goes first: a row of resets does not cost the long one. */
function drop(): void {
  const least = held.slice(0, -1).reduce((a, b) => (b.t < a.t ? b : a), held[0]!)
  delete least.data
  held = held.filter((w) => w !== least)
}

/** Puts a run that was kept into a session, which goes on as it did; undefined where it is no longer kept. */
export async function bring(id: string, whole: Whole | undefined): Promise<Session | undefined> {
  if (!whole?.data) return undefined
  if (!whole.playing) await server.control(id, { action: "pause" }) // first: it is not to go on
  const s = await server.restore(id, whole.data)
  const other = s.until_s !== whole.until ? { until_s: whole.until } : {}
  const action = whole.playing && s.state !== "playing" ? { action: "play" as const } : {}
  return Object.keys({ ...other, ...action }).length ? server.control(id, { ...other, ...action }) : s
}
