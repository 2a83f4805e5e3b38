"""Convolutions, pooling and batch norm by PyTorch: outputs and gradients of the cases that tests/lib/engine/parity.test.ts rebuilds.

Run: python engine_kernels.py  (torch 2.13.0, CPU); writes engine_kernels.json beside it.
"""
import base64, json, pathlib
import numpy, torch
import torch.nn.functional as F


def values(shape, seed):
    """The same numbers as `values` of the test: multiples of 1/512, so that no rounding differs."""
    n = int(numpy.prod(shape))
    i = numpy.arange(n, dtype=numpy.int64)
    mixed = (i * 7919 + seed * 104729) % 10007 * 31 % 1021
    return torch.tensor(((mixed - 510) / 512.0).astype(numpy.float32).reshape(shape), requires_grad=True)


def last(x):
    """NCHW to NHWC, or OIHW to HWIO."""
    return x.permute(0, 2, 3, 1)


def pack(x):
    x = x.detach().contiguous()
    return {"shape": list(x.shape), "data": base64.b64encode(x.numpy().tobytes()).decode()}


CONV = {
    "3x3 padded": dict(x=[2, 3, 7, 6], w=[4, 3, 3, 3], padding=[[1, 1], [1, 1]]),
    "1x1": dict(x=[2, 5, 4, 4], w=[3, 5, 1, 1]),
    "1x1 strided": dict(x=[2, 5, 7, 6], w=[3, 5, 1, 1], stride=[2, 3]),
    "strided": dict(x=[2, 3, 8, 9], w=[4, 3, 3, 3], stride=[2, 2], padding=[[1, 1], [1, 1]]),
    "7x7 strided": dict(x=[1, 3, 16, 15], w=[4, 3, 7, 7], stride=[2, 2], padding=[[3, 3], [3, 3]]),
    "strides that differ": dict(x=[2, 3, 9, 8], w=[4, 3, 3, 2], stride=[3, 1], padding=[[1, 1], [0, 0]]),
    "rest that no window reaches": dict(x=[1, 2, 8, 10], w=[3, 2, 3, 3], stride=[3, 4]),
    "padded unevenly": dict(x=[1, 2, 6, 5], w=[3, 2, 4, 3], padding=[[1, 2], [0, 2]]),
    "padded more than the filter": dict(x=[1, 2, 4, 4], w=[3, 2, 2, 2], padding=[[2, 2], [3, 1]]),
    "dilated": dict(x=[2, 3, 9, 8], w=[4, 3, 3, 3], dilation=[2, 2], padding=[[2, 2], [2, 2]]),
    "dilated and strided": dict(x=[1, 3, 11, 10], w=[2, 3, 3, 3], dilation=[2, 3], stride=[2, 2], padding=[[2, 2], [3, 3]]),
    "grouped": dict(x=[2, 6, 6, 5], w=[4, 3, 3, 3], groups=2, padding=[[1, 1], [1, 1]]),
    "grouped and strided": dict(x=[2, 6, 7, 7], w=[6, 2, 3, 3], groups=3, stride=[2, 2], padding=[[1, 1], [1, 1]]),
    "grouped and dilated": dict(x=[1, 4, 8, 8], w=[4, 2, 3, 3], groups=2, dilation=[2, 2], padding=[[2, 2], [2, 2]]),
    "depthwise": dict(x=[2, 4, 7, 6], w=[4, 1, 3, 3], groups=4, padding=[[1, 1], [1, 1]]),
    "depthwise, twice as many outputs": dict(x=[2, 3, 6, 6], w=[6, 1, 3, 3], groups=3, padding=[[1, 1], [1, 1]]),
    "depthwise and strided": dict(x=[2, 4, 8, 7], w=[4, 1, 3, 3], groups=4, stride=[2, 2], padding=[[1, 1], [1, 1]]),
    "depthwise, strides that differ": dict(x=[2, 4, 8, 7], w=[4, 1, 3, 3], groups=4, stride=[2, 1], padding=[[1, 1], [1, 1]]),
    "depthwise and dilated": dict(x=[1, 4, 9, 9], w=[4, 1, 3, 3], groups=4, dilation=[2, 2], padding=[[2, 2], [2, 2]]),
    "row of 1 x 5": dict(x=[2, 3, 1, 12], w=[2, 3, 1, 5], padding=[[0, 0], [2, 2]]),
}
MAX = {
    "2x2": dict(x=[2, 3, 6, 6], kernel=[2, 2], stride=[2, 2]),
    "3x3 over 2, padded": dict(x=[2, 3, 7, 8], kernel=[3, 3], stride=[2, 2], padding=1),
    "2x2, ceil mode": dict(x=[1, 2, 5, 7], kernel=[2, 2], stride=[2, 2], ceil=True),
    "3x3 over 2, padded, ceil mode": dict(x=[1, 3, 7, 6], kernel=[3, 3], stride=[2, 2], padding=1, ceil=True),
    "3x2 over 2x1": dict(x=[1, 2, 7, 5], kernel=[3, 2], stride=[2, 1]),
    "1x1 over 2": dict(x=[1, 2, 5, 5], kernel=[1, 1], stride=[2, 2]),
    "negative everywhere": dict(x=[1, 2, 6, 6], kernel=[2, 2], stride=[2, 2], shift=-3.0),
    "equal maxima": dict(x=[1, 2, 6, 6], kernel=[3, 3], stride=[3, 3], rounded=True),
}
AVG = {
    "2x2": dict(x=[2, 3, 6, 6], kernel=[2, 2], stride=[2, 2]),
    "3x3 over 2": dict(x=[2, 3, 7, 8], kernel=[3, 3], stride=[2, 2]),
    "3x2 over 1x2": dict(x=[1, 2, 6, 6], kernel=[3, 2], stride=[1, 2]),
    "7x7": dict(x=[2, 4, 7, 7], kernel=[7, 7], stride=[7, 7]),
    "1x1 over 2": dict(x=[1, 2, 5, 5], kernel=[1, 1], stride=[2, 2]),
}
NORM = {"images": [4, 3, 5, 6], "vectors": [16, 5, 1, 1], "two samples": [2, 3, 1, 1]}


