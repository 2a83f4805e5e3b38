// Oracle: what issue 10 asks of every lesson, and the lesson's own promises to its reader.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { codeCells, project, readLesson } from "./support.ts";

const names = readdirSync(join(project, "course"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

for (const name of names) {
  describe(`lesson ${name}`, () => {
    const { cells } = readLesson(name);
    const texts = cells.filter(({ cell_type }) => cell_type === "markdown").map(({ source }) => source);
    const text = texts.join("\n\n");
    const [body, glossary = ""] = text.split("## Glossary");

    it("says how long it takes, what it needs and what comes out", () => {
      expect(texts[0]).to.match(/\*\*Time\*\* \| about \d+ minutes/);
      expect(texts[0]).to.include("**You need**").and.to.include("**You get**");
    });

    it("gives every numbered section its minutes, which add up", () => {
      const sections = texts.filter((part) => /^## \d+\./.test(part));
      const minutes = sections.map((part) => Number(/^\*(\d+) minutes/m.exec(part)?.[1]));
      for (const [i, value] of minutes.entries()) expect(value, sections[i]!.split("\n")[0]).to.be.within(1, 20);
      const total = Number(/about (\d+) minutes/.exec(texts[0]!)![1]);
      expect(Math.abs(minutes.reduce((a, b) => a + b, 0) - total)).to.be.at.most(10);
    });

    it("runs something that works in its first cell", () => {
      expect(codeCells({ cells } as never)[0]!.source).to.match(/^train\(|\n[a-zA-Z]+\(.*\);?$/m);
    });

    it("asks for predictions before results, for changes of one thing, and shows formulas", () => {
      expect(body!.match(/\*\*Predict/g)?.length ?? 0).to.be.at.least(5);
      expect(body).to.match(/Change one thing/);
      expect(body!.match(/\$\$/g)?.length ?? 0).to.be.at.least(4);
    });

    it("explains its words in italics in the glossary, and no others", () => {
      const terms = [...glossary.matchAll(/^\| \*([^*]+)\* \|/gm)].map(([, term]) => term!.toLowerCase());
      const used = [...body!.matchAll(/(?<!\*)\*([^*\n ][^*\n]*)\*(?!\*)/g)]
        .map(([, term]) => term!.toLowerCase())
        .filter((term) => !/^\d+ minutes|^italics$/.test(term));
      expect(terms.length).to.be.at.least(8);
      expect([...new Set(used)].sort()).to.deep.equal([...terms].sort());
      expect(terms).to.deep.equal([...terms].sort());
    });

    it("comments the shapes of what it computes", () => {
      const code = codeCells({ cells } as never).map(({ source }) => source);
      expect(code.join("\n").match(/\/\/.*\[[\d\w]+(, [^\]]+)*\]/g)?.length ?? 0).to.be.at.least(10);
    });
  });
}
