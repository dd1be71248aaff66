// Tips: what a control is, its range, its source, after 400 ms under the
// pointer; of a button what it does, also where the keyboard came to it. A tip
// of a control repeats the text that a screen reader gets as its description.

import { byId, setText } from "./dom"

const delay = 400 // ms
const over = ".control .label, .control .switch, [data-tip]"

export function wireTips(): void {
  let timer = 0
  let on: Element | null = null
  const hide = () => {
    clearTimeout(timer)
    on = null
    byId("tip").hidden = true
  }
  const wait = (el: Element | null) => {
    if (el === on) return
    hide()
    if (!el) return
    on = el
    timer = setTimeout(() => open(el), delay)
  }
  document.addEventListener("pointerover", (e) => {
    if (e.pointerType !== "touch") wait((e.target as Element).closest(over))
  })
  document.addEventListener("focusin", (e) => {
    const el = e.target as Element
    if (el.matches("[data-tip]:focus-visible")) wait(el)
    else if (el.matches(".switch input:focus-visible")) wait(el.closest(over))
  })
  document.addEventListener("focusout", hide)
  document.addEventListener("pointerdown", hide)
  document.addEventListener("keydown", hide)
  document.addEventListener("scroll", hide, true)
}

function open(el: Element): void {
  if (!el.isConnected) return
  const words = wordsOf(el)
  if (!words) return
  const tip = byId("tip")
  setText(tip, words)
  tip.hidden = false
  const at = el.getBoundingClientRect()
  const size = tip.getBoundingClientRect()
  const above = at.top - size.height - 8
  tip.style.left = `${Math.max(8, Math.min(innerWidth - size.width - 8, at.left))}px`
  tip.style.top = `${above > 8 ? above : at.bottom + 8}px`
}

function wordsOf(el: Element): string {
  const tip = (el as HTMLElement).dataset["tip"]
  if (tip !== undefined) return tip
  const control = el.closest(".control")
  const words = control?.querySelector(".doc")?.textContent ?? ""
  const symbol = control?.querySelector(".symbol")?.textContent?.replace(/\s+/g, "")
  const why = control?.querySelector(".no-effect")?.textContent ?? ""
  return words && `${symbol ? `${symbol}, ` : ""}${words}${why && ` ${why}`}${control?.classList.contains("flag") ? "" : " Click for more."}`
}
