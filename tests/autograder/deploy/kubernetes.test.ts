// Oracle: the strict JSON schemas of Kubernetes 1.37 (tests/goldens/autograder/kubernetes/make.py).
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { Ajv } from "ajv";
import { expect } from "chai";
import { parseAllDocuments } from "yaml";

const folder = new URL("../../../deploy/kubernetes/", import.meta.url);
const golden = new URL("../../goldens/autograder/kubernetes/schemas.json.gz", import.meta.url);

interface Manifest {
  apiVersion: string;
  kind: string;
  spec?: { template?: { spec: { containers: { args: string[]; env: { name: string }[] }[] } } };
}

const schemas = JSON.parse(gunzipSync(readFileSync(golden)).toString()) as { definitions: Record<string, object> };
const ajv = new Ajv({ strict: false, validateFormats: false });
ajv.addSchema({ $id: "kubernetes", ...schemas });

function validate(manifest: Manifest): string[] {
  const name = Object.keys(schemas.definitions).find((key) => {
    const [kind, version, group] = key.split(".").reverse();
    const groups = manifest.apiVersion.split("/");
    return (
      kind === manifest.kind &&
      version === groups.at(-1) &&
      (groups.length === 1 ? group === "core" : groups[0]!.startsWith(group!))
    );
  });
  expect(name, `${manifest.apiVersion} ${manifest.kind}`).to.not.equal(undefined);
  const check = ajv.getSchema(`kubernetes#/definitions/${name}`)!;
  return check(manifest) ? [] : check.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const manifests = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .flatMap((file) => {
    const documents = parseAllDocuments(readFileSync(fileURLToPath(new URL(file, folder)), "utf8"));
    return documents.map((document) => ({ file, errors: document.errors, manifest: document.toJS() as Manifest }));
  });

describe("Kubernetes manifests", () => {
  it("are there for workers, GPU workers and Jobs", () => {
    expect(manifests.map(({ manifest }) => manifest.kind)).to.include.members([
      "Deployment",
      "Job",
      "NetworkPolicy",
      "Secret",
    ]);
  });

  for (const { file, errors, manifest } of manifests) {
    it(`${file}: ${manifest.kind} is what Kubernetes takes`, () => {
      expect(errors).to.deep.equal([]);
      expect(validate(manifest)).to.deep.equal([]);
    });
  }

  it("run commands that exist, with the gradebook's URL from the secret", () => {
    const pods = manifests.flatMap(({ manifest }) => manifest.spec?.template?.spec.containers ?? []);
    expect(pods).to.have.length(3);
    for (const { args, env } of pods) {
      expect(args[0]).to.equal("worker");
      expect(env.map(({ name }) => name)).to.deep.equal(["TSGRAD_GRADEBOOK"]);
    }
  });

  it("would be refused with a misspelt key, a wrong type or a missing part", () => {
    const job = structuredClone(manifests.find(({ manifest }) => manifest.kind === "Job")!.manifest) as never as {
      spec: Record<string, unknown>;
    };
    for (const change of [{ paralelism: 4 }, { backoffLimit: "many" }, { template: undefined }]) {
      const broken = JSON.parse(JSON.stringify({ ...job, spec: { ...job.spec, ...change } }));
      expect(validate(broken), JSON.stringify(change)).to.not.deep.equal([]);
    }
  });
});
