import type { Kernel } from "../kernel.ts";
import type { Message } from "../messages.ts";
import { complete, inspect } from "./assist.ts";
import { comm, commInfo } from "./comms.ts";
import { interrupt, shutdown } from "./control.ts";
import { history } from "./history.ts";
import { connect, kernelInfo } from "./info.ts";
import { isComplete } from "./isComplete.ts";

type Content = Record<string, unknown>;

/** Answers one message: the content of its reply, or nothing for messages that have none. */
export type Handler = (message: Message, kernel: Kernel) => Content | undefined | Promise<Content | undefined>;

/** Every request but `execute_request`, which waits in a queue. */
export const handlers: Record<string, Handler> = {
  kernel_info_request: kernelInfo,
  connect_request: connect,
  is_complete_request: isComplete,
  complete_request: complete,
  inspect_request: inspect,
  history_request: history,
  comm_info_request: commInfo,
  comm_open: comm,
  comm_msg: comm,
  comm_close: comm,
  interrupt_request: interrupt,
  shutdown_request: shutdown,
};