def conv(case):
    x, w = values(case["x"], 1), values(case["w"], 2)
    (top, bottom), (left, right) = case.setdefault("padding", [[0, 0], [0, 0]])
    case.setdefault("stride", [1, 1]), case.setdefault("dilation", [1, 1]), case.setdefault("groups", 1)
    y = F.conv2d(F.pad(x, [left, right, top, bottom]), w, None, case["stride"], 0, case["dilation"], case["groups"])
    dy = values(y.shape, 3)
    y.backward(dy)
    return {"y": pack(last(y)), "dx": pack(last(x.grad)), "dw": pack(w.grad.permute(2, 3, 1, 0))}


def windows(case, y):
    pad = case.pop("padding", 0)
    after = [max((y.shape[i + 2] - 1) * case["stride"][i] + case["kernel"][i] - case["x"][i + 2] - pad, 0) for i in (0, 1)]
    case["padding"] = [[pad, after[0]], [pad, after[1]]]
    case["output"] = list(y.shape[2:])


def max_pool(case):
    x = values(case["x"], 4).detach()
    x = torch.round(x * 2) if case.get("rounded") else x
    x = (x + case.get("shift", 0)).requires_grad_()
    y = F.max_pool2d(x, case["kernel"], case["stride"], case.get("padding", 0), ceil_mode=case.pop("ceil", False))
    windows(case, y)
    y.backward(values(y.shape, 5))
    return {"y": pack(last(y)), "dx": pack(last(x.grad))}


def avg_pool(case):
    x = values(case["x"], 6)
    y = F.avg_pool2d(x, case["kernel"], case["stride"])
    windows(case, y)
    y.backward(values(y.shape, 7))
    return {"y": pack(last(y)), "dx": pack(last(x.grad))}


def norm(shape):
    x, scale, offset = values(shape, 8), values([shape[1]], 9), values([shape[1]], 10)
    mean, variance = torch.zeros(shape[1]), torch.zeros(shape[1])
    y = F.batch_norm(x, mean, variance, scale, offset, True, 1.0, 1e-3)
    y.backward(values(y.shape, 11))
    count = x.numel() / shape[1]
    biased = variance * (count - 1) / count
    return {"y": pack(last(y)), "mean": pack(mean), "variance": pack(biased), "dx": pack(last(x.grad)), "dScale": pack(scale.grad), "dOffset": pack(offset.grad)}


goldens = {
    "conv": [{"name": name, "case": case, "golden": conv(case)} for name, case in CONV.items()],
    "max": [{"name": name, "case": case, "golden": max_pool(case)} for name, case in MAX.items()],
    "avg": [{"name": name, "case": case, "golden": avg_pool(case)} for name, case in AVG.items()],
    "norm": [{"name": name, "case": {"x": shape}, "golden": norm(shape)} for name, shape in NORM.items()],
}
pathlib.Path(__file__).with_name("engine_kernels.json").write_text(json.dumps(goldens) + "\n")
