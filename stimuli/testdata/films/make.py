"""Makes the films in this folder with other people's writers (h5py, scipy, Pillow, ffmpeg): python3 make.py

All but those of Pillow hold film(row, x, k) = (row*8 + x + 100*k)/400 of 8 x 12 px, 3 frames, as read_golden_test.go does.
"""
import gzip, io, os, struct, subprocess, tempfile, zlib
import h5py, numpy as np, scipy.io
from PIL import Image, ImageDraw

W, H, N = 8, 12, 3
k, y, x = np.meshgrid(np.arange(N), np.arange(H), np.arange(W), indexing="ij")
tyx = (y * 8 + x + 100 * k) / 400.0
xyt = tyx[:, ::-1, :].transpose(2, 1, 0).copy()  # y upward
tmp = tempfile.mkdtemp()


def put(name, data):
    with open(name + ".gz", "wb") as f, gzip.GzipFile("", "wb", 9, f, 0) as z:
        z.write(data)


def h5(name, data=xyt, file={}, attrs={}, dtype="f4", front=b"", dataset="stimulus", others=0, **kw):
    path = os.path.join(tmp, "a.h5")
    if dtype[-2] == "u":
        data = np.round(data * np.iinfo(dtype).max)
    with h5py.File(path, "w", **file) as f:
        for i in range(others):
            f.create_dataset("other%03d" % i, data=i)
        d = f.create_dataset(dataset, data=data.astype(dtype), **kw)
        for a, v in attrs.items():
            d.attrs[a] = v
    b = open(path, "rb").read()
    put(name + ".h5", front + b[len(front):])


new = {"libver": "latest"}
h5("contiguous")
h5("doubles_names", dtype="f8", dataset="z", others=40)
h5("big_endian", dtype=">f4")
h5("bytes_tyx", data=tyx, dtype="u1", attrs={"axes": "t,y,x"})
h5("words_fixed_text", data=tyx, dtype=">u2", attrs={"axes": np.bytes_("tyx"), "fps": 30.0})
h5("chunks", chunks=(3, 5, 2))
h5("chunks_packed", chunks=(3, 5, 2), compression="gzip", shuffle=True, fletcher32=True)
h5("chunks_tyx", data=tyx, chunks=(2, 5, 3), compression="gzip", shuffle=True, attrs={"axes": "t,y,x"}, dtype="u2")
h5("grows", chunks=(3, 5, 2), maxshape=(None, None, None), compression="gzip")
h5("new_contiguous", file=new)
h5("new_single", file=new, chunks=(8, 12, 3), compression="gzip", shuffle=True)
h5("new_fixed", file=new, chunks=(3, 5, 2))
h5("new_fixed_packed", file=new, chunks=(3, 5, 2), compression="gzip", shuffle=True, fletcher32=True)
h5("new_fixed_pages", data=np.tile(xyt, (1, 1, 4)), file=new, chunks=(1, 1, 1), dtype="u1")  # 1152 chunks in pages of 1024, four times as long
h5("new_tree", file={"libver": ("v108", "v108")}, chunks=(3, 5, 2), compression="gzip")
h5("user_block", file={"userblock_size": 512})
h5("matlab73", data=xyt.transpose(2, 1, 0), file={"userblock_size": 512}, front=b"MATLAB 7.3 MAT-file".ljust(512), dataset="z", dtype="f8")
for name, kind in ("compact", h5py.h5d.COMPACT), ("implicit", h5py.h5d.CHUNKED):
    path = os.path.join(tmp, "a.h5")
    with h5py.File(path, "w", libver="latest") as f:
        p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        p.set_layout(kind)
        if kind == h5py.h5d.CHUNKED:
            p.set_chunk((3, 5, 2))
            p.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        d = h5py.h5d.create(f.id, b"stimulus", h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple(xyt.shape), p)
        d.write(h5py.h5s.ALL, h5py.h5s.ALL, xyt.astype("f4"))
    put("new_" + name + ".h5", open(path, "rb").read())
# refused, each with words of its own
h5("no_lzf", chunks=(3, 5, 2), compression="lzf")
h5("no_scaleoffset", chunks=(3, 5, 2), scaleoffset=3, dtype="u2")
h5("no_growing_new", file=new, chunks=(3, 5, 2), maxshape=(8, 12, None))
h5("no_signed", dtype="i2")
h5("no_halves", dtype="f2")
h5("no_complex", dtype="c8")
h5("no_dense_group", file=new, others=20)
h5("no_two_axes", data=xyt[0])
h5("no_bright", data=xyt * 2)

for name, dtype, packed in ("mat_double", "f8", False), ("mat_single_packed", "f4", True), ("mat_bytes", "u1", True):
    a = xyt if dtype[0] == "f" else np.round(xyt * 255)
    b = io.BytesIO()
    scipy.io.savemat(b, {"before": "text", "z": a.astype(dtype)}, do_compression=packed)
    put(name + ".mat", b.getvalue())

for order in "CF":
    b = io.BytesIO()
    np.save(b, np.asarray(xyt.astype("f4"), order=order))
    put("xyt_%s.npy" % order, b.getvalue())
    b = io.BytesIO()
    np.save(b, np.asarray(tyx.astype(">f8"), order=order))
    put("tyx_%s.npy" % order, b.getvalue())
