import { runtime } from "../runtime.ts";
import type { Callback, StepResult } from "./callback.ts";
import type { Trainer } from "./trainer.ts";

/** Two redraws a second: enough to see it move, and cheap. */
const intervalMs = 500;

/**
 * Shows how far a run has come, how long it will take, and the latest numbers.
 *
 * In a notebook the line is replaced as it changes; where nobody watches (a headless run) only its last state is written; in
 * a terminal it stays on one line of stderr; where output goes to a file there is none.
 */
export class ProgressBar implements Callback {
  #displayId = "";
  #shown = false;
  #start = 0;
  #nextAt = 0;
  #steps = 0;
  #loss = Number.NaN;

  onFitStart(): void {
    this.#displayId = crypto.randomUUID();
    this.#shown = false;
    this.#start = performance.now();
    this.#steps = 0;
    this.#nextAt = 0;
  }

  onBatchEnd(trainer: Trainer, _batch: unknown, { loss }: StepResult): void {
    this.#steps++;
    this.#loss = Number.isNaN(this.#loss) ? loss : 0.95 * this.#loss + 0.05 * loss;
    const now = performance.now();
    if (now < this.#nextAt || !(runtime().interactive || process.stderr.isTTY)) return;
    this.#nextAt = now + intervalMs;
    this.#show(this.#line(trainer), share(trainer));
  }

  onTeardown(trainer: Trainer, error: unknown): void {
    if (this.#steps === 0) return;
    this.#show(`${this.#line(trainer)}${error ? " (stopped)" : ""}`, share(trainer), true);
  }

  #line(trainer: Trainer): string {
    const { epoch, maxEpochs, batchIndex, batches, logged } = trainer;
    const seconds = (performance.now() - this.#start) / 1000;
    const rate = this.#steps / seconds;
    const left = batches === null ? null : ((maxEpochs - epoch) * batches - batchIndex) / rate;
    const numbers = Object.entries(logged).filter(([name]) => !["epoch", "lr", "loss"].includes(name));
    const parts = [
      `epoch ${Math.min(epoch + (batchIndex > 0 ? 1 : 0), maxEpochs)}/${maxEpochs}`,
      batchIndex > 0 ? `batch ${batchIndex}${batches === null ? "" : `/${batches}`}` : "",
      `${clock(seconds)}${left !== null && left > 0 && !trainer.shouldStop ? `, ${clock(left)} left` : ""}`,
      `${rate >= 1 ? `${rate.toFixed(rate < 100 ? 1 : 0)} batches/s` : `${(1 / rate).toFixed(1)} s a batch`}`,
      `loss ${shortened(batchIndex > 0 ? this.#loss : (logged.loss ?? this.#loss))}`,
      ...numbers.map(([name, value]) => `${name} ${shortened(value)}`),
    ];
    return parts.filter(Boolean).join("  ");
  }

  #show(text: string, done: number | null, last = false): void {
    const { display } = runtime();
    if (display) {
      const value = done === null ? "" : ` value="${done.toFixed(4)}"`;
      const data = {
        "text/html": `<progress max="1"${value} style="width:14em;vertical-align:middle"></progress> <code>${escaped(text)}</code>`,
        "text/plain": `${done === null ? "" : `${bar(done)} `}${text}`,
      };
      display({ data }, { displayId: this.#displayId, update: this.#shown });
      this.#shown = true;
    } else if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[K${done === null ? "" : `${bar(done)} `}${text}${last ? "\n" : ""}`);
    }
  }
}

function share({ epoch, maxEpochs, batchIndex, batches }: Trainer): number | null {
  if (batches === null) return null;
  return Math.min(1, (epoch + batchIndex / batches) / maxEpochs);
}

function bar(done: number): string {
  const filled = Math.round(20 * done);
  return `[${"#".repeat(filled)}${".".repeat(20 - filled)}]`;
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

function shortened(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
