import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { createDisplay, DisplayHandle } from "../display/api.ts";
import { toBundle } from "../display/bundle.ts";
import { installGlobals } from "../display/globals.ts";
import { captureStreams } from "./capture.ts";
import { type Cell, createCell, Terminated, Thrown } from "./cell.ts";
import { captureChildren } from "./children.ts";
import { type CommandContext, cellCommand, expandCommands, runCell, runLine } from "./commands/index.ts";
import { Comms } from "./comms.ts";
import { reportError } from "./errors/report.ts";
import { addSource, removeSource } from "./errors/sources.ts";
import { installStackTraces } from "./errors/stack.ts";
import { Gate } from "./gate.ts";
import { guardProcess } from "./guards.ts";
import { describeForHelp } from "./help.ts";
import { replaceImmediates } from "./immediates.ts";
import { createScriptRunner } from "./inspector.ts";
import { createInterrupts, InterruptError } from "./interrupt.ts";
import { createImporter } from "./modules/importer.ts";
import { runtime } from "./runtime.ts";
import { helper, transformCell } from "./transform/cell.ts";
import { CellNames, type DeclaredName, shadowName } from "./transform/names.ts";
import type { CellResult, Evaluator, EvaluatorOptions, ExecuteOptions, ExpressionResult, MimeBundle } from "./types.ts";

const { queueMicrotask, setImmediate, setTimeout } = globalThis;
/** After an interrupt library calls get this long to end by themselves, so that `finally` blocks run in order. */
const graceMs = 30;

/**
 * Runs cells in this realm, on the main thread, one after the other.
 *
 * ```ts
 * const evaluator = createEvaluator({ directory: process.cwd() });
 * const result = await evaluator.execute("1 + 1", { cellName: "In[1]", onOutput() {} });
 * ```
 */
