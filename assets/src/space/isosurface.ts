// The surface on which a field on a grid has one value, by marching
// tetrahedra: each cell of eight samples is cut into six tetrahedra, in each
// of which the surface is one triangle or two (Doi & Koide 1991).

/** Samples on a grid, x fastest, then y, then z. */
export interface Field {
  nx: number
  ny: number
  nz: number
  data: ArrayLike<number>
}

// The corners of a cell, bit 0 along x, bit 1 along y, bit 2 along z, in six
// tetrahedra around the diagonal from corner 0 to corner 7.
const tetrahedra = [[0, 1, 3, 7], [0, 3, 2, 7], [0, 2, 6, 7], [0, 6, 4, 7], [0, 4, 5, 7], [0, 5, 1, 7]]

/** Corners of triangles, three numbers each, in samples from the first. */
export function isosurface(f: Field, level: number): Float32Array {
  const out: number[] = []
  const corner = (x: number, y: number, z: number, c: number): [number, number, number] => [x + (c & 1), y + ((c >> 1) & 1), z + (c >> 2)]
  const value = new Float64Array(8)
  const cut = (x: number, y: number, z: number, a: number, b: number) => {
    const t = (level - value[a]!) / (value[b]! - value[a]!)
    const p = corner(x, y, z, a)
    const q = corner(x, y, z, b)
    out.push(p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]), p[2] + t * (q[2] - p[2]))
  }
  for (let z = 0; z + 1 < f.nz; z++) {
    for (let y = 0; y + 1 < f.ny; y++) {
      for (let x = 0; x + 1 < f.nx; x++) {
        let above = 0
        for (let c = 0; c < 8; c++) {
          const [i, j, k] = corner(x, y, z, c)
          value[c] = f.data[(k * f.ny + j) * f.nx + i]!
          if (value[c]! > level) above++
        }
        if (above === 0 || above === 8) continue
        for (const t of tetrahedra) {
          const inside = t.filter((c) => value[c]! > level)
          const outside = t.filter((c) => !(value[c]! > level))
          const [a, b] = inside
          const [p, q] = outside
          if (inside.length === 1) for (const o of outside) cut(x, y, z, a!, o)
          else if (inside.length === 3) for (const i of inside) cut(x, y, z, p!, i)
          else if (inside.length === 2) {
            cut(x, y, z, a!, p!), cut(x, y, z, a!, q!), cut(x, y, z, b!, q!)
            cut(x, y, z, a!, p!), cut(x, y, z, b!, q!), cut(x, y, z, b!, p!)
          }
        }
      }
    }
  }
  return Float32Array.from(out)
}
