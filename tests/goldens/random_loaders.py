"""The order in which PyTorch 2.13's data loaders and samplers read, for tests/lib/data: python tests/goldens/random_loaders.py"""
import json
import pathlib

import torch
from torch.utils.data import DataLoader, RandomSampler, SubsetRandomSampler, WeightedRandomSampler, random_split

N = 23


def epochs(loader, count=2):
    return [[batch.tolist() for batch in loader] for _ in range(count)]


def seeded(make):
    torch.manual_seed(3)
    result = make()
    return {"order": result, "after": torch.rand(2).view(torch.int32).tolist()}


def generator():
    return torch.Generator().manual_seed(11)


def with_generator(make):
    """the generator's next draw too: it must have been used exactly as often"""
    g = generator()
    return {**seeded(lambda: make(g)), "next": int(torch.randint(0, 10**6, (1,), generator=g))}


data = torch.arange(N)
weights = [1 / (i + 1) for i in range(N)]
result = {
    "sequential": seeded(lambda: epochs(DataLoader(data, batch_size=5))),
    "shuffle": seeded(lambda: epochs(DataLoader(data, batch_size=5, shuffle=True))),
    "dropLast": seeded(lambda: epochs(DataLoader(data, batch_size=5, shuffle=True, drop_last=True))),
    "generator": with_generator(lambda g: epochs(DataLoader(data, batch_size=4, shuffle=True, generator=g))),
    "generatorWhole": with_generator(lambda g: epochs(DataLoader(data, batch_size=N, shuffle=True, generator=g))),
    "replacement": with_generator(lambda g: epochs(DataLoader(data, batch_size=9, sampler=RandomSampler(data, replacement=True, num_samples=70, generator=g)))),
    "numSamples": with_generator(lambda g: epochs(DataLoader(data, batch_size=9, sampler=RandomSampler(data, num_samples=50, generator=g)))),
    "subsetRandom": with_generator(lambda g: epochs(DataLoader(data, batch_size=3, sampler=SubsetRandomSampler([2, 4, 8, 16, 3, 6], generator=g)))),
    "weighted": with_generator(lambda g: epochs(DataLoader(data, batch_size=6, sampler=WeightedRandomSampler(weights, 20, generator=g)))),
    "weightedWithout": with_generator(lambda g: epochs(DataLoader(data, batch_size=6, sampler=WeightedRandomSampler(weights, 20, replacement=False, generator=g)))),
    "split": with_generator(lambda g: [list(s.indices) for s in random_split(data, [15, 8], generator=g)]),
    "splitFractions": seeded(lambda: [list(s.indices) for s in random_split(data, [0.5, 0.3, 0.2])]),
}
pathlib.Path(__file__).with_name("random_loaders.json").write_text(json.dumps(result, separators=(",", ":")))
