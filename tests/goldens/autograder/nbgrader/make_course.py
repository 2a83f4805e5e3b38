"""nbgrader 0.9.6 makes its example course, grades two submissions and one by hand; the folder goes to course.json.gz, each file as base64.

It also upgrades odd metadata of schema versions 0 to 3; before and after go to upgrades.json.gz.
"""

import base64
import gzip
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.notebooknode import from_dict
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3

here = Path(__file__).parent


def write(name, value):
    with gzip.GzipFile(here / name, "wb", mtime=0) as file:
        file.write(json.dumps(value).encode())


random.seed(3)


def odd():
    flags = {key: random.random() < 0.5 for key in ["grade", "solution", "locked"] if random.random() < 0.8}
    version = random.choice([None, 0, 1, 2, 3])
    found = dict(flags) if version in (None, 0) else {key: random.random() < 0.5 for key in ["grade", "solution", "locked"]}
    if version is not None:
        found["schema_version"] = version
    found["grade_id"] = f"cell-{random.randint(0, 99)}"
    if random.random() < 0.6:
        found["points"] = random.choice([0, 1, 2.5, -1, "", "3"] if version in (None, 0) else [0, 1, 2.5])
    if random.random() < 0.5:
        found["checksum"] = "0" * 32
    if version in (2, 3):
        found["cell_type"] = "code"
    if version == 3:
        found["task"] = False
    if random.random() < 0.2:
        found["extra"] = 1
    return found


upgrades = []
for _ in range(400):
    before = odd()
    cell = from_dict({"cell_type": random.choice(["code", "markdown"]), "source": "x", "metadata": {"nbgrader": dict(before)}})
    after = MetadataValidatorV3().upgrade_cell_metadata(cell)
    upgrades.append({"cell_type": cell.cell_type, "before": before, "after": after.metadata.get("nbgrader")})
write("upgrades.json.gz", upgrades)

folder = Path(tempfile.mkdtemp())
run = lambda *args: subprocess.run([str(Path(sys.executable).parent / "nbgrader"), *args], cwd=folder / "course", check=True)
subprocess.run([str(Path(sys.executable).parent / "nbgrader"), "quickstart", "course"], cwd=folder, check=True)
run("generate_assignment", "ps1", "--create")
for student in ["bitdiddle", "hacker"]:
    target = folder / "course/submitted" / student / "ps1"
    shutil.copytree(folder / "course/release/ps1", target, dirs_exist_ok=True)
    (target / "timestamp.txt").write_text("2015-02-02 15:58:23.948203 UTC")
path = folder / "course/submitted/bitdiddle/ps1/problem1.ipynb"
notebook = nbformat.read(path, 4)
for cell in notebook.cells:
    if cell.metadata.get("nbgrader", {}).get("grade_id") == "squares":
        cell.source = "def squares(n):\n    if n < 1:\n        raise ValueError\n    return [i ** 2 for i in range(1, n + 1)]"
nbformat.write(notebook, path)
run("autograde", "ps1", "--create")
with Gradebook(f"sqlite:///{folder}/course/gradebook.db") as book:
    book.update_or_create_student("bitdiddle", first_name="Ben", last_name="Bitdiddle", email="ben@example.org")
    for grade in book.find_submission("ps1", "bitdiddle").notebooks[0].grades:
        if grade.cell_type == "code" and grade.auto_score == 0:
            grade.manual_score = 0.5
            break
    book.db.commit()
    summary = [
        {
            "student": submission.student.id,
            "score": submission.score,
            "max_score": submission.max_score,
            "timestamp": submission.timestamp.isoformat(),
        }
        for submission in book.find_assignment("ps1").submissions
    ]
keep = ["source", "submitted", "gradebook.db", "release"]
files = {
    str(file.relative_to(folder / "course")): base64.b64encode(file.read_bytes()).decode()
    for part in keep
    for file in ([folder / "course" / part] if (folder / "course" / part).is_file() else sorted((folder / "course" / part).rglob("*")))
    if file.is_file() and file.suffix != ".png"
}
write("course.json.gz", {"files": files, "summary": summary})
shutil.rmtree(folder)
