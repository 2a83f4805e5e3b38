"""Streams of PyTorch 2.13's CPU generator, for tests/lib/random. Run: python tests/goldens/random_streams.py (x86 with AVX2, not Intel for bernoulli)."""
import json
import pathlib
import torch

SEEDS = [0, 1, 42, -5, 2**32 + 7, 2**63 - 1]


def floats(values):
    """float32 as its bit pattern, so that the comparison is exact"""
    return values.view(torch.int32).tolist()


def draws(seed):
    """each entry from a freshly seeded generator; `sequence` mixes calls, so that cached state matters"""
    def fresh(draw):
        torch.manual_seed(seed)
        return draw()

    def sequence():
        return {
            "randn5": floats(torch.randn(5)),
            "rand3": floats(torch.rand(3)),
            "randn1": floats(torch.randn(1)),
            "randn20": floats(torch.randn(20)),
            "randperm4": torch.randperm(4).tolist(),
            "randn2": floats(torch.randn(2)),
            "randint3": torch.randint(-5, 5, (3,)).tolist(),
            "bernoulli4": torch.empty(4).bernoulli_(0.5).int().tolist(),
            "seed": str(torch.empty((), dtype=torch.int64).random_().item()),
            "rand1": floats(torch.rand(1)),
        }

    weights = torch.tensor([0.1, 0.2, 0.3, 0.4, 0.0, 3.0])
    return {
        "initialSeed": str(fresh(torch.initial_seed)),
        "rand": floats(fresh(lambda: torch.rand(700))),
        "uniform": floats(fresh(lambda: torch.empty(700).uniform_(-0.3, 0.7123))),
        "randn15": floats(fresh(lambda: torch.randn(15))),
        "randn": floats(fresh(lambda: torch.randn(1003))),
        "normal15": floats(fresh(lambda: torch.empty(15).normal_(0.3, 1.7))),
        "normal": floats(fresh(lambda: torch.empty(100).normal_(0.3, 1.7))),
        "randint": fresh(lambda: torch.randint(-3, 1000, (50,))).tolist(),
        "randintLarge": fresh(lambda: torch.randint(0, 2**31 - 1, (20,))).tolist(),
        "randintEdge": fresh(lambda: torch.randint(0, 2**28 - 1, (20,))).tolist() + fresh(lambda: torch.randint(0, 2**28, (20,))).tolist(),
        "randperm": fresh(lambda: torch.randperm(1000)).tolist(),
        "bernoulli": fresh(lambda: torch.empty(200).bernoulli_(0.3)).int().tolist(),
        "bernoulliEach": fresh(lambda: torch.bernoulli(torch.linspace(0, 1, 100))).int().tolist(),
        "exponential": floats(fresh(lambda: torch.empty(50).exponential_(1.5))),
        "multinomialReplacement": fresh(lambda: torch.multinomial(weights, 30, replacement=True)).tolist(),
        "multinomialReplacementDouble": fresh(lambda: torch.multinomial(weights.double(), 30, replacement=True)).tolist(),
        "multinomial": fresh(lambda: torch.multinomial(weights, 4)).tolist(),
        "multinomialDouble": fresh(lambda: torch.multinomial(weights.double(), 4)).tolist(),
        "sequence": fresh(sequence),
    }


def state():
    """the state's bytes after a draw that leaves a cached normal, and what follows"""
    generator = torch.Generator().manual_seed(7)
    fresh = generator.get_state()
    torch.randn(3, generator=generator)
    used = generator.get_state()
    return {
        "fresh": bytes(fresh.tolist()).hex(),
        "used": bytes(used.tolist()).hex(),
        "next": floats(torch.randn(2, generator=generator)),
    }


result = {"torch": torch.__version__, "seeds": {str(seed): draws(seed) for seed in SEEDS}, "state": state(), "unseeded": floats(torch.rand(5, generator=torch.Generator()))}
pathlib.Path(__file__).with_name("random_streams.json").write_text(json.dumps(result, separators=(",", ":")))
