import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import Mocha, { type MochaOptions, type Runner, type Test } from "mocha";

/** What one run of mocha counted. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } = Mocha.Runner.constants;

/** Mocha reporter: a line for each test file, the failures at the end, the counts in the file named by the option `counts`. */
export default class FileReporter extends Mocha.reporters.Base {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
    let file = "";
    let shown: Counts = { ...counts };
    let started = performance.now();

    const close = () => {
      if (!file) return;
      const parts = [`${counts.passed - shown.passed} passed`];
      if (counts.failed > shown.failed) parts.push(`${counts.failed - shown.failed} FAILED`);
      if (counts.skipped > shown.skipped) parts.push(`${counts.skipped - shown.skipped} skipped`);
      console.log(`  ${file}: ${parts.join(", ")} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
      shown = { ...counts };
      started = performance.now();
    };
    const count = (test: Test, outcome: keyof Counts) => {
      const path = test.file ? relative(process.cwd(), test.file) : file;
      if (path !== file) close();
      file = path;
      counts[outcome]++;
    };
    runner.on(EVENT_TEST_PASS, (test) => count(test, "passed"));
    runner.on(EVENT_TEST_FAIL, (test) => count(test, "failed"));
    runner.on(EVENT_TEST_PENDING, (test) => count(test, "skipped"));
    runner.once(EVENT_RUN_END, () => {
      close();
      if (counts.failed) this.epilogue();
      const path = (options.reporterOptions as { counts?: string } | undefined)?.counts;
      if (path) writeFileSync(path, JSON.stringify(counts));
    });
  }
}
