// The run bar: play, step, speed, seed, reset, preset, undo; and the keys for
// them.

import { byId, setAttr, setText } from "./dom"
import { explain, openKeys, shortcut, wireKeys } from "./keys"
import { paint, rangeOf, upgrade } from "./slider"
import { showSpeed, wireSpeed } from "./speed"
import type { Command, State } from "./session"
import { toggleFollow } from "./timeline"
import { deeds, onChange } from "./undo"

export interface Runner {
  command(c: Command): void
  load(preset: string): void
  undo(): void
  redo(): void
  refused(message: string): void
  state(): State | "starting" | "lost"
}

export interface RunBar {
  refresh(s: { speed: number; seed: number; preset?: string; state: State }): void
}

export function wireRunBar(to: Runner): RunBar {
  const seed = document.querySelector<HTMLInputElement>("input[name=seed]")!
  const speed = rangeOf(document.querySelector(".speed")!)!
  const preset = byId<HTMLSelectElement>("preset")
  upgrade(document)

  const toggle = () => to.command({ action: to.state() === "playing" ? "pause" : "play" })
  const step = () => to.command({ action: "step" })
  const reset = () => to.command({ action: "reset" })
  const dice = () => to.command({ seed: 1 + Math.floor(Math.random() * 9999) })
  const stop = () => to.command({ action: "pause" })

  byId("play").addEventListener("click", toggle)
  byId("step").addEventListener("click", step)
  byId("reset").addEventListener("click", reset)
  byId("dice").addEventListener("click", dice)
  byId("stop").addEventListener("click", stop)
  byId("undo").addEventListener("click", () => to.undo())
  byId("redo").addEventListener("click", () => to.redo())
  preset.addEventListener("change", () => to.load(preset.value))
  const faster = wireSpeed(speed, to)

  let lastSeed = seed.value
  seed.addEventListener("change", () => {
    const n = seed.value.trim()
    const ok = /^\d{1,15}$/.test(n)
    seed.setAttribute("aria-invalid", String(!ok))
    if (ok) to.command({ seed: Number(n) })
    else to.refused(`seed = ${n || "nothing"}, want a whole number from 0 to 999999999999999`)
  })
  seed.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || seed.value === lastSeed) return
    seed.value = lastSeed
    seed.setAttribute("aria-invalid", "false")
    e.stopPropagation()
  })

  shortcut(" ", "run, pause", toggle, "run")
  shortcut(".", "one step", step, "run")
  shortcut("[", "slower", () => faster(-1), "run")
  shortcut("]", "faster", () => faster(1), "run")
  shortcut("r", "reset, to the beginning", reset, "run")
  shortcut("n", "new seed", dice, "run")
  shortcut("Escape", "stop all motion", stop, "run")
  shortcut("z", "undo", () => to.undo(), "parameters")
  shortcut("shift+z", "redo", () => to.redo(), "parameters")
  explain(["Ctrl+Z"], "undo", "parameters")
  explain(["Ctrl+Shift+Z"], "redo", "parameters")
  explain(["ArrowLeft", "ArrowRight"], "one step", "slider")
  explain(["Shift+←", "Shift+→"], "ten steps", "slider")
  explain(["PageUp", "PageDown"], "a tenth of the range", "slider")
  explain(["Home", "End"], "the ends of the range", "slider")
  explain(["0–9", "Enter"], "an exact value, with a unit if you like; Esc keeps the old", "slider")
  explain(["Backspace"], "back to the preset, as a double-click", "slider")
  shortcut("g", "follow the run, or look back", toggleFollow, "view")
  shortcut("1", "the Vision lab", () => byId("sees").querySelector<HTMLElement>("h2, canvas")?.scrollIntoView({ block: "nearest" }), "page")
  shortcut("d", "download", openDownload, "page")
  shortcut("?", "this sheet", openKeys, "page")
  wireKeys()

  // Undo and redo also by the keys of every other program, but in a text being
  // written, where they are the browser's.
  document.addEventListener("keydown", (e) => {
    const key = e.key.toLowerCase()
    const back = key === "z" && !e.shiftKey
    const forth = key === "y" || (key === "z" && e.shiftKey)
    const at = e.target as HTMLInputElement
    if (!(e.ctrlKey || e.metaKey) || e.altKey || !(back || forth)) return
    if (at.matches("textarea, [contenteditable]") || at.dataset["typed"] || (at.id === "find" && at.value)) return
    e.preventDefault()
    if (back) to.undo()
    else to.redo()
  })

  const showDeeds = () => {
    showDeed("undo", "Undo", deeds.last()?.words)
    showDeed("redo", "Redo", deeds.next()?.words)
  }
  onChange(showDeeds)
  showDeeds()

  return {
    refresh(s) {
      if (document.activeElement !== seed || seed.value === lastSeed) seed.value = String(s.seed)
      lastSeed = String(s.seed)
      seed.setAttribute("aria-invalid", "false")
      if (s.preset !== undefined && Array.from(preset.options).some((o) => o.value === s.preset)) preset.value = s.preset
      showSpeed(speed, s.speed)
      paint(speed)
    },
  }
}

/** A button that says what it would take back. */
function showDeed(id: string, word: string, what: string | undefined): void {
  const button = byId(id)
  setAttr(button, "aria-disabled", String(what === undefined))
  setAttr(button, "data-tip", what === undefined ? `Nothing to ${word.toLowerCase()}` : `${word} ${what}`)
  setAttr(button, "aria-label", what === undefined ? word : `${word} ${what}`)
}

function openDownload(): void {
  const menu = byId<HTMLDetailsElement>("download")
  menu.open = true
  menu.querySelector<HTMLElement>(".sheet a, .sheet button")?.focus()
}

/** What the Pause button shows in each state. */
export function showState(state: State | "starting" | "lost"): void {
  document.body.dataset["state"] = state
  byId<HTMLButtonElement>("play").disabled = byId<HTMLButtonElement>("step").disabled = state === "failed"
  if (state === "lost") return
  setText(byId("play-word"), state === "playing" || state === "starting" ? "Pause" : "Play")
}
