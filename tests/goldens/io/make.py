"""Files written by PyTorch 2.13, safetensors 0.8 and numpy, and hostile ones, in files.json (base64).

    python tests/goldens/io/make.py
"""
import base64, collections, io, json, os, pathlib, pickle, struct, zipfile
import numpy as np
import safetensors.torch
import torch

files, values = {}, {}


def put(name, data):
    files[name] = base64.b64encode(data).decode()


def saved(obj, **options):
    out = io.BytesIO()
    torch.save(obj, out, **options)
    return out.getvalue()


torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2), torch.nn.Flatten(), torch.nn.Linear(8, 3))
optimizer = torch.optim.Adam(net.parameters(), lr=1e-2)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 2)
for _ in range(3):
    optimizer.zero_grad()
    net(torch.randn(2, 1, 4, 4)).sum().backward()
    optimizer.step()
    scheduler.step()
checkpoint = {
    "model": net.state_dict(),
    "optimizer": optimizer.state_dict(),
    "scheduler": scheduler.state_dict(),
    "rng": torch.get_rng_state()[:16],
    "epoch": 3,
}
put("checkpoint.pth", saved(checkpoint))
put("checkpoint-legacy.pth", saved(checkpoint, _use_new_zipfile_serialization=False))
values["checkpoint"] = {
    "weights": net.state_dict()["0.weight"].flatten().tolist(),
    "expAvg": optimizer.state_dict()["state"][0]["exp_avg"].flatten().tolist(),
    "lr": optimizer.param_groups[0]["lr"],
}

base = torch.arange(12.0)
tied = torch.randn(2, 2)
mixed = {
    "f64": torch.tensor([0.1, -1e300], dtype=torch.float64)[:1],
    "f16": torch.tensor([1.5, -0.0001, 65504.0, float("inf"), 6e-8], dtype=torch.float16),
    "bf16": torch.tensor([1.5, -3.0e38, 0.00001], dtype=torch.bfloat16),
    "i64": torch.tensor([1, -(2**31), 2**31 - 1]),
    "i16": torch.tensor([-300, 300], dtype=torch.int16),
    "i8": torch.tensor([-128, 127], dtype=torch.int8),
    "u8": torch.tensor([0, 255], dtype=torch.uint8),
    "bool": torch.tensor([True, False]),
    "scalar": torch.tensor(3.25),
    "empty": torch.zeros(0, 3),
    "transposed": base.view(3, 4).t(),
    "part": base.view(3, 4)[1:, 1:3],
    "expanded": torch.ones(1, 3).expand(2, 3),
    "param": torch.nn.Parameter(torch.ones(2)),
    "tied": [tied, tied],
    "nested": [1, 2.5, "text", None, True, (1, 2), {"a": {1: "one"}}, 2**40, -7, b"ab", torch.Size([2, 3]), torch.float32],
    "__proto__": 5,
}
put("mixed.pth", saved(mixed))
put("mixed-protocol4.pth", saved(mixed, pickle_protocol=4))
values["f16"] = mixed["f16"].float()[:3].tolist()
values["bf16"] = mixed["bf16"].float().tolist()

numpy = {
    "loss": np.float64(0.1),
    "f32": np.float32(0.1),
    "f16": np.float16(1.5),
    "i64": np.int64(-3),
    "big": np.int64(2**60),
    "u8": np.uint8(255),
    "yes": np.bool_(True),
    "swapped": np.array(2.5, dtype=">f8")[()],
    "mean": np.array([0.485, 0.456], dtype=np.float32),
    "matrix": np.asfortranarray(np.arange(6).reshape(2, 3)),
    "big endian": np.array([1, 2], dtype=">i4"),
    "empty": np.zeros((0, 2)),
    "history": {"losses": [np.float64(1.0), np.float64(0.5)]},
    "weight": torch.ones(2),
}
put("numpy.pth", saved(numpy))
put("numpy-legacy.pth", saved(numpy, _use_new_zipfile_serialization=False))
put("numpy-protocol4.pth", saved(numpy, pickle_protocol=4))

tensors = {"b.weight": torch.arange(6.0).view(2, 3), "a": torch.tensor([1, 2], dtype=torch.int32), "mask": torch.tensor([True, False, True]), "u": torch.tensor([7], dtype=torch.uint8), "empty": torch.zeros(0)}
put("own.safetensors", safetensors.torch.save(tensors, metadata={"format": "pt"}))
put("mixed.safetensors", safetensors.torch.save({k: v.contiguous().clone() for k, v in mixed.items() if isinstance(v, torch.Tensor) and k != "param"}))

