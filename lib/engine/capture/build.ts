// From the operations of a step to a function of TensorFlow.
import { int64s, setAttribute } from "../tensorflow/attributes.ts";
import type { Binding } from "../tensorflow/binding.ts";
import type { CApi, Pointer } from "../tensorflow/c-api.ts";
import type { GraphApi, GraphOutput } from "./graph-api.ts";
import { type Constant, type Leaf, neededFor, type Operation, type Result, type StepFunction } from "./trace.ts";

let count = 0;

/** Adds a function to TensorFlow that returns the wanted results. */
export function buildFunction(
  binding: Binding,
  api: GraphApi,
  path: readonly Operation[],
  wanted: readonly Result[],
): StepFunction {
  const graph = api.TF_NewGraph();
  try {
    const builder = new Builder(binding, api, graph);
    for (const operation of neededFor(path, wanted)) builder.add(operation);
    const name = `tsgrad_step_${count++}`;
    builder.finish(name, wanted);
    return { name, leaves: builder.leaves };
  } finally {
    api.TF_DeleteGraph(graph);
  }
}

/** Takes a function away again. */
export function removeFunction({ context, status }: Binding, api: GraphApi, { name }: StepFunction): void {
  api.TFE_ContextRemoveFunction(context, name, status.pointer);
  status.check(`removal of ${name}`);
}

class Builder {
  readonly leaves: number[] = [];
  readonly #binding: Binding;
  readonly #api: GraphApi;
  readonly #attributes: CApi;
  readonly #graph: Pointer;
  readonly #placeholders = new Map<number, GraphOutput>();
  readonly #results = new Map<number, Pointer>();
  #names = 0;

  constructor(binding: Binding, api: GraphApi, graph: Pointer) {
    this.#binding = binding;
    this.#api = api;
    this.#attributes = asEager(api);
    this.#graph = graph;
  }

  add(operation: Operation): void {
    const { name, attributes, inputs, place } = operation;
    const sources = inputs.map((source) => {
      if (source.kind === "result") return { oper: this.#results.get(source.operation)!, index: source.output };
      return source.kind === "leaf" ? this.#placeholder(source) : this.#constant(source);
    });
    const made = this.#operation(name, (description) => {
      const listed = (attributes.find((attribute) => attribute.name === "N")?.value as number | undefined) ?? 0;
      if (listed > 0) this.#api.TF_AddInputList(description, sources.slice(0, listed), listed);
      for (const source of sources.slice(listed)) this.#api.TF_AddInput(description, source);
      for (const attribute of attributes)
        if (attribute.name !== "N") setAttribute(this.#attributes, this.#binding.status, description, attribute);
    });
    this.#results.set(place, made);
  }

  finish(name: string, wanted: readonly Result[]): void {
    const { context, status } = this.#binding;
    const inputs = this.leaves.map((slot) => this.#placeholders.get(slot)!);
    const outputs = wanted.map(({ operation, output }) => ({ oper: this.#results.get(operation)!, index: output }));
    const api = this.#api;
    const fn = api.TF_GraphToFunction(
      this.#graph,
      name,
      0,
      -1,
      null,
      inputs.length,
      inputs,
      outputs.length,
      outputs,
      null,
      null,
      null,
      status.pointer,
    );
    status.check("captured step");
    api.TFE_ContextAddFunction(context, fn, status.pointer);
    api.TF_DeleteFunction(fn);
    status.check("captured step");
  }

  #placeholder({ slot, dtype }: Leaf): GraphOutput {
    const known = this.#placeholders.get(slot);
    if (known) return known;
    const oper = this.#operation("Placeholder", (description) => this.#api.TF_SetAttrType(description, "dtype", dtype));
    const output = { oper, index: 0 };
    this.#placeholders.set(slot, output);
    this.leaves.push(slot);
    return output;
  }

  #constant({ shape, dtype, values }: Constant): GraphOutput {
    const { api, status } = this.#binding;
    const tensor = api.TF_AllocateTensor(dtype, int64s(shape), shape.length, values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    if (bytes.length > 0) api.memcpy(api.TF_TensorData(tensor), bytes, bytes.length);
    try {
      const oper = this.#operation("Const", (description) => {
        this.#api.TF_SetAttrType(description, "dtype", dtype);
        this.#api.TF_SetAttrTensor(description, "value", tensor, status.pointer);
        status.check("constant");
      });
      return { oper, index: 0 };
    } finally {
      api.TF_DeleteTensor(tensor);
    }
  }

  #operation(type: string, describe: (description: Pointer) => void): Pointer {
    const { status, pinnedDevice } = this.#binding;
    const description = this.#api.TF_NewOperation(this.#graph, type, `${type}_${this.#names++}`);
    if (pinnedDevice !== null) this.#api.TF_SetDevice(description, pinnedDevice);
    describe(description);
    const made = this.#api.TF_FinishOperation(description, status.pointer);
    status.check(type);
    return made;
  }
}

/** Attributes of a graph's operations are set as those of eager ones, by functions of other names. */
function asEager(api: GraphApi): CApi {
  return {
    TFE_OpSetAttrString: api.TF_SetAttrString,
    TFE_OpSetAttrInt: api.TF_SetAttrInt,
    TFE_OpSetAttrIntList: api.TF_SetAttrIntList,
    TFE_OpSetAttrFloat: api.TF_SetAttrFloat,
    TFE_OpSetAttrFloatList: api.TF_SetAttrFloatList,
    TFE_OpSetAttrBool: api.TF_SetAttrBool,
    TFE_OpSetAttrBoolList: api.TF_SetAttrBoolList,
    TFE_OpSetAttrType: api.TF_SetAttrType,
    TFE_OpSetAttrShape: (description, name, dims, rank) => api.TF_SetAttrShape(description, name, dims, rank),
  } as Partial<CApi> as CApi;
}
