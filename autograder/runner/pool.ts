import type { Assignment } from "../assignment/index.ts";
import { gradingPolicy } from "../sandbox/index.ts";
import type { Machine } from "./prepare.ts";
import { Session } from "./session.ts";

/** Started sandboxes that have met no student; each is given out once. */
export interface SessionPool {
  take(): Promise<Session>;
  close(): Promise<void>;
}

/** Keeps one child of an assignment ready, so that its start overlaps with the work on the submission before. */
export function sessionPool(machine: Machine, assignment: Assignment, options: { files?: string } = {}): SessionPool {
  const policy = gradingPolicy(machine.project, {
    limits: { memory: assignment.memory },
    ...(machine.compileCache && { compileCache: machine.compileCache }),
    ...(options.files && { files: options.files }),
  });
  const usesLibrary = assignment.cells.some(
    ({ role, solution }) => role !== "demonstration" && /from\s+"tsgrad(?:\/(?!check)\w+)?"/.test(solution),
  );
  const start = () => Session.start(machine.runner, policy, { library: usesLibrary });
  let ready: Promise<Session> | undefined;
  const prepare = () => {
    ready = start();
    // Whoever takes it is told; until then nobody waits for it.
    ready.catch(() => undefined);
  };
  return {
    async take() {
      const waiting = ready;
      ready = undefined;
      const session = waiting ? await waiting.catch(start) : await start();
      prepare();
      return session.alive ? session : start();
    },
    async close() {
      await (await ready?.catch(() => undefined))?.close();
    },
  };
}
