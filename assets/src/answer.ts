// The numbers of the raised panel: what is decoded, what is true, how sure.

import { degrees } from "./plots/polar"
import { byId, setAttr, setText } from "./dom"
import { turnBar } from "./controls"
import { cyclic } from "./theme"
import type { Orientation } from "./stream"

const deg = (v: number | null | undefined) => (v === null || v === undefined || !Number.isFinite(v) ? "" : String(Number(v.toFixed(2))))
const whole = (v: number) => `${Math.round(v) % 180}°`

/** Shows an orientation reading in words, and on the panel's data attributes. */
export function showAnswer(o: Orientation, dark: boolean, truthWord: string): void {
  const panel = byId("orientation")
  setAttr(panel, "data-decoded-deg", deg(o.decoded_deg))
  setAttr(panel, "data-true-deg", deg(o.true_deg))
  setAttr(panel, "data-b-theta-deg", o.tuned ? deg(o.b_theta_deg) : "")
  const decoded = o.decoded_deg
  const none = decoded === null || !Number.isFinite(decoded)
  byId("answer").classList.toggle("none", none)
  setText(byId("decoded"), none ? "No orientation" : whole(decoded))
  setText(byId("decoded-word"), none ? "not decoded" : "decoded")
  if (!none) turnBar(byId("answer-bar"), decoded, cyclic(decoded, dark))
  const truth = deg(o.true_deg)
  byId("true-part").hidden = truth === "" && none
  setText(byId("true-word"), truthWord)
  setText(byId("true"), truth === "" ? "none" : degrees(o.true_deg!))
  setText(byId("resultant"), Number.isFinite(o.r) ? o.r.toFixed(2) : "–")
  setText(byId("resultant-why"), none ? `, ${whyOf(o.reason)}` : "")
  setText(byId("window"), o.window_s ? `last ${Number(o.window_s.toFixed(1))} s` : "")
}

/** "r 0.33, below 0.60" beside r itself needs only its second half. */
const whyOf = (reason: string) => reason.replace(/^r [\d.]+, /, "") || "too few spikes"

/** Shows what was fitted to the tuning curve. */
export function showFit(o: Orientation): void {
  const fit = byId("fit")
  const tuned = o.tuned && o.b_theta_deg !== null
  fit.classList.toggle("untuned", !tuned)
  const parts = all3(fit)
  if (!tuned) {
    setText(parts[0], "")
    setText(parts[1], o.n > 0 ? "untuned" : "")
    setText(parts[2], "")
    return
  }
  const ci = o.b_theta_ci_deg !== null && Number.isFinite(o.b_theta_ci_deg) ? ` ± ${o.b_theta_ci_deg.toFixed(1)}°` : ""
  setText(parts[0], ` ${o.b_theta_deg!.toFixed(1)}°${ci}`)
  setText(parts[1], o.hwhh_deg !== null && Number.isFinite(o.hwhh_deg) ? `HWHH ${o.hwhh_deg.toFixed(1)}°` : "")
  setText(parts[2], o.r2 !== null && Number.isFinite(o.r2) ? `R² ${o.r2.toFixed(2)}` : "")
}

function all3(fit: Element): [Element, Element, Element] {
  return [fit.querySelector("[data-part=b]")!, fit.querySelector("[data-part=hwhh]")!, fit.querySelector("[data-part=r2]")!]
}
