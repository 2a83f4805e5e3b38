"""The loaders of cases.ts in torchvision and PyTorch: python pytorch.py CASE WORKERS EPOCHS FOLDER; prints one line of JSON."""
import gzip, json, os, sys, time
import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.datasets import ImageFolder

name, workers, epochs, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
torch.set_num_threads(1)
torch.manual_seed(0)


def idx(path, header):
    opened = gzip.open(path + ".gz") if os.path.exists(path + ".gz") else open(path, "rb")
    with opened as file:
        return np.frombuffer(file.read(), np.uint8, offset=header).copy()


class Fashion(Dataset):
    """torchvision's FashionMNIST on the files of the subset: a PIL image a sample, then the transform."""

    def __init__(self, transform):
        base = os.path.join(os.path.dirname(__file__), "../../data/fashion-mnist-subset/train-")
        self.data = torch.from_numpy(idx(base + "images-idx3-ubyte", 16).reshape(-1, 28, 28))
        self.targets = torch.from_numpy(idx(base + "labels-idx1-ubyte", 8)).long()
        self.transform = transform

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        from PIL import Image

        image = Image.fromarray(self.data[index].numpy())
        return self.transform(image), int(self.targets[index])


tail = lambda mean, std: [transforms.ToTensor(), transforms.Normalize(mean, std)]
if name == "photos":
    crop = [transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip()]
    dataset = ImageFolder(folder, transforms.Compose(crop + tail([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])))
else:
    dataset = Fashion(transforms.Compose(tail([0.286], [0.353])))
loader = DataLoader(dataset, batch_size=64, shuffle=True, num_workers=workers, persistent_workers=workers > 0)


def epoch():
    start = time.perf_counter()
    count = sum(images.shape[0] for images, _ in loader)
    return count / (time.perf_counter() - start)


first = epoch()
print(json.dumps({"first": first, "rates": [epoch() for _ in range(epochs)]}))
