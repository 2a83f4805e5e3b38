import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";

const file = (name: string) => fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`));

/** The bundled font stands in for every family, so that a picture is the same on all machines. */
export const resvgFont = {
  fontFiles: [file("DejaVuSans"), file("DejaVuSans-Bold")],
  loadSystemFonts: false,
  defaultFontFamily: "DejaVu Sans",
  sansSerifFamily: "DejaVu Sans",
};

const advances = new Map<string, number>();

/** Width of a line of text in the bundled font, in units of `size`. */
export function textWidth(text: string, size: number, bold = false): number {
  let width = 0;
  for (const character of text) width += advance(character, bold);
  return (width * size) / 100;
}

/** Advance width of a character at size 100: bars around it keep the sides of the glyph and spaces in the box. */
function advance(character: string, bold: boolean): number {
  const key = bold ? `b${character}` : character;
  const known = advances.get(key);
  if (known !== undefined) return known;
  const width = boxWidth(`|${character}|`, bold) - boxWidth("||", bold);
  advances.set(key, width);
  return width;
}

function boxWidth(text: string, bold: boolean): number {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg"><text xml:space="preserve" y="100" font-size="100" ` +
    `font-weight="${bold ? "bold" : "normal"}">${escapeXml(text)}</text></svg>`;
  return new Resvg(svg, { font: resvgFont }).getBBox()?.width ?? 0;
}

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
