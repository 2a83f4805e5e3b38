import { mkdirSync, rmSync } from "node:fs";
import { withLock } from "./lock.mjs";
import { inState } from "./paths.mjs";
import { showProgress } from "./progress.mjs";
import { requireSpace } from "./space.mjs";
import { readStamp, removeStamp, writeStamp } from "./stamps.mjs";

/**
 * @typedef {object} Step
 * @property {string} name of its stamp and its log
 * @property {string} title what the student reads
 * @property {string} inputs a fingerprint: the step runs again when it changes
 * @property {() => boolean} present whether what the step made is still there
 * @property {(scratch: string) => Promise<void>} install makes it; `scratch` is an empty folder on the same disk
 * @property {() => string} [detail] shown beside the seconds
 */

/** Said once, also where one Node hands over to another. */
const announcement = "TSGRAD_ANNOUNCED";

/**
 * Runs a step unless it has been done. The stamp goes before the work starts and comes back when it has ended, so a
 * step that was killed is done again, and one that was not is never repeated.
 *
 * @param {Step} step
 * @param {string[]} plan all steps of this command, for the space they need
 */
export async function runStep(step, plan) {
  if (done(step)) return;
  await withLock(async () => {
    if (done(step)) return;
    requireSpace(plan.filter((name) => name === step.name || readStamp(name) === undefined));
    announce();
    const scratch = inState("tmp");
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
    removeStamp(step.name);
    rmSync(inState("logs", `${step.name}.log`), { force: true });
    try {
      await showProgress(step.title, () => step.install(scratch), step.detail);
      writeStamp(step.name, step.inputs);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}

function announce() {
  if (process.env[announcement]) return;
  process.env[announcement] = "1";
  console.error("Setting up tsgrad in this folder. Run the command again if it is interrupted.");
}

/** @param {Step} step */
const done = (step) => readStamp(step.name) === step.inputs && step.present();
