"""torchvision's classifiers with the weights of zoo_recipe.py: names and shapes, logits, gradients, initial weights.

Run: python tests/goldens/vision/zoo.py [NAME ...]  (torch 2.14.1, torchvision 0.29.1, CPU); updates zoo.json beside it.
"""
import json, pathlib, sys, warnings
import torch, torchvision
from torchvision import models
from zoo_recipe import digest, fill, keys, quiet

warnings.filterwarnings("ignore")
NAMES = """alexnet vgg11 vgg13 vgg16 vgg19 vgg11_bn vgg13_bn vgg16_bn vgg19_bn googlenet inception_v3 resnet18 resnet34 resnet50
resnet101 resnet152 resnext50_32x4d resnext101_32x8d resnext101_64x4d wide_resnet50_2 wide_resnet101_2 densenet121 densenet161
densenet169 densenet201 squeezenet1_0 squeezenet1_1 mobilenet_v2 mobilenet_v3_small mobilenet_v3_large shufflenet_v2_x0_5
shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0 mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3 efficientnet_b0
efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5 efficientnet_b6 efficientnet_b7
efficientnet_v2_s convnext_tiny vit_b_16""".split()
SIZES = {"inception_v3": 299, "vit_b_16": 224}
# With full gain these two amplify float32's rounding beyond all digits, in PyTorch too.
GAIN = {"efficientnet_b6": 0.5, "efficientnet_v2_s": 0.5}
SEGMENTERS = """fcn_resnet50 fcn_resnet101 deeplabv3_resnet50 deeplabv3_resnet101 deeplabv3_mobilenet_v3_large
lraspp_mobilenet_v3_large""".split()
INIT = {"alexnet", "resnet18", "resnet50", "googlenet", "inception_v3", "densenet121", "squeezenet1_1", "mobilenet_v2", "vgg11_bn",
        "mobilenet_v3_small", "shufflenet_v2_x0_5", "mnasnet0_5", "efficientnet_b0", "convnext_tiny", "vit_b_16"}


def build(name, **options):
    if name in ("googlenet", "inception_v3"):
        options["init_weights"] = options.get("init_weights", False)
    return models.get_model(name, **options)


def case(name):
    size = SIZES.get(name, 64)
    gain = GAIN.get(name, 1.0)
    model = fill(build(name), gain=gain).eval()
    x = torch.empty(2, 3, size, size).uniform_(-1, 1)
    with torch.no_grad():
        out = {"size": size, "params": sum(p.numel() for p in model.parameters()), "keys": keys(model), "logits": digest(model(x))}
    if gain != 1:
        out["gain"] = gain
        with torch.no_grad():
            exact = model.double()(x.double())
            print(name, "float32 is off by", ((model.float()(x) - exact).abs().max() / exact.std()).item())
    single = train(name, model, x, out)
    out["train"] = double = train(name, model.double(), x.double(), {})
    # How far PyTorch's own float32 is from float64: batch norm over a few values can lose three digits.
    double["noise"] = max(abs(a / b - 1) for a, b in zip(single["norms"], double["norms"]))
    if name in INIT:
        torch.manual_seed(0)
        state = build(name, **({"init_weights": True} if name in ("googlenet", "inception_v3") else {})).state_dict()
        floats = [v for k, v in state.items() if v.is_floating_point()]
        out["init"] = {"first": digest(floats[0]), "last": digest(floats[-2]), "norm": sum(v.double().abs().sum().item() for v in floats)}
    return out


def segment(name):
    options = {} if name.startswith("lraspp") else {"aux_loss": True}
    model = fill(models.get_model(name, weights=None, weights_backbone=None, **options)).eval()
    x = torch.empty(1, 3, 64, 80).uniform_(-1, 1)
    with torch.no_grad():
        scores = model(x)
    return {"params": sum(p.numel() for p in model.parameters()), "keys": keys(model), "scores": {k: digest(v) for k, v in scores.items()}}


def train(name, model, x, out):
    quiet(model).train()
    model.zero_grad()
    result = model(x)
    logits = result if isinstance(result, torch.Tensor) else result.logits
    targets = torch.tensor([1, 2])
    loss = torch.nn.functional.cross_entropy(logits, targets)
    if name == "googlenet":
        # torchvision returns (x, aux2, aux1), named logits, aux_logits2, aux_logits1.
        out["aux"] = {"auxLogits1": digest(result.aux_logits1), "auxLogits2": digest(result.aux_logits2)}
        loss = loss + 0.3 * sum(torch.nn.functional.cross_entropy(a, targets) for a in (result.aux_logits1, result.aux_logits2))
    if name == "inception_v3":
        out["aux"] = {"auxLogits": digest(result.aux_logits)}
        loss = loss + 0.4 * torch.nn.functional.cross_entropy(result.aux_logits, targets)
    loss.backward()
    grads = [p.grad for p in model.parameters()]
    return {"loss": loss.item(), "norms": [g.double().norm().item() for g in (grads[0], grads[len(grads) // 2], grads[-1])]}


path = pathlib.Path(__file__).with_name("zoo.json")
data = json.loads(path.read_text()) if path.exists() else {"models": {}}
data["versions"] = {"torch": torch.__version__, "torchvision": torchvision.__version__}
data.setdefault("segmenters", {})
for name in sys.argv[1:] or NAMES + SEGMENTERS:
    if name in SEGMENTERS:
        data["segmenters"][name] = segment(name)
    else:
        data["models"][name] = case(name)
    print(name, flush=True)
    parts = {part: ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in data[part].items()) for part in ("models", "segmenters")}
    body = ", ".join(f'"{part}": {{\n{lines}\n}}' for part, lines in parts.items())
    path.write_text(f'{{"versions": {json.dumps(data["versions"])}, {body}}}\n')
