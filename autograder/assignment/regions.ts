export type Region = { stub: string; solution: string };

const begin = "BEGIN SOLUTION";
const end = "END SOLUTION";

/**
 * Splits a cell's text at its solution regions: the text with stubs and the text with solutions.
 *
 * A region becomes its `// STUB ` lines, or `defaultStub` at the region's indentation. Markers count in any comment style, as in nbgrader.
 */
export function splitRegions(source: string, defaultStub: string, where: string): Region & { regions: number } {
  const stub: string[] = [];
  const solution: string[] = [];
  let stubLines: string[] = [];
  let regions = 0;
  let opened: { line: number; indent: string } | undefined;
  source.split("\n").forEach((text, index) => {
    const line = index + 1;
    if (/BEGIN (HIDDEN TESTS|MARK SCHEME)/.test(text)) {
      throw new SyntaxError(`${where}, line ${line}: hidden tests stand in tests/hidden/, not in the notebook`);
    }
    if (text.includes(begin)) {
      if (opened)
        throw new SyntaxError(`${where}, line ${line}: a solution region begins inside the one of line ${opened.line}`);
      opened = { line, indent: /^\s*/.exec(text)![0] };
      stubLines = [];
      regions++;
    } else if (text.includes(end)) {
      if (!opened) throw new SyntaxError(`${where}, line ${line}: a solution region ends that never began`);
      const given = stubLines.length > 0 ? stubLines : defaultStub.split("\n").map((part) => opened!.indent + part);
      stub.push(...given);
      opened = undefined;
    } else if (opened) {
      const stubLine = /^(\s*)\/\/ STUB(?: (.*))?$/.exec(text);
      if (stubLine) stubLines.push(stubLine[1]! + (stubLine[2] ?? ""));
      else solution.push(text);
    } else {
      stub.push(text);
      solution.push(text);
    }
  });
  if (opened) throw new SyntaxError(`${where}, line ${opened.line}: the solution region is never closed`);
  return { stub: stub.join("\n"), solution: solution.join("\n"), regions };
}
