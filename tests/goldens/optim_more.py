"""LBFGS, averaged weights and clipping of PyTorch 2.13 CPU, for tests/lib/optim: python tests/goldens/optim_more.py"""
import json
import pathlib

import torch

out = {"lbfgs": [], "averages": [], "clips": []}


def loss_of(a, b):
    """A bowl with a quartic wall, of which no direction is an axis."""
    return ((a - 1) ** 2).sum() + 2 * (b**2).sum() + a.mean() * b.sum() + 0.1 * (b**4).sum() + 0.05 * (a**4).sum()


for options in [{}, {"lr": 0.3}, {"lr": 0.5, "max_iter": 5, "history_size": 3}, {"line_search_fn": "strong_wolfe"}, {"lr": 0.5, "line_search_fn": "strong_wolfe", "history_size": 2, "max_iter": 6}]:
    torch.manual_seed(1)
    a, b = torch.randn(3).requires_grad_(), torch.randn(2).requires_grad_()
    optimizer = torch.optim.LBFGS([a, b], **options)
    start = torch.cat([a, b]).tolist()
    losses = []

    def closure():
        optimizer.zero_grad()
        loss = loss_of(a, b)
        loss.backward()
        return loss

    for _ in range(4):
        losses.append(float(optimizer.step(closure)))
    out["lbfgs"].append({"options": options, "start": start, "losses": losses, "end": torch.cat([a, b]).tolist()})

from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

for decay, buffers in [(0.9, False), (0.9, True), (None, False)]:
    torch.manual_seed(2)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.BatchNorm1d(4))
    averaged = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(decay) if decay else None, use_buffers=buffers)
    for step in range(5):
        model(torch.randn(6, 3))
        with torch.no_grad():
            for p in model.parameters():
                p.add_(torch.randn(p.shape))
        averaged.update_parameters(model)
    state = {k.removeprefix("module."): v.float().flatten().tolist() for k, v in averaged.state_dict().items() if k != "n_averaged"}
    out["averages"].append({"decay": decay, "useBuffers": buffers, "state": state})

for kind, args in [("norm", [1.0]), ("norm", [1.0, 1.0]), ("norm", [0.5, float("inf")]), ("norm", [1000.0]), ("norm", [2.0, 3.0]), ("value", [0.3])]:
    torch.manual_seed(3)
    ps = [torch.zeros(3, 2), torch.zeros(4), torch.zeros(2)]
    for p in ps[:2]:
        p.requires_grad_().grad = torch.randn(p.shape) * 2
    if kind == "norm":
        total = float(torch.nn.utils.clip_grad_norm_(ps, *args))
    else:
        total = None
        torch.nn.utils.clip_grad_value_(ps, *args)
    out["clips"].append({"kind": kind, "args": ["inf" if a == float("inf") else a for a in args], "total": total, "grads": [p.grad.flatten().tolist() for p in ps[:2]]})

path = pathlib.Path(__file__).parent / "optim_more.json"
path.write_text(json.dumps(out, indent=1) + "\n")
print(path.stat().st_size)
