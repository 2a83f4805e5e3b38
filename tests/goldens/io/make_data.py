"""Files of data sets by pycocotools 2.0, Pillow 13, numpy, tarfile and zipfile, in data.json (deflated, base64).

    python tests/goldens/io/make_data.py
"""
import base64, io, json, pathlib, tarfile, zipfile, zlib
import numpy as np
from PIL import Image
from pycocotools import mask as coco

random = np.random.RandomState(7)
out = {"rle": [], "polygons": [], "merges": [], "png": {}, "files": {}}


def text(rle):
    return {"size": rle["size"], "counts": rle["counts"].decode()}


def blob(h, w):
    kind = random.randint(4)
    if kind == 0:
        return (random.rand(h, w) < random.rand()).astype(np.uint8)
    if kind == 1:
        return np.full((h, w), random.randint(2), np.uint8)
    mask = np.zeros((h, w), np.uint8)
    y, x = sorted(random.randint(0, h + 1, 2)), sorted(random.randint(0, w + 1, 2))
    mask[y[0] : y[1], x[0] : x[1]] = 1
    return mask


for _ in range(60):
    h, w = random.randint(1, 40, 2)
    mask = blob(h, w)
    rle = coco.encode(np.asfortranarray(mask))
    out["rle"].append({
        "size": [int(h), int(w)],
        "mask": base64.b64encode(np.packbits(mask).tobytes()).decode(),
        "counts": rle["counts"].decode(),
        "area": int(coco.area(rle)),
        "bbox": coco.toBbox(rle).tolist(),
    })
large = np.zeros((700, 900), np.uint8)
large[3:650, 20:890] = 1
rle = coco.encode(np.asfortranarray(large))
out["large"] = {**text(rle), "area": int(coco.area(rle)), "bbox": coco.toBbox(rle).tolist()}

for i in range(80):
    h, w = random.randint(2, 60, 2)
    polygons = []
    for _ in range(random.randint(1, 3)):
        points = random.randint(3, 9)
        xy = np.stack([random.uniform(-3, w + 3, points), random.uniform(-3, h + 3, points)], 1).flatten()
        xy = np.round(xy, random.randint(0, 3)) if i % 2 else xy
        polygons.append(xy.tolist())
    rles = coco.frPyObjects(polygons, int(h), int(w))
    out["polygons"].append({"size": [int(h), int(w)], "polygons": polygons, "counts": coco.merge(rles)["counts"].decode()})

for _ in range(40):
    h, w = random.randint(1, 30, 2)
    rles = [coco.encode(np.asfortranarray(blob(h, w))) for _ in range(random.randint(1, 5))]
    out["merges"].append({
        "masks": [text(r) for r in rles],
        "union": coco.merge(rles)["counts"].decode(),
        "intersection": coco.merge(rles, intersect=True)["counts"].decode(),
    })


def put(name, data):
    out["files"][name] = base64.b64encode(zlib.compress(data, 9)).decode()


def png(name, indices, mode, **options):
    image = Image.frombytes("L", indices.shape[::-1], indices.tobytes())
    if mode == "P":
        image = Image.frombytes("P", indices.shape[::-1], indices.tobytes())
        image.putpalette(options.pop("palette"))
    data = io.BytesIO()
    image.save(data, "PNG", **options)
    put(name, data.getvalue())
    out["png"][name] = {"size": list(indices.shape), "indices": base64.b64encode(indices.tobytes()).decode()}


def voc_palette():
    palette = []
    for i in range(256):
        c, rgb = i, [0, 0, 0]
        for j in range(8):
            for k in range(3):
                rgb[k] |= ((c >> k) & 1) << (7 - j)
            c >>= 3
        palette += rgb
    return palette


out["vocPalette"] = voc_palette()
mask = random.randint(0, 21, (13, 17)).astype(np.uint8)
mask[0] = 255
png("voc.png", mask, "P", palette=voc_palette())
for bits in (1, 2, 4):
    png(f"bits{bits}.png", random.randint(0, 2**bits, (5, 11)).astype(np.uint8), "P", palette=voc_palette()[: 3 * 2**bits], bits=bits)
