// Oracle: a local server that counts, cuts off and falsifies what it sends; SHA-256 from node:crypto.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { download, downloadSync } from "../../../lib/io/index.ts";
import { runtime } from "../../../lib/runtime.ts";

const content = randomBytes(300_000);
const sha256 = createHash("sha256").update(content).digest("hex");

describe("download", () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    requests.push(`${request.url} ${start}`);
    if (request.url === "/none") response.writeHead(404).end();
    else if (request.url === "/wrong") response.end("something else");
    else if (request.url === "/silent") response.writeHead(200, { "Content-Length": 10 }).write("a");
    else if (request.url === "/gz") response.end(gzipSync(content, { level: 1 }));
    else if (request.url === "/cut" && start === 0) {
      response.writeHead(200, { "Content-Length": content.length });
      response.write(content.subarray(0, 100_000), () => response.destroy());
    } else if (start >= content.length) response.writeHead(416).end();
    else if (request.url === "/no-ranges" || start === 0) response.end(content);
    else response.writeHead(206, { "Content-Length": content.length - start }).end(content.subarray(start));
  });
  const url = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  let folder: string;
  before((done) => void server.listen(0, "127.0.0.1", done));
  after(() => void server.close().closeAllConnections());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "download-"));
    requests.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (...paths: string[]) => ({ urls: paths.map(url), path: join(folder, "cache", "file.bin"), sha256 });

  it("makes the folder, reports progress and leaves only the file", async () => {
    const seen: [number, number | undefined][] = [];
    await download(file("/whole"), { onProgress: (received, total) => seen.push([received, total]) });
    expect(readFileSync(file().path).equals(content)).to.equal(true);
    expect(seen.at(-1)).to.deep.equal([content.length, content.length]);
    expect(existsSync(`${file().path}.part`)).to.equal(false);
  });

  it("fetches nothing when the right file is there, and replaces a wrong one", async () => {
    await download(file("/whole"));
    await download(file("/whole"));
    expect(requests).to.have.length(1);
    writeFileSync(file().path, "damaged");
    await download(file("/whole"));
    expect(requests).to.have.length(2);
    expect(readFileSync(file().path).equals(content)).to.equal(true);
  });

  it("goes on where a broken connection left off", async () => {
    const error = await download(file("/cut")).catch((error: Error) => error.message);
    expect(error).to.match(/^Could not download file\.bin:\n {2}http.*\/cut: /);
    await download(file("/cut"));
    expect(requests).to.deep.equal(["/cut 0", "/cut 100000"]);
    expect(readFileSync(file().path).equals(content)).to.equal(true);
  });

  it("goes on at the next address", async () => {
    await download(file("/none", "/cut", "/whole"));
    expect(requests).to.deep.equal(["/none 0", "/cut 0", "/whole 100000"]);
  });

  it("starts afresh with a server that knows no ranges", async () => {
    await download(file("/cut", "/no-ranges"));
    expect(readFileSync(file().path).equals(content)).to.equal(true);
  });

  it("takes a complete part left by an earlier run", async () => {
    await download(file("/whole"));
    writeFileSync(`${file().path}.part`, content);
    rmSync(file().path);
    await download(file("/whole"));
    expect(readFileSync(file().path).equals(content)).to.equal(true);
  });

  it("accepts any compression of the right bytes", async () => {
    await download(file("/gz"));
    expect(existsSync(file().path)).to.equal(true);
  });

  it("refuses wrong bytes and keeps none of them", async () => {
    const error = await download(file("/wrong")).catch((error: Error) => error.message);
    expect(error).to.match(/\/wrong: expected the SHA-256 [0-9a-f]{12}… of the unpacked file, got [0-9a-f]{64}$/);
    expect(existsSync(file().path) || existsSync(`${file().path}.part`)).to.equal(false);
  });

  it("gives up on a silent server, with a reason for each address", async () => {
    const error = await download(file("/silent", "/none"), { stallSeconds: 0.2 }).catch(
      (error: Error) => error.message,
    );
    expect(error).to.match(/\/silent: no data for 0.2 s\n.*\/none: the server answered 404 Not Found$/);
  });

  describe("while the main thread waits", () => {
    // The server must answer while this thread is blocked, so it has one of its own.
    const source = `
      const { parentPort, workerData } = require("node:worker_threads");
      const server = require("node:http").createServer((request, response) => {
        if (request.url === "/silent") response.writeHead(200).write("a");
        else response.writeHead(200, { "Content-Length": workerData.length }).end(workerData);
      });
      server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;
    let worker: Worker;
    let port: number;
    before((done) => {
      worker = new Worker(source, { eval: true, workerData: content });
      worker.once("message", (message: number) => {
        port = message;
        done();
      });
    });
    after(() => worker.terminate());
    const remote = (path: string) => ({ ...file(), urls: [`http://127.0.0.1:${port}${path}`] });

    it("downloads and shows progress in the cell", () => {
      const shown: [unknown, boolean | undefined][] = [];
      runtime().display = ({ data }, options) => shown.push([data["text/plain"], options?.update]);
      try {
        downloadSync(remote("/whole"));
      } finally {
        delete runtime().display;
      }
      expect(readFileSync(file().path).equals(content)).to.equal(true);
      expect(shown.map(([, update]) => update)).to.deep.equal(shown.map((_, i) => i > 0));
      expect(shown.at(-1)![0]).to.equal("Downloading file.bin: 0.3 of 0.3 MB");
    });

    it("throws what went wrong", () => {
      expect(() => downloadSync({ ...remote("/whole"), sha256: "0".repeat(64) })).to.throw(
        /^Could not download file\.bin/,
      );
    });

    it("stops when the cell is interrupted", () => {
      const { interrupt } = runtime();
      Atomics.store(interrupt, 0, 1);
      try {
        expect(() => downloadSync(remote("/silent")))
          .to.throw("Interrupted")
          .with.property("name", "InterruptError");
      } finally {
        Atomics.store(interrupt, 0, 0);
      }
    });
  });
});
