"""jupytext 1.19.6 reads cells.txt as ts:percent; its cells go to cells.json."""

import json
from pathlib import Path

import jupytext

here = Path(__file__).parent
notebook = jupytext.reads((here / "cells.txt").read_text(), fmt="ts:percent")
own = ("lines_to_next_cell", "language")
cells = [
    {
        "cell_type": cell.cell_type,
        "source": cell.source,
        "metadata": {key: value for key, value in cell.metadata.items() if key not in own},
    }
    for cell in notebook.cells
]
(here / "cells.json").write_text(json.dumps(cells, indent=1) + "\n")