export function createEvaluator(options: EvaluatorOptions): Evaluator {
  const shared = runtime();
  const directory = resolve(options.directory);
  const storage = new AsyncLocalStorage<Cell>();
  const interrupts = createInterrupts();
  const gate = options.gate ?? new Gate();
  const importer = createImporter(directory);
  const results = new Map<number, { value: unknown }>();
  const calls = new Map<number, () => void>();
  const names = new CellNames(Object.getOwnPropertyNames(globalThis));
  let caught: unknown;
  let count = 0;
  let latest: Cell | undefined;
  let running: Running | undefined;
  const asked: Asked[] = [];
  let leftovers = false;
  /** Ends what commands of the running cell have started. */
  const stops = new Set<() => void>();

  const current = () => storage.getStore() ?? latest;
  const display = createDisplay((output) => current()?.output.emit(output));
  const comms = new Comms((message) => options.comm?.(message));
  const undo = [
    installStackTraces(),
    replaceImmediates(() => storage.getStore()?.cancelled === true),
    captureChildren(),
    captureStreams((name, text) => {
      const cell = current();
      if (cell?.cancelled) throw new InterruptError();
      cell?.output.write(name, text);
    }),
    guardProcess((error) => {
      const cell = current();
      if (!cell || (cell.cancelled && error instanceof InterruptError)) return;
      cell.output.write("stderr", `Uncaught ${reportError(error, cell.url).traceback.join("\n")}\n`);
    }),
    installGlobals({
      display: display.display,
      updateDisplay: display.updateDisplay,
      clearOutput: display.clearOutput,
      progress: display.progress,
      help: (subject: unknown) => display.emit(describeForHelp(subject)),
      comms,
      require: createRequire(importer.meta.url),
      input: options.input,
    }),
    importer.dispose,
  ];
  Object.defineProperty(globalThis, helper, {
    configurable: true,
    value: Object.freeze({
      import: (...args: Parameters<typeof importer.import>) => interrupts.race(importer.import(...args)),
      meta: Object.assign(Object.create(null), importer.meta),
      race: interrupts.race,
      iterate: interrupts.iterate,
      command: (name: string, args: string) => interrupts.race(runLine(name, args, commands)),
      gone,
      use: <T>(isAsync: boolean, value: T) => current()!.resources.use(isAsync, value),
      constants,
      result: (id: number, value: unknown) => void results.set(id, { value }),
      call: (id: number) => calls.get(id)?.(),
      caught: (error: unknown) => {
        caught = error;
      },
    }),
  });
  const runner = createScriptRunner({ slot: `${helper}.caught`, take: () => caught });
  shared.display = display.emit;
  shared.cancelled = () => storage.getStore()?.cancelled === true;
  shared.interactive = options.interactive ?? false;

  const run = async (script: string, cell: Cell): Promise<void> => {
    const outcome = await storage.run(cell, () => runner.run(script));
    if (outcome.kind === "terminated") throw new Terminated();
    if (outcome.kind === "thrown") throw new Thrown(outcome.error, outcome);
  };

  /** Calls a function of the kernel's that runs code of the cell's, inside an evaluation, so that it can be terminated. */
  const guarded = async <T>(cell: Cell, work: () => T): Promise<T> => {
    const id = count++;
    let result: { value: T } | undefined;
    calls.set(id, () => {
      result = { value: work() };
    });
    await run(`${helper}.call(${id})`, cell).finally(() => calls.delete(id));
    return result!.value;
  };

  /** Which of a failed cell's names got a value before it failed. */
  const initialized = async (declares: DeclaredName[], cell: Cell): Promise<DeclaredName[]> => {
    const tests = await Promise.all(
      declares.map(({ name }) =>
        run(names.isGlobal(name) ? shadowName(name) : name, cell).then(
          () => true,
          () => false,
        ),
      ),
    );
    return declares.filter((_, index) => tests[index]);
  };

  /** Runs code as part of a cell; the value of its last expression, if it ends with one. */
  const evaluate = async (code: string, cell: Cell, url = cell.url): Promise<{ value: unknown } | undefined> => {
    const id = count++;
    addSource(url, { text: code, locate: () => undefined });
    const { script, locate, declares } = transformCell(expandCommands(code, helper), { sourceUrl: url, id, names });
    addSource(url, { text: code, locate });
    try {
      await run(script, cell);
      for (const declared of declares) names.declare(declared);
      return results.get(id);
    } catch (error) {
      for (const declared of await initialized(declares, cell)) names.declare(declared);
      throw error;
    } finally {
      results.delete(id);
    }
  };

  const evaluateCell = async (code: string, cell: Cell, expressions: Record<string, string>) => {
    try {
      const answer: { result?: MimeBundle; expressions?: Record<string, ExpressionResult> } = {};
      const command = cellCommand(code);
      if (command) {
        const run = async (body: string) => {
          answer.result = await shownResult(body, cell);
        };
        const context = { ...commands, run };
        addSource(cell.url, { text: code, locate: () => undefined });
        await storage.run(cell, () => interrupts.race(runCell(command.name, command.args, command.body, context)));
      } else answer.result = await shownResult(code, cell);
      for (const [name, expression] of Object.entries(expressions)) {
        answer.expressions ??= {};
        answer.expressions[name] = await userExpression(String(expression), cell);
      }
      return answer;
    } finally {
      await storage.run(cell, () => cell.resources.dispose());
    }
  };

  const shownResult = async (code: string, cell: Cell): Promise<MimeBundle | undefined> => {
    const result = await evaluate(code, cell);
    if (!result || result.value === undefined || isHandle(result.value)) return undefined;
    if (isLive(result.value)) {
      await interrupts.race(storage.run(cell, () => display.live(result.value as AsyncIterable<unknown>)));
      return undefined;
    }
    return interrupts.race(await guarded(cell, () => toBundle(result.value)));
  };

  const userExpression = async (code: string, cell: Cell): Promise<ExpressionResult> => {
    try {
      const bundle = await interrupts.race(await guarded(cell, async () => toBundle(await value(code))));
      return { status: "ok", ...bundle };
    } catch (error) {
      if (error instanceof Terminated || error instanceof InterruptError) throw error;
      return reportError(thrownBy(error), "expression");
    }
  };

  const start = ({ code, options: { cellName, onOutput, expressions = {} }, resolve }: Asked): void => {
    const cell = createCell(cellName, onOutput);
    latest = cell;
    gate.open();
    const mine: Running = {
      cell,
      terminated: false,
      settle(end) {
        if (running !== mine) return;
        mine.end = end;
        // One that is terminated at this moment is settled once the termination has passed.
        if (!gate.close()) return;
        running = undefined;
        resolve(finish(mine, end));
        // Not before whoever awaits the result has had it.
        setImmediate(() => {
          queueMicrotask(startNext);
          if (!running) gate.open();
        });
      },
    };
    running = mine;
    for (const hook of shared.hooks) hook.cellStart?.();
    evaluateCell(code, cell, expressions).then(
      (result) => mine.settle({ result }),
      (error) => mine.settle({ error }),
    );
  };

  const startNext = (): void => {
    const next = running ? undefined : asked.shift();
    if (next) start(next);
  };

  /** What has to be done and told when a cell has ended, in one go. */
  const finish = ({ cell, terminated }: Running, end: CellEnd): CellResult => {
    for (const stop of stops) stop();
    stops.clear();
    let outcome: CellResult;
    if ("result" in end) outcome = { status: "ok", ...end.result };
    else {
      const { error } = end;
      cell.cancelled = Atomics.load(shared.interrupt, 0) === 1 || terminated;
      outcome = reportError(thrownBy(error), cell.url, error instanceof Thrown ? error.at : undefined);
    }
    for (const hook of shared.hooks) hook.cellEnd?.({ terminated });
    // An async function of an interrupted cell goes on when its timer fires; its next library call ends it.
    leftovers ||= cell.cancelled;
    Atomics.store(shared.interrupt, 0, leftovers ? 2 : 0);
    cell.output.flush();
    return outcome;
  };

  const commands: CommandContext = {
    directory,
    names: () => names.all(),
    value: (name) => value(name),
    async reset() {
      const all = names.all().map(({ name }) => (names.isGlobal(name) ? shadowName(name) : name));
      for (const name of all) await runner.run(`try { ${name} = undefined } catch {}`);
      names.forget();
    },
    show: (bundle) => display.emit(bundle),
    run: async () => {},
    onStop: (stop) => {
      stops.add(stop);
    },
  };

  const value = async (expression: string): Promise<unknown> => {
    const url = `value-${count}`;
    try {
      const cell = current() ?? createCell(url, () => {});
      return (await evaluate(expression, cell, url))?.value;
    } catch (error) {
      throw error instanceof Thrown ? error.value : error;
    } finally {
      removeSource(url);
    }
  };
  shared.value = value;

  return {
    // A termination ends the frames below it and drops microtasks: the cell starts on a stack of its own, and the
    // promise that is awaited has to be the one that is resolved.
    execute: (code, options) =>
      new Promise((resolve) => {
        asked.push({ code, options, resolve });
        queueMicrotask(startNext);
      }),
    value,
    async comm(message, onOutput) {
      const cell = createCell("comm", onOutput);
      try {
        await storage.run(cell, () => guarded(cell, () => comms.receive(message)));
      } catch (error) {
        cell.output.write("stderr", `Uncaught ${reportError(thrownBy(error), cell.url).traceback.join("\n")}\n`);
      }
      cell.output.flush();
    },
    interrupt() {
      if (!running) return;
      Atomics.store(shared.interrupt, 0, 1);
      const { cell } = running;
      setTimeout(() => running?.cell === cell && interrupts.fire(), graceMs);
    },
    terminated() {
      gate.open();
      if (!running) return;
      const mine = running;
      mine.terminated = true;
      interrupts.fire();
      // Awaits that now reject may still run their `finally`.
      setTimeout(() => mine.settle(mine.end ?? { error: new Terminated() }), 5);
    },
    dispose() {
      running?.settle({ error: new Terminated() });
      runner.close();
      for (const step of undo.reverse()) step();
      shared.display = undefined;
      shared.cancelled = undefined;
      shared.value = undefined;
      delete (globalThis as Record<string, unknown>)[helper];
    },
  };
}

