// Oracle: a local server that counts requests and sends slowly; MD5 and SHA-256 from node:crypto.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { download, fetchArchive, type RemoteFile } from "../../../lib/io/index.ts";
import { bytesOf, stored } from "./data-files.ts";

const content = randomBytes(2_000_000);
const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex");
const sha256 = digest("sha256", content);
const zip = bytesOf("deflated.zip");
const archiveModule = new URL("../../../lib/io/download/archive.ts", import.meta.url).href;
const downloadModule = new URL("../../../lib/io/download/download.ts", import.meta.url).href;

async function trickle(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length && !response.destroyed; at += 100_000) {
    response.write(bytes.subarray(at, at + 100_000));
    await sleep(20);
  }
  response.end();
}

describe("downloads of several processes", () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    requests.push(`${request.url} ${start}`);
    const body = request.url === "/a.zip" ? zip : content;
    if (request.url === "/google")
      response.setHeader(
        "x-goog-hash",
        `crc32c=AAAA,md5=${Buffer.from(digest("md5", content), "hex").toString("base64")}`,
      );
    if (request.url === "/google-wrong")
      response.setHeader("x-goog-hash", `md5=${Buffer.alloc(16).toString("base64")}`);
    response.writeHead(start > 0 ? 206 : 200, { "Content-Length": body.length - start });
    trickle(response, body.subarray(start));
  });
  let folder: string;
  const children: ChildProcess[] = [];
  before((done) => void server.listen(0, "127.0.0.1", done));
  after(() => void server.close().closeAllConnections());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-download-"));
    requests.length = 0;
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });
  const file = (path: string, checks: Partial<RemoteFile> = { sha256 }): RemoteFile => ({
    urls: [`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`],
    path: join(folder, "file.bin"),
    ...checks,
  });
  const run = (source: string) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    children.push(child);
    return child;
  };
  const ended = async (child: ChildProcess) => {
    let errors = "";
    child.stderr!.on("data", (chunk) => {
      errors += chunk;
    });
    await once(child, "close");
    return `${child.exitCode} ${errors}`;
  };
  const downloading = (what: RemoteFile) =>
    run(`import { download } from ${JSON.stringify(downloadModule)}; await download(${JSON.stringify(what)});`);

  it("fetch a file once, which is whole for all of them", async () => {
    const all = [downloading(file("/slow")), downloading(file("/slow")), downloading(file("/slow"))];
    expect(await Promise.all(all.map(ended))).to.deep.equal(["0 ", "0 ", "0 "]);
    expect(readFileSync(file("").path).equals(content)).to.equal(true);
    expect(requests).to.deep.equal(["/slow 0"]);
    expect(readdirSync(folder)).to.deep.equal(["file.bin"]);
  });

  it("unpack an archive once", async () => {
    const what = file("/a.zip", { md5: digest("md5", zip) });
    const target = join(folder, "set");
    const source = `import { fetchArchive } from ${JSON.stringify(archiveModule)};
      await fetchArchive(${JSON.stringify(what)}, ${JSON.stringify(target)});`;
    expect(await Promise.all([run(source), run(source)].map(ended))).to.deep.equal(["0 ", "0 "]);
    expect(requests).to.deep.equal(["/a.zip 0"]);
    expect(readFileSync(join(target, "a/b/two.bin")).toString("base64")).to.equal(stored.contents["a/b/two.bin"]);
    expect(readdirSync(folder)).to.deep.equal(["set"]);
  });

  it("go on where a killed one stopped", async () => {
    const part = `${file("").path}.part`;
    const child = downloading(file("/slow"));
    while (!existsSync(part) || statSync(part).size < 300_000) await sleep(5);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(existsSync(file("").path)).to.equal(false);
    const have = statSync(part).size;
    await download(file("/slow"));
    expect(requests).to.deep.equal(["/slow 0", `/slow ${have}`]);
    expect(readFileSync(file("").path).equals(content)).to.equal(true);
    expect(readdirSync(folder)).to.deep.equal(["file.bin"]);
  });

  it("take over a lock whose process is gone, and wait for one that lives", async () => {
    const lock = `${file("").path}.lock`;
    writeFileSync(lock, `${2 ** 22 + 1} ${hostname()} x`);
    await download(file("/slow"));
    rmSync(file("").path);
    writeFileSync(lock, `${process.pid} ${hostname()} x`);
    const waiting = download(file("/slow"));
    await sleep(300);
    expect(requests).to.have.length(1);
    rmSync(lock);
    await waiting;
    expect(requests).to.have.length(2);
  });

  const checks: [string, string, Partial<RemoteFile>, string | undefined][] = [
    ["the right MD5", "/x", { md5: digest("md5", content) }, undefined],
    ["the right size", "/x", { size: content.length }, undefined],
    ["a server's own MD5", "/google", {}, undefined],
    ["another MD5", "/x", { md5: "0".repeat(32) }, `expected the MD5 ${"0".repeat(32)}, got ${digest("md5", content)}`],
    ["another size", "/x", { size: 5 }, "expected 5 bytes, got 2000000"],
    ["another SHA-256", "/x", { sha256: "0".repeat(64) }, "expected the SHA-256 000000000000… of the unpacked file"],
    ["a server's own MD5 that is wrong", "/google-wrong", {}, `expected the MD5 ${"0".repeat(32)}, got`],
  ];
  for (const [name, path, check, message] of checks)
    it(`${message === undefined ? "accept" : "refuse"} ${name}`, async () => {
      const error = await download(file(path, check)).catch((error: Error) => error.message);
      if (message === undefined) expect(error).to.equal(undefined);
      else expect(error).to.contain("Could not download file.bin").and.contain(message);
      expect(readdirSync(folder)).to.deep.equal(message === undefined ? ["file.bin"] : []);
    });

  it("leave nothing of an archive that is refused", async () => {
    const hostile = bytesOf("hostile-slip.zip");
    writeFileSync(join(folder, "file.bin"), hostile);
    const error = await fetchArchive(file("/none", { md5: digest("md5", hostile) }), join(folder, "set")).catch(
      (error: Error) => error.message,
    );
    expect(error).to.contain("it leads out of the folder");
    expect(readdirSync(folder)).to.deep.equal(["file.bin"]);
  });
});
