import type { CommMessage } from "../../evaluate/types.ts";
import type { Message } from "../messages.ts";
import type { Handler } from "./index.ts";

export const commInfo: Handler = ({ content }, { comms }) => ({
  status: "ok",
  comms: comms.list(typeof content.target_name === "string" ? content.target_name : undefined),
});

/** `comm_open`, `comm_msg` and `comm_close` go to the main thread, where their handlers live. */
export const comm: Handler = async (message, kernel) => {
  const parsed = parse(message);
  if (parsed) await kernel.comm(message, parsed);
  return undefined;
};

function parse({ header, content, metadata, buffers }: Message): CommMessage | undefined {
  if (typeof content.comm_id !== "string") return undefined;
  const data = typeof content.data === "object" && content.data !== null ? content.data : {};
  return {
    type: header.msg_type as CommMessage["type"],
    commId: content.comm_id,
    target: typeof content.target_name === "string" ? content.target_name : undefined,
    data: data as Record<string, unknown>,
    metadata,
    buffers,
  };
}
