import { type Cell, codeCell, markdownCell, type Notebook } from "../../../autograder/notebook/index.ts";

/** A small generator with a seed (mulberry32), so that every mangling can be made again. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const junk = [
  "",
  "let x = 1;",
  "await check('q1');",
  "function relu() {}",
  "# notes",
  "process.exit(0)",
  "\u0000",
  "// %% [markdown]",
];

/** Does to a notebook what students, editors and merge tools do. Returns the ids of cells whose own text or identity it changed. */
export function mangle(notebook: Notebook, seed: number): Set<string> {
  const random = seeded(seed);
  const touched = new Set<string>();
  const { cells } = notebook;
  const pick = (): { cell: Cell; index: number } => {
    const index = random(cells.length);
    return { cell: cells[index]!, index };
  };
  const touch = ({ id }: Cell) => touched.add(id);
  const operations: (() => void)[] = [
    function remove() {
      const { cell, index } = pick();
      touch(cell);
      cells.splice(index, 1);
    },
    function duplicate() {
      const { cell, index } = pick();
      cells.splice(random(2) ? index : random(cells.length), 0, structuredClone(cell));
    },
    function split() {
      const { cell, index } = pick();
      touch(cell);
      const at = random(cell.source.length + 1);
      const second = {
        ...structuredClone(cell),
        source: cell.source.slice(at),
        id: random(2) ? cell.id : `new-${random(1e6)}`,
      };
      cell.source = cell.source.slice(0, at);
      cells.splice(index + 1, 0, second);
    },
    function retype() {
      const { cell, index } = pick();
      touch(cell);
      cells[index] =
        cell.cell_type === "code"
          ? { ...markdownCell(cell.id, cell.source), metadata: cell.metadata }
          : { ...codeCell(cell.id, cell.source), metadata: cell.metadata };
    },
    function stripMetadata() {
      pick().cell.metadata = {};
    },
    function stripAllMetadata() {
      for (const cell of cells) cell.metadata = {};
    },
    function forgeMetadata() {
      pick().cell.metadata = {
        nbgrader: [null, { grade_id: "q1" }, 7, { points: 1e9, locked: false, solution: true, grade_id: ["q2"] }][
          random(4)
        ],
      };
    },
    function move() {
      const [cell] = cells.splice(random(cells.length), 1);
      cells.splice(random(cells.length + 1), 0, cell!);
    },
    function reverse() {
      cells.reverse();
    },
    function insert() {
      cells.splice(random(cells.length + 1), 0, codeCell(`junk-${random(1e6)}`, junk[random(junk.length)]!));
    },
    function edit() {
      const { cell } = pick();
      touch(cell);
      cell.source = junk[random(junk.length)]!;
    },
    function rename() {
      const { cell } = pick();
      touch(cell);
      cell.id = `renamed-${random(1e6)}`;
    },
    function breakNotebookMetadata() {
      notebook.metadata = [
        {},
        { tsgrad: 5 },
        { tsgrad: { assignment: "other" } },
        { kernelspec: { name: "python3", display_name: "" } },
      ][random(4)]!;
    },
  ];
  for (let count = 1 + random(6); count > 0 && cells.length > 0; count--) operations[random(operations.length)]!();
  return touched;
}
