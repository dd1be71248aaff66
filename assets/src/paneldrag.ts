// Moving a panel by its title: it follows no pointer, a line shows where it
// would come to stand. Touch has the menu instead: there a drag scrolls.

import { all, byId } from "./dom"
import { putBefore } from "./panels"
import type { Place } from "./places"

const far = 6 // px before a press becomes a drag
const edge = 56 // px at the side of the page that stand for a place with nothing in it

interface Spot {
  place: Place
  before: string | undefined
}

export function wirePanelDrag(): void {
  const line = byId("drop-line")
  document.addEventListener("pointerdown", (e) => {
    const title = (e.target as Element).closest?.<HTMLElement>(".thing h2")
    const thing = title?.closest<HTMLElement>(".thing")
    if (!title || !thing || e.button !== 0 || e.pointerType === "touch" || thing.matches(".max") || byId("deck").contains(thing)) return
    const from = { x: e.clientX, y: e.clientY }
    const name = thing.dataset["thing"]!
    let dragging = false
    let spot: Spot | undefined

    const over = (m: PointerEvent) => {
      if (!dragging && Math.hypot(m.clientX - from.x, m.clientY - from.y) < far) return
      if (!dragging) {
        dragging = true
        title.setPointerCapture(m.pointerId)
        thing.classList.add("dragged")
        document.body.toggleAttribute("data-dragging", true)
      }
      m.preventDefault()
      spot = spotAt(m.clientX, m.clientY, thing, line)
      line.hidden = !spot
    }
    const end = (drop: boolean) => {
      document.removeEventListener("pointermove", over)
      document.removeEventListener("pointerup", up)
      document.removeEventListener("pointercancel", cancel)
      document.removeEventListener("keydown", key, true)
      thing.classList.remove("dragged")
      document.body.removeAttribute("data-dragging")
      line.hidden = true
      if (drop && dragging && spot) putBefore(name, spot.place, spot.before)
    }
    const up = () => end(true)
    const cancel = () => end(false)
    const key = (k: KeyboardEvent) => {
      if (k.key !== "Escape" || !dragging) return
      end(false)
      k.stopImmediatePropagation()
    }
    document.addEventListener("pointermove", over)
    document.addEventListener("pointerup", up)
    document.addEventListener("pointercancel", cancel)
    document.addEventListener("keydown", key, true)
  })
}

/** Where a panel let go here would stand; the line is set there. */
function spotAt(x: number, y: number, dragged: HTMLElement, line: HTMLElement): Spot | undefined {
  const main = document.querySelector("main")!.getBoundingClientRect()
  for (const place of all("[data-place]")) {
    const room = place.getBoundingClientRect()
    const things = all(":scope > .thing:not([hidden])", place)
    const name = place.dataset["place"] as Place
    if (things.length === 0) {
      const at = name === "left" ? x < main.left + edge : name === "right" ? x > main.right - edge : room.width > 0 && within(room, x, y)
      if (!at) continue
      setLine(line, name === "middle" ? room.left : name === "left" ? main.left + 8 : main.right - 10, main.top + 8, 2, main.height - 16)
      return { place: name, before: undefined }
    }
    if (!within(room, x, y)) continue
    const boxes = things.map((u) => u.getBoundingClientRect())
    const side = things.length > 1 ? Math.abs(boxes[1]!.left - boxes[0]!.left) > 8 : place.matches(".shelf") // by side, or one under the other
    let k = boxes.findIndex((b) => (side ? y < b.bottom && x < b.left + b.width / 2 : y < b.top + b.height / 2))
    if (k < 0) k = things.length
    const next = things[k]
    if (next === dragged || things[k - 1] === dragged) {
      line.hidden = true
      return undefined // where it is
    }
    const b = boxes[Math.min(k, boxes.length - 1)]!
    if (side) setLine(line, k < boxes.length ? b.left - 12 : b.right + 6, b.top, 2, b.height)
    else setLine(line, b.left, k < boxes.length ? b.top - 5 : b.bottom + 3, b.width, 2)
    return { place: name, before: next?.dataset["thing"] }
  }
  return undefined
}

const within = (r: DOMRect, x: number, y: number) => x >= r.left - 8 && x <= r.right + 8 && y >= r.top - 8 && y <= r.bottom + 8

function setLine(line: HTMLElement, x: number, y: number, w: number, h: number): void {
  Object.assign(line.style, { left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` })
}
