// Oracle: jupyter_client's messaging document, "History": sessions of one notebook, by range, tail and search.
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startKernel } from "../support/client.ts";

describe("history over sessions", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-history-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** One session of a notebook: runs cells, then asks. */
  const session = async (notebook: string, cells: string[], asked: Record<string, unknown>[] = []) => {
    const kernel = await startKernel({ env: { JPY_SESSION_NAME: notebook, TSGRAD_HISTORY: folder } });
    for (const cell of cells) await kernel.execute(cell);
    const answers: unknown[] = [];
    for (const content of asked) {
      const { content: reply } = await kernel.request("shell", "history_request", {
        raw: true,
        output: false,
        ...content,
      });
      answers.push(reply.history);
    }
    await kernel.stop();
    return answers;
  };

  it("a new session knows the ones before it, of the same notebook only", async () => {
    await session("/a.ipynb", ["let first = 1", "first + 1"]);
    await session("/b.ipynb", ["'another notebook'"]);
    const [tail, here, before, search] = await session(
      "/a.ipynb",
      ["'second session'"],
      [
        { hist_access_type: "tail", n: 10 },
        { hist_access_type: "range", session: 0, start: 1, stop: 5 },
        { hist_access_type: "range", session: -1, start: 1, stop: 2 },
        { hist_access_type: "search", pattern: "*first*", n: 1 },
      ],
    );
    expect(tail).to.deep.equal([
      [1, 1, "let first = 1"],
      [1, 2, "first + 1"],
      [2, 1, "'second session'"],
    ]);
    expect(here).to.deep.equal([[2, 1, "'second session'"]]);
    expect(before).to.deep.equal([[1, 1, "let first = 1"]]);
    expect(search).to.deep.equal([[1, 2, "first + 1"]]);
  });

  it("a damaged file costs only the damaged lines", async () => {
    await session("/c.ipynb", ["'good'"]);
    for (const file of readdirSync(folder)) appendFileSync(join(folder, file), '{"session": 1, "li');
    const [tail] = await session("/c.ipynb", ["'after'"], [{ hist_access_type: "tail", n: 10 }]);
    expect((tail as unknown[][]).map((entry) => entry[2])).to.include("'good'");
  });
});
