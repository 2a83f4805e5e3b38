// One call of a captured step. The step's own code always runs, on tensors that need not have values yet. As long as it asks
// for the operations of an earlier call, nothing is computed; at the end one function computes all of them. Where it asks
// for anything else, what was put off is computed at once, and the rest is run and written down as it comes.
import type { OpAttribute } from "../tensorflow/attributes.ts";
import type { Binding, Interceptor, TensorMetadata } from "../tensorflow/binding.ts";
import { DTYPES, type Elements } from "../tensorflow/dtypes.ts";
import { isData, refusal } from "./operands.ts";
import { type Constant, neededFor, Operation, type OutputInfo, type Result, type Source } from "./trace.ts";

/** Longer integer inputs are data: no shape has that many dimensions. */
const LONGEST_CONSTANT = 64;

const READ =
  "compile: a value that the step computes is read inside it (item(), toArray(), data, print), before it is computed. " +
  "Return the tensor and read it after the call";

export class Session implements Interceptor {
  readonly #binding: Binding;
  /** The operation that was asked for last. */
  #at: Operation;
  /** Whether operations are put off; if not they run at once. */
  #waiting = true;
  /** Results of this call that are still wanted, by id. */
  readonly #results = new Map<number, Result>();
  readonly #slots = new Map<number, number>();
  readonly #leaves: number[] = [];
  /** Small integer tensors of this call, by id; those with no id in the binding have not been made. */
  readonly #constants = new Map<number, Omit<Constant, "kind">>();
  /** Leaves that were given back before the function could read them. */
  readonly #given: number[] = [];

  constructor(binding: Binding, root: Operation) {
    this.#binding = binding;
    this.#at = root;
  }

  /** Where the step has come to. */
  get at(): Operation {
    return this.#at;
  }

  get waiting(): boolean {
    return this.#waiting;
  }

  createTensor(shape: readonly number[], dtype: number, values: Elements | readonly number[]): number {
    if (dtype !== DTYPES.TF_INT32 || values.length > LONGEST_CONSTANT)
      return this.#binding.create(shape, dtype, values);
    const id = this.#waiting ? this.#binding.reserve() : this.#binding.create(shape, dtype, values);
    this.#constants.set(id, { shape: [...shape], dtype, values: Int32Array.from(values as readonly number[]) });
    return id;
  }

