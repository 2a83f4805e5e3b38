// Oracles: jupyter_kernel_test 0.7; nbclient and papermill on a notebook of 200 cells; the protocol's schema for every
// message of these runs.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { installKernel, kernelsOfPrefix } from "../../../kernel/install.ts";
import { problemOf, type SentMessage } from "../support/schema.ts";
import { type ExpectedCell, longNotebook } from "./notebook.ts";

const python = fileURLToPath(new URL("../../../.venv/bin/python", import.meta.url));
const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

interface StoredCell {
  execution_count: number;
  outputs: {
    output_type: string;
    name?: string;
    text?: string | string[];
    data?: Record<string, unknown>;
    ename?: string;
  }[];
}

describe("conformance", function () {
  this.timeout(120_000);
  let folder = "";
  before(async () => {
    if (!existsSync(python)) throw new Error("the .venv of the project is missing: run `npm test`, which makes it");
    folder = mkdtempSync(join(tmpdir(), "tsgrad-conformance-"));
    await installKernel(kernelsOfPrefix(folder));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a Python program whose Jupyter clients write down what they receive. */
  const run = async (name: string, args: string[] = []) => {
    const messages = join(folder, `${name}-${args[0] ?? ""}.jsonl`);
    const env = { ...process.env, JUPYTER_PATH: join(folder, "share/jupyter"), TSGRAD_MESSAGES: messages };
    const options = { cwd: folder, env, maxBuffer: 1 << 26 };
    const { stdout, stderr } = await promisify(execFile)(python, [script(name), ...args], options);
    const received = readFileSync(messages, "utf8").trimEnd().split("\n");
    const problems = received.map((line) => problemOf(JSON.parse(line) as SentMessage)).filter((p) => p !== undefined);
    expect([...new Set(problems)]).to.deep.equal([]);
    return { said: stdout + stderr, received: received.length };
  };

  it("jupyter_kernel_test passes, only the pager skipped", async () => {
    const { said, received } = await run("test_kernel.py", ["-v"]);
    const outcomes = [...said.matchAll(/^(test_\w+) .*?\.\.\. (?:.*\n)*?(ok|skipped|FAIL|ERROR)\b/gm)];
    expect(Object.fromEntries(outcomes.map(([, name, outcome]) => [name, outcome]))).to.deep.equal({
      test_clear_output: "ok",
      test_completion: "ok",
      test_display_data: "ok",
      test_error: "ok",
      test_execute_result: "ok",
      test_execute_stderr: "ok",
      test_execute_stdout: "ok",
      test_history: "ok",
      test_inspect: "ok",
      test_is_complete: "ok",
      test_kernel_info: "ok",
      test_pager: "skipped",
    });
    expect(received).to.be.above(100);
  });

  for (const runner of ["nbclient", "papermill"]) {
    it(`${runner} runs 200 cells`, async () => {
      // papermill stops at every error, tagged or not.
      const cells = longNotebook(200, { errors: runner !== "papermill" });
      const [source, target] = [join(folder, `${runner}-in.ipynb`), join(folder, `${runner}-out.ipynb`)];
      writeFileSync(source, JSON.stringify(asNotebook(cells)));
      const { received } = await run("run_notebook.py", [runner, source, target]);
      const { cells: stored } = JSON.parse(readFileSync(target, "utf8")) as { cells: StoredCell[] };
      expect(stored.length).to.equal(200);
      for (const [index, cell] of stored.entries()) {
        expect(cell.execution_count, cells[index]!.code).to.equal(index + 1);
        expect(essence(cell), cells[index]!.code).to.deep.equal(cells[index]!.outputs);
      }
      // Each cell's busy, input, reply and idle at the least.
      expect(received).to.be.above(800);
    });
  }
});

/** Each output as `type: text`; pieces of one stream are one. */
function essence({ outputs }: StoredCell): string[] {
  const told: string[] = [];
  for (const [index, { output_type, text, data, ename }] of outputs.entries()) {
    const shown = text ?? data?.["text/plain"] ?? ename ?? "";
    const joined = Array.isArray(shown) ? shown.join("") : String(shown);
    const continues = output_type === "stream" && outputs[index - 1]?.name === outputs[index]!.name;
    if (continues) told.push(told.pop()! + joined);
    else told.push(`${output_type}: ${joined}`);
  }
  return told;
}

function asNotebook(cells: ExpectedCell[]): object {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "tsgrad", display_name: "TypeScript", language: "typescript" } },
    cells: cells.map(({ code, mayFail }, index) => ({
      id: `cell-${index}`,
      cell_type: "code",
      source: code,
      metadata: mayFail ? { tags: ["raises-exception"] } : {},
      execution_count: null,
      outputs: [],
    })),
  };
}
