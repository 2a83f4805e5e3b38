// Oracle: jupyter_client's messaging document, version 5.5, over real sockets.
import { expect } from "chai";
import { type KernelClient, startKernel } from "../support/client.ts";

describe("requests", () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await startKernel();
  });
  after(() => kernel.stop());

  it("kernel_info", () => {
    expect(kernel.info).to.include({ status: "ok", protocol_version: "5.5", implementation: "tsgrad" });
    expect(kernel.info.language_info).to.include({ name: "typescript", file_extension: ".ts" });
  });

  it("execute: busy, input, streams, result, reply, idle in this order", async () => {
    const from = kernel.iopub.length;
    const { reply, published } = await kernel.execute("console.log('a'); console.error('b'); 1 + 1");
    expect(reply).to.deep.include({ status: "ok", payload: [], user_expressions: {} });
    expect(published.map(({ type }) => type)).to.deep.equal(["execute_input", "stream", "stream", "execute_result"]);
    expect(published[3]!.content.data).to.deep.equal({ "text/plain": "2" });
    const states = kernel.iopub.slice(from).filter(({ header }) => header.msg_type === "status");
    expect(states.map(({ content }) => content.execution_state)).to.deep.equal(["busy", "idle"]);
    expect(kernel.iopub.at(-1)!.content.execution_state).to.equal("idle");
  });

  it("execute: errors as message and reply", async () => {
    const { reply, published } = await kernel.execute("const q = 1;\nnull!.x");
    expect(reply).to.include({ status: "error", ename: "TypeError" });
    expect(published.at(-1)).to.deep.include({ type: "error" });
    expect((reply.traceback as string[]).join("\n")).to.match(/In\[\d+\], line 2/);
  });

  it("execution_count, silent and store_history", async () => {
    const count = Number((await kernel.execute("1")).reply.execution_count);
    const silent = await kernel.execute("console.log('s'); 2", { silent: true });
    expect(silent.published).to.deep.equal([]);
    const failed = await kernel.execute("throw new Error('quiet')", { silent: true });
    expect([failed.published, failed.reply.evalue]).to.deep.equal([[], "quiet"]);
    expect((await kernel.execute("3", { store_history: false })).reply.execution_count).to.equal(count);
    expect((await kernel.execute("4")).reply.execution_count).to.equal(count + 1);
  });

  it("user_expressions", async () => {
    const { reply } = await kernel.execute("let ue = 20", { user_expressions: { a: "ue + 1", b: "nope.x" } });
    const answers = reply.user_expressions as Record<string, Record<string, unknown>>;
    expect(answers.a).to.deep.include({ status: "ok", data: { "text/plain": "21" } });
    expect(answers.b).to.include({ status: "error", ename: "ReferenceError" });
  });

  it("requests behind a failed one are aborted, later ones run", async () => {
    const failed = kernel.execute("await null; throw new Error('stop')");
    const behind = [kernel.execute("console.log('never')"), kernel.execute("2")];
    await failed;
    for (const { reply, published } of await Promise.all(behind)) {
      expect(reply.status).to.equal("aborted");
      expect(published).to.deep.equal([]);
    }
    expect((await kernel.execute("'on'")).reply.status).to.equal("ok");
  });

  it("without stop_on_error they run", async () => {
    const failed = kernel.execute("await null; throw new Error('go on')", { stop_on_error: false });
    const behind = kernel.execute("3");
    await failed;
    expect((await behind).reply.status).to.equal("ok");
  });

  it("displays, updates and clears", async () => {
    const { published } = await kernel.execute(
      "const h = display(1, { id: 'd1' }); h.update(2); updateDisplay('d1', 3); clearOutput({ wait: true })",
    );
    const ids = published
      .slice(1, 4)
      .map(({ type, content }) => [type, (content.transient as { display_id: string }).display_id]);
    expect(ids).to.deep.equal([
      ["display_data", "d1"],
      ["update_display_data", "d1"],
      ["update_display_data", "d1"],
    ]);
    expect(published[4]).to.deep.equal({ type: "clear_output", content: { wait: true } });
  });

  it("late output has the request that started it as parent", async () => {
    const from = kernel.iopub.length;
    await kernel.execute("setTimeout(() => console.log('late'), 50);");
    const parent = kernel.iopub[from]!.parentHeader.msg_id;
    const running = kernel.execute("await new Promise((r) => setTimeout(r, 150))");
    const late = await kernel.wait(({ header }) => header.msg_type === "stream");
    expect(late.parentHeader.msg_id).to.equal(parent);
    await running;
  });

  it("is_complete", async () => {
    const status = async (code: string) => (await kernel.request("shell", "is_complete_request", { code })).content;
    expect((await status("const a: number = 1")).status).to.equal("complete");
    expect(await status("function f() {")).to.deep.equal({ status: "incomplete", indent: "  " });
    expect((await status("`open")).status).to.equal("incomplete");
    expect((await status("let = = 3")).status).to.equal("invalid");
  });

  it("history", async () => {
    await kernel.execute("'remember me'");
    const ask = async (content: Record<string, unknown>) =>
      (await kernel.request("shell", "history_request", { raw: true, output: false, ...content })).content
        .history as unknown[][];
    expect((await ask({ hist_access_type: "tail", n: 1 }))[0]![2]).to.equal("'remember me'");
    expect((await ask({ hist_access_type: "search", pattern: "*remember*" })).length).to.equal(1);
    expect((await ask({ hist_access_type: "range", session: 0, start: 1, stop: 2 }))[0]![2]).to.match(/console.log/);
  });

  it("connect and comm_info", async () => {
    expect((await kernel.request("shell", "connect_request", {})).content.hb_port).to.equal(kernel.connection.hb_port);
    expect((await kernel.request("shell", "comm_info_request", {})).content).to.deep.equal({ status: "ok", comms: {} });
  });

  it("answers while a cell computes", async () => {
    const running = kernel.execute("const until = Date.now() + 400; while (Date.now() < until) {}");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const start = performance.now();
    await kernel.request("shell", "kernel_info_request", {});
    await kernel.heartbeat("ping");
    expect(performance.now() - start).to.be.below(200);
    await running;
  });

  it("unsigned and malformed messages are dropped", async () => {
    kernel.sendRaw(["<IDS|MSG>", "bad", "{}", "{}", "{}", "{}"]);
    kernel.sendRaw(["nothing", "at all"]);
    kernel.sendRaw([Buffer.from([0xff, 0xfe])]);
    kernel.send("shell", "no_such_request", {});
    expect((await kernel.execute("1")).reply.status).to.equal("ok");
  });

  it("input: prompt, password and a client that allows none", async () => {
    const answering = kernel.wait(({ header }) => header.msg_type === "input_request");
    const running = kernel.execute("prompt('name? ')", { allow_stdin: true });
    expect((await answering).content).to.deep.equal({ prompt: "name? ", password: false });
    kernel.send("stdin", "input_reply", { status: "ok", value: "Ada" });
    expect((await running).published.at(-1)!.content.data).to.deep.equal({ "text/plain": "'Ada'" });
    expect((await kernel.execute("prompt('x')")).reply.evalue).to.match(/does not allow/);
  });
});

describe("the end of a kernel", () => {
  it("shutdown is answered and ends the process quickly, also while a cell computes", async () => {
    const kernel = await startKernel();
    void kernel.execute("while (true) {}").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 200));
    const start = performance.now();
    const exited = new Promise((resolve) => kernel.process.once("exit", resolve));
    const reply = await kernel.request("control", "shutdown_request", { restart: false });
    expect(reply.content).to.deep.equal({ status: "ok", restart: false });
    await exited;
    expect(performance.now() - start).to.be.below(1500);
    await kernel.stop();
  });
});
