// The 3-D panel: its script and its data are asked for when it is in sight.

import { byId, setText } from "./dom"
import { decode } from "./cbor"
import { fileOf } from "./session"
import { themeFor } from "./theme"
import type * as View from "./space/space"

export interface SpacePanel {
  /** Another parameter or run: what is shown is old. */
  stale(): void
}

const again = 900 // ms between two askings while parameters change

/** session: the id; moving: whether the frames go on; dark: the ground. */
export function wireSpace(session: () => { id: string; playing: boolean } | undefined, still: () => boolean, dark: () => boolean): SpacePanel {
  const panel = byId("panel-space")
  const canvas = byId<HTMLCanvasElement>("c-space")
  const pick = byId<HTMLSelectElement>("space-of")
  let view: Promise<View.Space> | undefined
  let due = true
  let busy = false
  let askedAt = -1e9
  let ground: boolean | undefined

  const load = async () => {
    const path = "/assets/space.js" // a bundle of its own, not joined into this one
    const { open } = (await import(path)) as typeof View
    return open(canvas)
  }
  const look = (): View.Look => {
    const t = themeFor(dark())
    return { ink: t.ink, rule: t.edge, accent: t.thalamic.mark }
  }
  const ask = async (id: string) => {
    busy = true
    due = false
    askedAt = performance.now()
    const of = pick.value as "envelope" | "movie"
    try {
      const r = await fetch(fileOf(id, `cube.cbor?of=${of}&n=48`))
      if (!r.ok) throw new Error(`the server answered ${r.status}`)
      const cube = decode(new Uint8Array(await r.arrayBuffer())) as unknown as View.Cube
      view ??= load()
      ;(await view).show(of, cube, look())
      ground = dark()
      panel.dataset["drawn"] = of
      setText(byId("space-note"), "")
      panel.setAttribute("aria-label", of === "envelope" ? `Fourier envelope of the stimulus in three dimensions; surfaces at ${cube.levels.join(", ")} of the largest amplitude` : "Stimulus as a block of space and time")
    } catch (e) {
      const why = e instanceof Error ? e.message : String(e)
      setText(byId("space-note"), /webgl/i.test(why) ? "No 3-D view: this browser has no WebGL here. The spectrum panel shows the same block in two dimensions." : `No 3-D view: ${why}`)
    } finally {
      busy = false
    }
  }

  setInterval(() => {
    const s = session()
    if (!s || busy || document.hidden || panel.offsetParent === null) return
    const moves = pick.value === "movie" && s.playing && !still() && performance.now() - askedAt > 2000
    if ((due || moves || ground !== dark()) && performance.now() - askedAt > again) void ask(s.id)
  }, 100)
  pick.addEventListener("change", () => {
    due = true
    askedAt = -1e9
  })
  new ResizeObserver(() => void view?.then((v) => v.draw())).observe(canvas.parentElement!)
  byId("space-png").addEventListener("click", () => {
    const link = document.createElement("a")
    link.href = canvas.toDataURL("image/png")
    link.download = `striate-${pick.value}-3d.png`
    link.click()
  })
  return {
    stale() {
      due = true
    },
  }
}
