import { alias, type Raw, run, upload } from "../tensor/internal.ts";

/** A raw tensor or a number. */
export type Value = Raw | number;

/**
 * Arithmetic on raw float32 tensors for the updates of one parameter: what is not kept is disposed at the end.
 *
 * Numbers become scalars that live no longer than the step, since step sizes change all the time.
 */
export class Scratch {
  readonly #made = new Set<Raw>();
  readonly #scalars = new Map<number, Raw>();

  add(a: Raw, b: Value): Raw {
    return b === 0 ? a : this.#run("Add", { a, b: this.#raw(b) });
  }

  sub(a: Raw, b: Value): Raw {
    return b === 0 ? a : this.#run("Sub", { a, b: this.#raw(b) });
  }

  mul(a: Raw, b: Value): Raw {
    return b === 1 ? a : this.#run("Multiply", { a, b: this.#raw(b) });
  }

  div(a: Raw, b: Value): Raw {
    return b === 1 ? a : this.#run("RealDiv", { a, b: this.#raw(b) });
  }

  max(a: Raw, b: Value): Raw {
    return this.#run("Maximum", { a, b: this.#raw(b) });
  }

  min(a: Raw, b: Value): Raw {
    return this.#run("Minimum", { a, b: this.#raw(b) });
  }

  sign(x: Raw): Raw {
    return this.#run("Sign", { x });
  }

  sqrt(x: Raw): Raw {
    return this.#run("Sqrt", { x });
  }

  abs(x: Raw): Raw {
    return this.#run("Abs", { x });
  }

  neg(x: Raw): Raw {
    return this.#run("Neg", { x });
  }

  zerosLike(x: Raw): Raw {
    return this.#run("ZerosLike", { x });
  }

  /** a + (b - a) weight */
  lerp(a: Raw, b: Raw, weight: number): Raw {
    return this.add(a, this.mul(this.sub(b, a), weight));
  }

  /** a decay + b^2 (1 - decay) */
  meanSquare(a: Raw, b: Raw, decay: number): Raw {
    return this.add(this.mul(a, decay), this.mul(this.mul(b, b), 1 - decay));
  }

  /** Takes a result out: it belongs to the caller now. */
  keep(raw: Raw): Raw {
    return this.#made.delete(raw) ? raw : alias(raw);
  }

  /** Disposes what was made for one parameter; scalars stay for the next. */
  clear(): void {
    for (const raw of this.#made) raw.dispose();
    this.#made.clear();
  }

  /** Disposes everything. */
  close(): void {
    this.clear();
    for (const raw of this.#scalars.values()) raw.dispose();
    this.#scalars.clear();
  }

  #run(kernel: string, inputs: Record<string, Raw>): Raw {
    const out = run(kernel, inputs);
    this.#made.add(out);
    return out;
  }

  #raw(value: Value): Raw {
    if (typeof value !== "number") return value;
    let scalar = this.#scalars.get(value);
    if (scalar === undefined) {
      scalar = upload(Float32Array.of(value), [], "float32");
      this.#scalars.set(value, scalar);
    }
    return scalar;
  }
}
