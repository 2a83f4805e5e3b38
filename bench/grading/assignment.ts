import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Ten questions of one shape, each with a public and a hidden test: the same functions for every grader. */
export const questions = Array.from({ length: 10 }, (_, index) => ({ name: `q${index + 1}`, factor: index + 2 }));

/** Writes the assignment for tsgrad into `parent/bench-shape`. */
export function writeAssignment(parent: string): string {
  const folder = join(parent, "bench-shape");
  const cells = questions.map(
    ({ name, factor }) =>
      `// %% question="${name}" points=2\nfunction ${name}(values: number[]): number {\n  // BEGIN SOLUTION\n  return values.reduce((sum, value) => sum + ${factor} * value, 0);\n  // END SOLUTION\n}\n`,
  );
  const source = ['// %% [markdown]\n// # Ten questions\n\n// %%\nimport { check } from "tsgrad/check";\n', ...cells];
  const test = (name: string, input: number[], factor: number) =>
    `export default ({ it, expect, student }) => {\n  it("sums ${input.length}", { message: "the sum is wrong" }, async () => {\n    expect(await student.${name}([${input}])).to.equal(${factor * input.reduce((a, b) => a + b, 0)});\n  });\n};\n`;
  for (const visibility of ["public", "hidden"]) mkdirSync(join(folder, "tests", visibility), { recursive: true });
  writeFileSync(join(folder, "bench-shape.ts"), source.join("\n"));
  for (const { name, factor } of questions) {
    writeFileSync(join(folder, "tests/public", `${name}.ts`), test(name, [1, 2], factor));
    writeFileSync(join(folder, "tests/hidden", `${name}.ts`), test(name, [-1, 5, 7], factor));
  }
  return folder;
}

interface PythonCell {
  cell_type: "code";
  id: string;
  metadata: Record<string, unknown>;
  source: string;
  outputs: never[];
  execution_count: null;
}

/** A code cell as nbgrader reads it. */
export const pythonCell = (id: string, source: string, nbgrader?: Record<string, unknown>): PythonCell => ({
  cell_type: "code",
  id,
  source,
  outputs: [],
  execution_count: null,
  metadata: nbgrader ? { nbgrader: { schema_version: 3, task: false, grade_id: id, ...nbgrader } } : {},
});

const answer = (name: string, factor: number) => `def ${name}(values):\n    return sum(${factor} * v for v in values)`;
const asserts = (name: string, factor: number) => [
  `assert ${name}([1, 2]) == ${factor * 3}`,
  `assert ${name}([-1, 5, 7]) == ${factor * 11}`,
];

export function pythonNotebook(cells: object[]): string {
  const kernelspec = { display_name: "Python 3 (ipykernel)", language: "python", name: "python3" };
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec, language_info: { name: "python" } },
    cells,
  });
}

/** nbgrader's source: an answer cell and two test cells a question. */
export function nbgraderSource(): string {
  return pythonNotebook(
    questions.flatMap(({ name, factor }) => {
      const [open, hidden] = asserts(name, factor);
      const test = { grade: true, solution: false, locked: true, points: 1 };
      return [
        pythonCell(name, `### BEGIN SOLUTION\n${answer(name, factor)}\n### END SOLUTION`, {
          grade: false,
          solution: true,
          locked: false,
        }),
        pythonCell(`${name}-public`, open!, test),
        pythonCell(`${name}-hidden`, `### BEGIN HIDDEN TESTS\n${hidden}\n### END HIDDEN TESTS`, test),
      ];
    }),
  );
}

/** otter's master notebook with the same questions and tests. */
export function otterMaster(): string {
  const raw = (source: string) => ({ cell_type: "raw", id: `r${counter++}`, metadata: {}, source });
  let counter = 0;
  const cells = questions.flatMap(({ name, factor }) => {
    const [open, hidden] = asserts(name, factor);
    return [
      raw(`# BEGIN QUESTION\nname: ${name}\npoints: 2`),
      raw("# BEGIN SOLUTION"),
      pythonCell(`${name}-a`, `def ${name}(values):\n    return sum(${factor} * v for v in values) # SOLUTION`),
      raw("# END SOLUTION"),
      raw("# BEGIN TESTS"),
      pythonCell(`${name}-t`, open!),
      pythonCell(`${name}-h`, `# HIDDEN\n${hidden}`),
      raw("# END TESTS"),
      raw("# END QUESTION"),
    ];
  });
  const config = raw(
    "# ASSIGNMENT CONFIG\nname: bench\ninit_cell: true\ncheck_all_cell: false\nexport_cell: false\ngenerate: true\nrun_tests: false",
  );
  return pythonNotebook([config, ...cells]);
}

/** The answers as nbgrader's students hand them in, changed into the release's cells by id. */
export function pythonAnswers(): Map<string, string> {
  return new Map(questions.map(({ name, factor }) => [name, answer(name, factor)]));
}
