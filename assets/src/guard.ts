// The flash guard: over the limit of WCAG 2.3.1, as the server measured it on
// the frames it sent, the preview is held. The simulation sees the true
// frames; the visitor may ask for the preview small, slower, or anyway.

import { byId, say, setText } from "./dom"

/** What the meter read on the frames sent to this page. */
export interface Flash {
  general: number // most flashes in any one second of the last
  red: number
  area_px: number // CSS px that flash more than three times in it
  over: boolean
}

export interface Guard {
  read(f: Flash): void
  /** Whether the preview may be drawn. */
  readonly open: boolean
  /** Whether maps made of it may be, which no meter reads: not while it is held or small. */
  readonly whole: boolean
  /** Side of the preview, CSS px, where the visitor asked for it small; else undefined. */
  readonly side: number | undefined
  /** The stimulus that is shown now: another one needs a leave of its own. */
  of(stimulus: string): void
}

/** What the guard needs of the page. */
export interface Guarded {
  /** The preview is held or let go, or of another size. */
  changed(): void
  /** Asks for a pace at which so many flashes a second become fewer than the limit; says which. */
  slower(flashes: number): string
}

const limit = 3 // flashes in one second
const calm = 1500 // ms under the limit before the preview moves again by itself
const calmOther = 200 // the same where another stimulus is shown than the one that flashed
const side = 140 // CSS px: 140 x 140 is less than the 21,824 of the area rule

export function wireGuard(to: Guarded): Guard {
  const panel = byId("guard")
  const screen = byId("drop")
  const full = byId("guard-full")
  let leave: "" | "small" | "anyway" = ""
  let over = false
  let worst = 0 // flashes a second since it is held
  let quietSince = 0
  let wait = calm
  let shown = ""
  const held = () => over && leave !== "anyway"

  const show = (word = "") => {
    const small = leave === "small"
    const resized = screen.classList.toggle("small", small) !== !full.hidden
    full.hidden = !small
    if (panel.hidden !== held() && !resized) return
    const inside = panel.contains(document.activeElement) || document.activeElement === full
    panel.hidden = !held()
    if (held()) say("The preview is held: it flashes more than three times a second.")
    else if (word) say(word)
    if (inside && (panel.hidden || full.hidden)) (small ? full : byId("stop")).focus({ preventScroll: true })
    to.changed()
  }
  const let_ = (how: typeof leave, word: string) => {
    leave = how
    if (how !== "anyway") over = false // it is measured anew, at another size
    worst = quietSince = 0
    show(word)
  }
  byId("guard-show").addEventListener("click", () => let_("anyway", "The preview is shown as it is."))
  byId("guard-small").addEventListener("click", () => let_("small", "The preview is small."))
  full.addEventListener("click", () => let_("", "The preview has its full size."))
  byId("guard-slow").addEventListener("click", () => setText(byId("guard-why"), `${to.slower(worst)}; it moves again when it is below the limit.`))

  return {
    get open() {
      return !held()
    },
    get whole() {
      return !held() && leave !== "small"
    },
    get side() {
      return leave === "small" ? side : undefined
    },
    read(f) {
      const chip = byId("flash")
      const most = Math.max(f.general, f.red)
      setText(chip, f.over ? `flashes: ${most} a second` : most > 0 ? `flash ok, ${most} of ${limit}` : "flash ok")
      chip.dataset["state"] = f.over ? "over" : "ok"
      chip.title = `Flashes of a tenth of full luminance in the worst second, on the frames sent (WCAG 2.3.1); area ${Math.round(f.area_px).toLocaleString("en")} of 21,824 CSS px.`
      const now = performance.now()
      if (f.over) {
        quietSince = 0
        over = true
        if (most > worst) {
          worst = most
          setText(byId("guard-why"), `${most} ${f.red > f.general ? "red " : ""}flashes a second over a large area; the safe limit is ${limit}.`)
        }
      } else if (over) {
        quietSince ||= now
        if (now - quietSince > wait) {
          over = false
          worst = 0
        }
      }
      if (!over) wait = calm
      show("The preview moves again.")
    },
    of(stimulus) {
      if (stimulus === shown) return
      shown = stimulus
      worst = 0
      wait = calmOther
      if (leave) {
        if (leave === "small") over = false
        leave = ""
        show()
      }
    },
  }
}
