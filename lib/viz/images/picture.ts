import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import type { DisplayBundle } from "../../runtime.ts";
import { pictureBundle } from "../bundle.ts";
import { svgToPng } from "../render/png.ts";

/** A drawing that shows itself in a notebook as a PNG. */
export class Picture {
  readonly svg: string;
  /** One line in place of the picture where only text can be shown. */
  readonly summary: string;

  constructor(svg: string, { summary }: { summary: string }) {
    this.svg = svg;
    this.summary = summary;
  }

  /** The picture as a PNG, `scale` pixels a unit. */
  toPng({ scale = 2 }: { scale?: number } = {}): Uint8Array {
    return svgToPng(this.svg, { scale });
  }

  /** Writes the picture to a .png or .svg file. */
  save(path: string): void {
    const extension = extname(path).toLowerCase();
    if (extension === ".png") writeFileSync(path, this.toPng());
    else if (extension === ".svg") writeFileSync(path, this.svg);
    else throw new Error(`Picture.save: expected a path ending in .png or .svg, got ${path}`);
  }

  [Symbol.for("Jupyter.display")](): DisplayBundle {
    return pictureBundle(this.toPng(), { scale: 2, summary: this.summary });
  }
}
