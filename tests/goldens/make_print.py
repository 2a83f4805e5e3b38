"""Makes print.json: how PyTorch 2.13 prints tensors. Run: python tests/goldens/make_print.py

The library prints JavaScript's names: true, gradFn, requiresGrad, dtype=uint8; integers are int32 here and int64 there, the
default of both.
"""
import json
import pathlib

import torch

torch.manual_seed(0)
inf, nan = float("inf"), float("nan")
CASES = {
    "scalar": torch.tensor(3.14159),
    "whole scalar": torch.tensor(2.0),
    "integer": torch.tensor(7),
    "true": torch.tensor(True),
    "vector": torch.tensor([1.0, 2.5, -3.25]),
    "whole numbers": torch.tensor([1.0, -2.0, 30.0]),
    "large whole numbers": torch.tensor([1e7, 2.0, 3.0]),
    "beyond 1e8": torch.tensor([1e9, 1.0]),
    "small": torch.tensor([1e-5, 1.0]),
    "all small": torch.tensor([1e-5, 2e-5]),
    "wide span": torch.tensor([0.001, 10.0]),
    "wider span": torch.tensor([0.001, 1001.5]),
    "zeros": torch.zeros(2, 2),
    "zero and fraction": torch.tensor([0.0, 0.5]),
    "negative zero": torch.tensor([-0.0, 1.0]),
    "not finite": torch.tensor([1.5, inf, -inf, nan]),
    "only not finite": torch.tensor([nan, inf]),
    "whole with inf": torch.tensor([1.0, inf]),
    "scientific": torch.tensor([[1e-10, 1e10], [-2.5e5, 0.0]]),
    "matrix": torch.tensor([[1.0, 2.0], [3.0, 4.5]]),
    "three dimensions": torch.arange(12.0).reshape(2, 3, 2) / 7,
    "four dimensions": torch.arange(8).reshape(2, 2, 2, 1),
    "integers": torch.tensor([[1, -20], [300, 4]]),
    "booleans": torch.tensor([[True, False], [False, True]]),
    "uint8": torch.tensor([0, 255], dtype=torch.uint8),
    "empty": torch.tensor([]),
    "empty of shape": torch.zeros(0, 3),
    "empty middle": torch.zeros(2, 0, 3),
    "empty integers": torch.zeros(0, dtype=torch.int64),
    "long row": torch.arange(40.0) * 1.5,
    "long integers": torch.arange(100),
    "summary": torch.arange(2000.0),
    "summary of a matrix": torch.arange(40000.0).reshape(200, 200),
    "summary of three dimensions": torch.arange(30000).reshape(10, 300, 10),
    "summary of narrow rows": torch.arange(3000.0).reshape(1000, 3) / 3,
    "random": torch.randn(3, 4),
    "requires a gradient": torch.tensor([1.0, 2.0], requires_grad=True),
    "result": torch.tensor([1.0, 2.0], requires_grad=True) * 2,
    "long result": torch.randn(2, 8, requires_grad=True) * 2,
    "summed": torch.tensor([1.0, 2.0], requires_grad=True).sum(),
    "single": torch.tensor([[1.5]]),
    "column": torch.tensor([[1.0], [22.5], [-3.0]]),
}
NAMES = {torch.float32: "float32", torch.int64: "int32", torch.bool: "bool", torch.uint8: "uint8"}


def text(x):
    names = [("True", "true"), ("False", "false"), ("grad_fn", "gradFn"), ("requires_grad", "requiresGrad"), ("torch.uint8", "uint8"), ("torch.int64", "int32")]
    out = repr(x)
    if "size=(" in out:
        before, after = out.split("size=(")
        sizes, rest = after.split(")", 1)
        out = f"{before}size=[{sizes}]{rest}"
    for a, b in names:
        out = out.replace(a, b)
    return out


def number(v):
    return {inf: "inf", -inf: "-inf"}.get(v, "nan" if v != v else v)


def entry(name, x):
    flat = x.detach().reshape(-1)
    step = flat[1].item() - flat[0].item() if flat.numel() > 1000 else 0
    data = {"arange": flat.numel(), "step": step} if step else {"values": [number(v) for v in flat.tolist()]}
    return {"name": name, "shape": list(x.shape), "dtype": NAMES[x.dtype], **data, "leaf": x.requires_grad and x.is_leaf, "node": x.grad_fn.name() if x.grad_fn else None, "text": text(x)}


path = pathlib.Path(__file__).parent / "print.json"
path.write_text("[\n" + ",\n".join(json.dumps(entry(n, x)) for n, x in CASES.items()) + "\n]\n")
print(len(CASES), path.stat().st_size)
