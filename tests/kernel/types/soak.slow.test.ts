// Oracle: the bound itself. Cells run again and again, as in a notebook of months, leave the server as large as it was.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { completeCode } from "../../../kernel/types/index.ts";
import { startNotebook } from "./notebook.ts";

describe("types over 2,000 cells", () => {
  const notebook = startNotebook();
  after(() => notebook.stop());

  const megabytes = () => {
    const status = readFileSync(`/proc/${notebook.types.workspace.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024;
  };
  const round = async () => {
    for (let index = 0; index < 100; index++) {
      const name = index % 20;
      expect(await notebook.cell(`const a${name} = x.mul(${index}); let b = a${name}.item()`)).to.equal("");
      expect(await notebook.cell("1 + 1")).to.equal("");
      expect(await notebook.cell(`function f${name}(n: number) { return n * ${index} }\nf${name}(3)`)).to.equal("");
      expect(await notebook.cell(`b = 'text' // ${index}`)).to.match(/TS2322/);
      if (index % 10 === 0)
        expect((await completeCode(notebook.types, "x.sh", 4, async () => [])).matches).to.not.be.empty;
    }
  };

  it("memory grows by less than 20% and no modules are added", async function () {
    if (process.platform !== "linux") this.skip();
    expect(await notebook.cell('import { tensor } from "tsgrad"; const x = tensor([1, 2])')).to.equal("");
    await round();
    const before = megabytes();
    for (let again = 0; again < 4; again++) await round();
    expect(megabytes()).to.be.below(before * 1.2);
    expect(Number(notebook.types.notebook.add("In[1]", "1")!.cell)).to.be.below(64);
  });
});
