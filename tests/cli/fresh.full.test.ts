// Oracle: a fresh clone with an empty npm cache and an empty home, killed again and again before it is left to finish.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { choosePort } from "../../cli/setup/jupyter/ports.ts";
import { project } from "../../cli/setup/paths.mjs";
import { type Launched, leftOf, start, treeOf } from "./support/launch.ts";

describe("a fresh clone", () => {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-fresh-"));
  const clone = join(folder, "clone");
  const home = join(folder, "home");
  const cache = join(folder, "cache");
  // A plain machine's programs: pip asks a rustc that it finds for its version, and rustup's answers by writing to the home.
  const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  const env = { ...process.env, PATH, HOME: home, npm_config_cache: cache };

  before(() => {
    mkdirSync(home);
    execFileSync("git", ["clone", "--quiet", project, clone]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function startClone(): Promise<Launched> {
    return start("npm", ["start", "--", "--no-browser", "--port", `${await choosePort(undefined)}`], {
      cwd: clone,
      env,
    });
  }
  async function end(launched: Launched, signal: NodeJS.Signals): Promise<void> {
    const pids = treeOf(launched);
    launched.child.kill(signal);
    expect(await leftOf(pids)).to.deep.equal([]);
  }

  it("is set up by npm start alone, killed six times on the way; nothing is written to the home", async () => {
    for (const seconds of [1, 4, 10, 20, 40, 60]) {
      const launched = await startClone();
      await Promise.race([launched.ended, launched.shows(/JupyterLab: http/, seconds).catch(() => sleep(0))]);
      await end(launched, "SIGKILL");
    }
    const launched = await startClone();
    await launched.shows(/JupyterLab: http/, 1800);
    await end(launched, "SIGTERM");
    expect(readdirSync(home)).to.deep.equal([]);
  });

  it("does nothing of it again", async () => {
    const launched = await startClone();
    await launched.shows(/JupyterLab: http/, 120);
    expect(launched.text()).not.to.contain("Setting up");
    await end(launched, "SIGTERM");
  });
});
