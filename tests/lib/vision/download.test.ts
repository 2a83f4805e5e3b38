// Oracle: a local server in a thread of its own that serves the committed subset's files and counts requests.
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { IdxImages, type IdxImagesSource } from "../../../lib/vision/datasets/idx-images.ts";
import { FashionMNIST } from "../../../lib/vision/index.ts";

const subset = fileURLToPath(new URL("../../../data/fashion-mnist-subset/", import.meta.url));
const names = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

const server = `
const { createServer } = require("node:http");
const { readFileSync } = require("node:fs");
const { parentPort, workerData } = require("node:worker_threads");
let requests = 0;
createServer((request, response) => {
  if (request.url === "/count") return response.end(String(requests));
  requests++;
  if (request.url.startsWith("/missing")) return response.writeHead(404).end();
  response.end(readFileSync(workerData + request.url.slice("/files".length)));
}).listen(0, "127.0.0.1", function () { parentPort.postMessage(this.address().port); });
`;

describe("downloading a data set", () => {
  let worker: Worker;
  let address: string;
  let root: string;
  const count = async () => Number(await (await fetch(`${address}/count`)).text());
  const source = (change: Partial<IdxImagesSource> = {}): IdxImagesSource => ({
    name: "Clothes",
    classes: FashionMNIST.classes,
    folder: "clothes",
    systemFolders: [],
    mirrors: [`${address}/missing/`, `${address}/files/`],
    files: Object.fromEntries(
      names.map((name) => [
        name,
        {
          sha256: createHash("sha256")
            .update(gunzipSync(readFileSync(join(subset, `${name}.gz`))))
            .digest("hex"),
        },
      ]),
    ),
    advice: ".",
    ...change,
  });

  before(async () => {
    worker = new Worker(server, { eval: true, workerData: subset });
    const port = await new Promise<number>((resolve) => worker.once("message", resolve));
    address = `http://127.0.0.1:${port}`;
  });
  after(() => worker.terminate());
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "clothes-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("takes the next address where one has nothing, keeps the files, and asks no more", async () => {
    const set = new IdxImages(source(), { root, train: false, download: true });
    expect(set.length).to.equal(1000);
    const asked = await count();
    expect(names.map((name) => existsSync(join(root, `${name}.gz`)))).to.deep.equal([true, true]);
    expect(new IdxImages(source(), { root, train: false, download: true }).length).to.equal(1000);
    expect(new IdxImages(source(), { root, train: false }).get(3)[0].data).to.deep.equal(set.get(3)[0].data);
    expect(await count()).to.equal(asked);
  });

  it("refuses files that are not the official ones", () => {
    const files = Object.fromEntries(names.map((name) => [name, { sha256: "0".repeat(64) }]));
    expect(() => new IdxImages(source({ files }), { root, train: false, download: true })).to.throw(
      /SHA-256|checksum/i,
    );
    expect(existsSync(join(root, `${names[0]}.gz`))).to.equal(false);
  });

  it("prefers a folder of the system's package to a download", async () => {
    const before = await count();
    const found = new IdxImages(source({ systemFolders: [subset], folder: "nowhere" }), {
      train: false,
      download: true,
    });
    expect(found.length).to.equal(1000);
    expect(await count()).to.equal(before);
  });
});
