"""nbgrader 0.9.6 computes the checksums of 200 notebooks of odd cells; all of it goes to checksums.json.gz."""

import gzip
import json
import random
from pathlib import Path

from nbformat.notebooknode import from_dict
from nbgrader.utils import compute_checksum

random.seed(6)
points = [0, 1, 2, 2.5, 1 / 3, 1e-5, 1e-4, 123456789, 1e15, 1e16, 1e22, 0.1 + 0.2, 7.0, 1e-7, 5e-324, 1.5e300]
words = ["const x = 1;", "", "  indented", "\ttab", "é ü 漢字 🎓", "// BEGIN", "# Title", '"quotes"', "\\", "end\r", "\u00a0", "\u2028"]


def cell(index):
    grade, solution = random.random() < 0.5, random.random() < 0.5
    kind = random.choice(["code", "markdown", "raw"])
    source = "\n".join(random.choice(words) for _ in range(random.randint(0, 6)))
    nbgrader = {"schema_version": 3, "grade": grade, "solution": solution, "locked": random.random() < 0.5, "task": False}
    nbgrader["grade_id"] = f"{random.choice(['q', 'Part-', 'x_', ''])}{index}"
    if grade:
        nbgrader["points"] = random.choice(points)
    return {"cell_type": kind, "source": source, "metadata": {"nbgrader": nbgrader}}


notebooks = []
for _ in range(200):
    cells = [cell(index) for index in range(random.randint(1, 12))]
    for each in cells:
        each["checksum"] = compute_checksum(from_dict(each))
    notebooks.append(cells)
data = json.dumps(notebooks, ensure_ascii=False).encode()
with gzip.GzipFile(Path(__file__).parent / "checksums.json.gz", "wb", mtime=0) as file:
    file.write(data)
