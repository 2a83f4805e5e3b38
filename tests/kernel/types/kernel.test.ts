// Oracle: jupyter_client's messaging document, version 5.5, over real sockets, with types switched on.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { type KernelClient, startKernel } from "../support/client.ts";

type Content = Record<string, unknown>;

describe("types in the kernel", () => {
  let kernel: KernelClient;
  let directory: string;
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "tsgrad-types-"));
    kernel = await startKernel({ directory, env: { TSGRAD_TYPES: "error" } });
  });
  after(async () => {
    await kernel.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const value = async (code: string) => {
    const { published } = await kernel.execute(code);
    return (published.at(-1)?.content.data as Content | undefined)?.["text/plain"];
  };
  const complete = async (code: string, cursor = [...code].length) =>
    (await kernel.request("shell", "complete_request", { code, cursor_pos: cursor })).content;
  const inspect = async (code: string, cursor = [...code].length, detail = 0) =>
    (await kernel.request("shell", "inspect_request", { code, cursor_pos: cursor, detail_level: detail })).content;
  const servers = () => {
    const list = spawnSync("ps", ["-o", "pid=,args=", "--ppid", String(kernel.process.pid)], { encoding: "utf8" });
    return list.stdout.split("\n").flatMap((line) => /^\s*(\d+) .*--lsp/.exec(line)?.[1] ?? []);
  };

  it("no server runs before it is needed", () => {
    expect(servers()).to.deep.equal([]);
  });

  it("a cell with a type error does not run: an error message and reply", async () => {
    const { reply, published } = await kernel.execute("console.log('ran');\nconst wrong: number = 'text'");
    expect(published.map(({ type }) => type)).to.deep.equal(["execute_input", "error"]);
    expect(reply).to.include({
      status: "error",
      ename: "TypeScriptError",
      evalue: "Type 'string' is not assignable to type 'number'. (TS2322)",
    });
    const trace = (reply.traceback as string[]).join("\n");
    expect(trace).to.match(/In\[\d+\], line 2\n.*\n {2}> 2 \| const wrong: number = 'text'\n {6}\| {7}\^{5}\n/);
    expect(trace).to.match(/Note: a text is not a number/);
    expect((await kernel.execute("typeof wrong")).reply).to.include({ status: "error", ename: "TypeScriptError" });
    expect(servers().length).to.equal(1);
  });

  it("requests behind it are aborted, later ones run", async () => {
    const failed = kernel.execute("const w2: number = 'text'");
    const behind = kernel.execute("1");
    await failed;
    expect((await behind).reply.status).to.equal("aborted");
    expect(await value("2 + 2")).to.equal("4");
  });

  it("a failed cell keeps the names that got a value, and their types", async () => {
    const { reply } = await kernel.execute(
      "type Kept = string; const kept: Kept = 'a';\nthrow new Error('x'); const lost = 1",
    );
    expect(reply.ename).to.be.oneOf(["Error", "TypeScriptError"]);
    await kernel.execute(
      "type Kept = string; const kept: Kept = 'a';\nif (kept) throw new Error('x');\nconst lost = 1",
    );
    expect(await value("const again: Kept = kept; again.length")).to.equal("1");
    expect((await kernel.execute("lost")).reply.evalue).to.match(/Cannot find name 'lost'/);
  });

  it("%types warn shows errors and runs, off shows none, error stops again", async () => {
    const wrong = (name: string) => `const ${name}: number = 'text'; console.log('ran')`;
    await kernel.execute("%types warn");
    const warned = await kernel.execute(wrong("w3"));
    expect(warned.text("stderr")).to.match(/^TypeScriptError: Type 'string' is not assignable to type 'number'/);
    expect(warned.text()).to.equal("ran\n");
    await kernel.execute("%types off");
    const unchecked = await kernel.execute(wrong("w4"));
    expect(unchecked.published.map(({ type }) => type)).to.deep.equal(["execute_input", "stream"]);
    await kernel.execute("%types error");
    expect((await kernel.execute(wrong("w5"))).reply.ename).to.equal("TypeScriptError");
    expect(await value("w3 + w4"), "names of both cells are known").to.equal("'texttext'");
  });

  it("completion: matches, code-point cursors, kinds and signatures", async () => {
    await kernel.execute("const point = {\n  x: 1,\n  /** Moves it. */\n  move(by: number) { return by },\n}");
    const content = await complete("const s = '😀'; point.m");
    expect(content).to.deep.include({ status: "ok", matches: ["move"], cursor_start: 21, cursor_end: 22 });
    const [match] = (content.metadata as { _jupyter_types_experimental: Content[] })._jupyter_types_experimental;
    expect(match).to.deep.include({ text: "move", type: "method", start: 21, end: 22, documentation: "Moves it." });
    expect(match!.signature).to.match(/move\(by: number\): number/);
  });

  it("completion of values without types: their members now, nothing while a cell runs", async () => {
    await kernel.execute('const parsed: any = JSON.parse(\'{"alpha": 1, "beta": 2}\')');
    expect((await complete("parsed.")).matches).to.deep.equal(["alpha", "beta"]);
    const started = kernel.wait(({ header }) => header.msg_type === "stream");
    const running = kernel.execute("console.log('runs'); await new Promise((resolve) => setTimeout(resolve, 1500))");
    await started;
    expect((await complete("parsed.")).matches).to.deep.equal([]);
    await running;
  });

  it("inspect: text, markdown and HTML; source at detail level 1", async () => {
    await kernel.execute(
      "/** Adds one.\n * @param n a number */\nfunction inc(n: number): number {\n  return n + 1;\n}",
    );
    const { found, data } = (await inspect("inc")) as { found: boolean; data: Record<string, string> };
    expect(found).to.equal(true);
    expect(data["text/plain"]).to.equal("function inc(n: number): number\n\nAdds one.\n\n@param n — a number");
    expect(data["text/html"]).to.match(/<pre><code>function inc\(n: number\): number<\/code><\/pre><p>Adds one\.<\/p>/);
    expect(data["text/markdown"]).to.match(/^```typescript\nfunction inc/);
    const detailed = (await inspect("inc(1)", 2, 1)).data as Record<string, string>;
    expect(detailed["text/plain"]).to.match(
      /Source, In\[\d+\], line 3:\s+function inc\(n: number\): number \{\n {2}return n \+ 1;\n\}/,
    );
    expect(await inspect("nothing_of_the_kind")).to.deep.include({ found: false, data: {} });
  });

  it("both answer while a cell computes", async () => {
    await complete("Math.sq");
    const started = kernel.wait(({ header }) => header.msg_type === "stream");
    const running = kernel.execute(
      "console.log('runs'); const until = Date.now() + 3000; while (Date.now() < until) {}",
    );
    await started;
    let ended = false;
    void running.then(() => {
      ended = true;
    });
    expect((await complete("Math.sq")).matches).to.deep.equal(["sqrt"]);
    expect((await inspect("Math.sqrt(", 10)).found).to.equal(true);
    expect(ended, "the cell still runs").to.equal(false);
    await running;
  });

  it("an interrupt ends a check that takes long, and the next cell runs", async () => {
    // A type whose size doubles at each step.
    const heavy =
      "type Twice<T extends unknown[]> = [...T, ...T]; type Grow<T extends unknown[], N extends unknown[]> = N['length'] extends 13 ? T : Grow<Twice<T>, [...N, 1]>; const grown: Grow<[1, 2], []> = null";
    const running = kernel.execute(heavy);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await kernel.request("control", "interrupt_request", {});
    expect((await running).reply.status).to.equal("error");
    expect(await value("3 + 3")).to.equal("6");
  });

  it("kill -9 of the server: the kernel goes on, starts it again, says so once", async () => {
    await kernel.execute("const survives: number = 7; interface Still { a: number }");
    const [pid] = servers();
    process.kill(Number(pid), "SIGKILL");
    const next = await kernel.execute("const still: Still = { a: survives }; still.a");
    expect(next.reply.status).to.equal("ok");
    expect(next.published.at(-1)!.content.data).to.deep.equal({ "text/plain": "7" });
    const after = await kernel.execute("const typed: string = survives");
    expect(after.reply.evalue).to.match(/TS2322/);
    const said = [next, after].map((cell) => cell.text("stderr")).join("");
    expect(said.match(/TypeScript's server ended unexpectedly/g)?.length, said).to.equal(1);
    expect(servers()).to.have.length(1).and.not.include(pid);
    expect((await complete("still.")).matches).to.deep.equal(["a"]);
  });

  it("kill -9 while a completion waits", async () => {
    const [pid] = servers();
    const asked = complete("survives.toF");
    process.kill(Number(pid), "SIGKILL");
    expect((await asked).matches).to.deep.equal(["toFixed"]);
  });

  it("the server ends with the kernel", async () => {
    const [pid] = servers();
    await kernel.stop();
    const until = Date.now() + 5000;
    const lives = () => {
      try {
        process.kill(Number(pid), 0);
        return true;
      } catch {
        return false;
      }
    };
    while (lives() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(lives()).to.equal(false);
  });
});
