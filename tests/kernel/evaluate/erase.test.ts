// Oracle: Node's own type stripping, on every TypeScript file of the project.
import { globSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { eraseTypes } from "../../../kernel/evaluate/transform/erase.ts";
import { parse } from "../../../kernel/evaluate/transform/parse.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Imports and exports are not erased but rewritten; blanks, comments and semicolons may stand elsewhere. */
function essence(code: string): string {
  return code
    .replace(/^import [^;]*;$/gm, "")
    .replace(/^export (?:type )?\{[^;]*;$/gm, "")
    .replace(/^\s*(?:\/\/|\/?\*).*$/gm, "")
    .replace(/[\s;]/g, "");
}

describe("erasing types", () => {
  it("leaves what Node's stripping leaves, at the same places", () => {
    const files = globSync("{kernel,lib,autograder,cli,tests}/**/*.ts", { cwd: root });
    expect(files.length).to.be.above(100);
    for (const file of files) {
      const code = readFileSync(root + file, "utf8");
      const erased = eraseTypes(code, parse(code));
      expect(erased.length, file).to.equal(code.length);
      expect(essence(erased), file).to.equal(essence(stripTypeScriptTypes(code)));
    }
  });
});
