// Oracle: the examples in the library's docstrings themselves. Each runs; where its comment is a value, that must come out.
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { expect } from "chai";
import { transformSync } from "oxc-transform";
import { device, setDevice, Tensor } from "../../../lib/index.ts";
import { inWords, makeFiles, named, notRun, world } from "./fixtures.ts";

const project = fileURLToPath(new URL("../../..", import.meta.url));

interface Example {
  file: string;
  line: number;
  code: string;
}

function examplesOf(file: string): Example[] {
  const source = readFileSync(join(project, file), "utf8");
  return [...source.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((match) => {
    const [, block] = match[0].split("@example");
    if (block === undefined) return [];
    const lines = block.replace(/\*\/$/, "").split("\n");
    const code = lines.map((line) => line.replace(/^\s*\* ?/, "")).join("\n");
    const before = source.slice(0, match.index + match[0].indexOf("@example"));
    return [{ file, line: before.split("\n").length, code: code.split(/\n@/)[0]!.trim() }];
  });
}

/** A comment that is a value: a number, a text, a tensor, an array, an object. */
const VALUE = /^(-?[\d.]+|true|false|"[^"]*"|tensor\(.*\)|(\w+Array )?\[[^a-zA-Z]*\]|\{ .* \})$/;

/** Statements that are an expression with a value behind it are handed to `show`. */
function instrument(code: string): string {
  return code
    .split("\n")
    .map((line) => {
      const found = /^(?!const |let |for |class |return )(\S.*);\s*\/\/ (.*)$/.exec(line);
      return found ? `await show(${found[1]}, ${JSON.stringify(found[2])});` : line;
    })
    .join("\n");
}

/** Without white space, and with numbers as far as float32 has them. */
function plain(text: string): string {
  return text
    .replaceAll("'", '"')
    .replace(/\(\d+\)(?= \[)/g, "")
    .replace(/\s+/g, "")
    .replace(/\d+\.?\d*/g, (number) => String(Number(Number(number).toPrecision(6))));
}

async function run({ file, code }: Example): Promise<void> {
  const own = (await import(join(project, file))) as Record<string, unknown>;
  const scope: Record<string, unknown> = { ...world(), ...own, ...named[file]?.() };
  scope.show = async (value: unknown, comment: string) => {
    const got = await value;
    if (!VALUE.test(comment) || file in inWords) return;
    const shape = /^\[[\d, ]*\]$/.test(comment) && got instanceof Tensor;
    expect(plain(inspect(shape ? [...got.shape] : got, { breakLength: Number.POSITIVE_INFINITY }))).to.equal(
      plain(comment),
    );
  };
  // A function's body may not hold types.
  const typed = `async function example() {\n${instrument(code)}\n}`;
  const { code: erased, errors } = transformSync("example.ts", typed);
  expect(errors, "errors of syntax").to.deep.equal([]);
  const body = new Function("scope", `with (scope) { ${erased}\nreturn example.call(scope); }`);
  await body(scope);
}

describe("examples of docstrings", () => {
  const before_ = { device: device(), directory: process.cwd() };
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "tsgrad-"));
    await makeFiles(folder, project);
    process.chdir(folder);
  });
  afterEach(async () => {
    if (device() !== before_.device) await setDevice(before_.device);
  });
  after(() => {
    process.chdir(before_.directory);
    rmSync(folder, { recursive: true });
  });

  const files = globSync("lib/**/*.ts", { cwd: project }).sort();
  const examples = files.flatMap(examplesOf);
  for (const example of examples) {
    const { file, line } = example;
    const reason = notRun[file];
    if (reason) console.log(`    not run: the example of ${file}:${line}, which ${reason}`);
    else it(`${file}:${line}`, () => run(example));
  }

  it("names no file in vain", () => {
    const with_ = new Set(examples.map(({ file }) => file));
    const known = [...Object.keys(named), ...Object.keys(inWords), ...Object.keys(notRun)];
    expect(known.filter((file) => !with_.has(file))).to.deep.equal([]);
  });
});