for name, array in {
    "f4": np.arange(6, dtype="<f4").reshape(2, 3),
    "big-endian": np.arange(6, dtype=">f8").reshape(2, 3),
    "fortran": np.asfortranarray(np.arange(6, dtype="<i8").reshape(2, 3)),
    "bool": np.array([True, False]),
    "u2": np.array([65535], dtype="<u2"),
    "scalar": np.array(2.5),
    "i4": np.array([[-1]], dtype="<i4"),
}.items():
    out = io.BytesIO()
    np.save(out, array)
    put(f"{name}.npy", out.getvalue())
    values[f"{name}.npy"] = [list(array.shape), array.astype("f8").flatten().tolist()]
for name, write in {"stored": np.savez, "deflated": np.savez_compressed}.items():
    out = io.BytesIO()
    write(out, images=np.zeros((3, 4), dtype="u1"), labels=np.array([1, 2, 3]))
    put(f"{name}.npz", out.getvalue())

# Hostile files.
class Call:
    def __init__(self, fn, *args):
        self.call = (fn, args)

    def __reduce__(self):
        return self.call


CANARY = "/tmp/tsgrad-canary"
attacks = {
    "system": Call(os.system, f"touch {CANARY}"),
    "eval": Call(eval, f"open({CANARY!r}, 'w')"),
    "getattr": Call(getattr, os, "system") if False else Call(__import__, "os"),
    "model": net,
    "function": torch.nn.functional.relu,
    "numpy-object": np.array([Call(os.system, f"touch {CANARY}")], dtype=object),
    "numpy-text": np.array("text")[()],
    "numpy-field": np.zeros(1, dtype=[("a", "f4")]),
    "set": {1, 2},
}
for name, attack in attacks.items():
    put(f"hostile-{name}.pth", saved({"w": attack}))
    if name in ("system", "eval"):
        put(f"hostile-{name}-legacy.pth", saved({"w": attack}, _use_new_zipfile_serialization=False))


def archive(data, storages=(), **extra):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("a/data.pkl", data)
        for key, value in enumerate(storages):
            z.writestr(f"a/data/{key}", value)
        for key, value in extra.items():
            z.writestr(f"a/{key}", value)
    return out.getvalue()


def tensor(numel=4, offset=0, size=(4,), stride=(1,), key="0", cls="FloatStorage"):
    """The pickle of a tensor with any numbers."""
    def number(n):
        return b"\x8a\x08" + struct.pack("<q", n)
    def tuple_(items):
        return b"(" + b"".join(map(number, items)) + b"t"
    def text(s):
        return b"X" + struct.pack("<I", len(s)) + s.encode()
    storage = b"(" + text("storage") + f"ctorch\n{cls}\n".encode() + text(key) + text("cpu") + number(numel) + b"tQ"
    return b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(" + storage + number(offset) + tuple_(size) + tuple_(stride) + b"\x89}tR."


