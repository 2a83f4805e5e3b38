export interface Token {
  /** The token, or the kind that stands for it. */
  kind: string;
  /** From 0. */
  line: number;
}

const keywords = new Set(
  `async await break case catch class const continue default delete do else extends finally for function if in instanceof
  let new of return super switch this throw try typeof undefined null true false var void while yield`.split(/\s+/),
);
/** What is said in two ways and means the same. */
const alike: Record<string, string> = { var: "let", const: "let", "===": "==", "!==": "!=" };

const lexeme =
  /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|`(?:\\.|[^`\\])*`?|(?:\d[\d_]*\.?\d*(?:e[+-]?\d+)?n?)|[\p{L}_$#][\p{L}\p{N}_$]*|=>|\*\*=?|\+\+|--|&&=?|\|\|=?|\?\?=?|\?\.|\.\.\.|===|!==|[=!<>]=|[-+*/%&|^]=|[^\s]/gu;

/**
 * TypeScript as the tokens that stay when somebody disguises a copy: names become one kind, so do strings and numbers;
 * comments, layout, semicolons and declared types are dropped. Names after a dot stay, since they are mostly a library's.
 */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let line = 0;
  let at = 0;
  let before = "";
  for (const found of source.matchAll(lexeme)) {
    for (; at < found.index; at++) if (source.charCodeAt(at) === 10) line++;
    const text = found[0];
    if (text.startsWith("//") || text.startsWith("/*") || text === ";") continue;
    tokens.push({ kind: kindOf(text, before), line });
    before = text;
  }
  return withoutTypes(tokens);
}

function kindOf(text: string, before: string): string {
  if (/^["'`]/.test(text)) return "string";
  if (/^\d/.test(text)) return "number";
  if (!/^[\p{L}_$#]/u.test(text)) return alike[text] ?? text;
  if (before === "." || before === "?.") return text;
  return keywords.has(text) ? (alike[text] ?? text) : "name";
}

/** Drops `: T` behind names and parameters, where a simple type is written. */
function withoutTypes(tokens: Token[]): Token[] {
  const kept: Token[] = [];
  for (let index = 0; index < tokens.length; index++) {
    const kinds = (from: number) => tokens[from]?.kind;
    const declared =
      kinds(index) === ":" && kinds(index + 1) === "name" && ["name", ")"].includes(kinds(index - 1) ?? "");
    let end = index + 2;
    while (kinds(end) === "[" && kinds(end + 1) === "]") end += 2;
    if (declared && [",", ")", "=", "{", "=>"].includes(kinds(end) ?? "")) index = end - 1;
    else kept.push(tokens[index]!);
  }
  return kept;
}
