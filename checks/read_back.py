#!/usr/bin/python3
"""Reads what webapp writes with the readers that people have.

    python3 checks/read_back.py [WEBAPP]

writes several stimuli in every format with the program (built from this tree
where none is given) and reads them with numpy, scipy, h5py, h5dump, Pillow and
ffprobe. Numbers are compared with those of the NPY file: exactly, or to half
a grey where a format stores greys, or to a few greys where it is lossy. Axes,
rate, parameters and seed have to be in the files. A reader that is not here is
skipped with a word, or, with REQUIRE_PEERS=1, makes the check fail.
"""

import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 7

# name, kind, flags, frames a second
CASES = [
    ("cloud", "motion_cloud", ["--size", "48x32", "--frames", "24"], Fraction(60)),
    ("grating", "grating", ["--size", "40x24", "--frames", "130", "--set", "theta_deg=30", "--set", "fps=59.94", "--set", "contrast_pct=100"], Fraction(2997, 50)),
    ("gabor", "log_gabor", ["--size", "33x17", "--frames", "3", "--set", "fps=25"], Fraction(25)),
]


def have(module):
    return importlib.util.find_spec(module) is not None


class Missing(Exception):
    """A reader is not here."""


def need(*names):
    for n in names:
        if n in ("ffprobe", "ffmpeg", "h5dump"):
            if not shutil.which(n):
                raise Missing(n)
        elif not have(n):
            raise Missing(n)


def check(ok, what):
    if not ok:
        raise AssertionError(what)


class Case:
    """A stimulus in all formats; z is the NPY, [x, y, t] with y upwards."""

    def __init__(self, webapp, folder, name, kind, flags, fps):
        self.webapp, self.folder, self.name, self.kind, self.flags, self.fps = webapp, folder, name, kind, flags, fps
        import numpy as np

        self.z = np.load(self.write("npy"))
        nx, ny = map(int, flags[flags.index("--size") + 1].split("x"))
        check(self.z.dtype == np.float32 and self.z.shape == (nx, ny, int(flags[flags.index("--frames") + 1])), f"npy is {self.z.dtype} {self.z.shape}")
        check(0 <= self.z.min() and self.z.max() <= 1, "values leave 0 to 1")
        # [t, y, x] with row 0 at the top: z[:, :, t] turned anticlockwise.
        self.rows = np.stack([np.rot90(self.z[:, :, t]) for t in range(self.z.shape[2])])
        self.greys = np.floor(self.rows.astype(np.float64) * 255 + 0.5).astype(np.uint8)
        self.about(json.load(open(self.path("npy.json"))))

    def path(self, ending):
        return os.path.join(self.folder, f"{self.name}.{ending}")

    def write(self, ending, *more, to=None):
        out = self.path(to or ending)
        said = subprocess.run([self.webapp, "stimulus", self.kind, *self.flags, "--seed", str(SEED), "--out", out, *more], capture_output=True, text=True)
        check(said.returncode == 0, said.stderr)
        return out

    def about(self, a, axes=None):
        """What every file says of itself."""
        check(a["seed"] == SEED and a["engine"].startswith("striate ") and a["params"]["width_px"] == self.z.shape[0], f"seed, engine or parameters: {a}")
        check(Fraction(a["fps"]).limit_denominator(1000) == self.fps, f"fps = {a['fps']}")
        check(a["axes"] in ("x,y,t", "t,y,x") and "luminance" in a["units"]["values"], f"axes or units: {a}")
        check(a["frames"] == self.z.shape[2], f"frames = {a['frames']}")
        if self.name == "grating":
            check(a["theta_bar_deg"] == [30] and abs(a["mc_theta_rad"][0] + 1.0471975511965976) < 1e-15, f"theta: {a}")


def npy_rows(c):
    import numpy as np

    got = np.load(c.write("npy", "--layout", "tyx", to="rows.npy"))
    check(got.dtype == np.float32 and (got == c.rows).all(), "values differ")
    return "exact"


def npz(c):
    import numpy as np

    f = np.load(c.write("npz"))
    check(f["stim"].dtype == np.uint8 and (f["stim"] == c.greys).all(), "values differ")
    check(f["stim_axes"] == "t,y,x" and f["seed"] == SEED and str(f["engine"]).startswith("striate "), "axes, seed or engine")
    check(np.allclose(f["frame_t_s"], np.arange(len(c.greys)) / float(c.fps), rtol=0, atol=1e-12), "times")
    check(json.loads(str(f["params_json"]))["width_px"] == c.z.shape[0] and "luminance" in str(f["stim_units"]) and f["warning"].shape == (), "params, units or warning")
    return "exact bytes"


def npz_floats(c):
    import numpy as np

    f = np.load(c.write("npz", "--layout", "xyt", to="xyt.npz"))
    check(f["stim"].dtype == np.float32 and (f["stim"] == c.z).all() and f["stim_axes"] == "x,y,t", "values differ")
    return "exact"


