// The colours of the page as numbers a canvas can use: every token of the
// style sheet, for light and for dark, and the wheel of orientations.

/** The colours of one population: mark for points and lines, text for words. */
export interface RoleColor {
  readonly mark: string
  readonly text: string
}

/** A state said in colour: words on their ground. */
export interface StateColor {
  readonly text: string
  readonly ground: string
}

/** All that a drawing needs to know of the page it stands on. */
export interface Theme {
  readonly dark: boolean
  readonly paper: string
  readonly raised: string
  readonly sunk: string
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly line: string
  readonly edge: string
  readonly onInk: string
  readonly excitatory: RoleColor
  readonly inhibitory: RoleColor
  readonly thalamic: RoleColor
  readonly warn: StateColor
  readonly bad: StateColor
  readonly ok: string
  /** Opacity of ink in an interval around a fit. */
  readonly band: number
}

export const light: Theme = {
  dark: false,
  paper: "#f7f5f4",
  raised: "#fffefe",
  sunk: "#edebe8",
  ink: "#171b20",
  ink2: "#494d54",
  ink3: "#656970",
  line: "#dad9d5",
  edge: "#83868c",
  onInk: "#fafaf9",
  excitatory: { mark: "#c24e00", text: "#a84300" },
  inhibitory: { mark: "#0072b2", text: "#00629a" },
  thalamic: { mark: "#00805e", text: "#006b4e" },
  warn: { text: "#8a5600", ground: "#fce9c2" },
  bad: { text: "#a92321", ground: "#ffe9e6" },
  ok: "#2c6c47",
  band: 0.1,
}

export const dark: Theme = {
  dark: true,
  paper: "#0e0f12",
  raised: "#1b1d20",
  sunk: "#090a0d",
  ink: "#efeeeb",
  ink2: "#b5b7bb",
  ink3: "#95989d",
  line: "#2b2e32",
  edge: "#71757a",
  onInk: "#101214",
  excitatory: { mark: "#f28a4b", text: "#f79a61" },
  inhibitory: { mark: "#5aaef0", text: "#74bcf5" },
  thalamic: { mark: "#35b98e", text: "#4cc79d" },
  warn: { text: "#f0ba59", ground: "#3c2a0e" },
  bad: { text: "#f98f84", ground: "#421c18" },
  ok: "#7bcc98",
  band: 0.14,
}

/** The theme for a light or a dark page. */
export function themeFor(isDark: boolean): Theme {
  return isDark ? dark : light
}

/** The colours of a population by its role: warm excites, cool inhibits. */
export function roleColor(theme: Theme, role: string): RoleColor {
  if (role === "excitatory") return theme.excitatory
  if (role === "inhibitory") return theme.inhibitory
  return theme.thalamic
}

const tilt = (28 * Math.PI) / 180 // of the circle in lightness

/**
 * OKLab of an orientation (deg, period 180): a circle tilted in lightness,
 * so that steps are even and no orientation looks special.
 */
export function cyclicLab(thetaDeg: number, isDark: boolean): [number, number, number] {
  const l0 = isDark ? 0.7 : 0.595
  const radius = isDark ? 0.128 : 0.121
  const s = Math.sin((thetaDeg * Math.PI) / 90)
  const c = Math.cos((thetaDeg * Math.PI) / 90)
  return [l0 + radius * Math.sin(tilt) * s, -radius * Math.cos(tilt) * s, radius * c]
}

/** sRGB (0 to 255, not rounded) of a colour in OKLab, clipped to what a screen shows. */
export function labToRgb(L: number, a: number, b: number): [number, number, number] {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    255 * srgbEncode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    255 * srgbEncode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    255 * srgbEncode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

/** The sRGB transfer curve: linear luminance 0..1 to the value a screen is sent. */
export function srgbEncode(v: number): number {
  const x = v < 0 ? 0 : v > 1 ? 1 : v
  return x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055
}

const wheels: { light?: string[]; dark?: string[] } = {}

/** The colour of an orientation (deg, period 180) as CSS, from a table of half degrees. */
export function cyclic(thetaDeg: number, isDark: boolean): string {
  const key = isDark ? "dark" : "light"
  let wheel = wheels[key]
  if (!wheel) {
    wheel = []
    for (let i = 0; i < 360; i++) {
      const rgb = labToRgb(...cyclicLab(i / 2, isDark))
      wheel.push("#" + rgb.map((v) => Math.round(v).toString(16).padStart(2, "0")).join(""))
    }
    wheels[key] = wheel
  }
  const i = Math.round(thetaDeg * 2) % 360
  return wheel[i < 0 ? i + 360 : i] ?? wheel[0]!
}
