import { readdirSync, readFileSync } from "node:fs";
import { parseSync } from "oxc-parser";

const folder = new URL("commands/", import.meta.url);

export function commandNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** The command's `export const summary`, read from its text: loading all commands would load the whole library. */
export function summaryOf(name: string): string {
  const file = `${name}.ts`;
  const { program } = parseSync(file, readFileSync(new URL(file, folder), "utf8"));
  for (const statement of program.body) {
    if (statement.type !== "ExportNamedDeclaration" || statement.declaration?.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declaration.declarations) {
      if (id.type !== "Identifier" || id.name !== "summary") continue;
      if (init?.type === "Literal" && typeof init.value === "string") return init.value;
    }
  }
  throw new Error(`commands/${file} has no \`export const summary = "..."\``);
}

/** `USAGE   what it does` becomes two lines. */
export function usageOf(names: string[]): string {
  const entries = names.map((name) => {
    const [usage, text] = summaryOf(name).split(/ {3,}/);
    return text ? `  ${usage}\n      ${text}` : `  ${name}\n      ${usage}`;
  });
  return `tsgrad COMMAND [ARGUMENT...]\n\n${entries.join("\n")}\n\nJupyterLab on the first lesson: npm start`;
}
