import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { inState } from "./paths.mjs";
import { identify, isAlive } from "./processes.mjs";

/**
 * Runs `work` while no other set-up of this project does. A lock whose owner died is taken over.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(work) {
  mkdirSync(inState(), { recursive: true });
  const lock = inState("setup.lock");
  const mine = inState(`setup.lock.${process.pid}`);
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    let told = false;
    while (!take(mine, lock)) {
      const owner = read(lock);
      if (owner && !isAlive(owner)) discard(lock, owner);
      else {
        if (owner && !told) console.error(`Waiting for another set-up of this project (process ${owner.pid}).`);
        told = told || owner !== undefined;
        await sleep(200);
      }
    }
  } finally {
    unlinkSync(mine);
  }
  const release = () => unlinkSync(lock);
  process.on("exit", release);
  try {
    await endOrphan();
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

/** A set-up that was killed outright could not stop what it had started: it would write where the next one does. */
async function endOrphan() {
  const orphan = read(inState("setup.child"));
  if (!orphan) return;
  if (isAlive(orphan)) process.kill(-orphan.pid, "SIGKILL");
  while (isAlive(orphan)) await sleep(20);
}

/**
 * A hard link appears whole or not at all, content included.
 *
 * @param {string} mine
 * @param {string} lock
 */
function take(mine, lock) {
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/**
 * @param {string} path
 * @returns {import("./processes.mjs").Identity | undefined}
 */
function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Two set-ups may find the same dead owner: whoever moved a living one's lock away puts it back.
 *
 * @param {string} lock
 * @param {import("./processes.mjs").Identity} owner
 */
function discard(lock, owner) {
  const aside = `${lock}.${process.pid}.dead`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (read(aside)?.pid === owner.pid) unlinkSync(aside);
  else renameSync(aside, lock);
}
