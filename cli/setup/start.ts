import { parseArgs } from "node:util";
import { SetupError } from "./failure.mjs";
import { install } from "./install.ts";
import { choosePort } from "./jupyter/ports.ts";
import { startJupyter } from "./jupyter/server.ts";
import { findLesson, lessonNames, lessonOfWeek, weeks } from "./lessons.ts";
import { inProject } from "./paths.mjs";

const usage = `Usage: npm start -- [LESSON | --week N] [--port N] [--no-browser] [--gpu]

Installs what is missing and opens JupyterLab on a lesson, the first one without a name.

  --week N       open the lesson of this week
  --port N       serve on this port of the loopback address (otherwise the first free one from 8888)
  --no-browser   only print the address
  --gpu          fetch TensorFlow for CUDA, with CUDA itself (about 3 GB, once)
  --help         this text and the lessons`;

/** `npm start`. */
export async function main(args: string[]): Promise<number> {
  const options = readArguments(args);
  if (options.help) {
    const list = weeks().map(({ week, title }) => `  ${week}  ${title}`);
    console.log([usage, "", `Lessons: ${lessonNames().join(", ") || "none yet"}`, "Weeks:", ...list].join("\n"));
    return 0;
  }
  const lesson = options.week === undefined ? findLesson(options.lesson) : lessonOfWeek(options.week);
  if (options.port !== undefined) await choosePort(options.port);
  await install({ gpu: options.gpu });
  const notebook = lesson && `${lesson}.ipynb`;
  const server = await startJupyter({
    port: options.port,
    folder: inProject("work"),
    notebook,
    browser: options.browser,
  });
  const stopped = stopAsked();
  console.log(`\nJupyterLab: ${server.url}\nCtrl-C here ends it and every notebook's kernel.`);
  const end = await Promise.race([stopped, server.ended]);
  if (end === "stopped") console.log("\nEnding JupyterLab and its kernels.");
  await server.stop();
  return end === "stopped" ? 0 : end;
}

function readArguments(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        port: { type: "string" },
        week: { type: "string" },
        "no-browser": { type: "boolean" },
        gpu: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
      throw new Error(`--port takes a number from 1 to 65535, got "${values.port}"`);
    }
    if (positionals.length > 1) throw new Error(`One lesson can be opened, got ${positionals.join(", ")}`);
    if (values.week !== undefined && positionals.length > 0) {
      throw new Error(`A lesson or a week can be opened, got ${positionals[0]} and --week ${values.week}`);
    }
    return {
      port,
      browser: !values["no-browser"],
      gpu: values.gpu,
      help: values.help,
      lesson: positionals[0],
      week: values.week,
    };
  } catch (error) {
    throw new SetupError(`${(error as Error).message}\n\n${usage}`, 2);
  }
}

/** Ctrl-C, a closed terminal, or the end of whoever started this process. */
function stopAsked(): Promise<"stopped"> {
  return new Promise((resolve) => {
    for (const event of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(event, () => resolve("stopped"));
  });
}
