// Oracle: whatever comes over the sockets, the kernel answers the next good request and its messages stay in the protocol.
import { expect } from "chai";
import fc from "fast-check";
import { type KernelClient, startKernel } from "../support/client.ts";

const types = [
  ...["execute_request", "complete_request", "inspect_request", "is_complete_request", "history_request"],
  ...["kernel_info_request", "connect_request", "comm_info_request", "comm_open", "comm_msg", "comm_close"],
  ...["interrupt_request", "input_reply", "debug_request", "__proto__", "toString", "constructor", ""],
];
const keys = [
  ...["code", "silent", "cursor_pos", "detail_level", "user_expressions", "comm_id", "target_name", "data", "n"],
  ...["hist_access_type", "pattern", "session", "start", "stop", "value", "store_history", "allow_stdin"],
];
const content = fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 2 }));

describe("fuzzing", () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await startKernel();
    await kernel.execute("let alive = 42");
  });
  after(() => kernel.stop());
  const alive = async () => {
    const ask = async () => (await kernel.execute("0", { user_expressions: { alive: "alive" } })).reply;
    // A fuzzed cell that failed aborts those behind it, a fuzzed interrupt ends this one: asked again, it runs.
    let answer = await ask();
    for (let again = 0; answer.status !== "ok" && again < 3; again++) answer = await ask();
    expect(answer.user_expressions).to.deep.equal({
      alive: { status: "ok", data: { "text/plain": "42" }, metadata: {} },
    });
  };

  it("signed messages of every type with any content", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom("shell", "control", "stdin"), fc.constantFrom(...types), content), {
          minLength: 5,
          maxLength: 20,
        }),
        async (messages) => {
          for (const [channel, type, fuzzed] of messages) {
            kernel.send(channel as "shell", type, { ...fuzzed, ...(channel !== "stdin" && { allow_stdin: false }) });
          }
          await alive();
        },
      ),
      { numRuns: 30 },
    );
  });

  it("frames of any bytes", async () => {
    const frame = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom("<IDS|MSG>", "{}", "[]", "null", "\ud800"),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(frame, { minLength: 1, maxLength: 9 }), { maxLength: 20 }),
        async (messages) => {
          for (const frames of messages) kernel.sendRaw(frames.map((part) => Buffer.from(part as string)));
          await alive();
        },
      ),
      { numRuns: 20 },
    );
  });

  it("messages that are deep, long or too long", async () => {
    kernel.sendRaw(["<IDS|MSG>", "bad", "{}", "{}", "{}", "[".repeat(1_000_000)]);
    kernel.send("shell", "comm_msg", { comm_id: "x", data: { long: "x".repeat(30_000_000) } });
    for (const deep of ["(".repeat(20_000), "()=>{".repeat(5000), `\`\${${"`${".repeat(5000)}`]) {
      kernel.send("shell", "is_complete_request", { code: deep });
      kernel.send("shell", "execute_request", { code: deep });
    }
    kernel.send("shell", "history_request", { hist_access_type: "search", pattern: "*a".repeat(30) });
    await alive();
    // libzmq cuts this sender off; others do not notice.
    kernel.sendRaw([Buffer.alloc(300_000_000)]);
    const info = await kernel.request("control", "kernel_info_request", {});
    expect(info.content.status).to.equal("ok");
  });
});
