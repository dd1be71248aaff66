// The handle on the wheel of the polar plot: dragging it sets θ.

import { byId } from "./dom"
import { canDrag } from "./live"
import type { Live } from "./live"
import { angleFromPoint, orientationHandleAt, thetaFromPoint } from "./plots/orientation"

export function wireWheelHandle(live: Live): void {
  const canvas = byId<HTMLCanvasElement>("c-polar")
  const box = () => ({ w: canvas.clientWidth, h: canvas.clientHeight })
  let held = false
  const over = (e: PointerEvent) => {
    const o = live.orientation()
    return !!o && canDrag() && orientationHandleAt(box(), o, e.offsetX, e.offsetY, { touch: e.pointerType === "touch" })
  }
  const follow = (e: PointerEvent) => {
    const deg = Math.round(thetaFromPoint(box(), e.offsetX, e.offsetY)) % 180
    live.hold(angleFromPoint(box(), e.offsetX, e.offsetY))
    const range = document.querySelector<HTMLInputElement>(".cyclic input[type=range]")
    if (!range) return
    range.value = String(deg)
    range.dispatchEvent(new Event("input", { bubbles: true }))
  }
  canvas.addEventListener("pointerdown", (e) => {
    if (e.button !== 0 || !over(e)) return
    e.preventDefault()
    held = true
    canvas.setPointerCapture(e.pointerId)
    follow(e)
  })
  canvas.addEventListener("pointermove", (e) => {
    if (held) follow(e)
    else canvas.classList.toggle("grab", over(e))
  })
  const release = () => {
    if (!held) return
    held = false
    live.hold(null)
  }
  canvas.addEventListener("pointerup", release)
  canvas.addEventListener("pointercancel", release)
}
