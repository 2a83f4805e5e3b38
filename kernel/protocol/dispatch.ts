import { aborted, execute } from "./handlers/execute.ts";
import { handlers } from "./handlers/index.ts";
import type { Kernel } from "./kernel.ts";
import type { Message } from "./messages.ts";
import type { Sender } from "./sockets.ts";
import type { Wire } from "./wire.ts";

/**
 * Answers requests between `busy` and `idle`. Execute requests wait for one another; all others are answered at once,
 * also while a cell computes.
 */
export function createDispatch(kernel: Kernel, wire: Wire) {
  const waiting: { message: Message; socket: Sender }[] = [];
  let executing = false;

  const status = ({ header }: Message, state: "busy" | "idle") => {
    kernel.publisher.publish("status", header, { execution_state: state });
  };
  const reply = (socket: Sender, { identities, header }: Message, content: Record<string, unknown>) => {
    const type = header.msg_type.replace(/_request$/, "_reply");
    return socket.send(wire.encode({ type, parent: header, identities, content }));
  };

  const answer = async (message: Message, socket: Sender): Promise<void> => {
    const { msg_type } = message.header;
    const handler = Object.hasOwn(handlers, msg_type) ? handlers[msg_type] : undefined;
    if (!handler) return;
    status(message, "busy");
    try {
      const content = await handler(message, kernel);
      if (content) await reply(socket, message, content);
    } catch (error) {
      const { name, message: evalue } = error as Error;
      await reply(socket, message, { status: "error", ename: name, evalue, traceback: [] });
    }
    status(message, "idle");
    // Front ends show the state they heard of last: the running cell is still busy.
    if (kernel.running && message !== kernel.running.request) status(kernel.running.request, "busy");
  };

  const executeNext = async (message: Message, socket: Sender): Promise<void> => {
    status(message, "busy");
    const content = await execute(message, kernel);
    // Clients stop collecting output at idle, some at the reply: everything printed has to have left before.
    await kernel.publisher.flushed();
    const fails = content.status === "error" && message.content.stop_on_error !== false;
    // What a client asks for once it has seen the failure is meant to run.
    const behind = fails ? await arrived() : [];
    await reply(socket, message, content);
    status(message, "idle");
    for (const left of behind) {
      status(left.message, "busy");
      await reply(left.socket, left.message, aborted(kernel));
      status(left.message, "idle");
    }
  };

  /** Takes out all requests that were sent before now. */
  const arrived = async () => {
    let count: number;
    do {
      count = waiting.length;
      await new Promise(setImmediate);
    } while (waiting.length > count);
    return waiting.splice(0);
  };

  const drain = async (): Promise<void> => {
    if (executing) return;
    executing = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) await executeNext(next.message, next.socket);
    executing = false;
  };

  return (message: Message, socket: Sender): void => {
    if (message.header.msg_type !== "execute_request") {
      void answer(message, socket);
      return;
    }
    waiting.push({ message, socket });
    void drain();
  };
}
