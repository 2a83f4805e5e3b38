"""Runs a notebook by nbclient or papermill: run_notebook.py nbclient|papermill INPUT OUTPUT."""

import sys

import recorded  # noqa: F401

runner, source, target = sys.argv[1:4]
if runner == "nbclient":
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(source, as_version=4)
    NotebookClient(notebook, timeout=60, kernel_name="tsgrad").execute()
    nbformat.validate(notebook)
    nbformat.write(notebook, target)
else:
    import papermill

    papermill.execute_notebook(source, target, kernel_name="tsgrad", progress_bar=False)
