import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import Mocha, { type MochaOptions, type Runner, type Test } from "mocha";
import { project } from "../setup/paths.mjs";

/** What one run of mocha counted. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What it has counted so far, and the test it is at; without one it has ended. */
export interface Progress extends Counts {
  running?: string;
}

const { EVENT_TEST_BEGIN, EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } =
  Mocha.Runner.constants;

/** Mocha reporter: a line for each test file, the failures at the end, the progress in the file named by the option `progress`. */
export default class FileReporter extends Mocha.reporters.Base {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const path = (options.reporterOptions as { progress?: string } | undefined)?.progress;
    const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
    let file = "";
    let shown: Counts = { ...counts };
    let started = performance.now();

    const write = (running?: string) => {
      if (path) writeFileSync(path, JSON.stringify({ ...counts, running } satisfies Progress));
    };
    const close = () => {
      if (!file) return;
      const parts = [`${counts.passed - shown.passed} passed`];
      if (counts.failed > shown.failed) parts.push(`${counts.failed - shown.failed} FAILED`);
      if (counts.skipped > shown.skipped) parts.push(`${counts.skipped - shown.skipped} skipped`);
      console.log(`  ${file}: ${parts.join(", ")} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
      shown = { ...counts };
      started = performance.now();
    };
    const fileOf = (test: Test) => (test.file ? relative(project, test.file) : file);
    const count = (test: Test, outcome: keyof Counts) => {
      const path = fileOf(test);
      if (path !== file) close();
      file = path;
      counts[outcome]++;
    };
    runner.on(EVENT_TEST_BEGIN, (test) => write(`${fileOf(test)}: ${test.fullTitle()}`));
    runner.on(EVENT_TEST_PASS, (test) => count(test, "passed"));
    runner.on(EVENT_TEST_FAIL, (test) => count(test, "failed"));
    runner.on(EVENT_TEST_PENDING, (test) => count(test, "skipped"));
    runner.once(EVENT_RUN_END, () => {
      close();
      if (counts.failed) this.epilogue();
      write();
    });
  }
}
