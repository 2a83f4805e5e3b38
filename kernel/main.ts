import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import type { InputAnswer, LiveMember, ProtocolStart, ToMain, ToProtocol } from "./channel.ts";
import type { CommMessage } from "./evaluate/types.ts";

const connectionFile = process.argv[2];
if (!connectionFile) {
  process.stderr.write("usage: node --no-force-async-hooks-checks kernel/main.mjs CONNECTION_FILE\n");
  process.exit(2);
}

// The protocol starts beside the evaluator: sockets answer while this thread still loads.
const { runtime } = await import("./evaluate/runtime.ts");
const inputs = new MessageChannel();
const gateState = new Int32Array(new SharedArrayBuffer(4));
const inputSignal = new Int32Array(new SharedArrayBuffer(4));
const start: ProtocolStart = {
  connectionFile,
  interrupt: runtime().interrupt,
  gateState,
  inputSignal,
  inputPort: inputs.port2,
};
const protocol = new Worker(new URL("./protocol/worker.mjs", import.meta.url), {
  workerData: start,
  resourceLimits: { stackSizeMb: 16 },
  transferList: [inputs.port2],
});
const send = (message: ToProtocol) => protocol.postMessage(message);
const exit = process.exit.bind(process);

const { createEvaluator, Gate, InterruptError } = await import("./evaluate/index.ts");

const gate = new Gate(gateState);
const evaluator = createEvaluator({
  directory: process.cwd(),
  interactive: true,
  input: askInput,
  comm: sendComm,
  gate,
});
let current = 0;

protocol.on("message", (message: ToMain) => {
  if (message.type === "execute") void execute(message);
  else if (message.type === "comm") void receiveComm(message);
  else if (message.type === "look") void look(message);
  else if (message.type === "interrupt") {
    evaluator.interrupt();
    send({ type: "resumed", attempt: 0 });
  } else if (message.type === "terminated") {
    evaluator.terminated();
    send({ type: "resumed", attempt: message.attempt });
  } else if (message.type === "shutdown") {
    evaluator.dispose();
    exit(0);
  }
});
protocol.on("error", (error) => {
  process.stderr.write(`The kernel's protocol thread failed: ${error.stack}\n`);
  exit(1);
});
protocol.on("exit", () => exit(0));
process.on("SIGINT", () => evaluator.interrupt());

async function execute({ id, code, cellName, expressions }: Extract<ToMain, { type: "execute" }>): Promise<void> {
  current = id;
  const result = await evaluator.execute(code, {
    cellName,
    onOutput: (output) => send({ type: "output", id, output }),
    expressions,
  });
  send({ type: "done", id, result });
  gate.open();
}

async function receiveComm({ id, message }: Extract<ToMain, { type: "comm" }>): Promise<void> {
  await evaluator.comm(message, (output) => send({ type: "output", id, output }));
  send({ type: "comm_done", id });
}

function sendComm(message: CommMessage): void {
  send({ type: "comm", id: current, message });
}

async function look({ id, expressions }: Extract<ToMain, { type: "look" }>): Promise<void> {
  const { membersOf } = await import("./display/members.ts");
  const found: Record<string, LiveMember[]> = {};
  for (const expression of expressions) {
    try {
      found[expression] = membersOf(await evaluator.value(expression));
    } catch {}
  }
  send({ type: "looked", id, members: found });
}

/** Blocks this thread until the client has answered: cells read input synchronously. */
function askInput(prompt: string, { password }: { password: boolean }): string {
  Atomics.store(inputSignal, 0, 0);
  send({ type: "input", id: current, prompt, password });
  Atomics.wait(inputSignal, 0, 0);
  const answer = receiveMessageOnPort(inputs.port1)?.message as InputAnswer;
  if ("text" in answer) return answer.text;
  if (answer.failure === "interrupted") throw new InterruptError();
  throw new Error("Input was asked for, but this client does not allow it");
}
