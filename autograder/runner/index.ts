export { type CellRun, type RunnableCell, RunningNotebook } from "./notebook.ts";
export { type SessionPool, sessionPool } from "./pool.ts";
export { type Machine, prepareMachine } from "./prepare.ts";
export { makeOnce, sourceKey } from "./prepared.ts";
export { reference } from "./reference.ts";
export { ProcessLost } from "./session.ts";
export { runTests, type TestOutcome } from "./tests.ts";
