"""Observers and fake quantization of PyTorch 2.13 CPU: python tests/goldens/compress/quantization.py"""
import json
import pathlib

import torch
from torch.ao.quantization import observer as ob
from torch.nn.utils.fusion import fuse_conv_bn_eval

OUT = pathlib.Path(__file__).parent


def flat(x):
    return x.detach().double().reshape(-1).tolist()


SCHEMES = {"perTensorAffine": torch.per_tensor_affine, "perTensorSymmetric": torch.per_tensor_symmetric, "perChannelAffine": torch.per_channel_affine, "perChannelSymmetric": torch.per_channel_symmetric}
DTYPES = {"qint8": torch.qint8, "quint8": torch.quint8}
NAMES = {"reduceRange": "reduce_range", "quantMin": "quant_min", "quantMax": "quant_max", "averagingConstant": "averaging_constant", "chAxis": "ch_axis"}


def options_of(options):
    given = {NAMES.get(k, k): v for k, v in options.items()}
    given["qscheme"] = SCHEMES[options["qscheme"]]
    given["dtype"] = DTYPES[options["dtype"]]
    return given


def batches(seed):
    """Drawn the same way in the test: normal, wider, one-sided with an outlier, constant."""
    torch.manual_seed(seed)
    a, b, c = torch.randn(4, 3, 8), torch.randn(4, 3, 8) * 3 + 0.5, torch.randn(4, 3, 8).abs()
    c[0, 0, 0] = 20
    return [a, b, c]


OBSERVERS = []
for dtype in DTYPES:
    for kind in ["Affine", "Symmetric"]:
        tensor, channel = {"dtype": dtype, "qscheme": "perTensor" + kind}, {"dtype": dtype, "qscheme": "perChannel" + kind}
        OBSERVERS += [("MinMaxObserver", tensor), ("MovingAverageMinMaxObserver", {**tensor, "averagingConstant": 0.3}), ("PerChannelMinMaxObserver", channel), ("PerChannelMinMaxObserver", {**channel, "chAxis": 1}), ("MovingAveragePerChannelMinMaxObserver", {**channel, "averagingConstant": 0.25}), ("HistogramObserver", tensor), ("HistogramObserver", {**tensor, "bins": 128})]
OBSERVERS += [("MinMaxObserver", {"dtype": "qint8", "qscheme": "perTensorAffine", "reduceRange": True}), ("MinMaxObserver", {"dtype": "qint8", "qscheme": "perTensorSymmetric", "quantMin": -8, "quantMax": 7}), ("MinMaxObserver", {"dtype": "quint8", "qscheme": "perTensorSymmetric", "quantMin": 0, "quantMax": 15})]
observers = []
for name, options in OBSERVERS:
    for seed in range(2):
        made = getattr(ob, name)(**options_of(options))
        steps = []
        for batch in batches(seed):
            made(batch)
            scale, zero = made.calculate_qparams()
            steps.append({"scale": flat(scale), "zeroPoint": flat(zero)})
        observers.append({"name": name, "options": options, "seed": seed, "steps": steps})

fakes = []
for seed, (scale, zero, low, high) in enumerate([(0.1, 0, -128, 127), (0.037, 100, 0, 255), (1 / 3, 0, -8, 7), (0.25, -3, -128, 127), (0.0072, 8, 0, 15)]):
    torch.manual_seed(seed)
    x = (torch.randn(200) * 2).requires_grad_()
    y = torch.fake_quantize_per_tensor_affine(x, scale, zero, low, high)
    g = torch.randn(200)
    y.backward(g)
    kind = torch.qint8 if low < 0 else torch.quint8
    full = (low, high) in [(-128, 127), (0, 255)]
    q = torch.quantize_per_tensor(x.detach(), scale, zero, kind) if full else None
    fakes.append({"axis": None, "scale": [float(torch.tensor(scale))], "zeroPoint": [zero], "quantMin": low, "quantMax": high, "seed": seed, "out": flat(y), "grad": flat(x.grad), "ints": q.int_repr().tolist() if full else None, "real": flat(q.dequantize()) if full else None})
for seed, axis in enumerate([0, 1], start=10):
    torch.manual_seed(seed)
    x = (torch.randn(4, 5, 10) * 2).requires_grad_()
    count = x.shape[axis]
    scales, zeros = torch.rand(count) * 0.05 + 0.001, torch.randint(-20, 20, (count,), dtype=torch.int32)
    y = torch.fake_quantize_per_channel_affine(x, scales, zeros, axis, -128, 127)
    g = torch.randn(4, 5, 10)
    y.backward(g)
    q = torch.quantize_per_channel(x.detach(), scales, zeros, axis, torch.qint8)
    fakes.append({"axis": axis, "scale": flat(scales), "zeroPoint": zeros.tolist(), "quantMin": -128, "quantMax": 127, "seed": seed, "out": flat(y), "grad": flat(x.grad), "ints": q.int_repr().reshape(-1).tolist(), "real": flat(q.dequantize())})

torch.manual_seed(3)
conv, norm = torch.nn.Conv2d(2, 3, 2, bias=False), torch.nn.BatchNorm2d(3)
for _ in range(3):
    norm(conv(torch.randn(4, 2, 5, 5)))
torch.nn.init.uniform_(norm.weight)
torch.nn.init.uniform_(norm.bias)
state = {**{f"conv.{k}": flat(v) for k, v in conv.state_dict().items()}, **{f"norm.{k}": flat(v) for k, v in norm.state_dict().items()}}
fused = fuse_conv_bn_eval(conv.eval(), norm.eval())
(OUT / "quantization.json").write_text(json.dumps({"observers": observers, "fakes": fakes, "fuse": {"state": state, "weight": flat(fused.weight), "bias": flat(fused.bias)}}) + "\n")
