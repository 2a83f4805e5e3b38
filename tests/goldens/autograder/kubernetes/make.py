"""The strict schemas of Kubernetes 1.37 for the kinds in deploy/, from the package kubernetes-validate 1.37.0, with all they refer to."""

import gzip
import json
from pathlib import Path

import kubernetes_validate

definitions = json.loads(
    (Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema/v1.37.0-local-strict/_definitions.json").read_text()
)["$defs"]
kinds = [
    "io.k8s.api.core.v1.Namespace",
    "io.k8s.api.core.v1.ServiceAccount",
    "io.k8s.api.core.v1.Secret",
    "io.k8s.api.apps.v1.Deployment",
    "io.k8s.api.batch.v1.Job",
    "io.k8s.api.networking.v1.NetworkPolicy",
]
taken = {}


def refs(value):
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"].rsplit("/", 1)[1]
        for each in value.values():
            yield from refs(each)
    elif isinstance(value, list):
        for each in value:
            yield from refs(each)


def short(value):
    if isinstance(value, dict):
        return {
            key: ("#/definitions/" + each.rsplit("/", 1)[1] if key == "$ref" else short(each))
            for key, each in value.items()
            if not (key == "description" and isinstance(each, str))
        }
    return [short(each) for each in value] if isinstance(value, list) else value


queue = list(kinds)
while queue:
    name = queue.pop()
    if name not in taken:
        taken[name] = short(definitions[name])
        queue.extend(refs(definitions[name]))
with gzip.GzipFile(Path(__file__).parent / "schemas.json.gz", "wb", mtime=0) as file:
    file.write(json.dumps({"definitions": dict(sorted(taken.items()))}, sort_keys=True).encode())
