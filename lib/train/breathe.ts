import { MessageChannel } from "node:worker_threads";

/** Ten times a second other things get their turn: an interrupt that comes as a message, timers, a widget's answer. */
const intervalMs = 100;
let nextAt = 0;

/**
 * Lets the event loop turn, if it is time. Over a channel, not `setImmediate`: in a notebook that one does not come back to an
 * interrupted cell, and the run could not end as it should.
 */
export async function breathe(): Promise<void> {
  if (performance.now() < nextAt) return;
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((resolve) => {
    port1.once("message", () => resolve());
    port2.postMessage(null);
  });
  port1.close();
  nextAt = performance.now() + intervalMs;
}