data = bytes(16)
put("hostile-offset.pth", archive(tensor(offset=1), [data]))
put("hostile-negative-offset.pth", archive(tensor(offset=-1), [data]))
put("hostile-size.pth", archive(tensor(size=(2**40,)), [data]))
put("hostile-huge-size.pth", archive(tensor(size=(2**50, 2**50)), [data]))
put("hostile-negative-size.pth", archive(tensor(size=(-4,)), [data]))
put("hostile-stride.pth", archive(tensor(stride=(2**33,)), [data]))
put("hostile-negative-stride.pth", archive(tensor(offset=3, stride=(-1,)), [data]))
put("hostile-numel.pth", archive(tensor(numel=2**45), [data]))
put("hostile-missing-storage.pth", archive(tensor(key="7"), [data]))
put("hostile-complex.pth", archive(tensor(cls="ComplexFloatStorage"), [data]))
put("hostile-int64.pth", archive(tensor(numel=2, size=(2,), cls="LongStorage"), [struct.pack("<qq", 1, 2**31)]))
put("hostile-big-endian.pth", archive(tensor(), [data], byteorder=b"big"))
put("hostile-truncated-pickle.pth", archive(tensor()[:-4], [data]))
put("hostile-long-text.pth", archive(b"\x80\x02X\xff\xff\xff\x7fabc.", [data]))
put("hostile-long-bytes.pth", archive(b"\x80\x04\x8e" + struct.pack("<Q", 2**60) + b"abc.", [data]))
put("hostile-long-integer.pth", archive(b"\x80\x02\x8b" + struct.pack("<I", 2**31 - 1) + b"abc.", [data]))
put("hostile-stack.pth", archive(b"\x80\x02t.", [data]))
put("hostile-memo.pth", archive(b"\x80\x02h\x05.", [data]))
put("hostile-inst.pth", archive(b"\x80\x02(ios\nsystem\n.", [data]))
put("hostile-obj.pth", archive(b"\x80\x02(cos\nsystem\no.", [data]))
put("hostile-newobj.pth", archive(b"\x80\x02ccollections\nOrderedDict\n)\x81.", [data]))
put("hostile-extension.pth", archive(b"\x80\x02\x82\x01.", [data]))
put("hostile-stack-global.pth", archive(b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02id\x85R.", [data]))
put("hostile-call-data.pth", archive(b"\x80\x02X\x01\x00\x00\x00a)R.", [data]))
put("hostile-call-storage.pth", archive(b"\x80\x02ctorch\nFloatStorage\n)R.", [data]))
put("hostile-rebuild-nothing.pth", archive(b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n(tR.", [data]))
put("hostile-proto-name.pth", archive(b"\x80\x02c__proto__\nconstructor\n)R.", [data]))
put("hostile-build.pth", archive(b"\x80\x02]}b.", [data]))
SCALAR = b"\x80\x02cnumpy.core.multiarray\nscalar\ncnumpy\ndtype\nX\x02\x00\x00\x00%sK\x00K\x01\x87R(K\x03X\x01\x00\x00\x00<tbC\x04abcd\x86R."
put("hostile-numpy-length.pth", archive(SCALAR % b"f8"))
put("hostile-numpy-type.pth", archive(SCALAR % b"O8"))
ARRAY = b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n)R(K\x01\x8a\x06\x00\x00\x00\x00\x00\x01\x85cnumpy\ndtype\nX\x02\x00\x00\x00f4\x85R\x89C\x04abcdtb."
put("hostile-numpy-shape.pth", archive(ARRAY))
put("hostile-no-pickle.pth", archive(b"")[:0] + (lambda o: (zipfile.ZipFile(o, "w").close(), o.getvalue())[1])(io.BytesIO()))
put("hostile-text.pth", b"this is no file of torch.save")
put("hostile-empty.pth", b"")
put("hostile-cut.pth", saved(mixed)[:-30])
bomb = io.BytesIO()
with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("a/data.pkl", tensor())
raw = bytearray(bomb.getvalue())
at = raw.rindex(b"PK\x01\x02")
raw[at + 24 : at + 28] = struct.pack("<I", 2**32 - 16)
put("hostile-zip-bomb.pth", bytes(raw))
raw = bytearray(archive(tensor(), [data]))
at = raw.rindex(b"PK\x01\x02")
raw[at + 42 : at + 46] = struct.pack("<I", 2**31)
put("hostile-zip-offset.pth", bytes(raw))


def safe(header, data=b"", length=None):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def entry(dtype="F32", shape=(1,), offsets=(0, 4)):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


put("hostile-header-10gb.safetensors", safe({}, length=10 * 2**30))
put("hostile-header-2e63.safetensors", safe({}, length=2**63))
put("hostile-header-none.safetensors", b"\x01\x00")
put("hostile-not-json.safetensors", safe(b"[1, 2]   "))
put("hostile-broken-json.safetensors", safe(b'{"a": '))
put("hostile-beyond.safetensors", safe({"a": entry(shape=(2,), offsets=(0, 8))}, bytes(4)))
put("hostile-backwards.safetensors", safe({"a": entry(offsets=(4, 0))}, bytes(4)))
put("hostile-negative.safetensors", safe({"a": entry(offsets=(-4, 0))}, bytes(4)))
put("hostile-overlap.safetensors", safe({"a": entry(), "b": entry()}, bytes(4)))
put("hostile-gap.safetensors", safe({"a": entry(), "b": entry(offsets=(8, 12))}, bytes(12)))
put("hostile-rest.safetensors", safe({"a": entry()}, bytes(8)))
put("hostile-huge-shape.safetensors", safe({"a": entry(shape=(2**40, 2**40))}, bytes(4)))
put("hostile-negative-shape.safetensors", safe({"a": entry(shape=(-1,))}, bytes(4)))
put("hostile-dtype.safetensors", safe({"a": entry(dtype="toString")}, bytes(4)))
put("hostile-shape-text.safetensors", safe({"a": {"dtype": "F32", "shape": "1", "data_offsets": [0, 4]}}, bytes(4)))
put("hostile-metadata.safetensors", safe({"__metadata__": {"a": 1}}))
out = io.BytesIO()
np.save(out, np.array([{}], dtype=object), allow_pickle=True)
put("hostile-object.npy", out.getvalue())
put("hostile-shape.npy", b"\x93NUMPY\x01\x00v\x00" + b"{'descr': '<f4', 'fortran_order': False, 'shape': (1099511627776,), }".ljust(117) + b"\n")
put("hostile-header.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff")

folder = pathlib.Path(__file__).parent
(folder / "files.json").write_text(json.dumps({"values": values, "files": files}, indent=1) + "\n")
