"""Optimizers and schedulers of PyTorch 2.13 CPU, for tests/lib/optim: python tests/goldens/optim_steps.py

Each optimizer takes 20 steps on two parameters drawn from seed 5; every step's gradients are randn of the same stream, so that the
optimizer alone is tested. Each scheduler runs over SGD with two parameter groups; the learning rates are recorded.
"""
import base64
import json
import pathlib
import re

import torch

OPTIMIZERS = [
    ["SGD", {"lr": 0.1}],
    ["SGD", {}],
    ["SGD", {"lr": 0.1, "momentum": 0.9}],
    ["SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3}],
    ["SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}],
    ["SGD", {"lr": 0.1, "momentum": 0.9, "weightDecay": 0.05}],
    ["SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weightDecay": 0.05, "maximize": True}],
    ["SGD", {"lr": 0.1, "weightDecay": 0.05}],
    ["Adam", {}],
    ["Adam", {"lr": 0.01, "betas": [0.8, 0.95], "eps": 1e-4}],
    ["Adam", {"lr": 0.01, "weightDecay": 0.1}],
    ["Adam", {"lr": 0.01, "amsgrad": True}],
    ["Adam", {"lr": 0.01, "maximize": True}],
    ["AdamW", {}],
    ["AdamW", {"lr": 0.01, "weightDecay": 0.2}],
    ["AdamW", {"lr": 0.01, "amsgrad": True, "maximize": True}],
    ["RMSprop", {}],
    ["RMSprop", {"lr": 0.02, "alpha": 0.9, "weightDecay": 0.1}],
    ["RMSprop", {"momentum": 0.9}],
    ["RMSprop", {"momentum": 0.9, "centered": True}],
    ["RMSprop", {"centered": True, "maximize": True}],
    ["Adagrad", {}],
    ["Adagrad", {"lr": 0.1, "lrDecay": 0.05, "weightDecay": 0.1}],
    ["Adagrad", {"lr": 0.1, "initialAccumulatorValue": 0.5, "maximize": True}],
    ["Adadelta", {}],
    ["Adadelta", {"lr": 0.5, "rho": 0.8, "weightDecay": 0.1}],
    ["Adadelta", {"maximize": True, "eps": 1e-4}],
    ["Adamax", {}],
    ["Adamax", {"lr": 0.02, "betas": [0.8, 0.95], "weightDecay": 0.1}],
    ["Adamax", {"maximize": True}],
    ["NAdam", {}],
    ["NAdam", {"lr": 0.01, "weightDecay": 0.1, "momentumDecay": 0.01}],
    ["NAdam", {"lr": 0.01, "weightDecay": 0.1, "decoupledWeightDecay": True}],
    ["NAdam", {"maximize": True}],
    ["RAdam", {}],
    ["RAdam", {"lr": 0.01, "weightDecay": 0.1}],
    ["RAdam", {"lr": 0.01, "weightDecay": 0.1, "decoupledWeightDecay": True}],
    ["RAdam", {"betas": [0.8, 0.9], "maximize": True}],
    ["Rprop", {}],
    ["Rprop", {"lr": 0.1, "etas": [0.3, 1.5], "stepSizes": [0.02, 0.2], "maximize": True}],
    ["ASGD", {}],
    ["ASGD", {"lr": 0.1, "lambd": 0.01, "alpha": 0.5, "t0": 4, "weightDecay": 0.1}],
    ["ASGD", {"t0": 2, "maximize": True}],
]

STEP = ["StepLR", {"stepSize": 3}]
SCHEDULERS = [
    STEP,
    ["StepLR", {"stepSize": 4, "gamma": 0.5}],
    ["MultiStepLR", {"milestones": [3, 7, 7, 15]}],
    ["MultiStepLR", {"milestones": [2, 5], "gamma": 0.3}],
    ["ConstantLR", {}],
    ["ConstantLR", {"factor": 0.5, "totalIters": 8}],
    ["LinearLR", {}],
    ["LinearLR", {"startFactor": 0.1, "endFactor": 0.8, "totalIters": 10}],
    ["ExponentialLR", {"gamma": 0.9}],
    ["PolynomialLR", {"totalIters": 10, "power": 2}],
    ["PolynomialLR", {}],
    ["CosineAnnealingLR", {"tMax": 10}],
    ["CosineAnnealingLR", {"tMax": 7, "etaMin": 0.01}],
    ["CosineAnnealingWarmRestarts", {"t0": 5}],
    ["CosineAnnealingWarmRestarts", {"t0": 3, "tMult": 2, "etaMin": 0.01}],
    ["OneCycleLR", {"maxLr": 1.0, "totalSteps": 31}],
    ["OneCycleLR", {"maxLr": [1.0, 0.5], "epochs": 8, "stepsPerEpoch": 4, "pctStart": 0.4, "annealStrategy": "linear"}],
    ["OneCycleLR", {"maxLr": 1.0, "totalSteps": 31, "threePhase": True, "divFactor": 10, "finalDivFactor": 100}],
    ["OneCycleLR", {"maxLr": 1.0, "totalSteps": 31, "cycleMomentum": False}],
    ["CyclicLR", {"baseLr": 0.01, "maxLr": 0.1, "stepSizeUp": 5}],
    ["CyclicLR", {"baseLr": 0.01, "maxLr": 0.1, "stepSizeUp": 3, "stepSizeDown": 6, "mode": "triangular2"}],
    ["CyclicLR", {"baseLr": 0.01, "maxLr": 0.1, "stepSizeUp": 4, "mode": "exp_range", "gamma": 0.95, "cycleMomentum": False}],
    ["LambdaLR", {"lambda": "1 / (epoch + 1)"}],
    ["MultiplicativeLR", {"lambda": "0.95"}],
    ["SequentialLR", {"schedulers": [["ConstantLR", {"factor": 0.1, "totalIters": 20}], ["ExponentialLR", {"gamma": 0.9}]], "milestones": [5]}],
    ["SequentialLR", {"schedulers": [["LinearLR", {"startFactor": 0.1, "totalIters": 4}], ["CosineAnnealingLR", {"tMax": 10}], STEP], "milestones": [4, 14]}],
    ["ChainedScheduler", {"schedulers": [["ConstantLR", {"factor": 0.1, "totalIters": 2}], ["ExponentialLR", {"gamma": 0.9}]]}],
    ["ReduceLROnPlateau", {}],
    ["ReduceLROnPlateau", {"patience": 2, "factor": 0.5}],
    ["ReduceLROnPlateau", {"patience": 1, "cooldown": 2, "threshold": 0.1, "thresholdMode": "abs", "minLr": 0.001}],
    ["ReduceLROnPlateau", {"mode": "max", "patience": 3, "threshold": 0.01, "minLr": [0.01, 0.001]}],
]
METRICS = [5, 4, 3, 3.1, 3.2, 3.05, 3.0, 2.95, 2.94, 2.94, 2.94, 2.94, 2.94, 2.95, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1, 1, 1, 1]
NAMES = {"t0": "T_0", "tMult": "T_mult", "tMax": "T_max"}


def snake(name, names=NAMES):
    return names.get(name) or re.sub(r"(?<!^)([A-Z])", lambda m: "_" + m.group(1).lower(), name)


def keywords(options, names=NAMES):
    return {snake(k, names): tuple(v) if isinstance(v, list) else v for k, v in options.items()}


def pack(tensor):
    return {"shape": list(tensor.shape), "dtype": "float32", "data": base64.b64encode(tensor.detach().contiguous().numpy().tobytes()).decode()}


def describe(state):
    """the state dict with each tensor as its shape"""
    keys = {k: list(v.shape) if isinstance(v, torch.Tensor) else v for k, v in state["state"].get(0, {}).items()}
    return {"state": keys, "groups": state["param_groups"]}


def optimizer_case(name, options):
    torch.manual_seed(5)
    parameters = [torch.randn(3, 4).requires_grad_(), torch.randn(5).requires_grad_()]
    optimizer = getattr(torch.optim, name)(parameters, **keywords(options, {}))
    steps = {}
    for step in range(1, 21):
        for p in parameters:
            p.grad = torch.randn(p.shape)
        optimizer.step()
        if step in (1, 2, 6, 20):
            steps[step] = [pack(p) for p in parameters]
    return {"name": name, "options": options, "steps": steps, "stateDict": describe(optimizer.state_dict())}


def group_case():
    torch.manual_seed(5)
    parameters = [torch.randn(3, 4).requires_grad_(), torch.randn(5).requires_grad_()]
    optimizer = torch.optim.SGD([{"params": [parameters[0]]}, {"params": [parameters[1]], "lr": 0.01, "weight_decay": 0.1}], lr=0.1, momentum=0.9)
    for _ in range(20):
        for p in parameters:
            p.grad = torch.randn(p.shape)
        optimizer.step()
    return {"parameters": [pack(p) for p in parameters], "stateDict": describe(optimizer.state_dict())}


def make_scheduler(optimizer, name, options):
    options = dict(options)
    kind = getattr(torch.optim.lr_scheduler, name)
    if "lambda" in options:
        return kind(optimizer, lr_lambda=eval("lambda epoch: " + options["lambda"]))
    if "schedulers" in options:
        parts = [make_scheduler(optimizer, *s) for s in options.pop("schedulers")]
        return kind(parts) if name == "ChainedScheduler" else kind(optimizer, parts, **options)
    return kind(optimizer, **keywords(options))


def scheduler_case(name, options):
    weights = [torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)]
    optimizer = torch.optim.SGD([{"params": [weights[0]]}, {"params": [weights[1]], "lr": 0.05}], lr=0.1, momentum=0.9)
    scheduler = make_scheduler(optimizer, name, options)
    rates, momenta = [], []
    for step in range(31):
        rates.append([g["lr"] for g in optimizer.param_groups])
        momenta.append([g["momentum"] for g in optimizer.param_groups])
        if step == 30:
            break
        optimizer.step()
        if name == "ReduceLROnPlateau":
            scheduler.step(METRICS[step])
        else:
            scheduler.step()
    result = {"name": name, "options": options, "rates": rates}
    if any(m != [0.9, 0.9] for m in momenta):
        result["momenta"] = momenta
    state = {k: v for k, v in scheduler.state_dict().items() if isinstance(v, (int, float, str, list)) and not k.startswith("_schedulers")}
    skip = {"_is_initial", "_get_lr_called_within_step", "mode_worse"}
    return {**result, "stateDict": {k: v for k, v in state.items() if k not in skip and (not isinstance(v, list) or all(isinstance(x, (int, float)) for x in v))}}


def main():
    folder = pathlib.Path(__file__).parent
    optimizers = {"cases": [optimizer_case(*case) for case in OPTIMIZERS], "groups": group_case()}
    (folder / "optim_optimizers.json").write_text(json.dumps(optimizers, separators=(",", ":")).replace('{"name"', '\n{"name"'))
    schedulers = {"metrics": METRICS, "cases": [scheduler_case(*case) for case in SCHEDULERS]}
    (folder / "optim_schedulers.json").write_text(json.dumps(schedulers, separators=(",", ":")).replace('{"name"', '\n{"name"'))


if __name__ == "__main__":
    main()
