// Sheets in the top layer: set beside what opened them, where there is room.

const gap = 4 // px between a sheet and what opened it

/** Sets a sheet below a box, or above it where there is more room; on a phone the style sheet sets it at the foot. */
export function placeAt(sheet: HTMLElement, box: DOMRect): HTMLElement {
  const below = innerHeight - box.bottom
  const up = below < 320 && box.top > below
  const s = sheet.style
  s.setProperty("--top", up ? "auto" : `${Math.max(gap, box.bottom + gap)}px`)
  s.setProperty("--bottom", up ? `${Math.max(gap, innerHeight - box.top + gap)}px` : "auto")
  s.setProperty("--room", `${Math.max(140, (up ? box.top : below) - 3 * gap)}px`)
  const atLeft = box.right < innerWidth / 3
  s.setProperty("--left", atLeft ? `${Math.max(gap, box.left)}px` : "auto")
  s.setProperty("--right", atLeft ? "auto" : `${Math.max(gap, innerWidth - box.right)}px`)
  return sheet
}

/** Sheets open beside their buttons, and close when the page under them moves. */
export function wirePopovers(): void {
  document.addEventListener("beforetoggle", (e) => {
    const sheet = e.target as HTMLElement
    if ((e as ToggleEvent).newState !== "open" || !sheet.matches(".sheet[popover]")) return
    const button = document.querySelector(`[popovertarget="${sheet.id}"]`)
    if (button) placeAt(sheet, button.getBoundingClientRect())
  }, true)
  document.addEventListener("scroll", (e) => {
    for (const open of document.querySelectorAll<HTMLElement>(".sheet:popover-open")) if (!open.contains(e.target as Node)) open.hidePopover()
  }, { capture: true, passive: true })
}
