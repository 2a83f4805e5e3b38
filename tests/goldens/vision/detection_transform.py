"""torchvision's GeneralizedRCNNTransform on images of a seeded uniform stream: batches, targets, and results on the images again.

Run: python tests/goldens/vision/detection_transform.py > tests/goldens/vision/detection_transform.json  (torch 2.14.1, torchvision 0.29.1, CPU)
"""
import json
import torch
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from zoo_recipe import digest

SIZES = [(40, 61), (75, 50)]
BOXES = [[[3.0, 5.5, 20.0, 27.0], [10.0, 10.0, 61.0, 40.0]], [[1.5, 2.5, 47.5, 58.5]]]
# On an image of 96 x 128 pixels: inside, over its edges, thin, small.
FOUND = [[3.2, 5.1, 60.4, 44.9], [100.0, 70.0, 128.0, 96.0], [0.0, 0.0, 2.5, 90.0], [50.0, 50.0, 50.3, 50.2]]
CASES = {
    "training": (dict(min_size=(48, 64, 80), max_size=120), True),
    "eval": (dict(min_size=(48, 64, 80), max_size=100), False),
    "fixed": (dict(min_size=70, max_size=70, size_divisible=1, fixed_size=(70, 60)), True),
}

out = {"sizes": SIZES, "boxes": BOXES, "found": FOUND, "cases": {}}
for name, (options, training) in CASES.items():
    torch.manual_seed(0)
    images = [torch.empty(3, *size).uniform_(0, 1) for size in SIZES]
    targets = [{"boxes": torch.tensor(boxes), "labels": torch.ones(len(boxes), dtype=torch.int64),
                "masks": torch.empty(len(boxes), *size).uniform_(0, 1).gt(0.5).byte(),
                "keypoints": torch.empty(len(boxes), 2, 3).uniform_(0, 40)} for boxes, size in zip(BOXES, SIZES)]
    transform = GeneralizedRCNNTransform(image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225], **options).train(training)
    batch, moved = transform(images, targets)
    out["cases"][name] = {"options": options, "training": training, "batch": digest(batch.tensors), "shape": list(batch.tensors.shape),
                          "imageSizes": [list(s) for s in batch.image_sizes],
                          "targets": [{k: digest(t[k].float()) | {"shape": list(t[k].shape)} for k in ("boxes", "masks", "keypoints")} for t in moved]}
torch.manual_seed(0)
found = {"boxes": torch.tensor(FOUND), "masks": torch.empty(len(FOUND), 1, 14, 14).uniform_(0, 1),
         "keypoints": torch.empty(len(FOUND), 2, 3).uniform_(0, 90)}
[back] = transform.eval().postprocess([dict(found)], [(96, 128)], [(45, 70)])
out["back"] = {k: digest(v) | {"shape": list(v.shape)} for k, v in back.items()}
# Of each mask, so that none can hide behind another.
out["maskSums"] = back["masks"].double().sum((1, 2, 3)).tolist()
print(json.dumps(out))
