// The movie of the stimulus in every format: of the length that is asked for,
// written by the server, or encoded here where the browser can.

import { all } from "./dom"
import { notice } from "./notices"
import { fileOf, problemOf } from "./session"
import type * as Encode from "./encode"

/** Points the links at movies of the length in the box beside them. */
export function pointFilms(id: string): void {
  for (const a of all<HTMLAnchorElement>("a[data-film]")) {
    const box = a.closest(".sheet, #films")?.querySelector<HTMLInputElement>(".film-seconds")
    a.href = `${fileOf(id, a.dataset["save"]!)}?seconds=${encodeURIComponent(seconds(box))}`
  }
}

const seconds = (box: HTMLInputElement | null | undefined) => (box?.value ?? "2").trim().replace(",", ".").replace(/\s*s$/, "") || "2"

/** Keeps the links in step with the box. id: of the session. */
export function wireFilms(id: () => string | undefined): void {
  document.addEventListener("input", (e) => {
    const box = e.target as HTMLInputElement
    const now = id()
    if (!box.classList?.contains("film-seconds") || !now) return
    for (const other of all<HTMLInputElement>(".film-seconds")) if (other !== box) other.value = box.value
    pointFilms(now)
  })
}

/** A film that the browser encodes from the server's Y4M, or undefined where it cannot. */
export async function encodeHere(a: HTMLAnchorElement): Promise<{ blob: Blob; name: string } | undefined> {
  const format = a.dataset["film"] as "mp4" | "webm"
  if (typeof VideoEncoder === "undefined") return undefined
  const path = "/assets/encode.js" // a bundle of its own, not joined into this one
  const { encode } = (await import(path)) as typeof Encode
  const of = (ending: string) => fetch(a.href.replace(`.${format}?`, `.${ending}?`))
  const about = await of("json") // what the movie is, and what flashes in it
  if (!about.ok) throw await problemOf(about)
  const comment = JSON.stringify({ ...(await about.json()), format, values: "linear luminance as luma, no gamma, lossy" })
  const r = await of("y4m")
  if (!r.ok || !r.body) throw await problemOf(r)
  const told = 1000 // ms between two words on the way
  let last = performance.now()
  const film = await encode(r.body, {
    format,
    comment,
    progress(n) {
      if (performance.now() - last < told) return
      last = performance.now()
      notice("word", { text: `Encoding, frame ${n}.` })
    },
  })
  if (!film) return undefined
  const stem = /filename="?([^";]+?)\.y4m"?(;|$)/.exec(r.headers.get("Content-Disposition") ?? "")?.[1] ?? "striate-stimulus"
  return { blob: film.blob, name: `${stem}.${format}` }
}
