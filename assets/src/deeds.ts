// Deeds of the experiment: parameters, the seed, presets. Each knows the
// values before and after it and asks the server for them.

import { show } from "./dom"
import { nameOf, unitOf, wordOf } from "./naming"
import type { Session } from "./session"
import { named } from "./undo"
import type { Deed } from "./undo"

export type Values = Record<string, unknown>

/** The values of `to`, of what was asked for; of a part whose kind differs from that of `from`, all of it. */
export function valuesOf(to: Values, from: Values, asked: string[]): Values {
  const parts = asked.filter((path) => path.endsWith(".kind") && from[path] !== to[path]).map((path) => path.slice(0, -"kind".length))
  return Object.fromEntries(Object.entries(to).filter(([path]) => asked.includes(path) || parts.some((part) => path.startsWith(part))))
}

/** A change of parameters from one state of the experiment to another, undefined where nothing changed. asked: the paths a hand was on. */
export function changed(before: Session, after: Session, asked: string[], patch: (values: Values) => Promise<void>): Deed | undefined {
  const back = valuesOf(before.values, after.values, asked)
  const forth = valuesOf(after.values, before.values, asked)
  const path = asked.filter((p) => before.values[p] !== after.values[p]).at(-1)
  if (path === undefined) return undefined
  const text = (v: unknown) => (typeof v === "string" ? wordOf(v) : typeof v === "boolean" ? (v ? "on" : "off") : show(v))
  return named({
    words: "",
    key: asked.join(),
    change: { name: nameOf(path), from: text(before.values[path]), to: text(after.values[path]), unit: unitOf(path) },
    undo: () => patch(back),
    redo: () => patch(forth),
  })
}
