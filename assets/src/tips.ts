// The tip of a control: what it is, its range, its source; after 400 ms under
// the pointer, or at once beside a focused label. It repeats the text that a
// screen reader gets as the control's description.

import { byId, setText } from "./dom"

const delay = 400 // ms

export function wireTips(): void {
  let timer = 0
  let on: Element | null = null
  const hide = () => {
    clearTimeout(timer)
    on = null
    byId("tip").hidden = true
  }
  document.addEventListener("pointerover", (e) => {
    const label = (e.target as Element).closest(".control .label")
    if (label === on) return
    hide()
    if (!label) return
    on = label
    timer = setTimeout(() => open(label), delay)
  })
  document.addEventListener("pointerdown", hide)
  document.addEventListener("keydown", hide)
  document.addEventListener("scroll", hide, true)
}

function open(label: Element): void {
  const control = label.closest(".control")
  const words = control?.querySelector(".doc")?.textContent ?? ""
  if (!control || !words) return
  const symbol = control.querySelector(".symbol")?.textContent?.replace(/\s+/g, "")
  const tip = byId("tip")
  setText(tip, symbol ? `${symbol}, ${words}` : words)
  tip.hidden = false
  const at = label.getBoundingClientRect()
  const size = tip.getBoundingClientRect()
  const above = at.top - size.height - 8
  tip.style.left = `${Math.max(8, Math.min(innerWidth - size.width - 8, at.left))}px`
  tip.style.top = `${above > 8 ? above : at.bottom + 8}px`
}
