// What moves when the window is narrow: the drawer of parameters, and on a
// phone the rest of the run bar into it.

import { all, byId } from "./dom"

const phone = matchMedia("(max-width: 640px)")
const narrow = matchMedia("(max-width: 1200px)")
let wired = false

/** Arranges the page; called again when a new dock came. */
export function wireLayout(): void {
  const dock = byId("dock")
  const button = byId("more-button")
  button.onclick = () => setOpen(!dock.dataset["open"])
  arrange()
  if (wired) return
  wired = true
  phone.addEventListener("change", arrange)
  byId("preset").addEventListener("change", () => { // another experiment shows itself, not the drawer
    if (!narrow.matches) return
    setOpen(false)
    byId("deck").scrollTo({ left: 0 })
    window.scrollTo({ top: 0 })
  })
  new IntersectionObserver(([e]) => { // the strip says itself what moment it is
    document.body.toggleAttribute("data-strip", !!e?.isIntersecting)
  }, { rootMargin: "-44px 0px -20% 0px", threshold: 0.9 }).observe(byId("timeline"))
  document.addEventListener("keydown", (e) => {
    const open = byId("dock")
    if (e.key !== "Escape" || !open.dataset["open"] || !open.contains(e.target as Node)) return
    setOpen(false)
    byId("more-button").focus()
    e.stopImmediatePropagation()
  }, true)
}

function setOpen(open: boolean): void {
  const dock = byId("dock")
  if (open) dock.dataset["open"] = "yes"
  else delete dock.dataset["open"]
  byId("more").hidden = !open
  byId("more-button").setAttribute("aria-expanded", String(open))
}

function arrange(): void {
  for (const part of all(".setup")) { // what is in its place stays there: to move it would take its focus
    const [room, before] = [byId(part.dataset["narrow"] ?? "setup-narrow"), byId(part.dataset["after"]!)]
    if (phone.matches && part.parentElement !== room) room.append(part)
    if (!phone.matches && before.nextElementSibling !== part) before.after(part)
  }
}
