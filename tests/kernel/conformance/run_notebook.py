"""Runs a notebook by nbclient or papermill: run_notebook.py nbclient|papermill INPUT OUTPUT."""

import sys

import nbformat
import recorded  # noqa: F401

runner, source, target = sys.argv[1:4]
if runner == "nbclient":
    from nbclient import NotebookClient

    notebook = nbformat.read(source, as_version=4)
    NotebookClient(notebook, timeout=60, kernel_name="tsgrad").execute()
else:
    import papermill

    # Without a target, which it would write again and again while it runs.
    notebook = papermill.execute_notebook(source, None, kernel_name="tsgrad", progress_bar=False)
nbformat.validate(notebook)
nbformat.write(notebook, target)
