import { boundNames } from "../../evaluate/transform/declarations.ts";
import { children, isFunction, type Node, type Program } from "../../evaluate/transform/parse.ts";

/** What a name of a cell's top level stands for. */
export interface Meaning {
  /** As a value: one that may be assigned to, one that may not, none. */
  value?: "variable" | "constant";
  type?: boolean;
}

/** The names that a cell declares at its top level. */
export function declaredNames(program: Program): Map<string, Meaning> {
  const names = new Map<string, Meaning>();
  const add = (name: string, meaning: Meaning) => names.set(name, { ...names.get(name), ...meaning });

  const declaration = (node: Node): void => {
    switch (node.type) {
      case "VariableDeclaration":
        for (const name of node.declarations.flatMap(({ id }) => boundNames(id)))
          add(name, { value: node.kind === "let" || node.kind === "var" ? "variable" : "constant" });
        break;
      case "FunctionDeclaration":
      case "TSDeclareFunction":
        if (node.id) add(node.id.name, { value: "constant" });
        break;
      case "ClassDeclaration":
        if (node.id) add(node.id.name, { value: "constant", type: true });
        break;
      case "TSEnumDeclaration":
        add(node.id.name, { value: "constant", type: true });
        break;
      case "TSModuleDeclaration":
        if (node.id.type === "Identifier" && node.kind === "namespace")
          add(node.id.name, { value: "constant", type: true });
        break;
      case "TSInterfaceDeclaration":
      case "TSTypeAliasDeclaration":
        add(node.id.name, { type: true });
        break;
      case "TSImportEqualsDeclaration":
        add(node.id.name, { value: "constant", type: true });
        break;
      case "ImportDeclaration":
        for (const specifier of node.specifiers) {
          const typeOnly =
            node.importKind === "type" || (specifier.type === "ImportSpecifier" && specifier.importKind === "type");
          add(specifier.local.name, typeOnly ? { type: true } : { value: "constant", type: true });
        }
        break;
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
        if (node.declaration) declaration(node.declaration);
        break;
      default:
        for (const name of varsWithin(node)) add(name, { value: "variable" });
    }
  };
  for (const statement of program.body) declaration(statement);
  return names;
}

/** Names of `var` in blocks and loops: they belong to the cell. */
function varsWithin(node: Node): string[] {
  if (isFunction(node) || node.type.startsWith("TS")) return [];
  const own =
    node.type === "VariableDeclaration" && node.kind === "var"
      ? node.declarations.flatMap(({ id }) => boundNames(id))
      : [];
  return [...own, ...[...children(node)].flatMap(varsWithin)];
}
