import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** @typedef {{ pid: number, born: string }} Identity a process, told apart from a later one with the same number */

/**
 * @param {number} pid
 * @returns {Identity}
 */
export const identify = (pid) => ({ pid, born: birth(pid) });

/** @param {Identity} identity */
export function isAlive({ pid, born }) {
  return born !== "" && birth(pid) === born;
}

/**
 * When a process started; empty if there is none.
 *
 * @param {number} pid
 */
function birth(pid) {
  try {
    if (process.platform !== "linux")
      return execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8" });
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses and may hold anything; a zombie (Z) has ended.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
