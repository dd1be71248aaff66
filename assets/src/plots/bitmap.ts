// Small images kept from one drawing to the next, so that a drawing that
// fills pixels allocates nothing.

/** An image of w x h pixels 0xAABBGGRR and the canvas that shows it. */
export interface Bitmap {
  canvas: HTMLCanvasElement
  pixels: Uint32Array
  show(): void // puts the pixels on the canvas
}

const kept = new WeakMap<CanvasRenderingContext2D, Map<string, Bitmap>>()

/** The bitmap of that name and size belonging to a canvas. */
export function bitmapOf(ctx: CanvasRenderingContext2D, name: string, w: number, h: number): Bitmap {
  let mine = kept.get(ctx)
  if (!mine) kept.set(ctx, (mine = new Map()))
  const old = mine.get(name)
  if (old && old.canvas.width === w && old.canvas.height === h) return old
  const canvas = document.createElement("canvas")
  canvas.width = w
  canvas.height = h
  const image = new ImageData(w, h)
  const own = canvas.getContext("2d")
  const bitmap = {
    canvas,
    pixels: new Uint32Array(image.data.buffer),
    show: () => own?.putImageData(image, 0, 0),
  }
  mine.set(name, bitmap)
  return bitmap
}
