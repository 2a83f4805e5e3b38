import { runtime } from "../evaluate/runtime.ts";

/** tslab's display API on this kernel, for notebooks that `import * as tslab from "tslab"`. */
interface TslabDisplay {
  javascript(source: string): void;
  html(source: string): void;
  markdown(source: string): void;
  latex(source: string): void;
  svg(source: string): void;
  png(bytes: Uint8Array): void;
  jpeg(bytes: Uint8Array): void;
  gif(bytes: Uint8Array): void;
  pdf(bytes: Uint8Array): void;
  text(source: string): void;
  raw(mime: string, data: string | Uint8Array): void;
}

function createTslabDisplay(displayId?: string): TslabDisplay {
  let shown = false;
  const raw = (mime: string, data: string | Uint8Array): void => {
    const content = typeof data === "string" ? data : Buffer.from(data).toString("base64");
    runtime().display?.({ data: { [mime]: content } }, { displayId, update: displayId !== undefined && shown });
    shown = true;
  };
  const as = (mime: string) => (data: string | Uint8Array) => raw(mime, data);
  return {
    javascript: as("text/javascript"),
    html: as("text/html"),
    markdown: as("text/markdown"),
    latex: as("text/latex"),
    svg: as("image/svg+xml"),
    png: as("image/png"),
    jpeg: as("image/jpeg"),
    gif: as("image/gif"),
    pdf: as("application/pdf"),
    text: as("text/plain"),
    raw,
  };
}

export const display: TslabDisplay = createTslabDisplay();

let count = 0;

/** A display whose later calls replace what it showed. */
export function newDisplay(): TslabDisplay {
  return createTslabDisplay(`tslab-${process.pid}-${count++}`);
}

export const versions = { tslab: "1.0.22", typescript: "7.0", node: process.version };
