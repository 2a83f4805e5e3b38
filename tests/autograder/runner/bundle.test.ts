// Oracle: Node, which runs the same modules by itself.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { loadAssignment } from "../../../autograder/assignment/index.ts";
import { gradeNotebook } from "../../../autograder/grade/index.ts";
import { bundle } from "../../../autograder/runner/bundle.ts";
import { type Machine, prepareMachine, sessionPool } from "../../../autograder/runner/index.ts";
import { childBundle } from "../../../autograder/runner/prepare.ts";
import { gradingPolicy, inside } from "../../../autograder/sandbox/index.ts";
import { fixture, project, withSource } from "../grade/submissions.ts";

const modules: Record<string, string> = {
  "main.ts": `
    import { readFileSync } from "node:fs";
    import path, { resolve as place } from "path";
    import * as os from "node:os";
    import { count, latest, type Counter } from "./state.ts";
    import * as shapes from "./shapes/index.ts";
    import whole, { Named } from "./default.ts";
    import { tool } from "tool";
    import "./effects.ts";
    const later = await import("./state.ts");
    later.count();
    const counter: Counter = { count };
    console.log(counter.count(), latest, shapes.square(3), shapes.renamed, Object.keys(shapes).sort().join());
    console.log(whole(2), new Named().name, tool, place("/a", "b"), readFileSync(import.meta.filename.replace(/[^/]+$/, "text"), "utf8"));
    console.log(shapes.here, globalThis["effects"], path.sep, typeof os.cpus, ((place: string) => place)("inner"), typeof { place }.place);
    export {};`,
  "state.ts":
    "export interface Counter { count(): number }\nlet value = 0;\nexport let latest = 0;\nexport const count = (): number => { latest = value + 1; return ++value; };\n",
  "effects.ts": `import { count } from "./state.ts";\n(globalThis as Record<string, unknown>)["effects"] = count();\n`,
  "default.ts":
    "export default function twice(value: number) { return 2 * value; }\nexport class Named { readonly name = twice.name; }\n",
  "shapes/index.ts": `export * from "./square.ts";\nexport { name as renamed } from "./names.ts";\nexport * as names from "./names.ts";\n`,
  "shapes/square.ts":
    "export function square(side: number) { return side ** 2; }\nexport const here = import.meta.url.split('/').slice(-2).join('/');\n",
  "shapes/names.ts": `const name = "renamed"; export { name };\n`,
  "node_modules/tool/package.json":
    '{ "name": "tool", "type": "module", "exports": { ".": { "types": "./t.d.ts", "import": [{ "default": "./tool.js" }], "require": "./no.cjs" } } }',
  "node_modules/tool/tool.js": 'export const tool = "tool of a package";\n',
  text: "a file beside",
};

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "tsgrad-bundle-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const options = (outside: (path: string) => boolean = () => false) => ({
  urlOf: (path: string) => pathToFileURL(path).href,
  outside,
  sourceUrl: "file:///bundle.mjs",
});

function run(path: string): string {
  return execFileSync(process.execPath, ["--no-warnings", path], { encoding: "utf8" });
}

describe("a bundle of modules", () => {
  it("does what its modules do, one of them shared with code outside", async () => {
    const folder = folderOf(modules);
    writeFileSync(
      join(folder, "bundle.mjs"),
      await bundle(
        join(folder, "main.ts"),
        options((path) => path.endsWith("state.ts")),
      ),
    );
    const [alone, bundled] = [run(join(folder, "main.ts")), run(join(folder, "bundle.mjs"))];
    rmSync(folder, { recursive: true });
    expect(alone).to.include("tool of a package").and.include("a file beside");
    expect(bundled).to.equal(alone);
  });

  for (const [what, files, message] of [
    ["what is not installed", { "main.ts": 'import "not-there";' }, /not-there/],
    ["broken code", { "main.ts": "const = 1;" }, /main\.ts/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const folder = folderOf(files as unknown as Record<string, string>);
      const refused = await bundle(join(folder, "main.ts"), options()).catch((error: Error) => error.message);
      rmSync(folder, { recursive: true });
      expect(refused).to.match(message);
    });
  }
});

describe("the child in one file", () => {
  it("holds the evaluator, and neither the course library nor anything of the grader's", async () => {
    const code = await childBundle(project);
    expect(code).to.include("replMode").and.include("file:///opt/tsgrad/lib/index.ts");
    expect(code).to.not.include(project).and.not.include("defaultGenerator.seed(").and.not.include("bubblewrap");
  });

  it("cannot be written by what it runs, nor can its compiled code", async () => {
    const { runner, prepared } = await prepareMachine(project);
    const places = [`${inside.bundle}/child.mjs`, `${inside.bundle}/x`, `${inside.compileCache}/x`];
    const program = `const fs = require("node:fs"); fs.writeSync(3, JSON.stringify(${JSON.stringify(places)}.map((path) => {
      try { fs.writeFileSync(path, "x"); return "written"; } catch (error) { return error.code; } })));`;
    const sandboxed = await runner.start(gradingPolicy(project, prepared), [inside.node, "-e", program]);
    let said = "";
    sandboxed.channel.on("data", (chunk) => {
      said += chunk;
    });
    await sandboxed.exited;
    expect(JSON.parse(said)).to.deep.equal(["EROFS", "EROFS", "EROFS"]);
  });

  it("gives the results that its modules give", async function () {
    this.timeout(60_000);
    const assignment = await loadAssignment(fixture);
    const machine = await prepareMachine(project);
    expect(readFileSync(join(machine.prepared!.bundle!, "child.mjs"), "utf8")).to.equal(await childBundle(project));
    const { prepared: _, ...plain } = machine;
    const q1 = assignment.cells.find(({ id }) => id === "q1")!.solution;
    const notebooks = [
      assignment.solution,
      withSource(assignment.solution, "q1", `${q1}\nconsole.log(Math.random(), new Error("shown").stack);`),
      withSource(assignment.solution, "q2", "enum Kind { A = 5 }\nconst total: Kind = Kind.A;"),
      withSource(assignment.solution, "q3", "throw new RangeError('mine');"),
    ];
    const grade = async (on: Machine) => {
      const pool = sessionPool(on, assignment);
      const graded = [];
      for (const notebook of notebooks) graded.push(await gradeNotebook(assignment, "student", notebook, { pool }));
      await pool.close();
      return graded;
    };
    const [one, many] = [await grade(machine), await grade(plain)];
    expect(one).to.deep.equal(many);
    expect(one.map(({ results }) => results.score)).to.deep.equal([9, 9, 9, 6]);
    expect(one[1]!.outputs[0]!.text).to.include("Error: shown");
  });
});