  deleteTensor(id: number): void {
    this.#results.delete(id);
    this.#constants.delete(id);
    if (this.#waiting && this.#slots.has(id)) this.#given.push(id);
    else if (this.#binding.has(id)) this.#binding.delete(id);
  }

  tensorDataSync(id: number): Elements {
    if (this.#results.has(id)) throw new Error(READ);
    const constant = this.#constants.get(id);
    return constant ? constant.values.slice() : this.#binding.read(id);
  }

  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    ids: readonly number[],
    outputs: number,
  ): TensorMetadata[] {
    const inputs = this.#describe(name, ids);
    const next = this.#waiting ? this.#at.find(name, attributes, inputs) : null;
    if (next) {
      this.#bind(inputs, ids);
      this.#at = next;
      return next.outputs.map(({ shape, dtype }, output) => {
        const id = this.#binding.reserve();
        this.#results.set(id, { kind: "result", operation: next.place, output });
        return { id, shape, dtype };
      });
    }
    if (this.#waiting) this.catchUp();
    const reason = refusal(name);
    if (reason !== null) throw new Error(`compile: ${reason}. Compute it outside the compiled step`);
    this.#bind(inputs, ids);
    return this.#run(name, attributes, inputs, ids, outputs);
  }

  /** Runs an operation and writes it down. */
  #run(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly Source[],
    ids: readonly number[],
    outputs: number,
  ): TensorMetadata[] {
    const made = this.#binding.execute(name, attributes, ids, outputs);
    const known = this.#at.find(name, attributes, inputs);
    const next = known ?? new Operation(this.#at, name, attributes, inputs, made);
    if (!known) this.#at.children.unshift(next);
    this.#at = next;
    for (const [output, { id }] of made.entries())
      this.#results.set(id, { kind: "result", operation: next.place, output });
    return made;
  }

  #describe(name: string, ids: readonly number[]): Source[] {
    let slots = this.#leaves.length;
    const fresh = new Map<number, number>();
    return ids.map((id, input) => {
      const result = this.#results.get(id);
      if (result) return result;
      const constant = this.#constants.get(id);
      if (constant && !isData(name, input)) return { kind: "constant", ...constant };
      let slot = this.#slots.get(id) ?? fresh.get(id);
      if (slot === undefined) {
        slot = slots++;
        fresh.set(id, slot);
      }
      const { shape, dtype } = constant ?? this.#binding.held(id);
      return { kind: "leaf", slot, shape, dtype };
    });
  }

  /** Remembers the leaves that an operation is the first to use. */
  #bind(inputs: readonly Source[], ids: readonly number[]): void {
    for (const [i, source] of inputs.entries()) {
      if (source.kind !== "leaf" || source.slot < this.#leaves.length) continue;
      this.#make(ids[i]!);
      this.#slots.set(ids[i]!, source.slot);
      this.#leaves.push(ids[i]!);
    }
  }

  /** Gives a constant of this call to TensorFlow, if that has not been done. */
  #make(id: number): void {
    const constant = this.#constants.get(id);
    if (!constant || this.#binding.has(id)) return;
    this.#binding.rename(this.#binding.create(constant.shape, constant.dtype, constant.values), id);
  }

  /** Computes what was put off, one operation after the other; later ones run as they come. */
  catchUp(): void {
    const path = this.#at.path();
    const ids = new Map<string, number>();
    const spare: number[] = [];
    for (const { name, attributes, inputs, outputs, place } of neededFor(path, this.#results.values())) {
      const given = inputs.map((source) => {
        if (source.kind === "leaf") return this.#leaves[source.slot]!;
        if (source.kind === "result") return ids.get(keyOf(source.operation, source.output))!;
        const id = this.#binding.create(source.shape, source.dtype, source.values);
        spare.push(id);
        return id;
      });
      for (const [output, { id }] of this.#binding.execute(name, attributes, given, outputs.length).entries()) {
        ids.set(keyOf(place, output), id);
        spare.push(id);
      }
    }
    const taken = new Set<number>();
    for (const [id, { operation, output }] of this.#results) {
      const computed = ids.get(keyOf(operation, output))!;
      this.#binding.rename(computed, id);
      taken.add(computed);
    }
    for (const id of spare) if (!taken.has(id)) this.#binding.delete(id);
    this.#settle();
  }

  /** What is wanted of this call, in the order in which it was computed. */
  wanted(): Result[] {
    return [...this.#results.values()];
  }

  /** Computes what was put off by a function that returns what is wanted. */
  replay(name: string, leaves: readonly number[]): void {
    const given = leaves.map((slot) => this.#leaves[slot]!);
    let outputs: TensorMetadata[];
    try {
      outputs = this.#binding.execute(name, [], given, this.#results.size);
    } catch (error) {
      this.catchUp();
      throw error;
    }
    const wanted = this.wanted();
    for (const [i, id] of [...this.#results.keys()].entries()) this.#binding.rename(outputs[i]!.id, id);
    this.#settle();
    const path = this.#at.path();
    for (const [i, { operation, output }] of wanted.entries())
      checkShape(path[operation]!, path[operation]!.outputs[output]!, outputs[i]!.shape);
  }

  /** Frees what waited for the computation, and makes the constants that outlive the call. */
  #settle(): void {
    this.#waiting = false;
    for (const id of this.#constants.keys()) this.#make(id);
    for (const id of this.#given.splice(0)) this.#binding.delete(id);
  }
}

const keyOf = (operation: number, output: number): string => `${operation}:${output}`;

function checkShape({ name }: Operation, { shape }: OutputInfo, got: readonly number[]): void {
  if (shape.length === got.length && shape.every((size, i) => size === got[i])) return;
  throw new Error(
    `compile: ${name} gave [${got}] where it gave [${shape}] when the step was captured: its shape depends on values. ` +
      "Compute it outside the compiled step",
  );
}
