import { expect } from "chai";
import type { CellResult, Output } from "../../../kernel/evaluate/types.ts";
import { startHeadless } from "../../../kernel/headless/index.ts";

/** What one cell must do. A string is the text of its result, a pattern its error as `name: message`. */
export type Expected =
  | undefined
  | string
  | RegExp
  | {
      result?: string | RegExp;
      error?: string | RegExp;
      /** Parts of the traceback, in this order. */
      trace?: string[];
      /** What the traceback must not hold. */
      noTrace?: RegExp;
      stdout?: string | RegExp;
      stderr?: string | RegExp;
      /** MIME types shown, in order. */
      mime?: string[];
      /** Output that came to this cell after later cells had run. */
      late?: string;
    };

/** Cells run one after the other in one process: `[code, expected]`. */
export interface Case {
  title: string;
  cells: [code: string, expected?: Expected][];
}

interface Ran {
  result: CellResult;
  outputs: Output[];
}

/** Declares one test a case; all cases of a group share a process, as cells of one long notebook. */
export function runCases(group: string, cases: Case[], directory: () => string): void {
  describe(group, () => {
    let session: ReturnType<typeof startHeadless>;
    let count = 0;
    before(() => {
      session = startHeadless(directory());
    });
    after(() => session.stop());
    for (const { title, cells } of cases) {
      it(title, async () => {
        const first = count + 1;
        const ran: Ran[] = [];
        for (const [code] of cells) {
          const outputs: Output[] = [];
          const cellName = `In[${++count}]`;
          ran.push({
            outputs,
            result: await session.execute(code, { cellName, onOutput: (o) => outputs.push(o), timeoutMs: 20_000 }),
          });
        }
        for (const [index, [code, expected]] of cells.entries()) check(code, ran[index]!, expected, first);
      });
    }
  });
}

/** In expected traces `In[+1]` is the first cell of the case. */
function check(code: string, { result, outputs }: Ran, expected: Expected, first: number): void {
  const want =
    typeof expected === "string"
      ? { result: expected }
      : expected instanceof RegExp
        ? { error: expected }
        : (expected ?? {});
  if (want.error === undefined) {
    expect(result.status, `${code}\n${result.status === "error" ? result.traceback.join("\n") : ""}`).to.equal("ok");
    const text = result.status === "ok" ? result.result?.data["text/plain"] : undefined;
    if (want.result instanceof RegExp) expect(text, code).to.match(want.result);
    else expect(text, code).to.equal(want.result);
  } else {
    const said = result.status === "error" ? `${result.ename}: ${result.evalue}` : "no error";
    if (typeof want.error === "string") expect(said, code).to.equal(want.error);
    else expect(said, code).to.match(want.error);
  }
  const trace = result.status === "error" ? result.traceback.join("\n") : "";
  let from = 0;
  for (const part of want.trace ?? []) {
    const text = part.replace(/In\[\+(\d+)\]/g, (_, n) => `In[${first + Number(n) - 1}]`);
    const at = trace.indexOf(text, from);
    expect(at, `${code}\nmissing: ${text}\nin:\n${trace}`).to.be.at.least(0);
    from = at + text.length;
  }
  expect(trace, code).to.not.match(want.noTrace ?? /kernel\/evaluate|node:internal|node:inspector/);
  for (const name of ["stdout", "stderr"] as const) {
    const text = outputs.map((o) => (o.type === "stream" && o.name === name ? o.text : "")).join("");
    const wanted = want[name] ?? (name === "stdout" && want.late !== undefined ? want.late : "");
    if (typeof wanted === "string") expect(text, `${name} of ${code}`).to.equal(wanted);
    else expect(text, `${name} of ${code}`).to.match(wanted);
  }
  if (want.mime) {
    const shown = outputs.flatMap((o) => (o.type === "display_data" ? Object.keys(o.data).slice(0, 1) : []));
    const last = result.status === "ok" && result.result ? [Object.keys(result.result.data)[0]] : [];
    expect([...shown, ...last], code).to.deep.equal(want.mime);
  }
}
