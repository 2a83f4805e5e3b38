"""The cases of cases.ts in PyTorch: python pytorch.py CASE MODE THREADS, MODE default or channels_last; prints one line of JSON."""
import json, resource, sys, time
import torch
import torch.nn as nn
import torch.nn.functional as F

name, mode, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(0)


def training(model, shape, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    x, y = torch.randn(shape), torch.randint(10, [shape[0]])
    if mode == "channels_last" and len(shape) == 4:
        model, x = model.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)

    def step():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.detach()

    return step, max(3, steps // 4), steps


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample = nn.Identity() if stride == 1 else nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.downsample(x))


def resnet18():
    blocks, width = [], 64
    for stage, outputs in enumerate([64, 128, 256, 512]):
        for stride in [1 if stage == 0 else 2, 1]:
            blocks.append(BasicBlock(width, outputs, stride))
            width = outputs
    # The arguments in the order in which TypeScript evaluates them: blocks first.
    stem = [nn.Conv2d(3, 64, 3, padding=1, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, 10))


def small_cnn():
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 7 * 7, 10),
    )


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 128, batch_first=True)
        self.head = nn.Linear(128, 10)

    def forward(self, x):
        return self.head(self.lstm(x)[0][:, -1])


def inference():
    model = resnet18().eval()
    x = torch.randn(1, 3, 32, 32)
    if mode == "channels_last":
        model, x = model.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)

    def step():
        with torch.no_grad():
            return model(x).sum()

    return step, 5, 40


def overhead():
    start, one = torch.tensor([[0.0, 1.0]]), torch.tensor([[1.0, 1.0]])

    def step():
        with torch.no_grad():
            total = start
            for _ in range(1000):
                total = total + one
            return total.sum()

    return step, 10, 40


def mlp():
    return nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10))


step, warmup, steps = {
    "resnet18": lambda: training(resnet18(), [32, 3, 32, 32], 6),
    "smallCnn": lambda: training(small_cnn(), [64, 1, 28, 28], 60),
    "mlp": lambda: training(mlp(), [64, 784], 150),
    "lstm": lambda: training(Lstm(), [64, 28, 28], 20),
    "inference": inference,
    "overhead": overhead,
}[name]()

first = step().item()
for _ in range(warmup - 1):
    step().item()
times, cpu = [], []
for _ in range(steps):
    start, busy = time.perf_counter(), time.process_time()
    step().item()
    times.append((time.perf_counter() - start) * 1000)
    cpu.append((time.process_time() - busy) * 1000)
print(json.dumps({"first": first, "times": times, "cpu": cpu, "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "version": torch.__version__}))
