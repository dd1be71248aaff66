// The page showing itself, ?kiosk=1: large type, no controls but Pause, one
// experiment after another. every=60 (seconds) and presets=a,b choose the pace
// and the experiments.

import { write } from "./about"
import { byId, setText } from "./dom"

export interface Stage {
  load(preset: string): void
  pause(): void
  play(): void
  playing(): boolean
}

const asked = new URLSearchParams(location.search)

/** Whether the address asks for it: the style sheet goes by this from the first paint. */
export const inKiosk = asked.get("kiosk") === "1"
if (inKiosk) document.documentElement.dataset["kiosk"] = ""

const usual = ["first-light", "grating", "broad-cloud", "plaid", "gabor-array", "dense-noise", "film", "learning-from-scratch"]
const leastS = 10

/** The page is laid out on a sheet of this size at least, CSS px, and enlarged to the screen. */
const sheet = { w: 1040, h: 592 }
const enlarge = () => document.documentElement.style.setProperty("--enlarged", String(Math.max(1, Math.min(innerWidth / sheet.w, innerHeight / sheet.h))))

/** What to look at, without what a hand would do. */
const toLookAt = (words: string) => words.replace(/^Drag [^:.]*[:.] */, "").replace(/^./, (c) => c.toUpperCase())

export interface Kiosk {
  refresh(preset: string, state: string): void
}

export function wireKiosk(stage: Stage): Kiosk {
  if (!inKiosk) return { refresh: () => undefined }
  const list = byId<HTMLSelectElement>("preset")
  const known = Array.from(list.options, (o) => o.value)
  const wanted = (asked.get("presets") ?? "").split(",").filter((p) => known.includes(p))
  const presets = wanted.length ? wanted : usual.filter((p) => known.includes(p))
  const everyS = Math.max(leastS, Number(asked.get("every")) || 30)
  const pause = byId<HTMLButtonElement>("kiosk-pause")
  let here = ""
  let left = everyS
  let stopped = false

  enlarge()
  addEventListener("resize", enlarge)
  byId("kiosk-head").hidden = byId("kiosk-foot").hidden = false

  const follow = () => {
    const next = presets[(presets.indexOf(here) + 1) % presets.length]
    if (next !== undefined && next !== here) stage.load(next)
    left = everyS
  }
  const tell = () => {
    const next = presets[(presets.indexOf(here) + 1) % presets.length]
    const title = Array.from(list.options).find((o) => o.value === next)?.text
    setText(byId("kiosk-next"), stopped ? "" : next !== here && title ? `Next: ${title}` : "")
    setText(pause, stopped ? "Play" : "Pause")
  }
  pause.addEventListener("click", () => (stage.playing() ? stage.pause() : stage.play()))
  setInterval(() => {
    if (stopped || document.hidden) return
    left--
    if (left <= 0) follow()
  }, 1000)

  return {
    refresh(preset, state) {
      const option = Array.from(list.options).find((o) => o.value === preset)
      if (preset !== here) {
        const first = !here
        here = preset
        left = everyS
        if (first && !presets.includes(preset)) return follow()
        setText(byId("kiosk-title"), option?.text ?? preset)
        write(byId("kiosk-look"), toLookAt(option?.dataset["look"] ?? ""))
      }
      stopped = state === "paused" || state === "lost" // a run that is over waits for the next
      tell()
    },
  }
}
