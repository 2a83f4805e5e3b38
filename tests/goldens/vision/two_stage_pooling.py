"""torchvision's MultiScaleRoIAlign on maps of a seeded uniform stream: digests of the output and of the maps' gradients.

Run: python tests/goldens/vision/two_stage_pooling.py > tests/goldens/vision/two_stage_pooling.json  (torch 2.14.1, torchvision 0.29.1, CPU)
"""
import json
import torch
from torchvision.ops import MultiScaleRoIAlign
from zoo_recipe import digest

# On both sides of the borders between levels (56 and 112 at scale 56), beyond the image, and thin.
BOXES = [
    [[0, 0, 112, 112], [3, 5, 20, 27], [10, 10, 66, 66], [10, 10, 65.9, 66], [0, 0, 28, 28], [-4, 80, 30, 130]],
    [[5, 2, 120, 95], [60, 30, 61, 90], [1.5, 2.5, 57.5, 58.5], [0, 0, 127, 95]],
]
SIZES = [(96, 128), (90, 120)]

out = {"boxes": BOXES, "sizes": SIZES, "cases": []}
for names, size, ratio in [(["0", "1", "2", "3"], [7, 7], 2), (["0", "1", "2", "3"], [3, 2], -1), (["1"], [2, 2], 2)]:
    torch.manual_seed(0)
    maps = {name: torch.empty(2, 3, 24 >> i, 32 >> i).uniform_(-1, 1).requires_grad_() for i, name in enumerate(["0", "1", "2", "3"])}
    pool = MultiScaleRoIAlign(names, size, ratio, canonical_scale=56)
    y = pool(maps, [torch.tensor(b, dtype=torch.float32) for b in BOXES], SIZES)
    (y * torch.arange(float(y.numel())).reshape(y.shape).remainder(7)).sum().backward()
    out["cases"].append({"names": names, "size": size, "ratio": ratio, "shape": list(y.shape), "output": digest(y),
                         "rows": y.detach().abs().sum((1, 2, 3)).tolist(),
                         "gradients": {name: digest(x.grad) for name, x in maps.items() if x.grad is not None}})
print(json.dumps(out))
