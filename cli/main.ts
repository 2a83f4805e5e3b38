import { commandNames, summaryOf, usageOf } from "./help.ts";
import { nearest } from "./nearest.ts";

/** The `tsgrad` command: finds `commands/NAME.ts`, loads that one and runs it. Exit code 2 means wrong use. */
export async function main([name, ...args]: string[]): Promise<number> {
  const names = commandNames();
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    const [about] = name === "help" ? args : [];
    if (about === undefined) {
      console.log(usageOf(names));
      return 0;
    }
    if (names.includes(about)) {
      console.log(summaryOf(about));
      return 0;
    }
    return unknown(about, names);
  }
  if (!names.includes(name)) return unknown(name, names);
  try {
    const { run } = (await import(`./commands/${name}.ts`)) as { run(args: string[]): Promise<number> };
    return await run(args);
  } catch (error) {
    return report(name, error as NodeJS.ErrnoException);
  }
}

function unknown(name: string, names: string[]): number {
  const guess = nearest(name, names);
  console.error(`There is no command "${name}".${guess ? ` Did you mean "tsgrad ${guess}"?` : ""}`);
  console.error(`Commands: ${names.join(", ")}. \`tsgrad help\` says what each does.`);
  return 2;
}

function report(name: string, error: NodeJS.ErrnoException): number {
  if (error.code?.startsWith("ERR_PARSE_ARGS")) {
    console.error(`${error.message}\nUsage: ${summaryOf(name)}`);
    return 2;
  }
  console.error(process.env.TSGRAD_DEBUG ? error : `tsgrad ${name}: ${error.message}`);
  return 1;
}
