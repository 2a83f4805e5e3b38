import type { CellError } from "../evaluate/types.ts";
import type { CheckedCell, TypeService } from "../types/index.ts";
import type { Header, Message } from "./messages.ts";
import type { Publisher } from "./publisher.ts";

/** The notebook's types as the protocol uses them; everything is loaded when it is first needed. */
export interface KernelTypes {
  /** Reads a cell before it runs: what is wrong with it, and what to do when it has run. */
  check(request: Message, name: string, code: string): Promise<CheckedCell>;
  /** Ends a check that is under way: its cell does not run. */
  cancel(): void;
  /** For completion and inspection. */
  service(): Promise<TypeService>;
  stop(): void;
}

/** A check that takes longer is given up: its cell runs unchecked. */
const patienceMs = 30_000;

const interrupted: CellError = {
  status: "error",
  ename: "InterruptError",
  evalue: "the cell was interrupted",
  traceback: ["InterruptError: the cell was interrupted before it ran"],
};

const unknown: CheckedCell = { values: [], ran() {} };

/** `TSGRAD_TYPES` sets the mode a kernel starts with. */
export function createKernelTypes(publisher: Publisher): KernelTypes {
  let loading: Promise<TypeService> | undefined;
  let service: TypeService | undefined;
  let current: Header | undefined;
  let cancelCheck: ((cell: CheckedCell) => void) | undefined;
  const unheard: string[] = [];

  const warn = (text: string): void => {
    if (current) publisher.output(current, { type: "stream", name: "stderr", text: `${text}\n` });
    else unheard.push(text);
  };
  const load = (): Promise<TypeService> => {
    loading ??= import("../types/index.ts").then(({ createTypeService, typesMode }) => {
      service = createTypeService({
        directory: process.cwd(),
        mode: typesMode(process.env.TSGRAD_TYPES),
        tell: warn,
      });
      return service;
    });
    return loading;
  };
  const check = async (name: string, code: string, unchecked: boolean): Promise<CheckedCell> => {
    const types = await load();
    const cell = await types.check(name, code, { unchecked });
    if (cell.advice) warn(cell.advice);
    if (!cell.error || types.mode === "error") return cell;
    warn(cell.error.traceback.join("\n"));
    return { ...cell, error: undefined };
  };

  return {
    async check(request, name, code) {
      const silent = request.content.silent === true;
      current = silent ? undefined : request.header;
      for (const text of current ? unheard.splice(0) : []) warn(text);
      const early = Promise.withResolvers<CheckedCell>();
      cancelCheck = early.resolve;
      const unchecked = (why: string) => {
        warn(`Types: ${why}. The cell runs unchecked.`);
        return unknown;
      };
      const late = () => early.resolve(unchecked(`no answer within ${patienceMs / 1000} s`));
      const timer = setTimeout(late, patienceMs);
      try {
        return await Promise.race([check(name, code, silent), early.promise]);
      } catch (error) {
        return unchecked((error as Error).message);
      } finally {
        clearTimeout(timer);
        cancelCheck = undefined;
        current = undefined;
      }
    },
    cancel: () => cancelCheck?.({ ...unknown, error: interrupted }),
    service: load,
    stop: () => service?.stop(),
  };
}
