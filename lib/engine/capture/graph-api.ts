// The part of TensorFlow's C API that makes functions of graphs. Declarations follow tensorflow/c/c_api.h and eager/c_api.h.
import { bindFunctions, loadLibraries, type Pointer } from "../tensorflow/c-api.ts";
import { ffi } from "../tensorflow/ffi.ts";

/** One output of a graph's operation. */
export interface GraphOutput {
  oper: Pointer;
  index: number;
}

export interface GraphApi {
  TF_NewGraph(): Pointer;
  TF_DeleteGraph(graph: Pointer): void;
  TF_NewOperation(graph: Pointer, type: string, name: string): Pointer;
  TF_SetDevice(description: Pointer, device: string): void;
  TF_AddInput(description: Pointer, input: GraphOutput): void;
  TF_AddInputList(description: Pointer, inputs: readonly GraphOutput[], count: number): void;
  TF_SetAttrType(description: Pointer, name: string, dtype: number): void;
  TF_SetAttrInt(description: Pointer, name: string, value: number): void;
  TF_SetAttrIntList(description: Pointer, name: string, values: BigInt64Array, count: number): void;
  TF_SetAttrFloat(description: Pointer, name: string, value: number): void;
  TF_SetAttrFloatList(description: Pointer, name: string, values: Float32Array, count: number): void;
  TF_SetAttrBool(description: Pointer, name: string, value: number): void;
  TF_SetAttrBoolList(description: Pointer, name: string, values: Uint8Array, count: number): void;
  TF_SetAttrString(description: Pointer, name: string, value: string, bytes: number): void;
  TF_SetAttrShape(description: Pointer, name: string, dims: BigInt64Array, rank: number): void;
  TF_SetAttrTensor(description: Pointer, name: string, tensor: Pointer, status: Pointer): void;
  TF_FinishOperation(description: Pointer, status: Pointer): Pointer;
  TF_GraphToFunction(
    graph: Pointer,
    name: string,
    appendHash: number,
    operationCount: number,
    operations: null,
    inputCount: number,
    inputs: readonly GraphOutput[],
    outputCount: number,
    outputs: readonly GraphOutput[],
    outputNames: null,
    options: null,
    description: null,
    status: Pointer,
  ): Pointer;
  TF_DeleteFunction(fn: Pointer): void;
  TFE_ContextAddFunction(context: Pointer, fn: Pointer, status: Pointer): void;
  TFE_ContextRemoveFunction(context: Pointer, name: string, status: Pointer): void;
}

const DECLARATIONS = `
  void *TF_NewGraph();
  void TF_DeleteGraph(void *graph);
  void *TF_NewOperation(void *graph, const char *type, const char *name);
  void TF_SetDevice(void *description, const char *device);
  void TF_AddInput(void *description, TF_Output input);
  void TF_AddInputList(void *description, TF_Output *inputs, int count);
  void TF_SetAttrType(void *description, const char *name, int dtype);
  void TF_SetAttrInt(void *description, const char *name, int64_t value);
  void TF_SetAttrIntList(void *description, const char *name, int64_t *values, int count);
  void TF_SetAttrFloat(void *description, const char *name, float value);
  void TF_SetAttrFloatList(void *description, const char *name, float *values, int count);
  void TF_SetAttrBool(void *description, const char *name, uint8_t value);
  void TF_SetAttrBoolList(void *description, const char *name, uint8_t *values, int count);
  void TF_SetAttrString(void *description, const char *name, const char *value, size_t bytes);
  void TF_SetAttrShape(void *description, const char *name, int64_t *dims, int rank);
  void TF_SetAttrTensor(void *description, const char *name, void *tensor, void *status);
  void *TF_FinishOperation(void *description, void *status);
  void *TF_GraphToFunction(void *graph, const char *name, uint8_t hash, int operationCount, void *operations,
    int inputCount, TF_Output *inputs, int outputCount, TF_Output *outputs, void *names, void *options,
    void *description, void *status);
  void TF_DeleteFunction(void *fn);
  void TFE_ContextAddFunction(void *context, void *fn, void *status);
  void TFE_ContextRemoveFunction(void *context, const char *name, void *status);
`;

let api: GraphApi | undefined;

/** Binds the functions on first use, from the libraries that the engine computes with. */
export function graphApi(libraries: readonly string[]): GraphApi {
  if (api) return api;
  ffi().struct("TF_Output", { oper: "void *", index: "int" });
  api = bindFunctions(loadLibraries(libraries), DECLARATIONS) as unknown as GraphApi;
  return api;
}
