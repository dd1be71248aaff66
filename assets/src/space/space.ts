// The 3-D views: the Fourier envelope as nested surfaces of equal amplitude
// with the plane of the mean speed, and a movie as a block of space and time.
// A bundle of its own with three.js, loaded when a 3-D view is opened.

import { AmbientLight, BoxGeometry, BufferAttribute, BufferGeometry, CanvasTexture, Color, DataTexture, DirectionalLight, DoubleSide, EdgesGeometry, Group, LinearFilter, LineBasicMaterial, LineSegments, Mesh, MeshBasicMaterial, MeshLambertMaterial, PerspectiveCamera, PlaneGeometry, RGBAFormat, Scene, SRGBColorSpace, Sprite, SpriteMaterial, WebGLRenderer } from "three"
import type { Material, Object3D } from "three"
import { OrbitControls } from "three/addons/controls/OrbitControls.js"
import { isosurface } from "./isosurface"

/** The answer of cube.cbor: 0 to 255 are 0 to the maximum (envelope) or luminance 0 to 1 (movie). */
export interface Cube {
  nx: number
  ny: number
  nt: number
  data: Uint8Array // x fastest, then y upward, then t
  levels: number[]
  fx_max_cpd: number
  ft_max_hz: number
  speed: [number, number] // deg/s, y upward
  seconds: number
  width_deg: number
}

/** Colours of the page. */
export interface Look {
  ink: string
  rule: string
  accent: string
}

export interface Space {
  show(of: "envelope" | "movie", cube: Cube, look: Look): void
  /** Draws at the size that the canvas has. */
  draw(): void
  close(): void
}

/** Opens a view in a canvas, turned by pointer, touch and arrow keys. */
export function open(canvas: HTMLCanvasElement): Space {
  const renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true, preserveDrawingBuffer: true })
  renderer.setPixelRatio(Math.min(2, devicePixelRatio))
  const camera = new PerspectiveCamera(30, 1, 0.1, 40)
  camera.position.set(4.1, 2.6, 5.0)
  const scene = new Scene()
  scene.add(new AmbientLight(0xffffff, 1.6))
  const sun = new DirectionalLight(0xffffff, 2.2)
  sun.position.set(2, 3, 1.5)
  scene.add(sun)
  let shown = new Group()
  scene.add(shown)
  const controls = new OrbitControls(camera, canvas)
  controls.enablePan = false
  controls.minDistance = 3
  controls.maxDistance = 14
  controls.touches = { ONE: 0, TWO: 2 } // turn with one finger, zoom with two

  const draw = () => {
    const w = canvas.clientWidth
    const h = canvas.clientHeight
    if (w === 0 || h === 0) return
    renderer.setSize(w, h, false)
    camera.aspect = w / h
    camera.updateProjectionMatrix()
    renderer.render(scene, camera)
  }
  controls.addEventListener("change", draw)
  const key = (e: KeyboardEvent) => {
    const turn = { ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, -0.12], ArrowDown: [0, 0.12] }[e.key]
    if (turn) spin(camera, turn[0]!, turn[1]!)
    else if (e.key === "+" || e.key === "=") camera.position.multiplyScalar(0.9)
    else if (e.key === "-") camera.position.multiplyScalar(1.1)
    else return
    e.preventDefault()
    e.stopPropagation()
    controls.update()
    draw()
  }
  canvas.addEventListener("keydown", key)

  return {
    show(of, cube, look) {
      scene.remove(shown)
      dispose(shown)
      shown = of === "envelope" ? envelope(cube, look) : movie(cube, look)
      scene.add(shown)
      canvas.dataset["surfaces"] = String(shown.children.filter((c) => c.userData["surface"]).length)
      draw()
    },
    draw,
    close() {
      canvas.removeEventListener("keydown", key)
      controls.dispose()
      dispose(shown)
      renderer.dispose()
    },
  }
}

