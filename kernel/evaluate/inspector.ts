import { Session } from "node:inspector";
import { promiseHooks } from "node:v8";

/** What the inspector says of a script that threw. */
export type ScriptOutcome =
  | { kind: "done" }
  | { kind: "thrown"; error: unknown; line: number; column: number }
  | { kind: "terminated" };

export interface ScriptRunner {
  /** Evaluates a script in V8's REPL mode: names can be declared again, top-level await works. */
  run(script: string): Promise<ScriptOutcome>;
  close(): void;
}

interface RemoteObject {
  type: string;
  value?: unknown;
  unserializableValue?: string;
  objectId?: string;
}

interface EvaluateReply {
  exceptionDetails?: { exception?: RemoteObject; lineNumber: number; columnNumber: number };
}

// On Node 22 an awaited evaluation whose promise is collected aborts the process, so that promise is held.
const holdsPromises = Number(process.versions.node.split(".")[0]) < 24;

/** `caught.slot` names the global function through which a thrown value comes back alive. */
export function createScriptRunner(caught: { slot: string; take(): unknown }): ScriptRunner {
  const session = new Session();
  session.connect();
  const held = new Set<Promise<unknown>>();

  // In a wrapper, since a promise of what was thrown would look for its `then`.
  const live = async (object: RemoteObject | undefined): Promise<{ value: unknown }> => {
    if (!object) return { value: undefined };
    const { unserializableValue: text } = object;
    if (text?.endsWith("n")) return { value: BigInt(text.slice(0, -1)) };
    if (text !== undefined) return { value: Number(text) };
    if (object.objectId === undefined) return { value: object.value };
    const { objectId } = object;
    const call = { functionDeclaration: `function (error) { ${caught.slot}(error); }`, executionContextId: 1 };
    await new Promise((resolve) => {
      session.post("Runtime.callFunctionOn", { ...call, arguments: [{ objectId }] }, resolve);
    });
    return { value: caught.take() };
  };

  const evaluate = (expression: string, objectGroup: string) =>
    new Promise<{ error: Error | null; reply: EvaluateReply }>((resolve) => {
      const hold = holdsPromises ? holdFirstPromise(held) : undefined;
      const options = { expression, replMode: true, awaitPromise: true, objectGroup };
      session.post("Runtime.evaluate", options, (error, reply) => {
        if (!error) hold?.release();
        resolve({ error, reply: reply as EvaluateReply });
      });
      hold?.stop();
    });

  let count = 0;
  return {
    async run(script) {
      const objectGroup = `cell-${count++}`;
      const { error, reply } = await evaluate(script, objectGroup);
      if (error) return { kind: "terminated" };
      const details = reply.exceptionDetails;
      if (!details) {
        session.post("Runtime.releaseObjectGroup", { objectGroup });
        return { kind: "done" };
      }
      const thrown = await live(details.exception);
      session.post("Runtime.releaseObjectGroup", { objectGroup });
      return { kind: "thrown", error: thrown.value, line: details.lineNumber, column: details.columnNumber };
    },
    close: () => session.disconnect(),
  };
}

/** Keeps the first promise made, which is the evaluation's own, until it is settled; for ever when it was terminated. */
function holdFirstPromise(held: Set<Promise<unknown>>) {
  let first: Promise<unknown> | undefined;
  const stop = promiseHooks.onInit((promise: Promise<unknown>) => {
    if (first) return;
    first = promise;
    held.add(promise);
  }) as unknown as () => void;
  return { stop, release: () => first && held.delete(first) };
}
