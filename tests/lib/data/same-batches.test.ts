// Oracle: one committed digest, found by Node 22, 24 and 26, on each device, with no worker, one and two.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const script = fileURLToPath(new URL("batch-digests.ts", import.meta.url));
const DIGEST = "ebaae3e6c065aa7c27778c2ef317c1e0ec587647dce325b1c87137270cc8c45e";

describe("the batches of a seed", () => {
  for (const device of ["cpu", "wasm", "js"])
    it(`are the same bytes for any number of workers: ${device}`, () => {
      const output = execFileSync(process.execPath, [script], {
        encoding: "utf8",
        env: { ...process.env, TSGRAD_DEVICE: device },
        stdio: ["ignore", "pipe", "ignore"],
      });
      expect(JSON.parse(output)).to.deep.equal([DIGEST, DIGEST, DIGEST]);
    }).timeout(120_000);
});
