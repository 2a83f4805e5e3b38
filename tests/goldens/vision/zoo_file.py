"""A state dict of torchvision's as its users save it, of a ShuffleNetV2 small enough to keep here.

Run: python tests/goldens/vision/zoo_file.py  (torch 2.14.1, torchvision 0.29.1, CPU); writes zoo_file.pth and zoo_file.json.
"""
import json, pathlib
import torch
from torchvision.models import ShuffleNetV2
from zoo_recipe import digest, fill

here = pathlib.Path(__file__).parent
model = fill(ShuffleNetV2([1, 1, 1], [8, 16, 24, 32, 32], num_classes=5)).eval()
torch.save(model.state_dict(), here / "zoo_file.pth")
with torch.no_grad():
    logits = digest(model(torch.ones(1, 3, 64, 64)))
(here / "zoo_file.json").write_text(json.dumps({"torch": torch.__version__, "logits": logits}) + "\n")
