// node cli/with-node.mjs FILE.ts [ARGUMENT...]: runs `main(arguments)` of one of the project's TypeScript files.
import { launch } from "./setup/launch.mjs";

const [script] = process.argv.splice(2, 1);
if (script) launch(`../${script}`, { plan: ["node", "packages"] });
else {
  console.error("Usage: node cli/with-node.mjs FILE.ts [ARGUMENT...]");
  process.exitCode = 2;
}
