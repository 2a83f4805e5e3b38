"""numpy's histograms: python tests/goldens/viz/numpy-histograms.py > tests/goldens/viz/numpy-histograms.json"""
import json
import numpy as np

rng = np.random.default_rng(0)
cases = [
    {"values": rng.normal(size=200).round(3).tolist(), "bins": 17},
    {"values": [i / 10 for i in range(11)], "bins": 10},
    {"values": [3.0, 3.0], "bins": 4},
    {"values": [0.1 * i for i in range(30)] + [2.9], "bins": 29},
    {"values": [1.0, 2.0, 2.5, 4.0], "bins": 3, "range": [1.0, 4.0]},
    {"values": [0.5, 0.75], "bins": 5, "range": [-1.0, 1.0]},
]
for case in cases:
    counts, edges = np.histogram(case["values"], case["bins"], case.get("range"))
    case["counts"], case["edges"] = counts.tolist(), edges.tolist()
print(json.dumps({"numpy": np.__version__, "cases": cases}))
