/** Jupyter counts a cursor's place in code points, JavaScript in UTF-16 code units. */
export function toCodeUnits(text: string, codePoints: number): number {
  let units = 0;
  for (let i = 0; i < codePoints && units < text.length; i++) units += text.codePointAt(units)! > 0xffff ? 2 : 1;
  return units;
}

/** The cursor of a request, in code points; what is no place in the code is moved to the nearest. */
export function cursorOf({ code, cursor_pos }: Record<string, unknown>): number {
  const length = toCodePoints(String(code ?? ""), Number.POSITIVE_INFINITY);
  const asked = Math.trunc(Number(cursor_pos ?? length));
  return Math.max(0, Math.min(Number.isNaN(asked) ? length : asked, length));
}

export function toCodePoints(text: string, codeUnits: number): number {
  return [...text.slice(0, codeUnits)].length;
}
