"""Layers of PyTorch 2.13 CPU on fixed inputs, for tests/lib/nn: python tests/goldens/nn_layers.py

A case is a module class, its positional arguments and its options (camelCase, as tsgrad takes them), and the shapes of its
inputs. From one seed come the initial weights, then the inputs (randn), then the gradients of the outputs (randn): both
sides draw the same stream, so only results are stored. The weights are stored as a hash: they must agree bit for bit.
"""
import base64
import hashlib
import json
import pathlib
import re
import zlib

import torch
from nn_cases import CASES

torch.set_num_threads(1)


def snake(name):
    return re.sub(r"(?<!^)([A-Z])", lambda m: "_" + m.group(1).lower(), name)


def pack(tensor):
    kind = "int32" if not tensor.is_floating_point() else "float32"
    data = tensor.detach().contiguous().to(getattr(torch, kind)).numpy().tobytes()
    return {"shape": list(tensor.shape), "dtype": kind, "data": base64.b64encode(data).decode()}


def value(v):
    """JSON lists stand for tuples; {"module": [...]} builds a nested module"""
    if isinstance(v, dict) and "module" in v:
        return build(v["module"])
    if isinstance(v, dict) and "tensor" in v:
        return torch.tensor(v["tensor"], dtype=torch.float32)
    if isinstance(v, list):
        return [value(x) for x in v] if any(isinstance(x, dict) for x in v) else tuple(v)
    return v


def build(spec):
    name, args, options = [*spec, [], {}][:3] if len(spec) != 2 else [*spec, {}]
    return getattr(torch.nn, name)(*[value(a) for a in args], **{snake(k): value(v) for k, v in options.items()})


def make_input(spec):
    """a shape: randn that needs a gradient; otherwise what the key says, which needs one only with {"grad": true}"""
    if isinstance(spec, list):
        return torch.randn(spec).requires_grad_()
    if "randint" in spec:
        low, high, shape = spec["randint"]
        return torch.randint(low, high, tuple(shape))
    if "rand" in spec:
        return torch.rand(spec["rand"]).requires_grad_(spec.get("grad", False))
    if "signs" in spec:
        return torch.randint(0, 2, tuple(spec["signs"])).float() * 2 - 1
    raise ValueError(spec)


def flatten(output):
    if isinstance(output, torch.Tensor):
        return [output]
    return [t for part in output if part is not None for t in flatten(part)]


def run(case):
    torch.manual_seed(zlib.crc32(case["name"].encode()) & 0x7FFFFFFF)
    module = build(case["module"])
    initial = {k: hashlib.sha256(v.contiguous().numpy().tobytes()).hexdigest()[:16] for k, v in module.state_dict().items() if v.is_floating_point()}
    text = repr(module)
    if case.get("eval"):
        module.eval()
    inputs = [make_input(s) for s in case["inputs"]]
    before = {k: v.clone() for k, v in module.named_buffers()}
    outputs = flatten(module(*inputs, **{snake(k): v for k, v in case.get("call", {}).items()}))
    differentiable = [o for o in outputs if o.requires_grad]
    torch.autograd.backward(differentiable, [torch.randn(o.shape) for o in differentiable])
    result = {
        "initial": initial,
        "repr": text,
        "outputs": [pack(o) for o in outputs],
        "inputGrads": [pack(i.grad) if i.grad is not None else None for i in inputs],
        "parameterGrads": {k: pack(p.grad) for k, p in module.named_parameters() if p.grad is not None},
        "buffers": {k: pack(b) for k, b in module.named_buffers() if not torch.equal(b, before[k])},
    }
    return {**case, **result}


def main():
    folder = pathlib.Path(__file__).parent
    for family, cases in CASES.items():
        lines = []
        for case in cases:
            module = case["module"]
            case.setdefault("name", "%s(%s)%s" % (module[0], json.dumps(module[1:])[1:-1], " on " + json.dumps(case["inputs"]) + (" eval" if case.get("eval") else "") + (" call " + json.dumps(case["call"]) if case.get("call") else "")))
            try:
                lines.append(json.dumps(run(case), separators=(",", ":")))
            except Exception as error:
                raise RuntimeError(case["name"]) from error
        names = [c["name"] for c in cases]
        assert len(set(names)) == len(names), [n for n in names if names.count(n) > 1]
        path = folder / f"nn_{family}.json"
        path.write_text("[\n" + ",\n".join(lines) + "\n]\n")
        print(family, len(cases), path.stat().st_size)


if __name__ == "__main__":
    main()
