import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { ProtocolStart, ToMain, ToProtocol } from "../channel.ts";
import { endWithParent } from "../end-with-parent.ts";
import { Gate } from "../evaluate/gate.ts";
import { createDispatch } from "./dispatch.ts";
import { createInput } from "./input.ts";
import { createKernel } from "./kernel.ts";
import type { ConnectionInfo, Message } from "./messages.ts";
import { createPublisher } from "./publisher.ts";
import { openSockets } from "./sockets.ts";
import { createWire } from "./wire.ts";

const { connectionFile, gateState, interrupt, inputPort, inputSignal } = workerData as ProtocolStart;
const connection = JSON.parse(readFileSync(connectionFile, "utf8")) as ConnectionInfo;
const wire = createWire(connection.key, connection.signature_scheme);
const main = parentPort!;

/** A message that cannot be read is dropped: whoever sent it, the kernel goes on. */
const reading = (use: (message: Message) => void) => (frames: Buffer[]) => {
  let message: Message;
  try {
    message = wire.decode(frames);
  } catch {
    return;
  }
  use(message);
};

const sockets = await openSockets(connection, {
  shell: reading((message) => dispatch(message, sockets.shell)),
  control: reading((message) => dispatch(message, sockets.control)),
  stdin: reading((message) => input.received(message)),
  subscription(topic) {
    void sockets.iopub.send(
      wire.encode({ type: "iopub_welcome", identities: [topic], content: { subscription: topic } }),
    );
  },
});
const publisher = createPublisher(sockets.iopub, wire);
const input = createInput(sockets.stdin, wire, inputPort, inputSignal);
const kernel = createKernel({
  connection,
  publisher,
  interruptFlag: interrupt,
  gate: new Gate(gateState),
  toMain: (message: ToMain) => main.postMessage(message),
  askInput: input.ask,
  close: sockets.close,
  kill: () => process.kill(process.pid, "SIGKILL"),
});
const dispatch = createDispatch(kernel, wire);
main.on("message", (message: ToProtocol) => kernel.received(message));

publisher.publish("status", {}, { execution_state: "starting" });
endWithParent();
