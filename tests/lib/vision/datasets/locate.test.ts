// Oracle: a local server in a thread of its own, since a constructor that fetches blocks this one; MD5 from node:crypto.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { expect } from "chai";
import { encodeZip } from "../../../../lib/io/zip/index.ts";
import { locateArchive } from "../../../../lib/vision/datasets/locate.ts";

const zip = encodeZip([{ name: "inner/list.txt", bytes: new TextEncoder().encode("found") }]);
const md5 = createHash("md5").update(zip).digest("hex");
const server = `
  const { parentPort, workerData } = require("node:worker_threads");
  const server = require("node:http").createServer((_, response) => response.end(workerData));
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;

describe("locateArchive", () => {
  let folder: string;
  let worker: Worker;
  let url: string;
  before((done) => {
    worker = new Worker(server, { eval: true, workerData: zip });
    worker.once("message", (port: number) => {
      url = `http://127.0.0.1:${port}/set.zip`;
      done();
    });
  });
  after(() => worker.terminate());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "locate-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const source = (checksum: string) => ({ name: "Set", url, md5: checksum, unpacked: "set", inside: ["inner"] });

  it("fetches and unpacks once, and then finds what is there", () => {
    const at = join(folder, "set", "inner");
    expect(locateArchive(source(md5), folder, "list.txt", true)).to.equal(at);
    expect(readFileSync(join(at, "list.txt"), "utf8")).to.equal("found");
    expect(existsSync(join(folder, "set.zip"))).to.equal(false);
    expect(locateArchive({ ...source(md5), url: "http://127.0.0.1:1/x" }, folder, "list.txt", false)).to.equal(at);
  });

  it("prefers a user's own folder", () => {
    mkdirSync(join(folder, "inner"));
    writeFileSync(join(folder, "inner", "list.txt"), "own");
    expect(locateArchive(source(md5), folder, "list.txt", true)).to.equal(join(folder, "inner"));
    expect(locateArchive(source(md5), join(folder, "inner"), "list.txt", true)).to.equal(join(folder, "inner"));
  });

  it("deletes and names an archive with another checksum", () => {
    expect(() => locateArchive(source("0".repeat(32)), folder, "list.txt", true)).to.throw(
      /expected the MD5 0{32}, got/,
    );
    expect(existsSync(join(folder, "set")) || existsSync(join(folder, "set.zip"))).to.equal(false);
    expect(() => locateArchive(source(md5), folder, "other.txt", true)).to.throw(
      /holds no other\.txt; remove that folder/,
    );
    expect(() => locateArchive(source(md5), folder, "other.txt", false)).to.throw(
      /Set: found no other\.txt in .*set\.zip/,
    );
  });
});
