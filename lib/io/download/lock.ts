import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock nobody has touched for so long belongs to a machine that is gone. */
const STALE_SECONDS = 60;
const POLL_MS = 100;

/**
 * Runs `body` while no other process or thread that asks for the same lock file does.
 *
 * A lock whose process has ended is taken over; of another machine's process only its silence tells.
 */
export async function withLock<T>(path: string, body: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const token = `${process.pid} ${hostname()} ${crypto.randomUUID()}`;
  while (!take(path, token)) {
    if (isStale(path)) steal(path);
    else await sleep(POLL_MS);
  }
  const alive = setInterval(() => touch(path), 5000);
  alive.unref();
  try {
    return await body();
  } finally {
    clearInterval(alive);
    if (ownerOf(path) === token) rmSync(path, { force: true });
  }
}

function take(path: string, token: string): boolean {
  try {
    writeFileSync(path, token, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isStale(path: string): boolean {
  try {
    const silent = Date.now() - statSync(path).mtimeMs > STALE_SECONDS * 1000;
    const [pid, host] = readFileSync(path, "utf8").split(" ");
    // The file is there before its content is.
    if (pid === undefined || host === undefined) return silent;
    return silent || (host === hostname() && !isRunning(Number(pid)));
  } catch {
    // Gone: the next try takes it.
    return false;
  }
}

/** Only one of those who find the same stale lock can move it away. */
function steal(path: string): void {
  const aside = `${path}.${process.pid}.${crypto.randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  rmSync(aside, { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Taken away: `body` goes on, and its result is checked by its checksum.
  }
}

function ownerOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
