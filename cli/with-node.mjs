// node cli/with-node.mjs FILE.ts [ARGUMENT...]: runs one of the project's TypeScript files, and its `main(arguments)` if it has one.
import { launch } from "./setup/launch.mjs";

const [script, ...args] = process.argv.slice(2);
if (script) launch(`../${script}`, { plan: ["node", "packages"], args });
else {
  console.error("Usage: node cli/with-node.mjs FILE.ts [ARGUMENT...]");
  process.exitCode = 2;
}