b = io.BytesIO()
np.savez_compressed(b, other=np.arange(5), stim=np.round(tyx * 255).astype("u1"), stim_axes="t,y,x")
put("packed.npz", b.getvalue())
b = io.BytesIO()
np.savez(b, film=xyt, stim_axes="x,y,t")
put("stored.npz", b.getvalue())

raw = np.round(tyx * 255).astype("u1").tobytes()
for name, fmt, rng in ("mono", "gray", "pc"), ("420", "yuv420p", "tv"), ("422", "yuv422p", "pc"), ("444", "yuv444p", "tv"):
    put(name + ".y4m", subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "rawvideo", "-pix_fmt", "gray", "-color_range", "pc", "-s", "%dx%d" % (W, H), "-r", "30000/1001", "-i", "-",
         "-vf", "scale=out_range=" + rng, "-pix_fmt", fmt, "-color_range", rng, "-strict", "-1", "-f", "yuv4mpegpipe", "-"], input=raw, stdout=subprocess.PIPE, check=True).stdout)

# Pictures that move, with all ways to dispose of a frame and to lay it over the last; what they show is beside them.
def moving(mode, n):
    out = []
    for i in range(n):
        f = Image.new("RGBA", (24, 16), (30 * i, 200 - 20 * i, 90, 255) if i % 4 == 0 else (0, 0, 0, 0))
        ImageDraw.Draw(f).ellipse((2 * i, 2, 2 * i + 9, 12), fill=(250 - 25 * i, 40 * i % 256, 128, 255 if mode == "P" else 60 + 20 * i))
        out.append(f)
    return out


def grey(rgba):
    return (rgba[..., :3] @ [.299, .587, .114]) * rgba[..., 3]


def composed(data):
    """The frames of an APNG by the rules of its specification, as ffmpeg 5 and Pillow 9 each err in one of them; only the pixels come from Pillow."""
    chunks, at = [], 8
    while at < len(data):
        n, kind = struct.unpack(">I4s", data[at:at + 8])
        chunks.append((kind, data[at + 8:at + 8 + n]))
        at += 12 + n
    def png(parts):
        return data[:8] + b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    header, out, control, body = chunks[0][1], [], None, b""
    w, h = struct.unpack(">II", header[:8])
    canvas = np.zeros((h, w, 4))  # colour times alpha, alpha
    for kind, d in chunks[1:]:
        if kind in (b"fcTL", b"IEND") and control:
            fw, fh, fx, fy, _, _, dispose, blend = struct.unpack(">IIIIHHBB", control[4:])
            one = Image.open(io.BytesIO(png([(b"IHDR", struct.pack(">II", fw, fh) + header[8:]), (b"IDAT", body), (b"IEND", b"")])))
            px = np.asarray(one.convert("RGBA")) / 255.0
            px = np.concatenate([px[..., :3] * px[..., 3:], px[..., 3:]], 2)
            before = canvas.copy()
            part = canvas[fy:fy + fh, fx:fx + fw]
            part[:] = px + part * (1 - px[..., 3:]) if blend else px
            out.append(canvas[..., :3] @ [.299, .587, .114])
            if dispose == 1 or dispose == 2 and len(out) == 1:
                part[:] = 0
            elif dispose == 2:
                canvas = before
        if kind == b"fcTL":
            control, body = d, b""
        elif kind == b"IDAT":
            body += d
        elif kind == b"fdAT":
            body += d[4:]
    return out


def seen(name, data, fmt):
    put(name + "." + fmt, data)
    if fmt == "png":
        frames = composed(data)
    else:
        im, frames = Image.open(io.BytesIO(data)), []
        for i in range(im.n_frames):
            im.seek(i)
            frames.append(grey(np.asarray(im.convert("RGBA")) / 255.0))
    b = io.BytesIO()
    np.save(b, np.asarray(frames, "f4"))
    put(name + ".npy", b.getvalue())
    print(name, fmt, len(frames))


frames = moving("RGBA", 7)  # all their parts have alpha of their own
for name, dispose, blend in ("over", 0, 1), ("mixed", [0, 1, 2, 0, 2, 1, 0], [0, 1, 1, 0, 1, 1, 1]):
    b = io.BytesIO()
    frames[0].save(b, "PNG", save_all=True, append_images=frames[1:], duration=[50, 100, 150, 40, 20, 10, 500], disposal=dispose, blend=blend)
    seen("apng_" + name, b.getvalue(), "png")
b = io.BytesIO()
deep = [Image.fromarray(np.round(f * 65535).astype("u2")) for f in tyx]
deep[0].save(b, "PNG")
put("grey16.png", b.getvalue())
frames = moving("P", 6)
b = io.BytesIO()
frames[0].save(b, "GIF", save_all=True, append_images=frames[1:], duration=[50, 100, 150, 40, 20, 500], disposal=[1, 2, 3, 1, 3, 1], interlace=1)
seen("gif_mixed", b.getvalue(), "gif")
