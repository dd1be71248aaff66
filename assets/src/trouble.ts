// When things go wrong with the machine and not with the run: too slow, more
// pages than one, a page that slept.

import { byId, setText } from "./dom"
import { notice, noticed, unnotice } from "./notices"
import * as server from "./session"
import type { Session, State } from "./session"

/** What this needs of the page around it. */
export interface Owner {
  session(): Session | undefined
  /** Gives parameters new values, as one deed of those words. */
  change(values: Record<string, unknown>, words: string): Promise<void>
  /** Opens the stream anew. */
  retry(): void
}

export interface Trouble {
  /** The machine cannot keep up, at that pace. Said once a run, then only when asked. */
  slow(rtf: string, left: string, asked?: boolean): void
  quick(): void
  /** The session as it is. */
  of(s: Session): void
  /** A tick came. */
  tick(tMs: number, state: State): void
}

const beat = 5000 // ms between two looks at the clock
const gapLeast = 90_000 // ms: a hidden page's clock may stand still for one minute
const low = matchMedia("(max-height: 480px)") // no room for what nobody asked for

export function wireTrouble(to: Owner): Trouble {
  let told = "" // the session of which it was said
  let asked = ""
  let offer: Session["lighter"]
  let looked = Date.now()
  let shown = { tMs: 0, state: "paused" as State }
  let slept: { ms: number; from: number; state: State } | undefined

  const ask = async (id: string) => {
    asked = id
    offer = undefined
    try {
      offer = (await server.get(id)).lighter
    } catch {
      asked = "" // once more, later
    }
  }

  /** A gap in time: the machine slept, or the browser froze the page. */
  const look = () => {
    const gap = Date.now() - looked
    looked = Date.now()
    if (gap < gapLeast || !to.session()) return
    slept = { ms: gap, from: shown.tMs, state: shown.state }
    to.retry()
  }
  setInterval(look, beat)
  document.addEventListener("visibilitychange", () => void (document.hidden || look()))
  document.addEventListener("resume", look)
  addEventListener("pageshow", look)
  addEventListener("online", () => to.retry())

  return {
    slow(rtf, left, wanted) {
      const id = to.session()?.id
      if (!id || !(wanted || noticed("slow") || (told !== id && !low.matches))) return
      told = id
      if (asked !== id) void ask(id)
      const o = offer
      notice(
        "slow",
        { rtf, left, lighter: o?.words ?? "" },
        () => {
          unnotice("slow")
          asked = ""
          if (o) void to.change(o.values, o.words.toLowerCase())
        },
      )
    },
    quick: () => unnotice("slow"),
    of(s) {
      const chip = byId("watchers")
      chip.hidden = !(s.watchers > 1)
      setText(byId("watchers-word"), `${s.watchers} pages watch this run`)
      if (s.t_ms < shown.tMs) asked = "" // another network
    },
    tick(tMs, state) {
      const was = slept
      slept = undefined
      shown = { tMs, state }
      if (was) notice("slept", { what: `This page slept for ${minutes(was.ms)}.`, text: meanwhile(was, tMs, to.session()?.speed ?? 1) })
    },
  }
}

/** What the run did while the page slept. */
function meanwhile(was: { ms: number; from: number; state: State }, tMs: number, speed: number): string {
  const went = (tMs - was.from) / 1000
  if (was.state !== "playing") return "The run was not playing, and is where it was."
  if (went < 0) return "The run was started again meanwhile."
  if (went < 2) return "The run waited."
  if (went > (0.5 * was.ms * Math.min(speed, 1)) / 1000) return `The run went on, to ${(tMs / 1000).toFixed(1)} s.`
  return `The run went on for ${went.toFixed(0)} s, then waited.`
}

function minutes(ms: number): string {
  const m = Math.round(ms / 60_000)
  return m < 120 ? `${m} minute${m === 1 ? "" : "s"}` : `${Math.round(m / 60)} hours`
}
