/** A drawing of Quick, Draw!: its strokes on a square of 256 x 256, each with the x and the y of its points. */
export interface QuickDrawing {
  strokes: { x: number[]; y: number[] }[];
  /** Whether the game guessed it. */
  recognized: boolean;
  countryCode: string;
  /** Only in ndjson files. */
  word?: string;
}
