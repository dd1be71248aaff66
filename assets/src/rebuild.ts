// A parameter that needs another network says so before, in its control, and
// while that is built: the old run stays on until then.

import { say, setText, show } from "./dom"
import { controlOf } from "./naming"

const patience = 150 // ms that a change may take before it is said what it takes

/** Says what is being built for these values; what it gives is called with how that ended. */
export function building(values: [string, unknown][]): (done: boolean) => void {
  const lines = values.flatMap(([path, v]) => {
    const el = controlOf(path)
    const line = el?.dataset["rebuilds"] ? el.querySelector<HTMLElement>("p.building") : null
    return el && line ? [{ line, words: `${what(el, v)} The old run stays on.` }] : []
  })
  if (lines.length === 0) return () => {}
  const timer = setTimeout(() => {
    for (const { line, words } of lines) {
      setText(line, words)
      line.hidden = false
    }
    say(lines[0]!.words)
  }, patience)
  return (done) => {
    clearTimeout(timer)
    for (const { line } of lines) line.hidden = true
    if (done) say("Built; the run starts from its beginning.")
  }
}

/** "Building 240 neurons.", where it is their number that changes. */
function what(el: HTMLElement, v: unknown): string {
  const counts = /(^|\.)n(_[a-z]+)?$/.test(el.dataset["path"]!)
  return counts ? `Building ${show(v)} neurons.` : "Building the network."
}