interface Asked {
  code: string;
  options: ExecuteOptions;
  resolve(result: CellResult): void;
}

interface Running {
  cell: Cell;
  /** A script of it was terminated: some `finally` did not run. */
  terminated: boolean;
  /** How it ended, where a termination came in between. */
  end?: CellEnd;
  settle(end: CellEnd): void;
}

type CellEnd = { result: Omit<Extract<CellResult, { status: "ok" }>, "status"> } | { error: unknown };

function thrownBy(error: unknown): unknown {
  return error instanceof Terminated ? new InterruptError() : error instanceof Thrown ? error.value : error;
}

/** What assignments to constants are turned into. */
const constants = new Proxy(Object.create(null), {
  set() {
    throw new TypeError("Assignment to constant variable.");
  },
});

/** What names that `%reset` forgot are turned into. */
const gone = new Proxy(Object.create(null), {
  get(_, name) {
    throw new ReferenceError(`${String(name)} is not defined`);
  },
  set(_, name) {
    throw new ReferenceError(`${String(name)} is not defined`);
  },
});

/** The object of an async generator function shows what it yields while it runs. */
function isLive(value: unknown): value is AsyncIterable<unknown> {
  return Object.prototype.toString.call(value) === "[object AsyncGenerator]";
}

/** A bare `setTimeout(...)` or `display(...)` at the end of a cell is not asked to show its handle. */
function isHandle(value: unknown): boolean {
  if (value instanceof DisplayHandle) return true;
  const name = typeof value === "object" ? value?.constructor?.name : undefined;
  return name === "Timeout" || name === "Immediate";
}
