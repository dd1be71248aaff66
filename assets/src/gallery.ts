// The gallery of experiments: a dialog of pictures, and a row of eight under
// the stimulus. Both choose in the list that the dialog holds, which loads.

import { all, byId, setAttr, setText } from "./dom"

export interface Gallery {
  /** The experiment on the page; one that is changed is none of the pictures. */
  refresh(preset: string, changed: boolean): void
  /** Something of the run has come: the first after a choice is measured. */
  ticked(fresh: boolean): void
  /** Other colours. */
  repaint(): void
}

export function wireGallery(dark: () => boolean): Gallery {
  const dialog = byId<HTMLDialogElement>("gallery")
  const button = byId<HTMLButtonElement>("gallery-button")
  const list = byId<HTMLSelectElement>("preset")
  const row = byId("presets")
  const groups = byId("gallery-groups")
  let asked = 0 // when an experiment was chosen, and has not come

  const choose = (preset: string) => {
    list.value = preset
    list.dispatchEvent(new Event("change", { bubbles: true }))
  }
  list.addEventListener("change", () => {
    asked = performance.now()
    dialog.close()
  })
  const press = (e: Event) => {
    const preset = (e.target as Element).closest<HTMLElement>("[data-load]")?.dataset["load"]
    if (preset) choose(preset)
  }
  row.addEventListener("click", press)
  groups.addEventListener("click", press)

  const open = () => {
    if (dialog.open) return
    dialog.showModal()
    const here = groups.querySelector<HTMLElement>(`[data-load="${CSS.escape(list.value)}"]`)
    here?.focus({ preventScroll: true })
    here?.scrollIntoView({ block: "center" })
  }
  let opener = button
  for (const b of [button, byId<HTMLButtonElement>("experiments")]) {
    b.addEventListener("click", () => {
      opener = b
      open()
    })
  }
  dialog.addEventListener("click", (e) => {
    if (e.target === dialog) dialog.close() // beside it
  })

  dialog.addEventListener("keydown", (e) => e.stopPropagation()) // the page's keys are not for here: Escape closes, and stops nothing
  dialog.addEventListener("close", () => opener.focus({ preventScroll: true }))

  row.addEventListener("keydown", (e) => walk(e, all("[data-load]", row)))
  groups.addEventListener("keydown", (e) => walk(e, all("[data-load]", groups)))
  row.addEventListener("focusin", (e) => {
    for (const b of all<HTMLElement>("[data-load]", row)) b.tabIndex = b === e.target ? 0 : -1
  })

  const point = () => {
    const theme = dark() ? "dark" : "light"
    for (const img of all<HTMLImageElement>("img[data-thumb]")) setAttr(img, "src", `/api/v1/presets/${img.dataset["thumb"]!}.png?theme=${theme}`)
  }
  // The run comes first: its pictures wait for what the server has to do for it.
  let pictured = false
  const first = () => {
    if (!pictured) point()
    pictured = true
  }
  setTimeout(first, 1500)

  return {
    refresh(preset, changed) {
      const option = Array.from(list.options).find((o) => o.value === preset)
      setText(byId("preset-title"), option?.text ?? preset)
      const thumb = byId<HTMLImageElement>("gallery-thumb")
      thumb.hidden = !option
      if (option && thumb.dataset["thumb"] !== preset) {
        thumb.dataset["thumb"] = preset
        if (pictured) point()
      }
      for (const b of all("[data-load]")) setAttr(b, "aria-pressed", String(!changed && b.dataset["load"] === preset))
      if (!row.contains(document.activeElement)) {
        const pictures = all<HTMLElement>("[data-load]", row)
        const here = pictures.find((b) => b.dataset["load"] === preset) ?? pictures[0]
        for (const b of pictures) b.tabIndex = b === here ? 0 : -1
      }
    },
    ticked(fresh) {
      first()
      if (!asked || !fresh) return
      const start = asked
      asked = 0
      requestAnimationFrame(() => performance.measure("striate:preset", { start, end: performance.now() }))
    },
    repaint: () => pictured && point(),
  }
}

/** Moves the focus among buttons by arrows, up and down to the nearest in the next line. */
function walk(e: KeyboardEvent, all: HTMLElement[]): void {
  const at = all.indexOf(document.activeElement as HTMLElement)
  if (at < 0) return
  const box = all.map((b) => b.getBoundingClientRect())
  const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1, ArrowDown: nearest(box, at, 1), ArrowUp: nearest(box, at, -1) }[e.key]
  if (next === undefined) return
  e.preventDefault()
  e.stopPropagation()
  all[next]?.focus()
}

/** The one in the next line down or up whose middle is nearest; itself at the last. */
function nearest(box: DOMRect[], at: number, way: 1 | -1): number {
  const from = box[at]!
  const beyond = box.map((b, i) => ({ i, dy: (b.top - from.top) * way, dx: Math.abs(b.left + b.width / 2 - from.left - from.width / 2) })).filter((b) => b.dy > from.height / 2)
  const line = Math.min(...beyond.map((b) => b.dy))
  return beyond.filter((b) => b.dy < line + 8).sort((a, b) => a.dx - b.dx)[0]?.i ?? at
}
