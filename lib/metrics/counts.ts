/** How often each true class was predicted as each class; grows with the classes that occur. */
export class Counts {
  size: number;
  #cells: Float64Array;

  constructor(size = 0) {
    this.size = size;
    this.#cells = new Float64Array(size * size);
  }

  at(truth: number, predicted: number): number {
    return this.#cells[truth * this.size + predicted]!;
  }

  add(truth: number, predicted: number, times = 1): void {
    if (truth >= this.size || predicted >= this.size) this.grow(Math.max(truth, predicted) + 1);
    this.#cells[truth * this.size + predicted]! += times;
  }

  merge(other: Counts): void {
    if (other.size > this.size) this.grow(other.size);
    for (let t = 0; t < other.size; t++) for (let p = 0; p < other.size; p++) this.add(t, p, other.at(t, p));
  }

  /** True positives, false positives and misses of a class. */
  outcome(c: number): { hits: number; wrong: number; missed: number } {
    let [row, column] = [0, 0];
    for (let i = 0; i < this.size; i++) {
      row += this.at(c, i);
      column += this.at(i, c);
    }
    const hits = this.at(c, c);
    return { hits, wrong: column - hits, missed: row - hits };
  }

  /** How often each class is the true one. */
  support(): number[] {
    return this.rows().map((row) => row.reduce((sum, n) => sum + n, 0));
  }

  rows(): number[][] {
    return Array.from({ length: this.size }, (_, t) => [...this.#cells.subarray(t * this.size, (t + 1) * this.size)]);
  }

  private grow(size: number): void {
    const old = this.rows();
    this.#cells = new Float64Array(size * size);
    for (const [t, row] of old.entries()) this.#cells.set(row, t * size);
    this.size = size;
  }
}
