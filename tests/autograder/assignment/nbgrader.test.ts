// Oracle: nbgrader 0.9.6 (tests/goldens/autograder/nbgrader/make.py).
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { type NbgraderMetadata, nbgraderChecksum } from "../../../autograder/assignment/nbgrader.ts";
import type { Cell } from "../../../autograder/notebook/index.ts";

const golden = new URL("../../goldens/autograder/nbgrader/checksums.json.gz", import.meta.url);

it("nbgrader checksums equal nbgrader's on 200 notebooks", () => {
  const notebooks = JSON.parse(gunzipSync(readFileSync(golden)).toString()) as (Cell & { checksum: string })[][];
  expect(notebooks).to.have.length(200);
  for (const cells of notebooks) {
    for (const cell of cells) {
      const metadata = cell.metadata.nbgrader as NbgraderMetadata;
      expect(nbgraderChecksum(cell, metadata), JSON.stringify(metadata)).to.equal(cell.checksum);
    }
  }
});
