"""torchvision's two-stage detectors with the weights of zoo_recipe.py: names and shapes, detections, losses, gradients.

Run: python tests/goldens/vision/two_stage.py [NAME ...]  (torch 2.14.1, torchvision 0.29.1, CPU); updates two_stage.json beside it.
The small ones have heads of 8 channels on two levels. Random weights put many boxes close to thresholds, so that rounding can
change what is kept: each case is also run in float64, and the first gain of the weights is taken with which it chooses alike there.
ResNet's batch norms stay in evaluation mode while training, as the official trainings froze them: over a dozen values they
would amplify rounding errors.
"""
import json, pathlib, sys
import torch, torchvision
from torch import nn
from torchvision.models import detection
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.keypoint_rcnn import KeypointRCNNHeads, KeypointRCNNPredictor
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.ops import MultiScaleRoIAlign
from zoo_recipe import digest, fill, keys

SIZES = [(96, 128), (100, 90)]
BOXES = [[[10.0, 12.0, 60.0, 70.0], [50.0, 20.0, 120.0, 90.0], [5.0, 60.0, 40.0, 92.0]], [[20.0, 10.0, 80.0, 95.0]]]
LABELS = [[1, 2, 1], [2]]
LIMITS = dict(min_size=96, max_size=128, rpn_pre_nms_top_n_train=120, rpn_pre_nms_top_n_test=60, rpn_post_nms_top_n_train=80,
              rpn_post_nms_top_n_test=40, rpn_batch_size_per_image=64, box_batch_size_per_image=32, box_detections_per_img=12, box_score_thresh=0.012)
NAMES = ["fasterrcnn_resnet50_fpn", "fasterrcnn_resnet50_fpn_v2", "fasterrcnn_mobilenet_v3_large_fpn",
         "fasterrcnn_mobilenet_v3_large_320_fpn", "maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2", "keypointrcnn_resnet50_fpn"]
GAINS = [1, 0.7, 0.65, 0.75, 0.8, 0.6, 0.5, 0.85, 0.9]


class Tiny(nn.Module):
    out_channels = 8

    def __init__(self):
        super().__init__()
        self.high, self.low = nn.Conv2d(3, 8, 5, stride=4, padding=2), nn.Conv2d(8, 8, 3, stride=2, padding=1)

    def forward(self, x):
        high = self.high(x).relu()
        return {"0": high, "1": self.low(high).relu()}


def small(kind):
    levels = ["0", "1"]
    pool = lambda size: MultiScaleRoIAlign(levels, size, 2)
    options = dict(rpn_anchor_generator=AnchorGenerator(((16,), (32,)), ((0.5, 1.0, 2.0),) * 2), box_roi_pool=pool(4),
                   box_head=TwoMLPHead(8 * 16, 32), box_predictor=FastRCNNPredictor(32, 3), **LIMITS)
    if kind == "keypoint":
        return detection.KeypointRCNN(Tiny(), None, keypoint_roi_pool=pool(6), keypoint_head=KeypointRCNNHeads(8, (8, 8)),
                                      keypoint_predictor=KeypointRCNNPredictor(8, 5), num_keypoints=None, **options)
    return detection.MaskRCNN(Tiny(), None, mask_roi_pool=pool(6), mask_head=MaskRCNNHeads(8, (8, 8), 1),
                              mask_predictor=MaskRCNNPredictor(8, 8, 3), **options)


def build(name):
    if name.startswith("small_"):
        return small(name.split("_")[1])
    return detection.__dict__[name](weights=None, weights_backbone=None, **LIMITS)


def targets(name):
    """Masks are ellipses in their boxes; keypoints are spread over them, two on corners, the third unseen."""
    found = []
    for i, ((h, w), boxes, labels) in enumerate(zip(SIZES, BOXES, LABELS)):
        if name.endswith("_empty") and i == 1:
            boxes, labels = [], []
        points = 5 if name.startswith("small") else 17
        box = torch.tensor(boxes).reshape(-1, 4)
        y, x = torch.arange(float(h))[:, None], torch.arange(float(w))[None]
        x1, y1, x2, y2 = (c[:, None, None] for c in box.unbind(1))
        inside = ((x - (x1 + x2) / 2) / (x2 - x1)) ** 2 + ((y - (y1 + y2) / 2) / (y2 - y1)) ** 2 < 0.25
        share = (torch.arange(float(points)) + 0.3) / points
        if i == 0:  # which is not resized: rounding would move points off the edge
            share[:2] = torch.tensor([0.0, 1.0])
        places = torch.stack([box[:, 0:1] + share * (box[:, 2:3] - box[:, 0:1]), box[:, 1:2] + share * share * (box[:, 3:4] - box[:, 1:2]),
                              (torch.arange(points) != 2).float().expand(len(boxes), -1)], -1)
        labels = [min(label, 1) for label in labels] if name.startswith("keypoint") else labels
        found.append({"boxes": box, "labels": torch.tensor(labels, dtype=torch.int64), "masks": inside.byte(), "keypoints": places})
    return found


