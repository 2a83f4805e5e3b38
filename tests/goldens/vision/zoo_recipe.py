"""How the goldens of the zoo give a model its weights: one uniform stream from a seed, in the order of the state dict.

The same in tests/lib/vision/models/recipe.ts.
"""
import hashlib, math
import torch


def fill(model, seed=0, gain=1.0):
    torch.manual_seed(seed)
    for key, value in model.state_dict().items():
        if key.endswith("num_batches_tracked"):
            continue
        low, high = bounds(key, value, gain)
        value.uniform_(low, high)
    return model


def bounds(key, value, gain):
    if key.endswith("running_var"):
        return 0.5, 1.5
    if key.endswith("layer_scale"):
        return 0.5, 1.0
    if value.dim() == 1 and key.endswith("weight"):
        return 0.8, 1.2
    if value.dim() <= 1:
        return -0.1, 0.1
    bound = gain * math.sqrt(6 / value[0].numel())
    return -bound, bound


def quiet(model):
    """Without dropout and stochastic depth."""
    for module in model.modules():
        if type(module).__name__ in ("Dropout", "StochasticDepth"):
            module.p = 0.0
    return model


def digest(x):
    """The first values, the mean and the norm."""
    x = x.detach().double().flatten()
    return {"first": x[:6].tolist(), "mean": x.mean().item(), "norm": x.norm().item()}


def keys(model):
    lines = [f"{key} {','.join(map(str, value.shape))}" for key, value in model.state_dict().items()]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
