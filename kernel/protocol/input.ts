import type { MessagePort } from "node:worker_threads";
import type { InputAnswer } from "../channel.ts";
import type { Message } from "./messages.ts";
import type { Sender } from "./sockets.ts";
import type { Wire } from "./wire.ts";

/** Carries questions of the main thread, which waits, to the client that runs the cell. */
export function createInput(stdin: Sender, wire: Wire, port: MessagePort, signal: Int32Array) {
  let asking = false;

  const answer = (reply: InputAnswer): void => {
    if (!asking) return;
    asking = false;
    port.postMessage(reply);
    Atomics.store(signal, 0, 1);
    Atomics.notify(signal, 0);
  };

  return {
    ask(request: Message | undefined, prompt: string, password: boolean): void {
      if (!request) {
        answer({ failure: "interrupted" });
        return;
      }
      asking = true;
      if (request.content.allow_stdin === false) {
        answer({ failure: "refused" });
        return;
      }
      const { identities, header: parent } = request;
      void stdin.send(wire.encode({ type: "input_request", parent, identities, content: { prompt, password } }));
    },
    received({ header, content }: Message): void {
      if (header.msg_type === "input_reply") answer({ text: String(content.value ?? "") });
    },
  };
}
