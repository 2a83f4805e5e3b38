// Oracle: what was printed, character for character; Jupyter's limit of 1,000 messages a second.
import { expect } from "chai";
import { type KernelClient, startKernel } from "../support/client.ts";

describe("output", () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.stop());

  it("100,000 lines, none lost, few messages, all before idle", async () => {
    const { text, published, ms } = await kernel.execute("for (let i = 0; i < 100_000; i++) console.log('line ' + i)");
    expect(text()).to.equal(Array.from({ length: 100_000 }, (_, i) => `line ${i}\n`).join(""));
    expect(published.length).to.be.below(40);
    expect(ms).to.be.below(3000);
  });

  it("a string of 10 MB", async () => {
    const { text } = await kernel.execute("process.stdout.write('x'.repeat(10_000_000) + 'end');");
    expect(text().length).to.equal(10_000_003);
  });

  it("appears while a synchronous cell still computes", async () => {
    const start = performance.now();
    const running = kernel.execute(
      "console.log('early'); console.log('second'); const t = Date.now() + 800; while (Date.now() < t) {}",
    );
    await kernel.wait(({ header, content }) => header.msg_type === "stream" && String(content.text).includes("second"));
    expect(performance.now() - start).to.be.below(500);
    await running;
  });

  it("2,000 updates of a display arrive in order", async () => {
    const { published } = await kernel.execute(
      "const d = display(0); for (let i = 1; i <= 2000; i++) { d.update(i); if (i % 50 === 0) await null }",
    );
    const shown = published.filter(({ type }) => type === "update_display_data");
    expect(shown.length).to.equal(2000);
    expect(shown.at(-1)!.content.data).to.deep.equal({ "text/plain": "2000" });
  });

  it("a picture of 5 MB", async () => {
    const { published } = await kernel.execute(
      "const b = Buffer.alloc(5_000_000); b.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]); b",
    );
    const data = published.at(-1)!.content.data as Record<string, string>;
    expect(Buffer.from(data["image/png"]!, "base64").length).to.equal(5_000_000);
  });
});
