"""Pruning masks and gradients of PyTorch 2.13 CPU: python tests/goldens/compress/prune.py"""
import json
import pathlib

import torch
from torch.nn.utils import prune

OUT = pathlib.Path(__file__).parent


def flat(x):
    return x.detach().double().reshape(-1).tolist()


PRUNE = {
    "l1": lambda m: prune.l1_unstructured(m, "weight", 0.3),
    "l1 count": lambda m: prune.l1_unstructured(m, "weight", 7),
    "l1 half": lambda m: prune.l1_unstructured(m, "bias", 0.5),
    "l1 none": lambda m: prune.l1_unstructured(m, "weight", 0),
    "random": lambda m: prune.random_unstructured(m, "weight", 0.4),
    "l2 rows": lambda m: prune.ln_structured(m, "weight", 2, 2, 0),
    "l1 columns": lambda m: prune.ln_structured(m, "weight", 0.5, 1, 1),
    "inf rows": lambda m: prune.ln_structured(m, "weight", 1, float("inf"), -2),
    "-inf rows": lambda m: prune.ln_structured(m, "weight", 1, -float("inf"), 0),
    "random rows": lambda m: prune.random_structured(m, "weight", 2, 0),
    "l1 scores": lambda m: prune.l1_unstructured(m, "weight", 5, importance_scores=torch.arange(m.weight.numel()).float().reshape(m.weight.shape).flip(0)),
}
SHAPES = {"linear": lambda: torch.nn.Linear(5, 6), "conv": lambda: torch.nn.Conv2d(3, 6, 3)}
SEQUENCES = [[name] for name in PRUNE] + [
    ["l1", "l1"], ["l1", "random"], ["l2 rows", "l1"], ["l1", "l2 rows"], ["l2 rows", "l1 columns"], ["l2 rows", "random rows"],
    ["random", "l1 columns", "l1"], ["random rows", "random rows"],
]
cases = []
for layer, make in SHAPES.items():
    for steps in SEQUENCES:
        torch.manual_seed(0)
        module = make()
        start = {k: flat(v) for k, v in module.state_dict().items()}
        torch.manual_seed(5)
        for step in steps:
            PRUNE[step](module)
        name = "bias" if "l1 half" in steps else "weight"
        keys = list(module.state_dict())
        mask = flat(getattr(module, name + "_mask"))
        module(torch.ones(2, *((5,) if layer == "linear" else (3, 5, 5)))).sum().backward()
        grad = flat(getattr(module, name + "_orig").grad)
        prune.remove(module, name)
        cases.append({"layer": layer, "steps": steps, "name": name, "keys": keys, "mask": mask, "grad": grad, "after": list(module.state_dict())})

globals_ = []
for method, amount, twice in [("L1Unstructured", 0.4, False), ("L1Unstructured", 9, True), ("RandomUnstructured", 0.3, True)]:
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Linear(4, 5), torch.nn.Linear(5, 3))
    torch.manual_seed(6)
    for _ in range(2 if twice else 1):
        prune.global_unstructured([(net[0], "weight"), (net[1], "weight")], getattr(prune, method), amount=amount)
    globals_.append({"method": method, "amount": amount, "times": 2 if twice else 1, "masks": [flat(net[0].weight_mask), flat(net[1].weight_mask)]})
(OUT / "prune.json").write_text(json.dumps({"cases": cases, "global": globals_}) + "\n")

