// Oracle: the process table.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";

const session = new URL("../../../kernel/headless/session.ts", import.meta.url).href;

/** Starts a session whose cell never ends, and prints the process that runs it. */
const parent = `
import { startHeadless } from ${JSON.stringify(session)};
await startHeadless(process.cwd()).execute("console.log(process.pid); while (true) {}", {
  cellName: "In[1]",
  onOutput: ({ text }) => process.stdout.write(text),
});
`;

describe("a notebook's process without Jupyter", () => {
  it("ends after its parent was killed in the middle of an endless loop", async () => {
    const directory = mkdtempSync(join(tmpdir(), "tsgrad-headless-"));
    const child = spawn(process.execPath, ["--input-type=module", "--eval", parent], {
      cwd: directory,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    expect(alive(pid), "running").to.equal(true);
    child.kill("SIGKILL");
    for (let waited = 0; alive(pid) && waited < 200; waited++) await sleep(100);
    expect(alive(pid), "running after its parent was killed").to.equal(false);
    rmSync(directory, { recursive: true });
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
