import { randomUUID } from "node:crypto";
import type { CommMessage } from "./types.ts";

/** What comes with a comm message. */
export interface CommContent {
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
  buffers: Uint8Array[];
}

export interface CommExtra {
  metadata?: Record<string, unknown>;
  buffers?: Uint8Array[];
}

type Listener = (content: CommContent) => unknown;
type Opened = (comm: Comm, content: CommContent) => unknown;

/** One open connection to a front end. */
export class Comm {
  readonly id: string;
  readonly target: string;
  readonly #post: (message: CommMessage) => void;
  readonly #listeners = { comm_msg: new Set<Listener>(), comm_close: new Set<Listener>() };

  constructor(id: string, target: string, post: (message: CommMessage) => void) {
    this.id = id;
    this.target = target;
    this.#post = post;
  }

  send(data: Record<string, unknown>, extra: CommExtra = {}): void {
    this.#post({ type: "comm_msg", commId: this.id, data, ...extra });
  }

  close(data: Record<string, unknown> = {}, extra: CommExtra = {}): void {
    this.#post({ type: "comm_close", commId: this.id, data, ...extra });
  }

  /** Called with each message that comes; returns the undoing. */
  onMessage(listener: Listener): () => void {
    this.#listeners.comm_msg.add(listener);
    return () => void this.#listeners.comm_msg.delete(listener);
  }

  /** Called when the front end closes the comm. */
  onClose(listener: Listener): () => void {
    this.#listeners.comm_close.add(listener);
    return () => void this.#listeners.comm_close.delete(listener);
  }

  /** For the kernel: something came. */
  async receive(type: "comm_msg" | "comm_close", content: CommContent): Promise<void> {
    for (const listener of [...this.#listeners[type]]) await listener(content);
  }
}

/**
 * Connections between cells and front ends, as `comms` in every cell.
 *
 * ```ts
 * comms.registerTarget("echo", (comm) => {
 *   comm.onMessage(({ data }) => comm.send({ heard: data }));
 * });
 * ```
 */
export class Comms {
  readonly #send: (message: CommMessage) => void;
  readonly #targets = new Map<string, Opened>();
  readonly #open = new Map<string, Comm>();

  constructor(send: (message: CommMessage) => void) {
    this.#send = send;
  }

  /** What to do when a front end opens a comm of this target. */
  registerTarget(target: string, opened: Opened): void {
    this.#targets.set(target, opened);
  }

  unregisterTarget(target: string): void {
    this.#targets.delete(target);
  }

  /** Opens a comm to the front ends, which look the target up in theirs. */
  open(target: string, data: Record<string, unknown> = {}, extra: CommExtra = {}): Comm {
    const comm = this.#add(randomUUID(), target);
    this.#send({ type: "comm_open", commId: comm.id, target, data, ...extra });
    return comm;
  }

  /** For the kernel: a front end's message. */
  async receive({ type, commId, target = "", data, metadata = {}, buffers = [] }: CommMessage): Promise<void> {
    const content = { data, metadata, buffers };
    if (type !== "comm_open") {
      const comm = this.#open.get(commId);
      if (type === "comm_close") this.#open.delete(commId);
      await comm?.receive(type, content);
      return;
    }
    const opened = this.#targets.get(target);
    if (opened) await opened(this.#add(commId, target), content);
    else this.#send({ type: "comm_close", commId, data: {} });
  }

  #add(id: string, target: string): Comm {
    const comm = new Comm(id, target, (message) => {
      if (message.type === "comm_close") this.#open.delete(id);
      this.#send(message);
    });
    this.#open.set(id, comm);
    return comm;
  }
}
