// How long the page takes, as entries of the browser's performance timeline:
// striate:first from opening the page to the first picture, striate:stimulus
// and striate:raster from a hand on a control to a picture that shows it.

/** What of a message of the stream tells when a change was made, and what came of it. */
interface Message {
  t_ms: number
  marks?: readonly { t_ms: number }[] | null
  spikes?: Record<string, { t_ms: ArrayLike<number> }> | null
}

/** A change that the server has made, at that time of the run. */
interface Change {
  asked: number // performance.now()
  path: string
  t_ms: number
  firing: boolean // spikes came that it can have changed
  shown: Set<string> // panels that were drawn with it
}

const panels = ["stimulus", "raster"]
const patience = 5000 // ms: an answer that takes longer is of something else, a refusal perhaps
const kept = 400 // entries

const waiting: { path: string; at: number }[] = [] // asked, not made yet; the second stands for all after the first
let made: Change[] = []
let first = true
let entries = 0

/** A control was moved. */
export function asked(path: string): void {
  const at = performance.now()
  while (waiting.length && at - waiting[0]!.at > patience) waiting.shift()
  if (waiting.length < 2) waiting.push({ path, at })
}

/** A message came. A mark in it says that what was asked first is done. */
export function came(t: Message): void {
  if (!waiting.length && !made.length) return
  for (const t_ms of new Set((t.marks ?? []).map((m) => m.t_ms))) {
    const of = waiting.shift()
    if (of && performance.now() - of.at < patience) made.push({ asked: of.at, path: of.path, t_ms, firing: false, shown: new Set() })
  }
  for (const c of made) c.firing ||= Object.values(t.spikes ?? {}).some((s) => s.t_ms.length > 0 && s.t_ms[s.t_ms.length - 1]! > c.t_ms)
}

/** A panel was drawn with what came at that time of the run. */
export function drew(panel: string, t: { t_ms: number }): void {
  if (first && panel === "stimulus") {
    first = false
    shown(() => performance.measure("striate:first", { start: 0 }))
  }
  if (!made.length || !panels.includes(panel)) return
  for (const c of made) {
    if (c.shown.has(panel) || !(t.t_ms > c.t_ms) || (panel === "raster" && !c.firing)) continue
    c.shown.add(panel)
    if (entries++ > kept) for (const name of panels) performance.clearMeasures(`striate:${name}`), (entries = 0)
    shown(() => performance.measure(`striate:${panel}`, { start: c.asked, detail: c.path }))
  }
  const now = performance.now()
  made = made.filter((c) => c.shown.size < panels.length && now - c.asked < patience)
}

const after = new MessageChannel()
const then: (() => void)[] = []
after.port1.onmessage = () => then.shift()?.()

/** Calls f once the browser has painted the animation frame that is under way. */
function shown(f: () => void): void {
  then.push(f)
  after.port2.postMessage(0)
}