/** Turns the camera about the middle. */
function spin(camera: PerspectiveCamera, right: number, down: number): void {
  const p = camera.position
  const r = p.length()
  const polar = Math.min(Math.PI - 0.1, Math.max(0.1, Math.acos(p.y / r) + down))
  const around = Math.atan2(p.x, p.z) + right
  p.set(r * Math.sin(polar) * Math.sin(around), r * Math.cos(polar), r * Math.sin(polar) * Math.cos(around))
  camera.lookAt(0, 0, 0)
}

// In the scene x is to the right, y up, and time or temporal frequency towards
// the viewer: z = -t, so that a movie's first frame is in front.

/** Nested surfaces, inner ones denser, and the speed plane ft = -(fx Vx + fy Vy). */
function envelope(cube: Cube, look: Look): Group {
  const g = new Group()
  const field = { nx: cube.nx, ny: cube.ny, nz: cube.nt, data: cube.data }
  const axis = (i: number, n: number) => (i - Math.floor(n / 2)) / n // of a centred spectrum, in half widths of 1/2
  for (const [k, level] of [...cube.levels].sort((a, b) => b - a).entries()) {
    const at = isosurface(field, 255 * level)
    for (let i = 0; i < at.length; i += 3) {
      at[i] = axis(at[i]!, cube.nx) * 2
      at[i + 1] = axis(at[i + 1]!, cube.ny) * 2
      at[i + 2] = -axis(at[i + 2]!, cube.nt) * 2
    }
    const surface = new BufferGeometry()
    surface.setAttribute("position", new BufferAttribute(at, 3))
    surface.computeVertexNormals()
    const mesh = new Mesh(surface, new MeshLambertMaterial({ color: new Color(look.accent), transparent: true, opacity: [0.9, 0.6, 0.4, 0.26, 0.16, 0.1][k] ?? 0.1, side: DoubleSide, depthWrite: k === 0 }))
    mesh.renderOrder = k
    mesh.userData["surface"] = level
    g.add(mesh)
  }
  // Speeds in half widths of the cube: ft/ft_max = -(fx/fx_max) Vx fx_max/ft_max - ...
  const vx = (cube.speed[0] * cube.fx_max_cpd) / cube.ft_max_hz
  const vy = (cube.speed[1] * cube.fx_max_cpd) / cube.ft_max_hz
  g.add(speedPlane(vx, vy, look))
  frame(g, look)
  label(g, `fx ±${short(cube.fx_max_cpd)} c/deg`, look, 0, -1.2, 1.15)
  label(g, `fy ±${short(cube.fx_max_cpd)}`, look, -1.2, 1.18, 1)
  label(g, `ft ±${short(cube.ft_max_hz)} Hz`, look, 1.25, -1.2, 0)
  label(g, "grey: the mean speed", look, 0.5, 1.22, -1)
  return g
}

/** The plane z = vx x + vy y, cut at the faces of the cube. */
function speedPlane(vx: number, vy: number, look: Look): Object3D {
  const n = 32
  const at: number[] = []
  const point = (i: number, j: number) => {
    const x = (2 * i) / n - 1
    const y = (2 * j) / n - 1
    return [x, y, Math.min(1, Math.max(-1, vx * x + vy * y))]
  }
  const inside = (i: number, j: number) => Math.abs(vx * ((2 * i) / n - 1) + vy * ((2 * j) / n - 1)) <= 1
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (!inside(i, j) && !inside(i + 1, j) && !inside(i, j + 1) && !inside(i + 1, j + 1)) continue
      at.push(...point(i, j), ...point(i + 1, j), ...point(i, j + 1), ...point(i + 1, j), ...point(i + 1, j + 1), ...point(i, j + 1))
    }
  }
  const plane = new BufferGeometry()
  plane.setAttribute("position", new BufferAttribute(Float32Array.from(at), 3))
  const mesh = new Mesh(plane, new MeshBasicMaterial({ color: new Color(look.ink), transparent: true, opacity: 0.12, side: DoubleSide, depthWrite: false }))
  mesh.renderOrder = 10
  mesh.userData["plane"] = true
  return mesh
}

