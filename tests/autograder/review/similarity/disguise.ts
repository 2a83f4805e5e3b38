import { parseSync } from "oxc-parser";

type Random = () => number;

/** What people do to a copy. Each keeps what the program does. */
export const disguises: Record<string, (source: string, random: Random) => string> = {
  rename(source) {
    const names = [...source.matchAll(/(?:const|let|function|class)\s+\*?\s*(\w+)|[(,]\s*(\w+)(?=\s*[:,)])/g)]
      .map(([, declared, parameter]) => declared ?? parameter!)
      .filter((name) => !["normalize", "Math", "Array", "console", "this"].includes(name) && /^[a-z]/i.test(name));
    return [...new Set(names)].reduce(
      (text, name, index) => text.replace(new RegExp(`(?<![.\\w"])${name}\\b`, "g"), `renamed${index}`),
      source,
    );
  },
  reorder(source, random) {
    const { program } = parseSync("answer.ts", source);
    const parts = program.body.map(({ start, end }) => source.slice(start, end));
    const functions = parts.filter((part) => /^(function|class)/.test(part)).sort(() => random() - 0.5);
    const rest = parts.filter((part) => !/^(function|class)/.test(part));
    // A single function has nothing to change places with: then its copy is given another layout.
    return [...functions.reverse(), ...rest].join("\n\n").replace(/\n\s*/g, functions.length > 1 ? "\n" : " ");
  },
  extract(source) {
    let count = 0;
    return source.replace(/^(\s*)const (\w+) = ([^;{}]{12,});$/gm, (_, space, name, value) => {
      const helper = `helper${count++}`;
      return `${space}const ${helper} = () => ${value};\n${space}const ${name} = ${helper}();`;
    });
  },
  comments(source, random) {
    return source
      .split("\n")
      .map((line) =>
        random() < 0.7 ? `// step ${Math.floor(random() * 99)}: now it goes on\n${line}   /* ok */` : `${line}\n`,
      )
      .join("\n");
  },
  deadCode(source, random) {
    const dead = ["const unused = 42;", "if (false) console.log('never');", "let spare = [1, 2, 3].length;"];
    return source.replace(/\{\n/g, (brace) =>
      random() < 0.8 ? `${brace}  ${dead[Math.floor(random() * 3)]}\n` : brace,
    );
  },
};
