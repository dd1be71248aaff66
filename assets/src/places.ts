// Which panels stand where: three places, each a list of names in order, and
// those that were taken off. What the visitor arranged is kept by the kind of
// experiment; panels that it does not have keep their place for those that do.

import { byId } from "./dom"
import { forget, keep, kept } from "./kept"

export type Place = "left" | "middle" | "right"
export const placeNames: readonly Place[] = ["left", "middle", "right"]

/** What decides the usual panels: a picture, an orientation to read, groups of delays, or none of these. */
export type Kind = "eye" | "ring" | "delays" | "free"

export interface Places extends Record<Place, string[]> {
  off: string[]
}

const home: Record<Place, string> = { left: "left", middle: "shelf", right: "sees" }

export function kindOf(has: readonly string[]): Kind {
  return has.includes("stimulus") ? "eye" : has.includes("orientation") ? "ring" : has.includes("delays") ? "delays" : "free"
}

/** Where the panels stand when nothing was arranged, as the templates say. */
export function usualPlaces(kind: Kind): Places {
  const of = (place: Place) => (byId(home[place]).dataset[kind] ?? "").split(" ").filter(Boolean)
  return { left: of("left"), middle: of("middle"), right: of("right"), off: [] }
}

/** Where the panels stand: as kept, and new usual ones where they belong. */
export function placesOf(kind: Kind): Places {
  const usual = usualPlaces(kind)
  const own = kept<Partial<Places>>(key(kind))
  if (!own || placeNames.some((p) => !isNames(own[p])) || !isNames(own.off)) return usual
  const places = own as Places
  const known = new Set([...placeNames.flatMap((p) => places[p]), ...places.off])
  for (const p of placeNames) places[p].push(...usual[p].filter((name) => !known.has(name)))
  return places
}

export const keepPlaces = (kind: Kind, places: Places): boolean => keep(key(kind), places)
export const forgetPlaces = (kind: Kind): void => forget(key(kind))

export const placeOf = (places: Places, name: string): Place | undefined => placeNames.find((p) => places[p].includes(name))

/** Takes a panel off the page. */
export function takeOff(places: Places, name: string): void {
  for (const p of placeNames) places[p] = places[p].filter((n) => n !== name)
  if (!places.off.includes(name)) places.off.push(name)
}

/** Puts a panel before another of the place, or at its end. */
export function put(places: Places, name: string, place: Place, before?: string): void {
  for (const p of placeNames) places[p] = places[p].filter((n) => n !== name)
  places.off = places.off.filter((n) => n !== name)
  const k = before === undefined ? -1 : places[place].indexOf(before)
  places[place].splice(k < 0 ? places[place].length : k, 0, name)
}

/** Moves a panel past its neighbour among those that are shown; false where it has none. */
export function shift(places: Places, name: string, by: -1 | 1, shown: (name: string) => boolean): boolean {
  const place = placeOf(places, name)
  if (!place) return false
  const seen = places[place].filter(shown)
  const other = seen[seen.indexOf(name) + by]
  if (other === undefined) return false
  const rest = places[place].filter((n) => n !== name)
  rest.splice(rest.indexOf(other) + (by > 0 ? 1 : 0), 0, name)
  places[place] = rest
  return true
}

const key = (kind: Kind) => `panels-${kind}`
const isNames = (v: unknown): v is string[] => Array.isArray(v) && v.every((n) => typeof n === "string")
