"""torchvision's one-stage detectors with the weights of zoo_recipe.py: names and shapes, detections, losses, gradients.

Run: python tests/goldens/vision/one_stage.py [NAME ...]  (torch 2.14.1, torchvision 0.29.1, CPU); updates one_stage.json beside it.
"""
import copy, json, pathlib, sys
import torch, torchvision
from torch.utils.flop_counter import FlopCounterMode
from torchvision.models import detection
from zoo_recipe import digest, fill, keys

SMALL = dict(min_size=96, max_size=128)
# Few candidates, so that no two are so near that rounding could swap them.
FEW = dict(topk_candidates=12, detections_per_img=30)
CASES = {
    "retinanet_resnet50_fpn": dict(SMALL, **FEW),
    "retinanet_resnet50_fpn_v2": dict(SMALL, **FEW),
    "fcos_resnet50_fpn": dict(SMALL, **FEW),
    "ssd300_vgg16": FEW,
    "ssdlite320_mobilenet_v3_large": FEW,
}
# Of the weights: with 1 the residual networks' values grow until every score is 1.
GAIN = {"ssd300_vgg16": 0.72, "ssdlite320_mobilenet_v3_large": 1.0}
SIZES = [(80, 104), (90, 72)]
BOXES = [[[8.0, 6.0, 60.0, 50.0], [40.0, 30.0, 100.0, 76.0], [20.0, 50.0, 34.0, 68.0]], []]
LABELS = [[3, 1, 2], []]


def build(name, options):
    return fill(getattr(detection, name)(weights=None, weights_backbone=None, num_classes=5, **options), gain=GAIN.get(name, 0.6))


def train(model, images):
    targets = [{"boxes": torch.tensor(b, dtype=images[0].dtype).reshape(-1, 4), "labels": torch.tensor(l, dtype=torch.int64)} for b, l in zip(BOXES, LABELS)]
    model.train()
    # Statistics of so few pixels would lose digits in float32.
    model.backbone.eval()
    model.zero_grad()
    losses = model(images, targets)
    sum(losses.values()).backward()
    grads = [p.grad for p in model.parameters()]
    at = [len(grads) * i // 6 for i in range(6)] + [-1]
    return {"losses": {k: v.item() for k, v in losses.items()}, "norms": [grads[i].double().norm().item() for i in at]}


def detect(model, images):
    with torch.no_grad():
        return [{"count": len(d["scores"]), "labels": d["labels"].tolist()[:20], "scores": digest(d["scores"]), "boxes": digest(d["boxes"])} for d in model.eval()(images)]


def case(name):
    options = CASES[name]
    model = build(name, options)
    images = [torch.empty(3, *size).uniform_(0, 1) for size in SIZES]
    exact = copy.deepcopy(model).double()
    wide = [i.double() for i in images]
    out = {"options": options, "gain": GAIN.get(name, 0.6), "keys": keys(model), "params": sum(p.numel() for p in model.parameters()), "tensors": len(list(model.parameters()))}
    out["detections"] = detect(model, images)
    print(name, [d["count"] for d in out["detections"]], out["detections"] and [d["scores"]["first"][:2] for d in out["detections"]])
    with_more = detect(exact, wide)
    for a, b in zip(out["detections"], with_more):
        same = a["count"] == b["count"] and a["labels"] == b["labels"] and abs(a["boxes"]["norm"] / b["boxes"]["norm"] - 1) < 1e-5
        print(name, "stable" if same else f"NOT STABLE {a['count']} {b['count']}")
    single, out["train"] = train(model, images), train(exact, wide)
    # How far PyTorch's own float32 is from float64.
    out["train"]["noise"] = max(abs(a / b - 1) for a, b in zip(single["norms"], out["train"]["norms"]))
    print(name, single, out["train"])
    full = getattr(detection, name)(weights=None, weights_backbone=None).eval()
    out["full"] = {"params": sum(p.numel() for p in full.parameters()), "keys": keys(full)}
    # As torchvision's documented figures: an image of 512 x 512.
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        full([torch.rand(3, 512, 512)])
    out["full"]["macs"] = counter.get_total_flops() // 2
    print(name, out["full"])
    return out


path = pathlib.Path(__file__).with_name("one_stage.json")
data = json.loads(path.read_text()) if path.exists() else {"models": {}}
data |= {"versions": {"torch": torch.__version__, "torchvision": torchvision.__version__}, "sizes": SIZES, "boxes": BOXES, "labels": LABELS}
for name in sys.argv[1:] or CASES:
    data["models"][name] = case(name)
    lines = ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in data["models"].items())
    rest = json.dumps({k: v for k, v in data.items() if k != "models"})
    path.write_text(f'{rest[:-1]}, "models": {{\n{lines}\n}}}}\n')
