"""Training of a small residual network in PyTorch 2.13 CPU, for tests/lib/nn/training.test.ts: python tests/goldens/nn_training.py"""
import hashlib
import json
import pathlib

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)


class Block(nn.Module):
    def __init__(self, inside, out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, out, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.downsample = None
        if stride != 1 or inside != out:
            self.downsample = nn.Sequential(nn.Conv2d(inside, out, 1, stride=stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        # No bias: batch norm takes it away, so Adam would turn the rounding noise of its gradient into steps.
        self.conv1 = nn.Conv2d(1, 8, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.pool = nn.MaxPool2d(3, stride=2, padding=1)
        self.layer1 = nn.Sequential(Block(8, 8, 1), Block(8, 16, 2))
        self.layer2 = Block(16, 16, 1)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(16, 5)

    def forward(self, x):
        x = self.pool(F.relu(self.bn1(self.conv1(x))))
        return self.fc(torch.flatten(self.avgpool(self.layer2(self.layer1(x))), 1))


def digest(tensor):
    return hashlib.sha256(tensor.detach().contiguous().numpy().tobytes()).hexdigest()[:16]


def train(make_optimizer, steps=20):
    torch.manual_seed(0)
    model = Net()
    initial = {k: digest(v) for k, v in model.state_dict().items() if v.is_floating_point()}
    images, labels = torch.randn(48, 1, 14, 14), torch.randint(0, 5, (48,))
    optimizer = make_optimizer(model.parameters())
    losses = []
    for step in range(steps):
        at = step % 3 * 16
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images[at : at + 16]), labels[at : at + 16])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    model.eval()
    with torch.no_grad():
        evaluation = F.cross_entropy(model(images), labels).item()
    return {"initial": initial, "losses": losses, "evaluation": evaluation, "runningVar": model.bn1.running_var.tolist(), "repr": repr(model)}


result = {
    "sgd": train(lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9, weight_decay=1e-3)),
    "adam": train(lambda p: torch.optim.Adam(p, lr=1e-3)),
}
pathlib.Path(__file__).with_name("nn_training.json").write_text(json.dumps(result, indent=1) + "\n")
for name, run in result.items():
    print(name, run["losses"][0], run["losses"][-1], run["evaluation"])
