// The run bar: play, step, speed, seed, reset, preset; and the keys for them.

import { byId, setText, show } from "./dom"
import { paint, rangeOf, upgrade } from "./slider"
import type { Command, State } from "./session"
import { toggleFollow } from "./timeline"

export interface Runner {
  command(c: Command): void
  load(preset: string): void
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
  const faster = (k: number) => {
    const v = Math.min(4, Math.max(0.1, Number((Number(speed.value) * k).toPrecision(3))))
    speed.value = String(v)
    speed.dispatchEvent(new Event("input", { bubbles: true }))
  }

  byId("play").addEventListener("click", toggle)
  byId("step").addEventListener("click", step)
  byId("reset").addEventListener("click", reset)
  byId("dice").addEventListener("click", dice)
  byId("stop").addEventListener("click", stop)
  preset.addEventListener("change", () => to.load(preset.value))

  let waiting = 0
  speed.addEventListener("input", () => {
    showSpeed(Number(speed.value))
    if (!waiting)
      waiting = window.setTimeout(() => {
        waiting = 0
        to.command({ speed: Number(speed.value) })
      }, 80)
  })
  speed.closest(".speed")!.addEventListener("dblclick", () => {
    speed.value = "1"
    speed.dispatchEvent(new Event("input", { bubbles: true }))
  })

  let lastSeed = seed.value
  seed.addEventListener("change", () => {
    const n = seed.value.trim()
    const ok = /^\d{1,15}$/.test(n)
    seed.setAttribute("aria-invalid", String(!ok))
    if (ok) to.command({ seed: Number(n) })
    else to.refused(`seed = ${n || "nothing"}, want a whole number from 0 to 999999999999999`)
  })

  const showSpeed = (v: number) => {
    setText(byId("speed-out").firstElementChild!, `${v < 1 ? show(Number(v.toPrecision(2))) : v.toFixed(1)}×`)
    speed.setAttribute("aria-valuetext", `${show(v)} times real time`)
    paint(speed)
  }
  showSpeed(1)

  wireKeys({ " ": toggle, ".": step, "[": () => faster(1 / 1.25), "]": () => faster(1.25), r: reset, n: dice, g: toggleFollow, "?": openKeys, Escape: stop })

  return {
    refresh(s) {
      if (document.activeElement !== seed || seed.value === lastSeed) seed.value = String(s.seed)
      lastSeed = String(s.seed)
      seed.setAttribute("aria-invalid", "false")
      if (s.preset !== undefined && Array.from(preset.options).some((o) => o.value === s.preset)) preset.value = s.preset
      if (!speed.parentElement!.dataset["held"] && !waiting && Number(speed.value) !== s.speed) {
        speed.value = String(s.speed)
        showSpeed(s.speed)
      }
    },
  }
}

/** What the Pause button shows in each state. */
export function showState(state: State | "starting" | "lost"): void {
  document.body.dataset["state"] = state
  byId<HTMLButtonElement>("play").disabled = byId<HTMLButtonElement>("step").disabled = state === "failed"
  if (state === "lost") return
  setText(byId("play-word"), state === "playing" || state === "starting" ? "Pause" : "Play")
}

function openKeys(): void {
  const sheet = byId<HTMLDialogElement>("keys-sheet")
  if (!sheet.open) sheet.showModal()
}

function wireKeys(keys: Record<string, () => void>): void {
  byId("keys").addEventListener("click", openKeys)
  const on = byId<HTMLInputElement>("keys-on")
  on.checked = localStorage.getItem("striate-keys") !== "off"
  on.addEventListener("change", () => localStorage.setItem("striate-keys", on.checked ? "on" : "off"))
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || byId<HTMLDialogElement>("keys-sheet").open) return
    const at = e.target as HTMLElement
    const writes = at.matches("input:not([type=range]):not([type=checkbox]), select, textarea")
    if (e.key === "Escape" && document.querySelector(":popover-open")) return // it closes a sheet first, as it does a menu
    if (e.key !== "Escape" && (writes || (!on.checked && e.key !== " "))) return
    if (e.key === " " && at.matches("button, summary, a, input[type=checkbox]")) return
    if (e.key === "." && at.matches("input[type=range]")) return
    const act = keys[e.key.length === 1 ? e.key.toLowerCase() : e.key]
    if (!act) return
    e.preventDefault()
    act()
  })
}
