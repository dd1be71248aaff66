// The panels on the page: those of the experiment, each in its place. A narrow
// page has fewer places: what does not fit there goes to the shelf, or on a
// phone to the deck that is swiped.

import { all, byId, say } from "./dom"
import { notice } from "./notices"
import { forgetPlaces, keepPlaces, kindOf, placeOf, placesOf, put, shift, takeOff, usualPlaces } from "./places"
import type { Kind, Place, Places } from "./places"

const phone = matchMedia("(max-width: 640px)")
const narrow = matchMedia("(max-width: 1200px)")

export type Form = "eye" | "ring" | "free"

let figures: readonly string[] | undefined
let kind: Kind = "eye"
let places: Places | undefined
let moved = () => {}

/** With a picture, with an orientation to read, or with neither. */
export const formOf = (has: readonly string[]): Form => (has.includes("stimulus") ? "eye" : has.includes("orientation") ? "ring" : "free")

/** What moves when the panel of that name moves: itself, or the group it is one of. */
export const thingOf = (name: string) => document.querySelector<HTMLElement>(`[data-panel="${name}"]`)?.closest<HTMLElement>(".thing") ?? undefined

/** The panel as it is called in lists. */
export const titleOf = (name: string) => document.querySelector(`[data-show="${name}"]`)?.parentElement?.textContent?.trim() ?? name

/** Whether the experiment has the figures that the panel needs. */
function applies(name: string): boolean {
  const needs = document.querySelector<HTMLElement>(`[data-thing="${name}"]`)?.dataset["needs"]
  return needs !== undefined && (needs === "" || !!figures?.includes(needs))
}

const shown = (place: Place): string[] => (places ? places[place].filter(applies) : [])

/** Shows the panels of these figures; without an argument those of before, at another width or in another order. */
export function arrange(has?: readonly string[]): void {
  figures = has ?? figures
  if (!figures) return
  const f = figures
  if (has || !places) {
    kind = kindOf(f)
    places = placesOf(kind)
  }
  document.body.dataset["form"] = formOf(f)
  const [left, middle, right] = [shown("left"), shown("middle"), shown("right")]
  const spikes = middle.filter((name) => name === "raster")
  const rest = middle.filter((name) => name !== "raster")
  if (phone.matches) {
    fill({ left: left.slice(0, 1), sees: right.slice(0, 1), deck: [...spikes, ...right.slice(1), ...left.slice(1), ...rest] })
  } else if (narrow.matches) {
    const beside = formOf(f) === "eye" ? 2 : 1
    fill({ left: left.slice(0, beside), sees: right.slice(0, 2), head: spikes, shelf: [...right.slice(2), ...rest, ...left.slice(beside)] })
  } else fill({ left, sees: right, head: spikes, shelf: rest })

  const time = byId("timeline") // moves all panels: it stands under the spikes, or under the deck
  const under = phone.matches ? document.querySelector("main")! : thingOf("raster")!
  if (time.parentElement !== under) under.append(time)

  for (const el of all("[data-for]")) el.hidden = !el.dataset["for"]!.split(" ").every((name) => f.includes(name))
  for (const box of all<HTMLInputElement>("[data-show]")) box.checked = placeOf(places!, box.dataset["show"]!) !== undefined
  const full = document.querySelector<HTMLElement>(".thing.max")
  if (full?.hidden) setFull(undefined)
  dots()
}

type Room = "left" | "sees" | "head" | "shelf" | "deck"
const rooms: Room[] = ["left", "sees", "head", "shelf", "deck"]

/** Puts panels into the rooms of the page, in order, and hides all others. What already stands right is not touched. */
function fill(plan: Partial<Record<Room, string[]>>): void {
  const focus = document.activeElement
  const things = new Map(all(".thing[data-thing]").map((u) => [u.dataset["thing"]!, u]))
  const used = new Set<HTMLElement>()
  let change = false
  for (const room of rooms) {
    const el = byId(room)
    let at: Element | null = el.firstElementChild
    for (const [k, name] of (plan[room] ?? []).entries()) {
      const thing = things.get(name)
      if (!thing) continue
      used.add(thing)
      while (at && at !== thing && (at as HTMLElement).hidden) at = at.nextElementSibling
      if (at === thing) at = at.nextElementSibling
      else {
        el.insertBefore(thing, at)
        change = true
      }
      if (thing.hidden) {
        thing.hidden = false
        change = true
      }
      thing.classList.toggle("first", k === 0)
    }
  }
  for (const thing of things.values()) if (!used.has(thing)) thing.hidden = true
  for (const room of rooms) {
    const n = (plan[room] ?? []).length
    byId(room).dataset["count"] = String(n)
    document.body.dataset[room] = n ? "yes" : "no"
  }
  if (change) {
    if (focus instanceof HTMLElement && document.activeElement !== focus) focus.focus({ preventScroll: true })
    moved()
  }
}

let toldUnkept = false

const keepNow = () => {
  if (places && !keepPlaces(kind, places) && !toldUnkept) {
    toldUnkept = true
    notice("word", { text: "This browser keeps nothing: its storage is full or blocked. The panels stay as they are until you leave the page." })
  }
  arrange()
}

