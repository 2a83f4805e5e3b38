import { isNumber, isPromise, isTensor, isText, mayBeMissing, parts, type Rule } from "./rule.ts";

const missingProperties = /(?:following properties|Property '(.+?)' is missing)/;

/** Values of one type where another is wanted. */
export const assignRules: Rule[] = [
  {
    codes: [2322, 2345, 2739, 2740, 2741, 2559, 2352, 2820],
    note(problem) {
      const [from = "", to = ""] = typesOf(problem.message);
      return convert(from, to, problem.code);
    },
  },
  {
    codes: [2741, 2739],
    note(problem) {
      if (!missingProperties.test(problem.message)) return undefined;
      const [name] = parts(problem, /Property '(.+?)' is missing/);
      return name
        ? `add "${name}" to the object, or make it optional in the type: ${name}?: ...`
        : "add what is missing to the object, or make it optional in the type with a question mark: name?: ...";
    },
  },
  {
    codes: [2353, 2561],
    note(problem) {
      const [name = "", type = ""] = parts(problem, /'(.+?)' does not exist in type '(.+?)'/);
      const [meant] = parts(problem, /Did you mean to write '(.+?)'/);
      if (meant) return `did you mean ${meant}?`;
      if (/^(?:learning_?rate|learningRate)$/.test(name) && /Options$/.test(type))
        return "the learning rate is called lr: { lr: 0.01 }.";
      if (/number\[\]/.test(type))
        return "this argument is a list, options come after it: x.sum([1], { keepdim: true }).";
      return `only the properties of ${type} may be given: check the spelling, or add ${name} to the type.`;
    },
  },
  {
    codes: [2493],
    note: () => "counting starts at 0, so the last element has the index length - 1.",
  },
];

/** The two types an error is about, in the words of the innermost explanation where it has one. */
function typesOf(message: string): string[] {
  const first = message.split("\n")[0]!;
  const found =
    /^(?:Type|Argument of type) '(.+?)' is (?:not assignable to (?:parameter of )?type|missing the following properties from type) '(.+?)'/s.exec(
      first,
    ) ??
    /in type '(.+?)' but required in type '(.+?)'/.exec(first) ??
    /^Type '(.+?)' has no properties in common with type '(.+?)'/.exec(first) ??
    /^Conversion of type '(.+?)' to type '(.+?)'/.exec(first);
  return found?.slice(1) ?? [];
}

function convert(from: string, to: string, code: number): string | undefined {
  if (from === "" || to === "") return undefined;
  if (isPromise(from) && /=>/.test(to))
    return "a function is wanted here: pass it without calling it, as in setTimeout(work, 10).";
  if (isPromise(from) && !isPromise(to))
    return "this is a Promise, a value still on its way. Put await before the call: await load().";
  if (/=>/.test(from) && !/=>/.test(to)) return "this is the function itself. Write () behind its name to call it.";
  if (!/=>/.test(from) && /=>/.test(to))
    return "a function is wanted here: (value) => ..., or the name of one without ().";
  if (mayBeMissing(from) && !mayBeMissing(to))
    return "it may be missing. Look first (if (value !== undefined) ...), give a default (value ?? 0), or put ! behind it when you know better.";
  if (isTensor(from) && isNumber(to))
    return "a tensor is not a number. x.item() reads the value of a tensor with one element.";
  if (isTensor(from) && /\[\]$/.test(to)) return "a tensor is not an array. x.toArray() makes one of it.";
  if (/^Nested</.test(from)) return "how deep it is nested depends on the tensor. Say so: x.toArray() as number[][].";
  if (isTensor(to) && (isNumber(from) || /\[\]$|^\[/.test(from))) return "make a tensor of it first: tensor(value).";
  if (isNumber(from) && /^(?:readonly )?number\[\]$|Shape$/.test(to))
    return "sizes and dimensions are given as one list: x.reshape([2, 2]), zeros([3, 4]).";
  if (/^Params</.test(to)) return "an optimizer takes the parameters: new optim.SGD(model.parameters(), { lr: 0.1 }).";
  if (/Options$/.test(to) && (isNumber(from) || code === 2559))
    return `options are given by name, in braces: ${/SGD|Adam|RMSprop|Adagrad/.test(to) ? "{ lr: 0.1 }" : "{ name: value }"}. Press Shift-Tab between the parentheses to see them.`;
  if (isText(from) && isNumber(to))
    return "a text is not a number, even when it looks like one. Number(text) converts it.";
  if (isNumber(from) && to === "string") return "String(value) makes a text of a number.";
  if (to === "boolean") return "a boolean is true or false. Compare to get one: value > 0.";
  if (isText(from) && /^"/.test(to)) return `only these texts are allowed: ${to.replace(/ \| /g, ", ")}.`;
  if (isText(from) && /^[A-Z]\w*$/.test(to)) return `write a member of ${to}, not a text: ${to}.Name.`;
  if (from === "void") return "the function gives nothing back: it needs a return with a value.";
  return undefined;
}
