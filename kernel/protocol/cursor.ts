/** Jupyter counts a cursor's place in code points, JavaScript in UTF-16 code units. */
export function toCodeUnits(text: string, codePoints: number): number {
  let units = 0;
  for (let i = 0; i < codePoints && units < text.length; i++) units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  return units;
}

export function toCodePoints(text: string, codeUnits: number): number {
  return [...text.slice(0, codeUnits)].length;
}
