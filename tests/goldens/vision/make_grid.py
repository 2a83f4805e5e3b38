"""torchvision's grids: python tests/goldens/vision/make_grid.py > tests/goldens/vision/make_grid.json"""
import json
import torch
from torchvision.utils import make_grid

cases = []
for shape, options in [
    ((5, 1, 2, 3), {"nrow": 3}),
    ((4, 3, 2, 2), {"nrow": 2, "padding": 1, "pad_value": 0.5}),
    ((3, 2, 2, 2), {"padding": 0}),
    ((2, 1, 2, 2), {"normalize": True}),
    ((2, 1, 2, 2), {"normalize": True, "scale_each": True, "nrow": 1}),
    ((2, 3, 1, 2), {"normalize": True, "value_range": (-0.5, 0.5)}),
    ((1, 1, 2, 2), {}),
    ((1, 2, 2), {}),
    ((2, 2), {"normalize": True}),
]:
    torch.manual_seed(len(cases))
    x = torch.randn(shape)
    grid = make_grid(x, **options)
    cases.append({"shape": shape, "input": x.flatten().tolist(), "options": options, "gridShape": list(grid.shape), "grid": grid.flatten().tolist()})
print(json.dumps({"torch": torch.__version__, "cases": cases}))
