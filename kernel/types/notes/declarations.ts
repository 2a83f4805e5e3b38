import { parts, type Rule } from "./rule.ts";

/** Declarations, functions and classes. */
export const declarationRules: Rule[] = [
  {
    codes: [7006, 7031, 7019, 7044],
    note(problem, { line }) {
      const name = problem.text.replace(/^\.\.\./, "");
      if (/\bforward\s*\(/.test(line))
        return `write what type it has: ${name}: Tensor. It comes by import { type Tensor } from "tsgrad";`;
      return `write what type it has: ${name}: ${problem.code === 7019 ? "number[]" : "number"} (or whatever it is).`;
    },
  },
  {
    codes: [7005, 7034, 7010, 7011],
    note: (problem) => `TypeScript cannot tell its type. Write it down: ${problem.text}: number, or whatever it is.`,
  },
  {
    codes: [7022, 7023, 7024],
    note: () =>
      "its type depends on itself. Write the type down, for a function behind the brackets: function f(n: number): number.",
  },
  {
    codes: [2588, 2630, 2629],
    note(problem, { definedIn }) {
      const [name = "it"] = parts(problem, /'(.+?)'/);
      const where = definedIn(name);
      return `a constant keeps its value. Declare it with let${where ? ` in ${where}` : ""} when it has to change: let ${name} = ...`;
    },
  },
  {
    codes: [2540, 2542, 2704],
    note: () => "it can only be read. Make a new object with the change: { ...old, name: value }.",
  },
  {
    codes: [2448, 2449, 2450],
    note: () => "a name exists only after its declaration. Move the declaration above this line.",
  },
  {
    codes: [2454],
    note: (problem) => `give it a value where it is declared: let ${problem.text} = ...`,
  },
  {
    codes: [2451, 2300, 2403, 2440],
    note: () =>
      "one cell can declare a name only once. Take let or const away to give it another value, or choose another name. (In another cell it may be declared again.)",
  },
  {
    codes: [2355, 2366, 7030],
    note: () => "every way through the function has to end with a return, also when no if applies.",
  },
  {
    codes: [2564],
    note: (problem) => `give it a value where it is declared (${problem.text} = ...) or in the constructor.`,
  },
  {
    codes: [2377, 17009],
    note: () => "the constructor of a class that extends another starts with super(...), before anything with this.",
  },
  {
    codes: [2515, 2653, 2420, 2654, 2655, 2656],
    note(problem) {
      if (/from class 'Module'/.test(problem.message))
        return "a module needs forward(x: Tensor): Tensor, which says what it computes.";
      const [name] = parts(problem, /(?:member|Property) '?(.+?)'? (?:from|is missing)/);
      return `the class must have ${name ?? "everything that is asked of it"}.`;
    },
  },
  {
    codes: [2416, 2425, 2426],
    note: () =>
      "it has the name of something in the class it extends, but does not fit it. Take the same arguments and result, or another name.",
  },
  { codes: [4114], note: () => "write override before it: it replaces what the class it extends has." },
  { codes: [2511], note: () => "an abstract class is only a plan. Make an object of a class that extends it." },
  {
    codes: [2683],
    note: () => "a function has no this of its own. Use an arrow function, or give the value as an argument.",
  },
  {
    codes: [2314, 2707],
    note: (problem) => `say of what: ${problem.text}<number>${problem.text === "Array" ? ", or number[]" : ""}.`,
  },
  {
    codes: [7017],
    note: () =>
      "TypeScript has to know of it first: declare global { var name: number }, in a cell before or in this one.",
  },
  {
    codes: [2695],
    note: () => "only the last of values between commas counts. Put a list into [ ], arguments into ( ).",
  },
  { codes: [1117], note: () => "the second one replaces the first. Take one of them away." },
];
