// The numbers under the stimulus.

import { all, setText, show } from "./dom"
import { valueAt } from "./session"
import type { Session } from "./session"

/** Spatial frequency or speed, what repeats in time, and contrast, as far as the stimulus has them. */
export function showReadouts(s: Session): void {
  const at = (key: string) => valueAt(s, `stimulus.${key}`)
  const of = (v: unknown) => (typeof v === "number" ? v : NaN)
  const sf = of(at("sf_cpd"))
  const speed = of(at("speed_dps"))
  const still = at("motion") === "static"
  const [tf, refresh, each] = [of(at("tf_hz")), of(at("refresh_hz")), of(at("duration_ms"))] // of noise: new pictures a second
  const hz = still ? 0 : Number.isFinite(tf) ? tf : Number.isFinite(refresh) ? refresh : Number.isFinite(each) ? 1000 / each : sf * speed
  const film = at("kind") === "video"
  const parts: [string, string][] = [
    Number.isFinite(sf) || film ? [film ? "" : fixed(sf), "c/deg"] : [fixed(speed), "deg/s"],
    [film ? show(of(at("fps"))) : fixed(hz), film ? "frames/s" : "Hz"],
    [Number.isFinite(of(at("contrast_pct"))) && !film ? show(of(at("contrast_pct"))) : "", "%"],
  ]
  all("#readouts > span").forEach((span, k) => {
    const [value, unit] = parts[k] ?? ["", ""]
    span.hidden = value === ""
    setText(span.firstElementChild!, value)
    setText(span.lastElementChild!, unit)
  })
}

const fixed = (v: number) => (Number.isFinite(v) ? (Math.abs(v) >= 1 && Math.abs(v) < 10 ? v.toFixed(1) : show(Number(v.toPrecision(Math.abs(v) < 1 ? 2 : 4)))) : "")
