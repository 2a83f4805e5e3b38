/** One of several workers that `tsgrad worker --workers N` starts. */
import { run } from "./commands/worker.ts";

process.exit(await run(process.argv.slice(2)));
