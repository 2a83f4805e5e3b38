// Oracle: jupyter_client's messaging document, "Custom Messages": open, message, close, comm_info, buffers.
import { expect } from "chai";
import { type KernelClient, startKernel } from "../support/client.ts";

describe("comms", () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await startKernel();
    await kernel.execute(`const heard: unknown[] = [];
      comms.registerTarget("echo", (comm, { data }) => {
        heard.push(["open", data]);
        comm.onMessage(({ data, buffers }) => { console.log("handler"); comm.send({ got: data }, { buffers }) });
        comm.onClose(({ data }) => heard.push(["close", data]));
      });`);
  });
  after(() => kernel.stop());
  const next = (type: string) => kernel.wait(({ header }) => header.msg_type === type);
  const shown = async (code: string) => {
    const { published } = await kernel.execute(code);
    return (published.at(-1)!.content.data as Record<string, string>)["text/plain"];
  };

  it("a target nobody registered is closed at once", async () => {
    const closed = next("comm_close");
    kernel.send("shell", "comm_open", { comm_id: "c1", target_name: "nobody", data: {} });
    expect((await closed).content.comm_id).to.equal("c1");
  });

  it("opened by the front end: messages both ways, comm_info, close", async () => {
    kernel.send("shell", "comm_open", { comm_id: "c2", target_name: "echo", data: { hello: 1 } });
    const answered = next("comm_msg");
    const printed = next("stream");
    const id = kernel.send("shell", "comm_msg", { comm_id: "c2", data: { n: 1 } }, [Buffer.from([1, 2, 3])]);
    const answer = await answered;
    expect(answer.content).to.deep.equal({ comm_id: "c2", data: { got: { n: 1 } } });
    expect([...answer.buffers[0]!]).to.deep.equal([1, 2, 3]);
    expect((await printed).parentHeader.msg_id).to.equal(id);
    const info = await kernel.request("shell", "comm_info_request", { target_name: "echo" });
    expect(info.content.comms).to.deep.equal({ c2: { target_name: "echo" } });
    kernel.send("shell", "comm_close", { comm_id: "c2", data: { bye: true } });
    expect(await shown("heard")).to.equal("[ [ 'open', { hello: 1 } ], [ 'close', { bye: true } ] ]");
    expect((await kernel.request("shell", "comm_info_request", {})).content.comms).to.deep.equal({});
  });

  it("opened by a cell", async () => {
    const { published } = await kernel.execute("const c3 = comms.open('ui', { a: 1 }); c3.send({ b: 2 });");
    const [opened, sent] = published.filter(({ type }) => type.startsWith("comm"));
    expect(opened!.content).to.deep.include({ target_name: "ui", data: { a: 1 } });
    expect(sent!.content).to.deep.equal({ comm_id: opened!.content.comm_id, data: { b: 2 } });
    await kernel.execute("const got: unknown[] = []; void c3.onMessage(({ data }) => got.push(data));");
    kernel.send("shell", "comm_msg", { comm_id: opened!.content.comm_id, data: { back: 1 } });
    expect(await shown("got")).to.equal("[ { back: 1 } ]");
    const closing = await kernel.execute("c3.close()");
    expect(closing.published.map(({ type }) => type)).to.include("comm_close");
  });

  it("handled while a cell awaits", async () => {
    kernel.send("shell", "comm_open", { comm_id: "c4", target_name: "echo", data: {} });
    const running = kernel.execute("await new Promise((r) => setTimeout(r, 600)); 'done'");
    const answered = next("comm_msg");
    kernel.send("shell", "comm_msg", { comm_id: "c4", data: {} });
    await answered;
    const states = kernel.iopub.filter(({ header, parentHeader }) => {
      return header.msg_type === "status" && parentHeader.msg_type === "execute_request";
    });
    expect(states.at(-1)!.content.execution_state).to.equal("busy");
    expect((await running).reply.status).to.equal("ok");
  });

  it("a handler that throws is told and harms nothing", async () => {
    await kernel.execute("comms.registerTarget('bad', () => { throw new Error('in handler') })");
    const told = next("stream");
    kernel.send("shell", "comm_open", { comm_id: "c5", target_name: "bad", data: {} });
    expect((await told).content).to.include({ name: "stderr" });
    expect(String((await told).content.text)).to.match(/^Uncaught Error: in handler\n\nIn\[\d+\], line 1/);
  });

  it("a handler that never ends is interrupted", async () => {
    await kernel.execute("comms.registerTarget('loop', () => { while (true) {} })");
    const id = kernel.send("shell", "comm_open", { comm_id: "c6", target_name: "loop", data: {} });
    const idle = kernel.wait(
      ({ content, parentHeader }) => content.execution_state === "idle" && parentHeader.msg_id === id,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await kernel.request("control", "interrupt_request", {});
    await idle;
    expect(await shown("1 + 1")).to.equal("2");
  });
});
