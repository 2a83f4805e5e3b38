// Oracle: the language (a module's cells run top to bottom in one scope), and the defects of other kernels as listed in
// the cases: each must not happen here.
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCases } from "../support/cases.ts";
import { asynchronous } from "./cases/async.ts";
import { children, commands, helpers } from "./cases/commands.ts";
import { declarations } from "./cases/declarations.ts";
import { errors } from "./cases/errors.ts";
import { imports } from "./cases/imports.ts";
import { streams } from "./cases/streams.ts";
import { syntax } from "./cases/syntax.ts";
import { shownValues } from "./cases/values.ts";

describe("cells", () => {
  let directory = "";
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "tsgrad-cells-"));
    // A notebook somewhere else on the disk, with packages of its own.
    symlinkSync(fileURLToPath(new URL("../../../node_modules", import.meta.url)), join(directory, "node_modules"));
  });
  after(() => rmSync(directory, { recursive: true, force: true }));
  const here = () => directory;

  runCases("declarations", declarations, here);
  runCases("syntax", syntax, here);
  runCases("async", asynchronous, here);
  runCases("errors", errors, here);
  runCases("values", shownValues, here);
  runCases("streams", streams, here);
  runCases("imports", imports, here);
  runCases("children and floods", children, here);
  runCases("helpers", helpers, here);
  runCases("commands", commands, here);
});
