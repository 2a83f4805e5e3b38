// Oracle: what each small notebook says it does.
import { expect } from "chai";
import { codeCells, notebookOf, outputsOf, printed, tsgradRun } from "./support.ts";

describe("tsgrad run", function () {
  this.timeout(120_000);

  it("writes every output into the notebook", async () => {
    const { code, stderr, written } = await tsgradRun(
      notebookOf({
        text: 'console.log("said"); console.error("warned"); 6 * 7',
        live: 'const shown = display("first", { id: "d" });',
        update: 'shown.update("second");',
        chart: 'import { lineChart } from "tsgrad/viz"; lineChart({ a: [1, 2] })',
      }),
    );
    expect([code, stderr]).to.deep.equal([0, ""]);
    const [text, live, update, chart] = codeCells(written);
    expect(printed(text!, "stdout")).to.equal("said\n");
    expect(printed(text!, "stderr")).to.equal("warned\n");
    expect(outputsOf(text!).at(-1)!.data).to.deep.equal({ "text/plain": "42" });
    expect(outputsOf(live!).map(({ data }) => data!["text/plain"])).to.deep.equal(["'second'"]);
    expect(update!.outputs).to.deep.equal([]);
    expect(Object.keys(outputsOf(chart!)[0]!.data!)).to.include.members(["image/png", "text/plain"]);
    expect(codeCells(written).map(({ execution_count }) => execution_count)).to.deep.equal([1, 2, 3, 4]);
  });

  it("ends with 1 at a cell that fails, names it, and keeps what ran before", async () => {
    const { code, stderr, written } = await tsgradRun(
      notebookOf({
        fine: "console.log(1);",
        broken: 'const x = 1;\nthrow new TypeError("no such thing");',
        never: "console.log(3);",
      }),
    );
    expect(code).to.equal(1);
    expect(stderr).to.include("Code cell 2 of 3 (id broken, In[2]) failed");
    expect(stderr).to.include("TypeError: no such thing");
    const [fine, broken, never] = codeCells(written);
    expect(printed(fine!, "stdout")).to.equal("1\n");
    expect(outputsOf(broken!).at(-1)).to.include({ output_type: "error", evalue: "no such thing" });
    expect([never!.outputs, never!.execution_count]).to.deep.equal([[], null]);
  });

  it("stops a cell that takes longer than it may", async () => {
    const { code, stderr } = await tsgradRun(notebookOf({ loop: "while (true) {}" }), ["--timeout", "1"]);
    expect(code).to.equal(1);
    expect(stderr).to.include("(id loop, In[1]) failed").and.to.include("longer than 1 s");
  });
});
