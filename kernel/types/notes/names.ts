import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { autoImports, namespaced } from "../assist/autoImports.ts";
import { alike, camelCase, isSnakeCase, parts, type Rule } from "./rule.ts";

/** Python's words and what is written for them here. */
const python: Record<string, string> = {
  None: "null or undefined",
  True: "true",
  False: "false",
  self: "this",
  print: "console.log(...)",
  len: "value.length, or x.shape[0] for a tensor",
  str: "String(value)",
  int: "Math.trunc(value)",
  float: "Number(value)",
  list: "[...values]",
  dict: "{ key: value }",
  elif: "else if",
  not: "!",
  and: "&&",
  or: "||",
  def: "function name(x: number) { ... }",
  lambda: "(x) => ...",
  pass: "nothing: leave the braces empty",
  raise: "throw new Error(...)",
  except: "catch",
  isinstance: "value instanceof Class",
  enumerate: "for (const [index, value] of values.entries())",
  zip: "values.map((value, index) => [value, others[index]])",
  sorted: "values.toSorted((a, b) => a - b)",
};

/** Where Python's packages are to be found. */
const pythonPackages: Record<string, string> = {
  torch: 'import { tensor, nn, optim, F } from "tsgrad"',
  "torch.nn": 'import { nn } from "tsgrad"',
  torchvision: 'import { transforms, models } from "tsgrad/vision"',
  numpy: 'import { tensor } from "tsgrad" (tensors do what its arrays do)',
  np: 'import { tensor } from "tsgrad" (tensors do what numpy\'s arrays do)',
  pandas: "arrays of objects: display(rows) shows them as a table",
  matplotlib: 'the charts of "tsgrad/viz"',
  plt: 'the charts of "tsgrad/viz"',
  sklearn: 'import { metrics } from "tsgrad" where there is one',
};

const pageNames = /^(?:document|window|navigator|localStorage|HTMLElement)$/;

/** Names that nobody declared. */
export const nameRules: Rule[] = [
  {
    codes: [2304, 2552, 2584, 2580, 2581, 2582, 2593, 2318, 18004],
    note(problem, context) {
      const [name = ""] = parts(problem, /(?:name|property) '(.+?)'/);
      const [meant] = parts(problem, /Did you mean '(.+?)'/);
      const refused = context.refusedIn(name);
      if (refused)
        return `${refused} would define ${name}, but was not run because of an error: fix that cell and run it first.`;
      const argument = new RegExp(`[(,]\\s*${quote(name)}\\s*=[^=>]`).test(context.line);
      if (argument) return `arguments have no names here. Options go into braces: { ${camelCase(name)}: ... }.`;
      if (Object.hasOwn(python, name)) return `that is Python. Here it is ${python[name]}.`;
      if (Object.hasOwn(pythonPackages, name)) return `that is Python's. Use ${pythonPackages[name]}.`;
      if (pageNames.test(name)) return "cells run in Node, where there is no web page. display.html(...) shows HTML.";
      const source = autoImports().get(name) ?? autoImports().get(camelCase(name));
      if (source) return `it has to be imported: ${source.statement}`;
      const inside = namespaced().get(name) ?? namespaced().get(camelCase(name));
      if (inside) return `it is called ${inside.path}: ${inside.statement}`;
      const close = meant ?? [...context.names(), ...autoImports().keys()].find((other) => alike(other, name));
      if (close) return `did you mean ${close}? Upper and lower case matter.`;
      return "no cell that has run defines it. Run the cell that does, or check the spelling.";
    },
  },
  {
    codes: [2305, 2724, 2614, 1192],
    note(problem) {
      const [module = ""] = parts(problem, /"([^"]+)"/);
      const [name = ""] = parts(problem, /member (?:named )?'(.+?)'/);
      const [meant] = parts(problem, /Did you mean '(.+?)'/);
      const inside = namespaced().get(name) ?? namespaced().get(camelCase(name));
      if (module.startsWith("tsgrad") && inside && isSnakeCase(name))
        return `names are written in camelCase here, and it is part of ${inside.path.split(".")[0]}: ${inside.statement} then ${inside.path}.`;
      if (module.startsWith("tsgrad") && inside)
        return `it is part of ${inside.path.split(".")[0]}: ${inside.statement} then ${inside.path}.`;
      const elsewhere = autoImports().get(camelCase(name));
      if (module.startsWith("tsgrad") && elsewhere) return `write ${elsewhere.statement}`;
      if (meant) return `did you mean ${meant}?`;
      if (problem.code === 1192)
        return `it has no default export. Import by name, in braces: import { name } from "${module}".`;
      return `"${module}" exports no such name. Type import { } from "${module}" and press Tab between the braces to see what it has.`;
    },
  },
  {
    codes: [2307, 2792, 2882, 7016],
    note(problem, { directory }) {
      const [module = ""] = parts(problem, /'(.+?)'/);
      if (Object.hasOwn(pythonPackages, module)) return `that is a Python package. Use ${pythonPackages[module]}.`;
      if (/^(?:\.|\/)/.test(module)) return localFile(module, directory);
      const name = module
        .split("/")
        .slice(0, module.startsWith("@") ? 2 : 1)
        .join("/");
      return `the package is not installed. Run this in a cell of its own: %npm install ${name}`;
    },
  },
  {
    codes: [2693],
    note(problem) {
      const [name = "it"] = parts(problem, /'(.+?)'/);
      if (/^(?:string|number|boolean)$/.test(name))
        return `${name} is a type and gone when the cell runs. To convert a value, write ${name[0]!.toUpperCase()}${name.slice(1)}(value).`;
      return `${name} is a type and has no value when the cell runs: it can only stand after a colon or between < and >.`;
    },
  },
  {
    codes: [2749],
    note(problem) {
      const [name = "it"] = parts(problem, /'(.+?)'/);
      return `${name} is a value. Its type is written typeof ${name}.`;
    },
  },
];

function localFile(module: string, directory: string): string {
  const path = resolve(directory, module);
  const wanted = basename(path).replace(/\.\w+$/, "");
  const files = existsSync(dirname(path)) ? readdirSync(dirname(path)) : [];
  const close = files.find(
    (name) => /\.(?:[mc]?ts|tsx|js|json)$/.test(name) && alike(name.replace(/\.\w+$/, ""), wanted),
  );
  if (close) return `there is no such file, but there is "${module.slice(0, module.lastIndexOf("/") + 1)}${close}".`;
  return `there is no such file. The path starts at the notebook's folder, ${directory}.`;
}

function quote(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
