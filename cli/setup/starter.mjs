import { readFileSync } from "node:fs";

/**
 * Sends this process SIGTERM when whoever started it is gone: the launcher that handed over to it, or npm, which does
 * not pass on what ends it (and has a shell in between, which would live on).
 */
export function endWithStarter() {
  const end = () => process.kill(process.pid, "SIGTERM");
  if (process.channel) {
    process.on("disconnect", end);
    process.channel.unref();
  } else if (process.env.npm_lifecycle_event) {
    const before = starters();
    const timer = setInterval(() => {
      if (starters() === before) return;
      clearInterval(timer);
      end();
    }, 500);
    timer.unref();
  }
}

/** The parent, and its parent where the system tells. */
function starters() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, "utf8");
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]}`;
  } catch {
    return `${process.ppid}`;
  }
}