def detections(model, images):
    with torch.no_grad():
        return model.eval()(images)


def losses(model, images, wanted):
    model.train()
    if hasattr(model.backbone, "body"):
        model.backbone.body.eval()
    model.zero_grad()
    torch.manual_seed(1)
    found = model(images, wanted)
    sum(found.values()).backward()
    norms = [p.grad.double().norm().item() for p in model.parameters()]
    return {k: v.item() for k, v in found.items()}, norms


def double(target):
    """torchvision insists on keypoints in float32."""
    return {k: v.double() if v.is_floating_point() and k != "keypoints" else v for k, v in target.items()}


def case(name, gain):
    model = fill(build(name), gain=gain)
    images = [torch.empty(3, *size).uniform_(0, 1) for size in SIZES]
    wanted = targets(name)
    out = {"gain": gain, "params": sum(p.numel() for p in model.parameters()), "tensors": len(list(model.parameters())),
           "stateKeys": len(model.state_dict()), "keys": keys(model)}
    if name == "small_mask":
        torch.save(model.state_dict(), pathlib.Path(__file__).with_name("two_stage.pth"))
    found = detections(model, images)
    if any(len(d["labels"]) < 3 or max(d["scores"]) > 0.9999 for d in found):
        print(name, gain, "has", [len(d["labels"]) for d in found], flush=True)
        return None
    state = {k: v.clone() for k, v in model.state_dict().items()}
    single, norms = losses(model, images, wanted)
    model.load_state_dict(state)
    model.double()
    exact = detections(model, [x.double() for x in images])
    train, exact_norms = losses(model, [x.double() for x in images], [double(t) for t in wanted])
    step = max(1, len(norms) // 12)
    noise = max(abs(a / b - 1) for a, b in zip(norms[::step], exact_norms[::step]))
    off = max(abs(v / train[k] - 1) for k, v in single.items())
    print(name, gain, train, "off", off, "noise", noise, [len(d["labels"]) for d in found], flush=True)
    if not all(alike(a, b) for a, b in zip(found, exact)) or off > 2e-5 or noise > 2e-3:
        return None
    extra = [k for k in ("masks", "keypoints", "keypoints_scores") if k in found[0]]
    out["detections"] = [{"labels": d["labels"].tolist(), "scores": d["scores"].tolist(), "boxes": d["boxes"].tolist(),
                          **{k: digest(d[k]) | {"shape": list(d[k].shape)} for k in extra}} for d in found]
    out["train"] = {"losses": train, "norms": exact_norms[::step], "step": step, "noise": noise}
    return out


def initial(kind):
    """Sums of the magnitudes of the weights that a seed gives."""
    torch.manual_seed(0)
    return {k: v.abs().sum().item() for k, v in small(kind).state_dict().items()}


def alike(a, b):
    if a["labels"].tolist() != b["labels"].tolist() or (a["scores"] / b["scores"] - 1).abs().max() > 3e-5:
        return False
    return all((a[k] - b[k]).abs().max() < 1e-2 for k in ("boxes", "keypoints") if k in a)


path = pathlib.Path(__file__).with_name("two_stage.json")
data = json.loads(path.read_text()) if path.exists() else {"models": {}}
data |= {"versions": {"torch": torch.__version__, "torchvision": torchvision.__version__}, "sizes": SIZES, "boxes": BOXES, "labels": LABELS, "init": {kind: initial(kind) for kind in ("mask", "keypoint")}}
for name in sys.argv[1:] or ["small_mask", "small_keypoint", "small_mask_empty", *NAMES]:
    found = next(filter(None, (case(name, gain) for gain in GAINS)), None)
    if found is None:
        print(name, "has no case that is alike in float64", flush=True)
        continue
    data["models"][name] = found
    models = ",\n".join(f'"{k}": {json.dumps(v)}' for k, v in data["models"].items())
    head = ", ".join(f'"{k}": {json.dumps(v)}' for k, v in data.items() if k != "models")
    path.write_text(f'{{{head}, "models": {{\n{models}\n}}}}\n')
