// Figures that are too slow to come with every tick: the page asks for those
// in sight, one request of each at a time, while something new can be in them.

import { all, byId, setText, show } from "./dom"
import * as server from "./session"
import type { Firing, Figure } from "./plots/figure"
import type { Population } from "./plots/history"

export interface Asked {
  /** Asks for nothing while the run is exchanged for another, which may not have the same figures. */
  pause<T>(until: () => Promise<T>): Promise<T>
  /** Another session, run or parameter: what is shown may be old. */
  stale(): void
  /** Another network: nothing that was asked for is of it. */
  forget(): void
}

/** Least time between two requests of a figure, ms. */
const pace: Record<string, number> = { traces: 250, sequences: 800, delays: 1000, statistics: 1500, learning: 2000, stdp: 300, spectrum: 1000, luminance: 250, fields: 3000, psd: 2000 }

/** Starts asking. session: the id and whether its time goes on; got: where a figure goes. */
export function askFigures(session: () => { id: string; playing: boolean } | undefined, still: () => boolean, got: (name: string, f: Figure | null) => void): Asked {
  const panels = all("[data-asked]")
  const asked = new Map<string, number>()
  const due = new Set<string>()
  const under = new Map<string, Promise<void>>()
  let held = 0
  let turn = 0

  const ask = async (panel: HTMLElement, id: string) => {
    const name = panel.dataset["panel"]!
    const mine = turn
    due.delete(name)
    try {
      const f = await server.figureOf(id, name)
      if (mine !== turn) due.add(name) // something changed meanwhile
      got(name, f)
      panel.dataset["drawn"] = ""
    } catch {
      due.add(name) // the run was changed meanwhile, or the server is away
    } finally {
      under.delete(name)
      asked.set(name, performance.now())
    }
  }

  setInterval(() => {
    const s = session()
    if (!s || held || document.hidden) return
    const now = performance.now()
    for (const panel of panels) {
      const name = panel.dataset["panel"]!
      if (under.has(name) || panel.dataset["paused"] !== undefined || panel.offsetParent === null || !(s.playing || due.has(name) || !asked.has(name))) continue
      const gap = Math.max(pace[name] ?? 1000, still() ? 1000 : 0)
      if (now - (asked.get(name) ?? -1e9) < gap) continue
      under.set(name, ask(panel, s.id))
    }
  }, 100)

  return {
    async pause(until) {
      held++
      try {
        await Promise.all(under.values())
        return await until()
      } finally {
        held--
      }
    },
    stale() {
      turn++
      for (const p of panels) due.add(p.dataset["panel"]!)
    },
    forget() {
      asked.clear()
      for (const panel of panels) {
        got(panel.dataset["panel"]!, null)
        delete panel.dataset["drawn"]
      }
      byId("numbers").querySelector("tbody")!.replaceChildren()
    },
  }
}

/** The numbers of every population; "–" where there are too few spikes to say. */
export function showNumbers(f: Figure | null, populations: readonly Population[]): void {
  const of: Record<string, Firing> | undefined = f?.numbers?.populations
  if (!of) return
  const body = byId("numbers").querySelector("tbody")!
  const shown = populations.filter((p) => of[p.name])
  while (body.rows.length < shown.length) {
    const row = body.insertRow()
    row.append(Object.assign(document.createElement("th"), { scope: "row" }))
    for (let k = 0; k < 5; k++) row.insertCell()
  }
  shown.forEach((p, r) => {
    const row = body.rows[r]!
    const n = of[p.name]!
    row.dataset["role"] = p.role
    setText(row.cells[0]!, p.label)
    const cells: [number | null, number][] = [[n.rate_hz, 1], [n.cv_isi, 2], [n.lv, 2], [n.correlation, 3], [n.synchrony, 3]]
    cells.forEach(([v, digits], k) => setText(row.cells[k + 1]!, v === null ? "–" : Math.abs(v) < 1e3 ? v.toFixed(digits).replace("-", "\u2212") : show(v)))
  })
}