png("grey.png", random.randint(0, 256, (6, 9)).astype(np.uint8), "L")
png("transparent.png", random.randint(0, 4, (4, 6)).astype(np.uint8), "P", palette=voc_palette()[:12], transparency=b"\x00\xff\x80\xff")
rgb = io.BytesIO()
Image.fromarray(random.randint(0, 256, (4, 4, 3)).astype(np.uint8)).save(rgb, "PNG")
put("rgb.png", rgb.getvalue())

contents = {"a/one.txt": b"first\n", "a/b/two.bin": bytes(range(256)) * 5, "empty": b"", "a/" + "long" * 40 + ".txt": b"long name"}
for name, mode in (("archive.tar", "w"), ("archive.tar.gz", "w:gz")):
    for form in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode=mode, format=form) as tar:
            folder = tarfile.TarInfo("a/c")
            folder.type = tarfile.DIRTYPE
            tar.addfile(folder)
            for path, content in contents.items():
                info = tarfile.TarInfo(path)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
        put(f"{'pax' if form == tarfile.PAX_FORMAT else 'gnu'}-{name}", data.getvalue())
for name, method in (("stored.zip", zipfile.ZIP_STORED), ("deflated.zip", zipfile.ZIP_DEFLATED)):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr("a/c/", b"")
        for path, content in contents.items():
            archive.writestr(path, content)
    put(name, data.getvalue())
out["contents"] = {path: base64.b64encode(content).decode() for path, content in contents.items()}


def hostile_tar(name, **fields):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as tar:
        good = tarfile.TarInfo("good.txt")
        good.size = 4
        tar.addfile(good, io.BytesIO(b"good"))
        info = tarfile.TarInfo(fields.pop("path"))
        content = fields.pop("content", b"")
        for key, value in fields.items():
            setattr(info, key, value)
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
    put(f"hostile-{name}.tar", data.getvalue())


hostile_tar("slip", path="../evil.txt", content=b"evil")
hostile_tar("deep-slip", path="a/../../evil.txt", content=b"evil")
hostile_tar("absolute", path="/tmp/tsgrad-evil.txt", content=b"evil")
hostile_tar("symlink", path="link", type=tarfile.SYMTYPE, linkname="/etc")
hostile_tar("hardlink", path="link", type=tarfile.LNKTYPE, linkname="/etc/passwd")
hostile_tar("device", path="null", type=tarfile.CHRTYPE, devmajor=1, devminor=3)
hostile_tar("fifo", path="pipe", type=tarfile.FIFOTYPE)
hostile_tar("twice", path="good.txt", content=b"other")
hostile_tar("through-file", path="good.txt/evil", content=b"evil")
hostile_tar("backslash", path="..\\evil.txt", content=b"evil")
hostile_tar("long", path="x" * 300, content=b"evil")


def hostile_zip(name, path, content=b"evil", attributes=0, method=zipfile.ZIP_DEFLATED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        archive.writestr("good.txt", b"good")
        info = zipfile.ZipInfo(path)
        info.create_system = 3
        info.external_attr = attributes << 16
        info.compress_type = method
        archive.writestr(info, content)
    put(f"hostile-{name}.zip", data.getvalue())


hostile_zip("slip", "../evil.txt")
hostile_zip("absolute", "/tmp/tsgrad-evil.txt")
hostile_zip("drive", "C:evil.txt")
hostile_zip("symlink", "link", b"/etc", 0o120777)
hostile_zip("device", "null", b"", 0o020666)
hostile_zip("backslash", "..\\evil.txt")


batch = random.randint(0, 256, (4, 3073)).astype(np.uint8)
batch[:, 0] = [3, 0, 9, 1]
put("cifar10.bin", batch.tobytes())
hundred = random.randint(0, 256, (3, 3074)).astype(np.uint8)
hundred[:, 0], hundred[:, 1] = [19, 0, 4], [99, 0, 41]
put("cifar100.bin", hundred.tobytes())
np.savez(data := io.BytesIO(), images=random.randint(0, 256, (2, 3, 4)).astype(np.uint8), labels=np.arange(2))
put("arrays.npz", data.getvalue())

path = pathlib.Path(__file__).with_name("data.json")
path.write_text(json.dumps(out, separators=(",", ":")) + "\n")
