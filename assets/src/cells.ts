// Which cells the traces panel watches, and which variable: picked in the
// raster, or named in the panel's sheet. The server changes its probes in
// flight; no spike depends on them.

import { all, byId, say, setText } from "./dom"
import { add, thingOf } from "./panels"
import type { Pick } from "./plots/raster"
import { valueAt } from "./session"
import type { Session } from "./session"

const most = 6

interface Population {
  name: string
  label: string
  n: number
  variables?: { name: string; unit: string }[]
}

export interface Cells {
  refresh(s: Session): void
  /** A neuron was picked: it is watched, or no longer. */
  toggle(population: string, index: number): void
}

/** Wires the choice of cells. ask: sets parameters; lit: marks neurons in the raster. */
export function wireCells(ask: (values: Record<string, unknown>) => void, lit: (list: readonly Pick[]) => void): Cells {
  let populations: Population[] = []
  let picked: Pick[] = []
  let filled = ""
  const variable = byId<HTMLSelectElement>("trace-of")
  const population = byId<HTMLSelectElement>("cells-population")
  const index = byId<HTMLInputElement>("cells-index")
  const says = byId("cells-says")
  const list = byId("cells-list")
  const row = byId<HTMLTemplateElement>("t-cell")

  const name = (p: Pick) => `${p.population} ${p.index}`
  const send = (next: Pick[]) => {
    picked = next.slice(-most)
    show()
    ask({ "probe.cells": picked.map((p) => `${p.population}:${p.index}`).join(", ") })
  }

  const show = () => {
    lit(picked)
    setText(byId("cells-shown"), picked.length === 0 ? "cells" : picked.length > 2 ? `${picked.length} cells` : picked.map(name).join(", "))
    byId<HTMLButtonElement>("cells-clear").disabled = picked.length === 0
    list.replaceChildren(...picked.map((p) => {
      const li = row.content.firstElementChild!.cloneNode(true) as HTMLElement
      const words = `${populations.find((q) => q.name === p.population)?.label ?? p.population}, cell ${p.index}`
      setText(li.querySelector("b")!, words)
      const button = li.querySelector("button")!
      button.setAttribute("aria-label", `Remove ${words}`)
      button.addEventListener("click", () => toggle(p.population, p.index))
      return li
    }))
  }

  const toggle = (of: string, i: number) => {
    const p = populations.find((q) => q.name === of)
    if (p && p.variables?.length === 0) return say(`${p.label}: a source has no membrane`)
    const has = picked.some((q) => q.population === of && q.index === i)
    send(has ? picked.filter((q) => q.population !== of || q.index !== i) : [...picked, { population: of, index: i }])
    say(has ? `${of} ${i} is no longer traced` : `${of} ${i} is traced`)
    if (!has && thingOf("traces")?.hidden) add("traces")
  }

  byId("cells-form").addEventListener("submit", (e) => {
    e.preventDefault()
    const p = populations.find((q) => q.name === population.value)
    if (!p) return
    const wanted = index.value.split(/[\s,;]+/).filter(Boolean)
    const bad = wanted.length === 0 || wanted.find((w) => !/^\d+$/.test(w) || Number(w) >= p.n)
    says.hidden = !bad
    index.setAttribute("aria-invalid", String(!!bad))
    if (bad) return setText(says, `index = ${typeof bad === "string" ? bad : '""'}, want 0 to ${p.n - 1}`)
    const fresh = wanted.map((w) => ({ population: p.name, index: Number(w) })).filter((f) => !picked.some((q) => name(q) === name(f)))
    if (fresh.length) send([...picked, ...fresh])
    index.value = ""
  })
  byId("cells-clear").addEventListener("click", () => send([]))
  variable.addEventListener("change", () => ask({ "probe.variables": variable.value }))

  const fill = (s: Session) => {
    const key = JSON.stringify(s.populations)
    if (key === filled) return
    filled = key
    populations = (s.populations ?? []) as Population[]
    const cells = populations.filter((p) => p.variables?.length)
    population.replaceChildren(...cells.map((p) => new Option(p.label, p.name)))
    const names = new Map<string, string>()
    for (const p of cells) for (const v of p.variables!) names.set(v.name, v.unit)
    const first = cells[0]?.variables?.[0]
    variable.replaceChildren(...Array.from(names, ([v, unit]) => new Option(`${v.replace(/_[a-z0-9]+$/, (end) => (unit && end.slice(1) === unit.toLowerCase() ? "" : end))}${unit ? ` (${unit})` : ""}`, v === first?.name ? "" : v)))
  }

  return {
    toggle,
    refresh(s) {
      fill(s)
      const chosen = String(valueAt(s, "probe.variables") ?? "")
      const value = chosen === "v_mv" ? "" : chosen
      if (!all<HTMLOptionElement>("option", variable).some((o) => o.value === value)) variable.add(new Option(chosen, value))
      variable.value = value
      const base = String(valueAt(s, "probe.population") ?? "")
      const words = String(valueAt(s, "probe.cells") ?? "").split(/[\s,]+/).filter(Boolean)
      const now = words.flatMap((w) => {
        const at = w.lastIndexOf(":")
        const of = at >= 0 ? w.slice(0, at) : base
        return of ? [{ population: of, index: Number(w.slice(at + 1)) }] : []
      })
      if (now.map(name).join() !== picked.map(name).join() || list.childElementCount !== picked.length) {
        picked = now
        show()
      }
    },
  }
}
