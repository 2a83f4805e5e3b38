import { setTimeout as sleep } from "node:timers/promises";
import type { LiveMember, ToMain, ToProtocol } from "../channel.ts";
import type { Gate } from "../evaluate/gate.ts";
import type { CellResult, CommMessage } from "../evaluate/types.ts";
import { CommRegistry } from "./comms.ts";
import { createHistory, type History } from "./history.ts";
import { createInterrupter } from "./interrupter.ts";
import type { ConnectionInfo, Header, Message } from "./messages.ts";
import type { Publisher } from "./publisher.ts";
import { createKernelTypes, type KernelTypes } from "./types.ts";

const lookMs = 200;

/** What the handlers of messages work with. */
export interface Kernel {
  readonly connection: ConnectionInfo;
  readonly publisher: Publisher;
  readonly history: History;
  readonly comms: CommRegistry;
  executionCount: number;
  /** How many interrupts there were. */
  interrupts: number;
  /** The request whose cell runs now. */
  running: Running | undefined;
  /** Runs a cell; resolves when all its output has come. */
  execute(request: Message, cell: CellRequest): Promise<CellResult>;
  /** Hands a client's comm message to the main thread; resolves when its handlers have ended. */
  comm(request: Message, message: CommMessage): Promise<void>;
  /** Types of the notebook's cells. */
  readonly types: KernelTypes;
  /** Members of live values by expression; nothing at all when the main thread is busy. */
  look(expressions: string[]): Promise<Record<string, LiveMember[]> | undefined>;
  interrupt(): void;
  /** Ends the process once the replies have left. */
  shutdown(): Promise<void>;
  /** Something from the main thread. */
  received(message: ToProtocol): void;
}

export interface CellRequest {
  code: string;
  cellName: string;
  expressions: Record<string, string>;
  /** `interrupts` when the request was taken up: one that came since ends the cell before it starts. */
  since: number;
}

const interrupted: CellResult = {
  status: "error",
  ename: "InterruptError",
  evalue: "the cell was interrupted",
  traceback: ["InterruptError: the cell was interrupted"],
};

interface Running {
  id: number;
  request: Message;
}

export interface KernelLinks {
  connection: ConnectionInfo;
  publisher: Publisher;
  interruptFlag: Int32Array;
  gate: Gate;
  toMain(message: ToMain): void;
  /** Asks the client for input; `undefined` ends the question. */
  askInput(request: Message | undefined, prompt: string, password: boolean): void;
  /** Closes the sockets. */
  close(): void;
  /** Ends the process whatever it does. */
  kill(): void;
}

export function createKernel({
  connection,
  publisher,
  interruptFlag,
  gate,
  toMain,
  askInput,
  close,
  kill,
}: KernelLinks): Kernel {
  const parents = new Map<number, Header>();
  /** Of silent requests: nothing they print leaves. */
  const quiet = new WeakSet<Header>();
  let nextId = 1;
  const handled = new Map<number, () => void>();
  const looking = new Map<number, (members: Record<string, LiveMember[]>) => void>();
  let settle: ((outcome: CellResult) => void) | undefined;
  const interrupter = createInterrupter(interruptFlag, gate, {
    running: () => kernel.running?.id,
    interrupt: () => toMain({ type: "interrupt" }),
    terminated: (attempt) => toMain({ type: "terminated", attempt }),
    nudge: () => toMain({ type: "nudge" }),
  });

  const kernel: Kernel = {
    connection,
    publisher,
    history: createHistory(),
    comms: new CommRegistry(),
    executionCount: 0,
    interrupts: 0,
    running: undefined,
    async execute(request, { since, ...cell }) {
      await interrupter.quiet();
      if (kernel.interrupts !== since) return interrupted;
      // One that came when the cell before was over already.
      Atomics.compareExchange(interruptFlag, 0, 1, 0);
      const id = nextId++;
      parents.set(id, request.header);
      if (request.content.silent === true) quiet.add(request.header);
      kernel.running = { id, request };
      const outcome = await new Promise<CellResult>((resolve) => {
        settle = resolve;
        toMain({ type: "execute", id, ...cell });
      });
      kernel.running = undefined;
      interrupter.ended(id);
      return outcome;
    },
    async comm(request, message) {
      const id = nextId++;
      parents.set(id, request.header);
      kernel.comms.passed(message);
      await new Promise<void>((resolve) => {
        handled.set(id, resolve);
        toMain({ type: "comm", id, message });
      });
      await publisher.flushed();
    },
    types: createKernelTypes(publisher),
    async look(expressions) {
      if (kernel.running) return undefined;
      const id = nextId++;
      const members = new Promise<Record<string, LiveMember[]>>((resolve) => {
        looking.set(id, resolve);
        toMain({ type: "look", id, expressions });
      });
      // A timer that a cell left behind may block the main thread.
      return Promise.race([members, sleep(lookMs, undefined, { ref: false })]);
    },
    interrupt() {
      kernel.interrupts++;
      kernel.types.cancel();
      askInput(undefined, "", false);
      interrupter.interrupt();
    },
    async shutdown() {
      kernel.types.stop();
      await publisher.flushed();
      interrupter.close();
      close();
      toMain({ type: "shutdown" });
      // A main thread that is blocked cannot exit by itself.
      setTimeout(kill, 500);
    },
    received(message) {
      switch (message.type) {
        case "output": {
          const parent = parents.get(message.id)!;
          if (!quiet.has(parent)) publisher.output(parent, message.output);
          break;
        }
        case "done":
          if (message.id === kernel.running?.id) settle?.(message.result);
          break;
        case "comm":
          kernel.comms.passed(message.message);
          publisher.comm(parents.get(message.id) ?? {}, message.message);
          break;
        case "comm_done":
          handled.get(message.id)?.();
          handled.delete(message.id);
          break;
        case "looked":
          looking.get(message.id)?.(message.members);
          looking.delete(message.id);
          break;
        case "resumed":
          interrupter.answer(message.attempt);
          break;
        case "input":
          askInput(kernel.running?.request, message.prompt, message.password);
      }
    },
  };
  return kernel;
}
