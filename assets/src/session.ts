// The session on the server: commands go down as ordinary HTTP.

import { num } from "./dom"
import type { Figure } from "./plots/figure"
import type { Population } from "./plots/history"

/** A running experiment as the server describes it. */
export interface Session {
  id: string
  seq: number // counts up: an answer may come after a tick that is newer
  preset: string
  state: State
  t_ms: number
  speed: number
  rtf: number
  seed: number
  readout: string
  until_s: number // 0: it goes on
  populations: Population[]
  figures: string[] // that the run has
  experiment?: Record<string, unknown> // whole, as POST takes it; not in ticks
  values: Record<string, unknown> // every parameter by path
  changed: string[] | null
  default: Record<string, unknown>
  spike_hash: string
  watchers: number
  end_s: number // when its preset ends by itself, 0 never
  repeating?: number // changes of a link that are still to be made
  changes?: { t_s: number; values: Record<string, unknown> }[] // made in flight, of get alone
  lighter?: { words: string; values: Record<string, unknown> } // for a machine that is too slow, of get alone
  error?: string
  warnings?: string[] | null // of the stimulus: what of it the screen cannot show
}

export type State = "playing" | "paused" | "done" | "failed"

/** What a control asks for; each part may be left out. */
export interface Command {
  action?: "play" | "pause" | "step" | "reset"
  speed?: number // Infinity: as fast as it can
  seed?: number
  until_s?: number // 0: never
}

/** A refusal in the words of the server (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors: { message: string; location: string }[] = [],
  ) {
    super(message)
  }
}

const root = "/api/v1"

export async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const init: RequestInit = { method }
  if (body instanceof Uint8Array) {
    init.body = body as Uint8Array<ArrayBuffer>
    init.headers = { "Content-Type": "application/octet-stream" }
  } else if (body !== undefined) {
    init.body = JSON.stringify(body)
    init.headers = { "Content-Type": "application/json" }
  }
  let r: Response
  try {
    r = await fetch(root + path, init)
  } catch {
    throw new Problem(0, "the server does not answer")
  }
  if (!r.ok) throw await problemOf(r)
  return r
}

/** The problem an answer states, or its status where it states none. */
export async function problemOf(r: Response): Promise<Problem> {
  try {
    const p = await r.json()
    const errors = Array.isArray(p.errors) ? p.errors : []
    return new Problem(r.status, errors[0]?.message ?? p.detail ?? p.title ?? r.statusText, errors)
  } catch {
    return new Problem(r.status, `the server answered ${r.status} ${r.statusText}`)
  }
}

const json = async (r: Promise<Response>): Promise<Session> => healed(await (await r).json())

/** JSON has no infinity: a session that runs as fast as it can says "inf". */
export function healed(s: Session): Session {
  s.speed = num(s.speed)
  return s
}

/** Starts a new session. A still one has run two seconds before it pauses. */
export function create(preset: string, still: boolean): Promise<Session> {
  return json(call("POST", "/sessions", still ? { experiment: preset, play: false, warm_s: 2 } : { experiment: preset, play: true }))
}

export function get(id: string): Promise<Session> {
  return json(call("GET", `/sessions/${encodeURIComponent(id)}`))
}

export function patch(id: string, values: Record<string, unknown>): Promise<Session> {
  return json(call("PATCH", `/sessions/${id}/params`, values))
}

/** Starts a session in other ways: from a link. */
export function createFrom(body: { link: string; anyway?: boolean; final?: boolean; play?: boolean }): Promise<Session> {
  return json(call("POST", "/sessions", body))
}

/** Ends a session. */
export async function remove(id: string): Promise<void> {
  await call("DELETE", `/sessions/${id}`).catch(() => undefined) // it may be gone already
}

export function control(id: string, command: Command): Promise<Session> {
  return json(call("POST", `/sessions/${id}/control`, command.speed === Infinity ? { ...command, speed: "inf" } : command))
}

/** Loads another preset, or a whole experiment, into the same session, so that every tab follows. A still one has run two seconds. */
export function load(id: string, experiment: string | Record<string, unknown>, still = false): Promise<Session> {
  return json(call("POST", `/sessions/${id}/experiment`, still ? { experiment, warm_s: 2 } : { experiment }))
}

/** All that the session goes on from; an error where it is larger than that, or takes longer. */
export async function saved(id: string, most: number, ms: number): Promise<Uint8Array> {
  const r = await fetch(`${root}/sessions/${id}/state`, { signal: AbortSignal.timeout(ms) })
  if (!r.ok) throw await problemOf(r)
  const data = new Uint8Array(await r.arrayBuffer())
  if (data.length > most) throw new Problem(0, `${data.length} bytes, want at most ${most}`)
  return data
}

/** Goes on from what saved gave. */
export function restore(id: string, data: Uint8Array): Promise<Session> {
  return json(call("POST", `/sessions/${id}/state`, data))
}

/** Sends grey frames of a video, one byte a pixel, frame after frame. Answers how many wait. */
export async function sendFrames(id: string, w: number, h: number, frames: Uint8Array): Promise<number> {
  const r = await call("POST", `/sessions/${id}/frames?width=${w}&height=${h}&encoding=srgb`, frames)
  const body: { queued?: number } = await r.json().catch(() => ({}))
  return body.queued ?? 0
}

/** A figure as it stands. */
export async function figureOf(id: string, name: string): Promise<Figure> {
  return (await call("GET", `/sessions/${id}/figures/${name}.json`)).json()
}

/** The address of a download of this session. */
export function fileOf(id: string, name: string): string {
  return `${root}/sessions/${id}/${name}`
}

/** The address of the stream; the server measures flashes on a preview of that size, CSS px. */
export function streamOf(id: string, preview: { w: number; h: number }): string {
  return `${location.origin.replace(/^http/, "ws")}${root}/sessions/${id}/stream?css_px=${Math.round(preview.w)}x${Math.round(preview.h)}`
}

/** The dock of the session's experiment, made by the server's templates. */
export async function dockOf(id: string): Promise<string> {
  const r = await fetch(`/ui/dock?session=${encodeURIComponent(id)}`)
  if (!r.ok) throw await problemOf(r)
  return r.text()
}

/** What is known of a parameter, made by the server's templates. */
export async function helpOf(id: string, path: string): Promise<string> {
  const r = await fetch(`/ui/help?session=${encodeURIComponent(id)}&path=${encodeURIComponent(path)}`)
  if (!r.ok) throw await problemOf(r)
  return r.text()
}

/** The value of a parameter, undefined where the experiment has none of that path. */
export function valueAt(s: Session | undefined, path: string): unknown {
  return s?.values[path]
}
