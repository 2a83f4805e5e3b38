import { spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { type Machine, prepareMachine } from "../../autograder/runner/index.ts";
import { gradingPolicy, inside } from "../../autograder/sandbox/index.ts";
import { median } from "../median.ts";

const program = "require('node:fs').writeSync(3, 'up')";

/** Milliseconds from start to the first word of a Node that says one, in the sandbox and plain, taken in turns. */
export async function spawnTimes(project: string, rounds: number): Promise<{ plain: number; sandbox: number }> {
  const machine: Machine = await prepareMachine(project);
  const policy = gradingPolicy(project);
  const plain: number[] = [];
  const sandbox: number[] = [];
  for (let round = 0; round < rounds; round++) {
    plain.push(
      await timed(async () => {
        const child = spawn(process.execPath, ["--no-warnings", "-e", program], {
          stdio: ["ignore", "ignore", "ignore", "pipe"],
          env: {},
        });
        await first(child.stdio[3] as Duplex);
        return () => child.kill("SIGKILL");
      }),
    );
    sandbox.push(
      await timed(async () => {
        const sandboxed = await machine.runner.start(policy, [inside.node, "--no-warnings", "-e", program]);
        await first(sandboxed.channel);
        return () => sandboxed.kill("done");
      }),
    );
  }
  return { plain: median(plain), sandbox: median(sandbox) };
}

async function timed(run: () => Promise<() => void>): Promise<number> {
  const began = performance.now();
  const end = await run();
  const ms = performance.now() - began;
  end();
  return ms;
}

function first(stream: Duplex): Promise<void> {
  return new Promise((resolve) => {
    stream.once("data", () => resolve());
  });
}