def mat(c):
    need("scipy")
    import numpy as np
    from scipy.io import loadmat, whosmat

    path = c.write("mat")
    f = loadmat(path)
    check(f["z"].dtype == np.float32 and (f["z"] == c.z).all(), "values differ")
    check(("z", c.z.shape, "single") in whosmat(path), "whosmat")
    check(f["axes"][0] == "x,y,t" and f["seed"].dtype == np.uint64 and f["seed"][0, 0] == SEED and abs(f["fps"][0, 0] - float(c.fps)) < 1e-9, "axes, seed or fps")
    check(json.loads(f["params_json"][0])["width_px"] == c.z.shape[0] and "luminance" in f["units"][0] and f["engine"][0].startswith("striate "), "params, units or engine")
    check("warning" in f, "warning")
    return "exact"


def hdf5(c, layout="xyt"):
    need("h5py")
    import h5py
    import numpy as np

    with h5py.File(c.write("h5", "--layout", layout, to=layout + ".h5"), "r") as f:
        check(list(f) == ["stimulus"], f"root holds {list(f)}")
        d = f["stimulus"]
        want = c.z if layout == "xyt" else c.rows
        check(d.dtype == np.float32 and d.shape == want.shape and (d[...] == want).all(), "values differ")
        t = d.shape.index(c.z.shape[2]) if layout == "xyt" else 0
        check(d.chunks[t] == 1 and [x.label for x in d.dims] == list(layout), "chunks or labels")
        last = d[:, :, -1] if layout == "xyt" else d[-1]
        check((last == (want[:, :, -1] if layout == "xyt" else want[-1])).all(), "the last frame alone")
        a = d.attrs
        check(a["axes"] == ",".join(layout) and a["seed"] == SEED and a["engine"].startswith("striate ") and abs(a["fps"] - float(c.fps)) < 1e-9, "attributes")
        check(json.loads(a["params_json"])["width_px"] == c.z.shape[0] and "luminance" in a["units"] and isinstance(a["warning"], str), "attributes")
        c.about(json.loads(a["about_json"]))
    return "exact"


def hdf5_rows(c):
    return hdf5(c, "tyx")


def h5dump(c):
    need("h5dump")
    path = c.write("h5")
    head = subprocess.run(["h5dump", "-p", "-H", path], capture_output=True, text=True)
    check(head.returncode == 0 and "H5T_IEEE_F32LE" in head.stdout and not head.stderr, head.stderr or head.stdout)
    raw = path + ".raw"
    said = subprocess.run(["h5dump", "-d", "/stimulus", "-b", "LE", "-o", raw, path], capture_output=True, text=True)
    import numpy as np

    check(said.returncode == 0 and (np.fromfile(raw, "<f4").reshape(c.z.shape) == c.z).all(), said.stderr or "values differ")
    return "exact"


def gif(c):
    need("PIL")
    import numpy as np
    from PIL import Image

    im = Image.open(c.write("gif"))
    frames, comment = [], im.info["comment"]
    delays = set()
    for k in range(im.n_frames):
        im.seek(k)
        delays.add(im.info["duration"])
        frames.append(np.asarray(im.convert("L")))
    check((np.stack(frames) == c.greys).all(), "values differ")
    a = json.loads(comment)
    c.about(a)
    check(len(delays) == 1 and abs(1000 / delays.pop() - a["shown_hz"]) < 1e-9 and im.info["loop"] == 0, "delays")
    return f"exact bytes, {a['shown_hz']:g} Hz"


def apng(c):
    need("PIL")
    import numpy as np
    from PIL import Image

    im = Image.open(c.write("apng"))
    check(im.n_frames == len(c.greys) and im.mode == "L", f"{im.n_frames} frames of {im.mode}")
    c.about(json.loads(im.text["striate"]))
    for k in range(im.n_frames):
        im.seek(k)
        check((np.asarray(im) == c.greys[k]).all(), f"frame {k} differs")
        check(abs(im.info["duration"] - 1000 / c.fps) < 1e-9, f"duration {im.info['duration']} ms")
    return f"exact bytes, {c.fps} Hz"


def png16(c):
    need("PIL")
    import numpy as np
    from PIL import Image

    im = Image.open(c.write("png", "--depth", "16"))
    check((np.asarray(im) == np.floor(c.rows[0].astype(np.float64) * 65535 + 0.5)).all(), "values differ")
    a = json.loads(im.text["striate"])
    check(a["seed"] == SEED and a["depth"] == 16, "what it is")
    return "exact 16 bits"


def pictures(c, read, names):
    import numpy as np
    from PIL import Image

    want = [f"frame{k:06d}.png" for k in range(len(c.greys))]
    check(sorted(names) == sorted(want + ["params.json", "README.txt"]), f"names {names}")
    for k, name in enumerate(want):
        check((np.asarray(Image.open(io.BytesIO(read(name)))) == c.greys[k]).all(), f"{name} differs")
    c.about(json.loads(read("params.json")))
    check(b"luminance" in read("README.txt"), "README.txt")
    return "exact bytes"