/** A block: the first frame in front, the top row and the right column running back in time. */
function movie(cube: Cube, look: Look): Group {
  const g = new Group()
  const at = (x: number, y: number, t: number) => cube.data[(t * cube.ny + y) * cube.nx + x]!
  const { nx, ny, nt } = cube
  face(g, nx, ny, (x, y) => at(x, y, 0), (m) => m.position.set(0, 0, 1))
  face(g, nx, nt, (x, t) => at(x, ny - 1, t), (m) => (m.position.set(0, 1, 0), m.rotation.set(-Math.PI / 2, 0, 0)))
  face(g, nt, ny, (t, y) => at(nx - 1, y, t), (m) => (m.position.set(1, 0, 0), m.rotation.set(0, Math.PI / 2, 0)))
  face(g, nx, ny, (x, y) => at(nx - 1 - x, y, nt - 1), (m) => (m.position.set(0, 0, -1), m.rotation.set(0, Math.PI, 0)))
  face(g, nt, ny, (t, y) => at(0, y, nt - 1 - t), (m) => (m.position.set(-1, 0, 0), m.rotation.set(0, -Math.PI / 2, 0)))
  face(g, nx, nt, (x, t) => at(x, 0, nt - 1 - t), (m) => (m.position.set(0, -1, 0), m.rotation.set(Math.PI / 2, 0, 0)))
  frame(g, look)
  label(g, `x ${short(cube.width_deg)} deg`, look, 0, -1.2, 1.15)
  label(g, "y", look, -1.15, 1.1, 1)
  label(g, `t ${short(cube.seconds)} s →`, look, 1.25, -1.2, 0)
  return g
}

/** One face of 2 x 2 whose pixel (i, j), j upward, has that luminance. */
function face(g: Group, w: number, h: number, at: (i: number, j: number) => number, place: (m: Mesh) => void): void {
  const pixels = new Uint8Array(4 * w * h)
  for (let j = 0; j < h; j++) {
    for (let i = 0; i < w; i++) {
      const v = Math.round(255 * encode(at(i, j) / 255))
      pixels.set([v, v, v, 255], 4 * (j * w + i))
    }
  }
  const texture = new DataTexture(pixels, w, h, RGBAFormat)
  texture.colorSpace = SRGBColorSpace
  texture.magFilter = texture.minFilter = LinearFilter
  texture.needsUpdate = true
  const mesh = new Mesh(new PlaneGeometry(2, 2), new MeshBasicMaterial({ map: texture }))
  place(mesh)
  mesh.userData["surface"] = 1
  g.add(mesh)
}

/** Linear luminance as sRGB: the preview gamma. */
const encode = (v: number) => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055)

function frame(g: Group, look: Look): void {
  g.add(new LineSegments(new EdgesGeometry(new BoxGeometry(2, 2, 2)), new LineBasicMaterial({ color: new Color(look.rule) })))
}

/** Words that face the viewer. */
function label(g: Group, text: string, look: Look, x: number, y: number, z: number): void {
  const canvas = document.createElement("canvas")
  const ctx = canvas.getContext("2d")!
  const font = "44px system-ui, sans-serif"
  ctx.font = font
  canvas.width = Math.ceil(ctx.measureText(text).width) + 8
  canvas.height = 60
  ctx.font = font
  ctx.fillStyle = look.ink
  ctx.textBaseline = "middle"
  ctx.fillText(text, 4, 32)
  const texture = new CanvasTexture(canvas)
  texture.colorSpace = SRGBColorSpace
  const sprite = new Sprite(new SpriteMaterial({ map: texture, depthTest: false }))
  sprite.scale.set((0.21 * canvas.width) / canvas.height, 0.21, 1)
  sprite.position.set(x, y, z)
  sprite.renderOrder = 20
  g.add(sprite)
}

const short = (v: number) => String(Number(v.toPrecision(3)))

function dispose(g: Object3D): void {
  g.traverse((o) => {
    const m = o as Partial<Mesh>
    m.geometry?.dispose()
    for (const material of ([] as Material[]).concat(m.material ?? [])) {
      ;(material as MeshBasicMaterial).map?.dispose()
      material.dispose()
    }
  })
}
