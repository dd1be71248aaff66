// What became of the frames of the preview: shown, late, dropped.

import { byId, setText } from "./dom"

/** One frame that was drawn. */
interface Drawn {
  at: number // ms, of the animation frame
  frame: number // of the simulation
  gap: number // ms since the last
  late: boolean
  dropped: number // frames simulated between it and the last
}

const windowMs = 10_000
const mostKept = 100_000 // half an hour, for the CSV

export interface FrameTiming {
  /** A frame came: simulated time, the rate of frames, and how fast time runs. */
  arrived(tMs: number, fps: number, speed: number): void
  /** The newest frame was drawn. */
  drawn(now: number): void
  /** Time stopped, jumped or began anew, or the preview is held: the next interval says nothing. */
  pause(): void
}

export function wireFrameTiming(): FrameTiming {
  const kept: Drawn[] = []
  const totals = { shown: 0, late: 0, dropped: 0, gaps: 0, sum: 0 }
  let newest = -1
  let last: { at: number; frame: number } | undefined
  let due = 1000 / 60
  let refresh = 0

  const word = byId("timing")
  const report = byId("frame-report")
  word.setAttribute("popovertarget", "frame-report")
  measureRefresh((hz) => (refresh = hz))

  const recent = () => {
    const from = performance.now() - windowMs
    let first = kept.length
    while (first > 0 && kept[first - 1]!.at >= from) first--
    return kept.slice(first)
  }
  setInterval(() => {
    const r = recent()
    const late = count(r, (d) => (d.late ? 1 : 0))
    const dropped = count(r, (d) => d.dropped)
    const gaps = r.map((d) => d.gap).filter((g) => g > 0) // none where time stood still or the preview was held
    const rate = gaps.length ? `${Math.round(1000 / mean(gaps))} Hz · ` : ""
    setText(word, r.length > 1 ? `${rate}${late} late · ${dropped} dropped` : "")
    if (!report.matches(":popover-open")) return
    const put = (part: string, text: string) => setText(report.querySelector(`[data-part="${part}"]`)!, text)
    put("shown", String(totals.shown))
    put("late", String(totals.late))
    put("dropped", String(totals.dropped))
    put("shown-10", String(r.length))
    put("late-10", String(late))
    put("dropped-10", String(dropped))
    put("interval-10", gaps.length ? `${mean(gaps).toFixed(1)} ± ${sd(gaps).toFixed(1)}` : "–")
    put("interval", totals.gaps ? (totals.sum / totals.gaps).toFixed(1) : "–")
    put("refresh", refresh ? refresh.toFixed(1) : "–")
  }, 500)

  document.addEventListener("click", (e) => {
    if ((e.target as Element).closest("[data-sheet=frame-report]")) report.showPopover()
  })
  byId("frames-csv").addEventListener("click", () => {
    const lines = ["# Striate, frames of the preview as drawn; late: more than half a frame after its time; dropped: simulated, never drawn", `# refresh of this screen ${refresh.toFixed(2)} Hz`, "drawn_ms,frame,interval_ms,late,dropped_before"]
    for (const d of kept) lines.push(`${d.at.toFixed(3)},${d.frame},${d.gap.toFixed(3)},${d.late ? 1 : 0},${d.dropped}`)
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }))
    link.download = "striate-frames.csv"
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
  })

  return {
    arrived(tMs, fps, speed) {
      const frame = Math.round((tMs * fps) / 1000)
      if (frame < newest) last = undefined
      newest = frame
      due = 1000 / fps / Math.max(speed, 0.01)
    },
    drawn(now) {
      if (newest < 0 || newest === last?.frame) return
      const d: Drawn = { at: now, frame: newest, gap: 0, late: false, dropped: 0 }
      if (last && newest > last.frame) {
        const frames = newest - last.frame
        d.gap = now - last.at
        d.late = d.gap > (frames + 0.5) * due
        d.dropped = frames - 1
        totals.gaps++
        totals.sum += d.gap
      }
      last = { at: now, frame: newest }
      totals.shown++
      totals.late += Number(d.late)
      totals.dropped += d.dropped
      if (kept.length >= mostKept) kept.splice(0, mostKept / 10)
      kept.push(d)
    },
    pause() {
      last = undefined
    },
  }
}

const count = (list: Drawn[], of: (d: Drawn) => number) => list.reduce((sum, d) => sum + of(d), 0)
const mean = (x: number[]) => x.reduce((a, b) => a + b, 0) / x.length
const sd = (x: number[]) => {
  const m = mean(x)
  return Math.sqrt(mean(x.map((v) => (v - m) ** 2)))
}

/** The refresh rate of this screen, from the median of sixty animation frames. */
function measureRefresh(got: (hz: number) => void): void {
  const gaps: number[] = []
  let before = 0
  const step = (now: number) => {
    if (before) gaps.push(now - before)
    before = now
    if (gaps.length < 60) requestAnimationFrame(step)
    else got(1000 / gaps.sort((a, b) => a - b)[30]!)
  }
  requestAnimationFrame(step)
}
