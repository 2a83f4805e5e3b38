import type { ExpressionResult, ToMain, ToProtocol } from "../channel.ts";
import type { CellResult } from "../evaluate/types.ts";
import { CommRegistry } from "./comms.ts";
import { createHistory, type History } from "./history.ts";
import { createInterrupter } from "./interrupter.ts";
import type { ConnectionInfo, Header, Message } from "./messages.ts";
import type { Publisher } from "./publisher.ts";

/** What the handlers of messages work with. */
export interface Kernel {
  readonly connection: ConnectionInfo;
  readonly publisher: Publisher;
  readonly history: History;
  readonly comms: CommRegistry;
  executionCount: number;
  /** The request whose cell runs now. */
  running: Running | undefined;
  /** Runs a cell; resolves when all its output has come. */
  execute(request: Message, cell: CellRequest): Promise<CellOutcome>;
  interrupt(): void;
  /** Ends the process once the replies have left. */
  shutdown(): Promise<void>;
  /** Something from the main thread. */
  received(message: ToProtocol): void;
}

export interface CellRequest {
  code: string;
  cellName: string;
  userExpressions: Record<string, string>;
}

export interface CellOutcome {
  result: CellResult;
  userExpressions: Record<string, ExpressionResult>;
}

interface Running {
  id: number;
  request: Message;
}

export interface KernelLinks {
  connection: ConnectionInfo;
  publisher: Publisher;
  interruptFlag: Int32Array;
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
  toMain,
  askInput,
  close,
  kill,
}: KernelLinks): Kernel {
  const parents = new Map<number, Header>();
  let nextId = 1;
  let settle: ((outcome: CellOutcome) => void) | undefined;
  const interrupter = createInterrupter(interruptFlag, {
    running: () => kernel.running?.id,
    interrupt: () => toMain({ type: "interrupt" }),
    terminated: (attempt) => toMain({ type: "terminated", attempt }),
  });

  const kernel: Kernel = {
    connection,
    publisher,
    history: createHistory(),
    comms: new CommRegistry(),
    executionCount: 0,
    running: undefined,
    async execute(request, cell) {
      await interrupter.quiet();
      const id = nextId++;
      parents.set(id, request.header);
      kernel.running = { id, request };
      const outcome = await new Promise<CellOutcome>((resolve) => {
        settle = resolve;
        toMain({ type: "execute", id, ...cell });
      });
      kernel.running = undefined;
      interrupter.ended(id);
      return outcome;
    },
    interrupt() {
      askInput(undefined, "", false);
      interrupter.interrupt();
    },
    async shutdown() {
      await publisher.flushed();
      interrupter.close();
      close();
      toMain({ type: "shutdown" });
      // A main thread that is blocked cannot exit by itself.
      setTimeout(kill, 500);
    },
    received(message) {
      if (message.type === "output") publisher.output(parents.get(message.id)!, message.output);
      else if (message.type === "done") {
        if (message.id === kernel.running?.id) settle?.(message);
      } else if (message.type === "resumed") interrupter.answer(message.attempt);
      else askInput(kernel.running?.request, message.prompt, message.password);
    },
  };
  return kernel;
}
