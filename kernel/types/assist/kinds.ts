/** What Jupyter's front ends call the kinds of the language server protocol. */
const kinds: Record<number, string> = {
  2: "method",
  3: "function",
  4: "constructor",
  5: "property",
  6: "variable",
  7: "class",
  8: "interface",
  9: "module",
  10: "property",
  13: "enum",
  14: "keyword",
  17: "file",
  19: "folder",
  20: "enum member",
  21: "constant",
  22: "type",
  25: "type parameter",
};

export function kindName(kind = 0): string {
  return kinds[kind] ?? "text";
}
