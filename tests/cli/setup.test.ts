// Oracle: the sentences a student should read, and the process table.
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { writeCells } from "../browser/support/lab.ts";
import { leftOf, run, start, treeOf } from "./support/launch.ts";
import { makePath, makeSkeleton } from "./support/skeleton.ts";

const node = { path: process.execPath };
const shell = { path: "/bin/sh" };
/** No registry answers here; npm says so at the first try, pip at the second. */
const unreachable = {
  npm_config_registry: "http://127.0.0.1:9/",
  npm_config_fetch_retries: "0",
  PIP_INDEX_URL: "http://127.0.0.1:9/",
  PIP_CONFIG_FILE: "/dev/null",
  PIP_RETRIES: "1",
};

describe("set-up on a machine where something is missing", function () {
  this.timeout(120_000);
  const removals: (() => void)[] = [];
  afterEach(() => {
    for (const remove of removals.splice(0)) remove();
  });

  function skeleton(...has: "node_modules"[]): string {
    const { folder, remove } = makeSkeleton({ has });
    removals.push(remove);
    return folder;
  }
  function machine(programs: Parameters<typeof makePath>[0], more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    const { folder, remove } = makePath(programs);
    removals.push(remove);
    return { PATH: folder, HOME: folder, ...more };
  }
  const startIn = (cwd: string, env: NodeJS.ProcessEnv) =>
    run(process.execPath, ["cli/start.mjs", "--no-browser"], { cwd, env });

  it("names the Node it needs where there is an old one", async () => {
    const cwd = skeleton();
    const pretend = 'Object.defineProperty(process.versions, "node", { value: "16.20.2" });';
    const launch = `const { launch } = await import(${JSON.stringify(pathToFileURL(join(cwd, "cli/setup/launch.mjs")))});`;
    const script = `${pretend}${launch}launch("setup/start.ts", { plan: [] });`;
    const { code, text } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd });
    expect(text).to.contain("tsgrad needs Node 18 or newer");
    expect(code).to.equal(1);
  });

  it("loads on old Nodes as far as that sentence: no import, no new syntax", () => {
    const source = readFileSync(join(skeleton(), "cli/setup/launch.mjs"), "utf8");
    expect(source).not.to.match(/^import /m);
    expect(source).not.to.match(/\?\?|\?\.|\bawait\b/);
  });

  it("says that the registry cannot be reached for npm packages", async () => {
    const { code, text } = await startIn(skeleton(), { ...process.env, ...unreachable, npm_execpath: undefined });
    expect(text).to.contain("npm packages: no connection to the package registry (ECONNREFUSED).");
    expect(text).to.contain("run the same command again: finished steps are kept");
    expect(text).to.contain("Until then nothing runs here");
    expect(code).to.equal(1);
  });

  it("says that the registry cannot be reached for JupyterLab, and what works", async () => {
    const { code, text } = await startIn(skeleton("node_modules"), { ...process.env, ...unreachable });
    expect(text).to.match(/Python environment with JupyterLab: no connection to the package registry \(.+\)\./);
    expect(text).to.contain(
      "`npx tsgrad run NOTEBOOK` runs a notebook without Python, on the slower WebAssembly engine",
    );
    expect(code).to.equal(1);
  });

  for (const { title, python, message } of [
    { title: "no Python", python: undefined, message: "No Python was found on the PATH, and JupyterLab needs one." },
    {
      title: "an old Python",
      python: "echo 3 8 1",
      message: "Python 3.8 (python3) is too old: JupyterLab needs 3.10.",
    },
    {
      title: "a Python without venv",
      python: "echo 3 11 0",
      message: "Python 3.11 (python3) has no venv module. On Debian and Ubuntu: sudo apt install python3.11-venv",
    },
  ]) {
    it(`explains ${title}, and what to install`, async () => {
      const programs = { node, sh: shell, ...(python && { python3: { script: python } }) };
      const { code, text } = await startIn(skeleton("node_modules"), machine(programs));
      expect(text).to.contain(message).and.contain("Install Python 3.10 or newer");
      expect(text).to.contain("`npx tsgrad run NOTEBOOK` runs a notebook without Python");
      expect(code).to.equal(1);
    });
  }

  it("runs a notebook without Python", async () => {
    const cwd = skeleton("node_modules");
    const cell = 'import { device, tensor } from "tsgrad";\nconsole.log(tensor([1, 2]).sum().item(), device());';
    writeCells(cwd, "a.ipynb", [cell]);
    const env = machine({ node, sh: shell });
    const { code, text } = await run(process.execPath, ["cli/tsgrad.mjs", "run", "a.ipynb"], { cwd, env });
    expect(code, text).to.equal(0);
    expect(JSON.parse(readFileSync(join(cwd, "a.ipynb"), "utf8")).cells[0].outputs[0].text.join("")).to.equal(
      "3 wasm\n",
    );
  });

  it("says beforehand that the disk is too small", async function () {
    if (spawnSync("bwrap", ["--version"]).status !== 0) {
      console.error("SKIPPED: a small disk is made by bubblewrap. On Debian: apt install bubblewrap");
      return this.skip();
    }
    const cwd = skeleton();
    const small = ["--bind", "/", "/", "--dev-bind", "/dev", "/dev", "--size", `${60e6}`, "--tmpfs", "/mnt"];
    const script = `cp -r ${cwd}/. /mnt && exec ${process.execPath} /mnt/cli/start.mjs`;
    const { code, text } = await run("bwrap", [...small, "--chdir", "/mnt", "sh", "-c", script], { cwd });
    expect(text).to.match(/The set-up needs [\d.]+ GB more in \/mnt, and \d+ MB is free\.\nFree some space/);
    expect(code).to.equal(1);
  });

  it("says that the disk has become full", async () => {
    const npm = { script: "echo npm error code ENOSPC; exit 1" };
    const env = machine({ node, sh: shell, npm });
    const { code, text } = await startIn(skeleton(), env);
    expect(text).to.contain("npm packages: the disk is full.\nFree some space, then run the same command again");
    expect(code).to.equal(1);
  });

  it("shows the last lines of a program that failed otherwise", async () => {
    const env = machine({ node, sh: shell, npm: { script: "echo first; echo the reason; exit 7" } });
    const { text } = await startIn(skeleton(), env);
    expect(text).to.contain("npm packages failed (exit code 7). The last lines of .tsgrad/logs/packages.log:");
    expect(text).to.contain("the reason");
  });

  for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
    it(`ended by ${signal} in the middle, it leaves nothing running, and goes on at the next start`, async () => {
      const cwd = skeleton();
      const slow = machine({
        node,
        sh: shell,
        sleep: { path: "/bin/sleep" },
        npm: { script: "sleep 1000 & sleep 1000" },
      });
      const first = start(process.execPath, ["cli/start.mjs"], { cwd, env: slow });
      await first.shows(/npm packages \.\.\./);
      let pids = treeOf(first);
      while (pids.length < 5)
        pids = await new Promise<number[]>((resolve) => setTimeout(() => resolve(treeOf(first)), 20));
      first.child.kill(signal);
      expect(await leftOf(pids)).to.deep.equal([]);
      if (signal !== "SIGKILL") expect(first.text()).to.contain("Run the same command again to go on");
      expect(readdirSync(join(cwd, ".tsgrad"))).not.to.include("stamps");
      const second = await startIn(cwd, machine({ node, sh: shell, npm: { script: "echo second try; exit 1" } }));
      expect(second.text).to.contain("second try");
    });
  }

  it("waits for another set-up of the same folder, and does not repeat its work", async () => {
    const cwd = skeleton();
    const script = `
      const { runStep } = await import(${JSON.stringify(pathToFileURL(join(cwd, "cli/setup/steps.mjs")))});
      const { appendFileSync, existsSync } = await import("node:fs");
      await runStep({ name: "node", title: "one", inputs: "1", present: () => existsSync("made"), install: async () => {
        await new Promise((resolve) => setTimeout(resolve, 1500));
        appendFileSync("made", "x");
      } }, []);`;
    const once = () => run(process.execPath, ["--input-type=module", "--eval", script], { cwd });
    const runs = await Promise.all([once(), once(), once()]);
    expect(runs.map(({ code }) => code)).to.deep.equal([0, 0, 0]);
    expect(readFileSync(join(cwd, "made"), "utf8")).to.equal("x");
    expect(runs.filter(({ text }) => text.includes("Waiting for another set-up"))).to.have.length(2);
  });

  it("leaves a student's notebook alone when the lesson changes, and lays the new one beside it", async () => {
    const cwd = skeleton("node_modules");
    const script = `await (await import(${JSON.stringify(pathToFileURL(join(cwd, "cli/setup/lessons.ts")))})).ensureNotebooks();`;
    const ensure = () =>
      execFileSync(process.execPath, ["--input-type=module", "--eval", script], { cwd, stdio: "pipe" });
    const lesson = join(cwd, "course/00-first-network/lesson.ts");
    const work = join(cwd, "work");
    const notebooks = () => readdirSync(work).filter((name) => name.startsWith("00-first-network"));
    ensure();
    expect(notebooks()).to.deep.equal(["00-first-network.ipynb"]);
    writeFileSync(join(work, "00-first-network.ipynb"), "the student's");
    ensure();
    writeFileSync(lesson, `${readFileSync(lesson, "utf8")}\n// %% [markdown]\n// New.\n`);
    ensure();
    expect(notebooks().sort()).to.deep.equal(["00-first-network-2.ipynb", "00-first-network.ipynb"]);
    expect(readFileSync(join(work, "00-first-network.ipynb"), "utf8")).to.equal("the student's");
  });
});
