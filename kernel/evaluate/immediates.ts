import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire, syncBuiltinESMExports } from "node:module";
import { MessageChannel } from "node:worker_threads";

/** What `setImmediate` returns in cells. */
class Immediate {
  cleared = false;
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return !this.cleared;
  }
  [Symbol.dispose](): void {
    this.cleared = true;
  }
}

const timers = createRequire(import.meta.url)("node:timers") as Record<string, unknown>;

/**
 * Replaces `setImmediate` by one that survives terminations; returns the undoing. When V8 terminates a callback that is
 * not the first of its round, Node's own finds that immediate destroyed and throws for ever. What an interrupted cell
 * left waiting does not run: `cancelled` tells in the callback's context.
 */
export function replaceImmediates(cancelled: () => boolean): () => void {
  const { port1, port2 } = new MessageChannel();
  const waiting: { immediate: Immediate; work: () => void }[] = [];
  port1.on("message", () => {
    const next = waiting.shift();
    if (next && !next.immediate.cleared) next.work();
  });
  const setImmediate = (callback: (...args: unknown[]) => void, ...args: unknown[]): Immediate => {
    if (typeof callback !== "function") throw new TypeError("setImmediate needs a function");
    const inCell = AsyncLocalStorage.snapshot();
    const immediate = new Immediate();
    waiting.push({ immediate, work: () => inCell(() => cancelled() || callback(...args)) });
    port2.postMessage(0);
    return immediate;
  };
  const clearImmediate = (immediate: unknown): void => {
    if (immediate instanceof Immediate) immediate.cleared = true;
  };
  const mine = { setImmediate, clearImmediate };
  const before = { setImmediate: globalThis.setImmediate, clearImmediate: globalThis.clearImmediate };
  for (const target of [globalThis, timers]) Object.assign(target, mine);
  syncBuiltinESMExports();
  return () => {
    for (const target of [globalThis, timers]) Object.assign(target, before);
    syncBuiltinESMExports();
    port1.close();
  };
}
