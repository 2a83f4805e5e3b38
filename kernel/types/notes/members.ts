import { namespaced } from "../assist/autoImports.ts";
import { camelCase, isPromise, isSnakeCase, isTensor, parts, type Rule } from "./rule.ts";

/** What Python calls the members of lists, texts and dictionaries. */
const python: Record<string, string> = {
  append: "push(value)",
  extend: "push(...values)",
  len: "length",
  size: "length",
  index: "indexOf(value)",
  remove: "filter((other) => other !== value)",
  insert: "splice(index, 0, value)",
  upper: "toUpperCase()",
  lower: "toLowerCase()",
  strip: "trim()",
  startswith: "startsWith(text)",
  endswith: "endsWith(text)",
};

const dictionary: Record<string, string> = {
  keys: "Object.keys(object)",
  values: "Object.values(object)",
  items: "Object.entries(object)",
  get: "object[key] ?? fallback",
  has: '"key" in object',
  length: "Object.keys(object).length",
};

/** What arrays and numpy have and tensors have not. */
const tensor: Record<string, string> = {
  length: "x.shape[0] is the length of the first dimension, x.numel() counts all elements.",
  size: "x.shape is the list of sizes, x.shape[0] the first of them.",
  numpy: "x.toArray() gives nested arrays.",
  cuda: 'the device is chosen once for all: setDevice("gpu").',
  data: "x.detach() is the tensor without its graph, x.toArray() its numbers.",
  forEach: "x.toArray() makes an array, which has forEach.",
  map: "tensors are computed as a whole: x.mul(2), x.exp(). x.toArray() makes an array, which has map.",
};

/** Members that are not there, and indices. */
export const memberRules: Rule[] = [
  {
    codes: [2339, 2551, 2550, 2576],
    note(problem) {
      const [name = "", type = ""] = parts(problem, /Property '(.+?)' does not exist on type '(.+?)'(?:\.|$)/s);
      const [meant] = parts(problem, /Did you mean (?:to access the static member )?'(.+?)'/);
      if (isPromise(type)) return `this is a Promise, a value still on its way. Write (await ...).${name}`;
      const layer = /^typeof nn$/.test(type) ? namespaced().get(name)?.path : undefined;
      if (layer?.startsWith("F."))
        return `functions are in F: ${layer}(x)${meant ? `. The layer is new nn.${meant}()` : ""}. F and nn both come from "tsgrad".`;
      if (isSnakeCase(name)) return `names are written in camelCase here: ${meant ?? camelCase(name)}.`;
      if (isTensor(type) && Object.hasOwn(tensor, name)) return tensor[name];
      if (meant) return `did you mean ${meant}?`;
      if (/^readonly .*\[\]$/.test(type)) return "a readonly list cannot be changed. Make a copy: [...list].";
      if (/(?:\[\]|^string|^".*")$/.test(type) && Object.hasOwn(python, name))
        return `that is Python. Here it is ${python[name]}.`;
      if (/^\{/.test(type) && Object.hasOwn(dictionary, name))
        return `plain objects have no such method: ${dictionary[name]}.`;
      if (/ \| /.test(type))
        return "only some of the types it may have know that property. Find out first which it is: typeof, in or instanceof.";
      if (type === "never")
        return "TypeScript has ruled out every type this could have, so this line can never be reached with a value.";
      if (/^typeof [\w.]+$/.test(type))
        return `it has no ${name}. Type the name, a dot, and press Tab to see what there is.`;
      return "check the spelling. Type the name, a dot, and press Tab to see what it has.";
    },
  },
  {
    codes: [2532, 2531, 2533, 18047, 18048, 18049],
    note(problem) {
      const name = problem.text;
      return `look before you use it (if (${name}) ...), or write ${name}?. to get undefined when it is missing. ${name}! says that you know it is there.`;
    },
  },
  {
    codes: [18050, 2721, 2722, 2723],
    note: () => "there is nothing behind null and undefined. Look before you use it, or write ?. before what follows.",
  },
  {
    codes: [7053, 7015, 2538, 7052],
    note(problem) {
      const [type = ""] = parts(problem, /index type '(.+?)'/);
      if (isTensor(type)) return 'tensors are indexed by a method: x.at(0), x.at("1:3"), x.at(0, -1).';
      if (/^Nested</.test(type))
        return "how deep it is nested depends on the tensor. Say so: x.toArray() as number[][].";
      if (problem.code === 7015) return "arrays are indexed by numbers; for names use an object or a Map.";
      if (/^\{/.test(type))
        return "any text could be the key. Say so where the object is made (const counts: Record<string, number> = {}), or use a Map.";
      return "say in its type what its keys are: Record<string, number>.";
    },
  },
  {
    codes: [18046, 2571],
    note(problem) {
      return `nothing is known of ${problem.text}. Find out first: if (${problem.text} instanceof Error) ..., or typeof ${problem.text} === "number".`;
    },
  },
  {
    codes: [2488, 2461, 2548, 2549, 2504, 2763, 2764],
    note(problem) {
      const [type = ""] = parts(problem, /Type '(.+?)'/);
      if (isPromise(type)) return "this is a Promise, a value still on its way. Put await before it.";
      if (/^-?[\d.]+$|^number$/.test(type)) return "to count, write for (let i = 0; i < n; i++).";
      if (isTensor(type)) return "go through it row by row: for (let i = 0; i < x.shape[0]; i++) x.at(i).";
      return "to go through a plain object, take its entries: for (const [key, value] of Object.entries(object)).";
    },
  },
  {
    codes: [2341, 2445, 18013, 2803],
    note: () => "only the class itself may use it. Give the class a method for what you need.",
  },
];