/** Whether the panel can go there; of the middle, the spikes stand first always. */
export function canMove(name: string, where: "earlier" | "later" | Place): boolean {
  const place = places && placeOf(places, name)
  if (!place) return false
  if (where === "left" || where === "middle" || where === "right") return where !== place
  const row = shown(place).filter((n) => place !== "middle" || n !== "raster")
  const k = row.indexOf(name)
  return k >= 0 && (where === "earlier" ? k > 0 : k < row.length - 1)
}

/** Moves a panel past its neighbour or to the end of a place. */
export function move(name: string, where: "earlier" | "later" | Place): void {
  if (!places || !canMove(name, where)) return
  if (where === "earlier" || where === "later") shift(places, name, where === "earlier" ? -1 : 1, applies)
  else put(places, name, where)
  keepNow()
  const row = shown(placeOf(places, name)!)
  say(`${titleOf(name)}: ${placeOf(places, name)}, ${row.indexOf(name) + 1} of ${row.length}`)
  reveal(name)
}

/** Puts a panel before another of a place, or at its end. */
export function putBefore(name: string, place: Place, before?: string): void {
  if (!places) return
  put(places, name, place, before)
  keepNow()
  reveal(name)
}

export function remove(name: string): void {
  if (!places) return
  takeOff(places, name)
  keepNow()
  say(`${titleOf(name)} removed. The Panels menu brings it back.`)
}

/** Adds a panel at the end of the place it belongs to. */
export function add(name: string): void {
  if (!places) return
  const usual = usualPlaces(kind)
  const box = document.querySelector<HTMLElement>(`[data-show="${name}"]`)
  put(places, name, placeOf(usual, name) ?? (box?.dataset["home"] as Place | undefined) ?? "middle")
  keepNow()
  say(`${titleOf(name)} added`)
  reveal(name)
}

export function usual(): void {
  forgetPlaces(kind)
  places = usualPlaces(kind)
  setFull(undefined)
  arrange()
  say("Usual panels")
}

const reveal = (name: string) => thingOf(name)?.scrollIntoView({ block: "nearest", inline: "nearest" })

/** Gives one panel the whole page, or all theirs back. */
export function setFull(name: string | undefined): void {
  const was = document.querySelector<HTMLElement>(".thing.max")
  const thing = name === undefined ? undefined : thingOf(name)
  if (was === (thing ?? null)) return
  was?.classList.remove("max")
  thing?.classList.add("max")
  document.body.toggleAttribute("data-full", !!thing)
  if (thing) {
    say(`${titleOf(thing.dataset["thing"]!)}, full screen. Escape leaves.`)
    thing.querySelector<HTMLElement>(".leave")?.focus({ preventScroll: true })
  } else if (was) {
    was.querySelector<HTMLElement>("[popovertarget^=menu-]")?.focus({ preventScroll: true })
    reveal(was.dataset["thing"]!)
  }
  moved()
}

export const full = (): string | undefined => document.querySelector<HTMLElement>(".thing.max")?.dataset["thing"]

/** The dots under the deck of a phone, one for each panel in it. */
function dots(): void {
  const row = byId("dots")
  const n = cards().length
  while (row.children.length > n) row.lastElementChild!.remove()
  while (row.children.length < n) row.append(document.createElement("i"))
  byId("pages").hidden = n < 2
  here()
}

const cards = () => all(":scope > .thing:not([hidden])", byId("deck"))

/** Which panel of the deck is in sight. */
function page(): number {
  const deck = byId("deck")
  return Math.round((deck.scrollLeft / Math.max(1, deck.scrollWidth - deck.clientWidth)) * (cards().length - 1))
}

function here(): void {
  const k = page()
  Array.from(byId("dots").children).forEach((d, i) => d.classList.toggle("here", i === k))
  byId<HTMLButtonElement>("page-back").disabled = k <= 0
  byId<HTMLButtonElement>("page-on").disabled = k >= cards().length - 1
}

function turn(by: -1 | 1): void {
  const to = cards()[page() + by]
  if (!to) return
  const deck = byId("deck")
  deck.scrollTo({ left: deck.scrollLeft + to.getBoundingClientRect().left - deck.getBoundingClientRect().left - 16 })
  say(titleOf(to.dataset["thing"]!))
}

/** onMove: panels came to stand elsewhere, perhaps on another ground. */
export function wirePanels(onMove: () => void): void {
  moved = onMove
  byId("panels-menu").addEventListener("change", (e) => {
    const box = (e.target as Element).closest<HTMLInputElement>("[data-show]")
    if (box) (box.checked ? add : remove)(box.dataset["show"]!)
  })
  byId("panels-usual").addEventListener("click", usual)
  byId("page-back").addEventListener("click", () => turn(-1))
  byId("page-on").addEventListener("click", () => turn(1))
  byId("deck").addEventListener("scroll", here, { passive: true })
  for (const width of [phone, narrow]) width.addEventListener("change", () => arrange())
}
