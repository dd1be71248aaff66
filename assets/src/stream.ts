// The stream of a session: CBOR maps over a websocket, typed arrays inside.
// A lost stream comes back by itself; a lost session is told to its owner.

import { decode } from "./cbor"
import * as server from "./session"
import type { Session, State } from "./session"
import type { Flash } from "./guard"
import type { Mark } from "./plots/history"

export interface Orientation {
  theta_deg: Float32Array
  rate_hz: Float32Array
  sem_hz: Float32Array
  true_deg: number | null
  decoded_deg: number | null
  r: number
  n: number
  reason: string
  window_s: number
  b_theta_deg: number | null
  b_theta_ci_deg: number | null
  hwhh_deg: number | null
  r2: number | null
  fit: { baseline_hz: number; amplitude_hz: number; theta0_deg: number } | null
  tuned: boolean
}

export interface Weights {
  name: string
  label: string
  n_pre: number
  n_post: number
  w_max_ns: number
  pre_deg: Float32Array | null
  post_deg: Float32Array | null
  data: Uint8Array
}

export interface Tick {
  tick: number
  t_ms: number
  rtf: number
  state: State
  speed: number
  seed: number
  stimulus?: { w: number; h: number; data: Uint8Array } | null
  lgn?: { w: number; h: number; on: Uint8Array; off: Uint8Array; max_hz: number } | null
  spikes?: Record<string, { t_ms: Float32Array; i: Uint32Array }> | null
  rates_hz?: Record<string, number> | null
  orientation?: Orientation | null
  weights?: Weights | null
  marks?: Mark[] | null
  fresh?: boolean // time started again: what was drawn before is of another run
  since_ms?: number // of a fresh one: nothing is told of the time before
  past?: { t_ms: Float32Array; r: Float32Array; learning: Uint8Array } | null
  missed?: number
  session?: Session | null
  error?: string
  flash?: Flash | null // as measured on the frames sent here
}

export interface Listener {
  hello(s: Session): void
  tick(t: Tick): void
  lost(attempt: number): void
  gone(): void
}

const firstWait = 250 // ms
const longestWait = 5000

/** Opens the stream and keeps it open until it is closed. */
export function connect(id: string, preview: () => { w: number; h: number }, to: Listener): { retry(): void; close(): void } {
  let socket: WebSocket | undefined
  let timer = 0
  let attempt = 0
  let turn = 0 // counts the sockets opened, so that a late answer cannot open one too many
  let closed = false

  const open = () => {
    turn++
    clearTimeout(timer)
    const old = socket
    const ws = new WebSocket(server.streamOf(id, preview()))
    socket = ws
    old?.close()
    ws.binaryType = "arraybuffer"
    ws.onmessage = (e: MessageEvent<ArrayBuffer>) => {
      if (ws !== socket || closed) return
      const m = decode(new Uint8Array(e.data)) as Tick & { hello?: Session }
      attempt = 0
      if (m.session) server.healed(m.session)
      if (m.hello) to.hello(server.healed(m.hello))
      else to.tick(m)
    }
    ws.onclose = () => {
      if (ws === socket && !closed) void again()
    }
  }

  const again = async () => {
    const mine = turn
    attempt++
    to.lost(attempt)
    let gone = false
    try {
      await server.get(id)
    } catch (e) {
      gone = e instanceof server.Problem && e.status === 404
    }
    if (closed || mine !== turn) return
    if (gone) return to.gone()
    timer = setTimeout(open, Math.min(longestWait, firstWait * 2 ** (attempt - 1)))
  }

  open()
  return {
    retry: open,
    close() {
      closed = true
      clearTimeout(timer)
      socket?.close()
    },
  }
}
