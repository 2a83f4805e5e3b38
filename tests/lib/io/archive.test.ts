// Oracle: archives made by Python's tarfile and zipfile (tests/goldens/io/make_data.py), sound and hostile.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { extractArchive, readTar } from "../../../lib/io/index.ts";
import { encodeZip } from "../../../lib/io/zip/index.ts";
import { bytesOf, names, stored } from "./data-files.ts";

const hostile: Record<string, string> = {
  "slip.tar": 'refused to unpack "../evil.txt": it leads out of the folder',
  "deep-slip.tar": 'refused to unpack "a/../../evil.txt": it leads out of the folder',
  "absolute.tar": 'refused to unpack "/tmp/tsgrad-evil.txt": it names a place outside of the folder',
  "symlink.tar": 'refused to unpack "link": it is a link, expected a file or a folder',
  "hardlink.tar": 'refused to unpack "link": it is a link, expected a file or a folder',
  "device.tar": 'refused to unpack "null": it is a device, expected a file or a folder',
  "fifo.tar": 'refused to unpack "pipe": it is a device, expected a file or a folder',
  "twice.tar": 'it holds "good.txt" twice, or as a file and as a folder',
  "through-file.tar": 'it holds "good.txt/evil" twice, or as a file and as a folder',
  "backslash.tar": 'refused to unpack "..\\\\evil.txt": it leads out of the folder',
  "long.tar": "its name is too long",
  "slip.zip": 'refused to unpack "../evil.txt": it leads out of the folder',
  "absolute.zip": 'refused to unpack "/tmp/tsgrad-evil.txt": it names a place outside of the folder',
  "drive.zip": 'refused to unpack "C:evil.txt": it names a place outside of the folder',
  "symlink.zip": 'refused to unpack "link": it is a link, expected a file or a folder',
  "device.zip": 'refused to unpack "null": it is a device, expected a file or a folder',
  "backslash.zip": 'refused to unpack "..\\\\evil.txt": it leads out of the folder',
};

describe("extractArchive", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-archive-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const target = () => join(folder, "out");
  const files = () =>
    Object.fromEntries(
      readdirSync(target(), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => {
          const path = join(entry.parentPath, entry.name);
          return [relative(target(), path), readFileSync(path).toString("base64")];
        }),
    );
  const refusal = (path: string, limits = {}) =>
    extractArchive(path, target(), limits).then(
      () => "nothing was refused",
      (error: Error) => `${error.name}: ${error.message}`,
    );

  for (const name of names.filter((name) => /^(pax|gnu|stored|deflated)/.test(name))) {
    it(`unpacks ${name}`, async () => {
      await extractArchive(write(name, bytesOf(name)), target());
      expect(files()).to.deep.equal(stored.contents);
      expect(existsSync(join(target(), "a/c"))).to.equal(true);
      expect(readdirSync(folder).sort()).to.deep.equal([name, "out"].sort());
    });
  }

  for (const [name, message] of Object.entries(hostile)) {
    it(`refuses ${name} and leaves nothing behind`, async () => {
      const path = write(name, bytesOf(`hostile-${name}`));
      expect(await refusal(path))
        .to.contain(`FormatError: ${name}: `)
        .and.contain(message);
      expect(readdirSync(folder)).to.deep.equal([name]);
      expect(existsSync("/tmp/tsgrad-evil.txt")).to.equal(false);
    });
  }

  it("covers every hostile archive", () =>
    expect(Object.keys(hostile).sort()).to.deep.equal(
      names
        .filter((name) => name.startsWith("hostile-"))
        .map((name) => name.slice(8))
        .sort(),
    ));

  it("refuses bombs: too many bytes, too many files, an entry that claims too much", async () => {
    const zeros = gzipSync(new Uint8Array(70 * 2 ** 20));
    const many = write(
      "many.zip",
      encodeZip(Array.from({ length: 30 }, (_, i) => ({ name: `${i}`, bytes: new Uint8Array(1) }))),
    );
    expect(await refusal(many, { maxEntries: 20 })).to.contain("many.zip: expected at most 20 files, got more");
    expect(await refusal(many, { maxBytes: 20 })).to.contain("many.zip: expected at most 20 unpacked bytes, got more");
    const bomb = bytesOf("deflated.zip");
    // The size in the list of files raised to 3 GiB.
    const at = Buffer.from(bomb).lastIndexOf(Buffer.from("PK\x01\x02", "latin1"));
    new DataView(bomb.buffer).setUint32(at + 24, 3 * 2 ** 30, true);
    expect(await refusal(write("claims.zip", bomb))).to.match(
      /claims.zip: .*(two sizes|cannot be as large as it says)/,
    );
    expect(await refusal(write("zeros.tar.gz", zeros), { maxRatio: 10 })).to.match(
      /zeros.tar.gz: expected at most \d+ unpacked bytes, got more/,
    );
    expect(readdirSync(folder).sort()).to.deep.equal(["claims.zip", "many.zip", "zeros.tar.gz"]);
  });

  it("refuses entries that share bytes, encrypted ones and wrong checksums", async () => {
    const archive = encodeZip([
      { name: "a", bytes: new Uint8Array(100).fill(1) },
      { name: "b", bytes: new Uint8Array(100).fill(2) },
    ]);
    const central = Buffer.from(archive).indexOf(Buffer.from("PK\x01\x02", "latin1"));
    const patched = (change: (view: DataView, bytes: Uint8Array) => void) => {
      const copy = archive.slice();
      change(new DataView(copy.buffer), copy);
      return copy;
    };
    expect(
      await refusal(
        write(
          "shared.zip",
          patched((view) => view.setUint32(central + 47 + 42, 10, true)),
        ),
      ),
    ).to.contain("lies within another file");
    expect(
      await refusal(
        write(
          "locked.zip",
          patched((view) => view.setUint16(central + 8, 1, true)),
        ),
      ),
    ).to.contain('"a" is encrypted, which is not read');
    expect(
      await refusal(
        write(
          "flipped.zip",
          patched((_, bytes) => bytes.fill(9, 40, 41)),
        ),
      ),
    ).to.contain('"a" has another checksum than it says');
  });

  it("leaves the folder of a process that was quicker", async () => {
    const path = write("stored.zip", bytesOf("stored.zip"));
    await Promise.all([extractArchive(path, target()), extractArchive(path, target())]);
    expect(files()).to.deep.equal(stored.contents);
    expect(readdirSync(folder).sort()).to.deep.equal(["out", "stored.zip"]);
  });

  it("reads a tar stream entry by entry, also where content is left unread", async () => {
    const seen: [string, string, number][] = [];
    const stream = (async function* () {
      const bytes = bytesOf("gnu-archive.tar.gz");
      for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
    })();
    for await (const { name, kind, size } of readTar(stream)) seen.push([name.slice(0, 10), kind, size]);
    expect(seen).to.deep.equal([
      ["a/c", "folder", 0],
      ["a/one.txt", "file", 6],
      ["a/b/two.bi", "file", 1280],
      ["empty", "file", 0],
      ["a/longlong", "file", 9],
    ]);
  });
});
