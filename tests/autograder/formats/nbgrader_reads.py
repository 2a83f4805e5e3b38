"""Prints what nbgrader makes of notebooks: its schema's verdict, its checksums, and the page it makes of them."""

import json
import sys

from nbconvert.exporters import HTMLExporter
from nbgrader.nbgraderformat import read
from nbgrader.utils import compute_checksum, is_grade, is_solution

found = []
for path in sys.argv[1:]:
    notebook = read(path, as_version=4)  # raises where metadata do not keep to the schema
    cells = [cell for cell in notebook.cells if "nbgrader" in cell.metadata]
    page, _ = HTMLExporter().from_notebook_node(notebook)
    found.append(
        {
            "cells": len(cells),
            "wrong": [c.metadata.nbgrader.grade_id for c in cells if c.metadata.nbgrader.checksum != compute_checksum(c)],
            "points": sum(c.metadata.nbgrader.points for c in cells if is_grade(c)),
            "answers": sum(is_solution(c) for c in cells),
            "page": page,
        }
    )
print(json.dumps(found))
