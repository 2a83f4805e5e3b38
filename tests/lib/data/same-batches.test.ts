// Oracle: one committed digest a set, found by Node 24 (clothes by 22 and 26 too), on each device, with no worker, one and two.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "chai";

const script = fileURLToPath(new URL("batch-digests.ts", import.meta.url));
const clothes = "ebaae3e6c065aa7c27778c2ef317c1e0ec587647dce325b1c87137270cc8c45e";
const doodles = "cfb2d37011e8a04b5c1006450c0a24c4101d4cdd335928fc944cf4e411a83d0f";
const shapes = "54ea0b8639b6c5d923e3549c3aecb25e11dc125cc4fc6a2795ca73b6f9f851bf";
const thrice = (digest: string) => [digest, digest, digest];

describe("the batches of a seed", () => {
  for (const device of ["cpu", "wasm", "js"])
    it(`are the same bytes for any number of workers: ${device}`, () => {
      const output = execFileSync(process.execPath, [script], {
        encoding: "utf8",
        env: { ...process.env, TSGRAD_DEVICE: device },
        stdio: ["ignore", "pipe", "ignore"],
      });
      expect(JSON.parse(output)).to.deep.equal({
        clothes: thrice(clothes),
        doodles: thrice(doodles),
        shapes: thrice(shapes),
      });
    }).timeout(120_000);
});
