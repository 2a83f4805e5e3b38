export { type MakeGridOptions, makeGrid } from "./make-grid.ts";
