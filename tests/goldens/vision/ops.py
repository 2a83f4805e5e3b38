"""torchvision.ops on generated boxes and features: outputs, and gradients where they flow.

Run: python tests/goldens/vision/ops.py > tests/goldens/vision/ops.json  (torch 2.14.1, torchvision 0.29.1, CPU)
"""
import json
from collections import OrderedDict
import torch, torchvision
from torchvision import ops
from torchvision.models.detection import _utils as det
from torchvision.models.detection.anchor_utils import AnchorGenerator, DefaultBoxGenerator
from torchvision.models.detection.image_list import ImageList

torch.manual_seed(0)


def pack(x):
    x = x.detach()
    return {"shape": list(x.shape), "values": [round(v, 7) if isinstance(v, float) else v for v in x.flatten().tolist()]}


def boxes(n, size=32.0):
    a = torch.rand(n, 2) * size * 0.7
    return torch.cat([a, a + 1 + torch.rand(n, 2) * size * 0.4], 1)


out = {"versions": {"torch": torch.__version__, "torchvision": torchvision.__version__}}
a, b = boxes(6), boxes(5)
out["boxes"] = [pack(a), pack(b)]
out["iou"] = {}
for name in ["box_iou", "generalized_box_iou", "distance_box_iou", "complete_box_iou"]:
    x, y = a.clone().requires_grad_(), b.clone().requires_grad_()
    result = getattr(ops, name)(x, y)
    (result * torch.arange(30.0).reshape(6, 5)).sum().backward()
    out["iou"][name] = [pack(result), pack(x.grad), pack(y.grad)]
out["convert"] = {f"{i} {o}": pack(ops.box_convert(a, i, o)) for i in ["xyxy", "xywh", "cxcywh"] for o in ["xyxy", "xywh", "cxcywh"]}
out["clip"] = pack(ops.clip_boxes_to_image(a * 2 - 10, (30, 25)))
out["small"] = pack(ops.remove_small_boxes(a, 8.0))
masks = (torch.rand(3, 6, 7) > 0.8)
out["masks"] = [pack(masks.float()), pack(ops.masks_to_boxes(masks))]

many, scores, classes = boxes(60), torch.rand(60), torch.randint(3, (60,))
scores[10:20] = scores[0]
out["nms"] = {"boxes": pack(many), "scores": pack(scores), "classes": pack(classes),
              "nms": {str(t): pack(ops.nms(many, scores, t)) for t in (0.1, 0.3, 0.5, 0.9)},
              "batched": {str(t): pack(ops.batched_nms(many, scores, classes, t)) for t in (0.1, 0.3, 0.5)}}

features = torch.randn(2, 3, 9, 11)
regions = torch.cat([torch.tensor([[0.0], [1], [1], [0], [0]]), torch.tensor([
    [1.2, 2.1, 30.7, 25.2], [0.0, 0.0, 44.0, 36.0], [-6.0, -7.5, 9.0, 10.0], [20.0, 20.0, 20.5, 20.2], [30.0, 10.0, 60.0, 55.0]])], 1)
out["roi"] = {"features": pack(features), "regions": pack(regions), "align": [], "pool": []}
for size, ratio, aligned in [((3, 2), 2, False), ((3, 2), 2, True), ((2, 2), -1, False), ((7, 7), -1, True), ((1, 1), 3, True)]:
    x = features.clone().requires_grad_()
    y = ops.roi_align(x, regions, size, 0.25, ratio, aligned)
    (y * torch.arange(float(y.numel())).reshape(y.shape).remainder(7)).sum().backward()
    out["roi"]["align"].append({"size": size, "samplingRatio": ratio, "aligned": aligned, "output": pack(y), "gradient": pack(x.grad)})
for size in [(3, 2), (1, 1), (7, 7)]:
    x = features.clone().requires_grad_()
    y = ops.roi_pool(x, regions, size, 0.25)
    (y * torch.arange(float(y.numel())).reshape(y.shape).remainder(7)).sum().backward()
    out["roi"]["pool"].append({"size": size, "output": pack(y), "gradient": pack(x.grad)})

torch.manual_seed(1)
fpn = ops.FeaturePyramidNetwork([4, 6, 8], 5, ops.feature_pyramid_network.LastLevelP6P7(8, 5))
levels = OrderedDict(c1=torch.randn(1, 4, 13, 9), c2=torch.randn(1, 6, 7, 5), c3=torch.randn(1, 8, 4, 3))
out["fpn"] = {"keys": list(fpn.state_dict()), "inputs": {k: pack(v) for k, v in levels.items()},
              "p6p7": {k: pack(v) for k, v in fpn(levels).items()}}
torch.manual_seed(2)
fpn = ops.FeaturePyramidNetwork([4, 6, 8], 5, ops.feature_pyramid_network.LastLevelMaxPool())
out["fpn"]["pool"] = {k: pack(v) for k, v in fpn(levels).items()}

image = ImageList(torch.zeros(1, 3, 70, 95), [(70, 95)])
maps = [torch.zeros(1, 1, 9, 12), torch.zeros(1, 1, 5, 6)]
anchors = AnchorGenerator(((16, 24), (50,)), ((0.5, 1.0, 2.0), (0.3, 1.0)))
out["anchors"] = {"values": pack(anchors(image, maps)[0]), "counts": anchors.num_anchors_per_location()}
default = DefaultBoxGenerator([[2], [2, 3]])
stepped = DefaultBoxGenerator([[2], [2, 3]], scales=[0.07, 0.15, 0.33], steps=[8, 16], clip=False)
out["default"] = {"values": pack(default(image, maps)[0]), "stepped": pack(stepped(image, maps)[0]), "counts": default.num_anchors_per_location()}

quality = torch.rand(4, 25)
quality[2, 7] = quality[2].max()
out["matcher"] = {"quality": pack(quality),
                  "plain": pack(det.Matcher(0.7, 0.3)(quality)), "low": pack(det.Matcher(0.98, 0.5, True)(quality)), "ssd": pack(det.SSDMatcher(0.8)(quality))}
labels = torch.randint(-1, 3, (50,))
torch.manual_seed(3)
pos, neg = det.BalancedPositiveNegativeSampler(16, 0.25)([labels])
out["sampler"] = {"labels": pack(labels), "positive": pack(torch.where(pos[0])[0]), "negative": pack(torch.where(neg[0])[0])}
coder = det.BoxCoder((10.0, 10.0, 5.0, 5.0))
codes = coder.encode_single(b, a[:5])
two = torch.randn(5, 8) * 3
linear = det.BoxLinearCoder(True)
out["coder"] = {"codes": pack(codes), "two": pack(two), "decoded": pack(coder.decode_single(two, a[:5])),
                "linear": pack(linear.encode(a[:5], b)), "linearDecoded": pack(linear.decode(two[:, :4], a[:5]))}
print(json.dumps(out))
