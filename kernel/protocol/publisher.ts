import type { CommMessage, Output } from "../evaluate/types.ts";
import type { Header } from "./messages.ts";
import type { Sender } from "./sockets.ts";
import type { Wire } from "./wire.ts";

// Jupyter's server drops what exceeds 1,000 messages a second: at most 20 a second and stream leave here.
const streamIntervalMs = 50;

interface Pending {
  name: "stdout" | "stderr";
  text: string[];
  timer?: NodeJS.Timeout;
  lastSent: number;
}

export interface Publisher {
  /** Publishes after everything published before it. */
  publish(
    type: string,
    parent: Partial<Header>,
    content: Record<string, unknown>,
    extra?: { metadata?: Record<string, unknown>; buffers?: Uint8Array[] },
  ): void;
  output(parent: Header, output: Output): void;
  comm(parent: Partial<Header>, message: CommMessage): void;
  /** Everything published so far has left. */
  flushed(): Promise<void>;
}

/** Owns iopub: text is collected for a moment under its parent, and leaves before anything else of that parent does. */
export function createPublisher(socket: Sender, wire: Wire): Publisher {
  const streams = new Map<Header, Pending>();
  let last: Promise<void> = Promise.resolve();

  const send: Publisher["publish"] = (type, parent, content, extra) => {
    last = socket.send(wire.encode({ type, parent, content, identities: [type], ...extra }));
  };
  const flush = (parent: Header, pending: Pending): void => {
    clearTimeout(pending.timer);
    pending.timer = undefined;
    if (pending.text.length === 0) return;
    send("stream", parent, { name: pending.name, text: pending.text.join("") });
    pending.text = [];
    pending.lastSent = performance.now();
  };
  const flushParent = (parent: Partial<Header>) => {
    const pending = streams.get(parent as Header);
    if (pending) flush(parent as Header, pending);
  };
  const write = (parent: Header, name: "stdout" | "stderr", text: string): void => {
    let pending = streams.get(parent);
    if (!pending) {
      pending = { name, text: [], lastSent: Number.NEGATIVE_INFINITY };
      streams.set(parent, pending);
    }
    if (pending.name !== name) flush(parent, pending);
    pending.name = name;
    pending.text.push(text);
    const wait = pending.lastSent + streamIntervalMs - performance.now();
    if (wait <= 0) flush(parent, pending);
    else pending.timer ??= setTimeout(flush, wait, parent, pending);
  };
  const publish: Publisher["publish"] = (type, parent, content, extra) => {
    flushParent(parent);
    if (type === "status" && content.execution_state === "idle") streams.delete(parent as Header);
    send(type, parent, content, extra);
  };

  return {
    publish,
    output(parent, output) {
      if (output.type === "stream") write(parent, output.name, output.text);
      else if (output.type === "clear_output") publish("clear_output", parent, { wait: output.wait });
      else {
        const transient = output.displayId === undefined ? {} : { display_id: output.displayId };
        publish(output.type, parent, { data: output.data, metadata: output.metadata, transient });
      }
    },
    comm(parent, { type, commId, target, data, metadata, buffers }) {
      const content = { comm_id: commId, ...(type === "comm_open" && { target_name: target }), data };
      publish(type, parent, content, { metadata, buffers });
    },
    flushed: () => last,
  };
}
