// node guard.mjs PROGRAM [ARGUMENT...]: runs a program, and kills it and its process group when whoever started the
// guard is gone. The starter holds the other end of standard input, which the system closes even after `kill -9`.
import { spawn } from "node:child_process";
import { constants } from "node:os";

const [program = "", ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"] });
child.on("error", (error) => {
  console.error(`${program} could not be started: ${error.message}`);
  process.exit(127);
});
child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
process.on("SIGTERM", () => child.kill("SIGTERM"));
process.stdin.on("error", () => {}).on("close", () => process.kill(-process.pid, "SIGKILL"));
process.stdin.resume();