def png_zip(c):
    need("PIL")
    with zipfile.ZipFile(c.write("zip")) as z:
        check(z.testzip() is None, "sums of the archive")
        return pictures(c, z.read, z.namelist())


def png_folder(c):
    need("PIL")
    folder = c.write("pictures", "--depth", "8", to="frames" + os.sep)
    return pictures(c, lambda name: open(os.path.join(folder, name), "rb").read(), os.listdir(folder))


def probe(path):
    need("ffprobe")
    out = subprocess.run(["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_streams", "-show_format", "-of", "json", path], capture_output=True, text=True)
    check(out.returncode == 0 and not out.stderr, out.stderr)
    told = json.loads(out.stdout)
    return told["streams"][0], told["format"].get("tags", {})


def luma(path, shape):
    """The Y plane of every frame, as it is stored."""
    need("ffmpeg")
    import numpy as np

    t, h, w = shape
    out = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-vf", "extractplanes=y", "-f", "rawvideo", "-pix_fmt", "gray", "-"], capture_output=True)
    check(out.returncode == 0, out.stderr.decode())
    return np.frombuffer(out.stdout, np.uint8).reshape(t, h, w)


def y4m(c):
    path = c.write("y4m")
    c.about(json.load(open(path + ".json")))
    s, _ = probe(path)
    check(Fraction(s["r_frame_rate"]) == c.fps and int(s["nb_read_frames"]) == len(c.greys) and s["color_range"] == "pc", f"{s}")
    check((s["width"], s["height"]) == c.z.shape[:2], "size")
    import numpy as np

    with open(path, "rb") as f:  # by hand: no reader can then change a value
        head = f.readline()
        check(head.startswith(b"YUV4MPEG2 ") and len(head) < 80, head)
        t, h, w = c.greys.shape
        for k in range(t):
            check(f.readline() == b"FRAME\n", "FRAME")
            check((np.frombuffer(f.read(w * h), np.uint8).reshape(h, w) == c.greys[k]).all(), f"frame {k} differs")
            check(set(f.read(2 * ((w + 1) // 2) * ((h + 1) // 2))) == {128}, "chroma")
        check(not f.read(1), "more than the frames")
    return f"exact bytes, {c.fps} Hz"


def lossy(c, ending, codec):
    need("ffmpeg", "ffprobe")
    if ending == "mp4" and (c.z.shape[0] % 2 or c.z.shape[1] % 2):
        said = subprocess.run([c.webapp, "stimulus", c.kind, *c.flags, "--out", c.path("mp4")], capture_output=True, text=True)
        check(said.returncode == 2 and "even" in said.stderr, said.stderr)
        return "odd sides refused"
    path = c.write(ending)
    s, tags = probe(path)
    check(s["codec_name"] == codec and int(s["nb_read_frames"]) == len(c.greys), f"{s}")
    check(abs(Fraction(s["avg_frame_rate"]) - c.fps) < c.fps / 100, f"rate {s['avg_frame_rate']}")
    c.about(json.loads(tags.get("comment") or tags.get("COMMENT")))
    import numpy as np

    err = np.abs(luma(path, c.greys.shape) - (16 + 219 * c.rows.astype(np.float64)))
    check(err.mean() < 1.5 and err.max() < 16, f"luma is off by {err.mean():.2f} in the mean, {err.max():.1f} at most")
    return f"luma off by {err.mean():.2f}, at most {err.max():.1f}"


def mp4(c):
    return lossy(c, "mp4", "h264")


def webm(c):
    return lossy(c, "webm", "vp9")


def about(c):
    c.about(json.load(open(c.write("json"))))
    return "what it is"


CHECKS = [npy_rows, npz, npz_floats, mat, hdf5, hdf5_rows, h5dump, gif, apng, png16, png_zip, png_folder, y4m, mp4, webm, about]


def main():
    required = os.environ.get("REQUIRE_PEERS") == "1"
    if not have("numpy"):
        print("numpy is not here: nothing is checked")
        return int(required)
    failed = skipped = 0
    with tempfile.TemporaryDirectory() as folder:
        webapp = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.join(folder, "webapp")
        if len(sys.argv) < 2:
            subprocess.run(["go", "build", "-o", webapp, "./cmd/webapp"], cwd=os.path.dirname(HERE), check=True)
        cases = [Case(webapp, folder, *c) for c in CASES]
        for f in CHECKS:
            row = []
            for c in cases:
                try:
                    row.append(f(c))
                except Missing as e:
                    skipped += 1
                    row.append(f"{e} is not here")
                except Exception as e:  # any reader's own
                    failed += 1
                    row.append(f"FAILED: {type(e).__name__}: {e}")
            print(f"{f.__name__:12} " + " | ".join(f"{c.name}: {r}" for c, r in zip(cases, row)))
    print(f"{len(CHECKS) * len(CASES)} checks, {failed} failed, {skipped} skipped")
    return int(failed > 0 or required and skipped > 0)


if __name__ == "__main__":
    sys.exit(main())
