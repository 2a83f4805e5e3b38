// Oracle: the files, npm scripts, commands and options that there are.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { commandNames } from "../../cli/help.ts";
import { inProject, project } from "../../cli/setup/paths.mjs";

const { scripts } = JSON.parse(readFileSync(inProject("package.json"), "utf8")) as { scripts: Record<string, string> };
const pages = ["README.md", ...globSync("docs/**/*.md", { cwd: project }).sort()];
const read = (page: string) => readFileSync(inProject(page), "utf8");

describe("the documentation", () => {
  for (const page of pages) {
    it(`${page}: every link leads somewhere`, () => {
      const links = [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => link!);
      const missing = links.filter((link) => !/^https?:/.test(link) && !existsSync(inProject(dirname(page), link)));
      expect(missing).to.deep.equal([]);
    });

    it(`${page}: every command exists, with the options shown`, () => {
      const unknown: string[] = [];
      for (const [shown, script] of read(page).matchAll(/npm run ([\w:-]+)/g))
        if (!scripts[script!]) unknown.push(shown);
      for (const [shown, name, rest] of read(page).matchAll(/\btsgrad ([a-z][\w-]*)([^`\n]*)/g)) {
        // A command stands between backticks or in a block of code; "tsgrad" also opens sentences.
        if (!isCode(read(page), shown)) continue;
        if (name === "help") continue;
        if (!commandNames().includes(name!)) {
          unknown.push(shown);
          continue;
        }
        const source = readFileSync(inProject("cli/commands", `${name}.ts`), "utf8");
        for (const [, option] of rest!.matchAll(/--([a-z][\w-]*)/g)) {
          if (!new RegExp(`\\b"?${option}"?: \\{|--${option}\\b`).test(source)) unknown.push(`${shown}: --${option}`);
        }
      }
      expect(unknown).to.deep.equal([]);
    });
  }

  it("README shows the two commands", () => {
    expect(read("README.md")).to.contain("npm start").and.contain("npm test");
    expect([scripts.start, scripts.test].every((script) => existsSync(join(project, script!.split(" ")[1]!)))).to.equal(
      true,
    );
  });

  it("every npm script names a file that is there", () => {
    const missing = Object.values(scripts).flatMap((script) =>
      script.split(" ").filter((word) => /\.(?:ts|mjs)$/.test(word) && !existsSync(inProject(word))),
    );
    expect(missing).to.deep.equal([]);
  });

  it("the architecture map names the parts that there are", () => {
    const parts = [...read("docs/architecture.md").matchAll(/^([a-z]+)\/ {2,}\S/gm)].map(([, part]) => part!);
    expect(parts).to.include.members(["kernel", "lib", "course", "assignments", "autograder", "cli", "tests", "docs"]);
    expect(parts.filter((part) => !existsSync(inProject(part)))).to.deep.equal([]);
  });
});

function isCode(text: string, shown: string): boolean {
  return (
    text.includes(`\`${shown}`) ||
    text.includes(`\`npx ${shown}`) ||
    new RegExp(`^(?:npx )?${escaped(shown)}`, "m").test(text)
  );
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
