// The part of TensorFlow's C API that the engine calls, bound by FFI: no compiler, no headers.
// Declarations follow tensorflow/c/c_api.h, tf_tensor.h, tf_status.h and eager/c_api.h.
import type { KoffiFunc, LibraryHandle } from "koffi";
import { ffi } from "./ffi.ts";

/** An address in TensorFlow's memory; opaque to us. */
export type Pointer = bigint;

export interface CApi {
  TF_Version(): string;
  TF_NewStatus(): Pointer;
  TF_SetStatus(status: Pointer, code: number, message: string): void;
  TF_GetCode(status: Pointer): number;
  TF_Message(status: Pointer): string;

  TF_AllocateTensor(dtype: number, dims: BigInt64Array, rank: number, bytes: number): Pointer;
  TF_TensorData(tensor: Pointer): Pointer;
  TF_TensorByteSize(tensor: Pointer): number;
  TF_DeleteTensor(tensor: Pointer): void;

  TFE_NewContextOptions(): Pointer;
  TFE_ContextOptionsSetConfig(options: Pointer, config: Uint8Array, length: number, status: Pointer): void;
  TFE_DeleteContextOptions(options: Pointer): void;
  TFE_NewContext(options: Pointer, status: Pointer): Pointer;
  TFE_ContextListDevices(context: Pointer, status: Pointer): Pointer;
  TF_DeviceListCount(list: Pointer): number;
  TF_DeviceListName(list: Pointer, index: number, status: Pointer): string;
  TF_DeviceListType(list: Pointer, index: number, status: Pointer): string;
  TF_DeleteDeviceList(list: Pointer): void;

  TFE_NewTensorHandle(tensor: Pointer, status: Pointer): Pointer;
  TFE_DeleteTensorHandle(handle: Pointer): void;
  TFE_TensorHandleDataType(handle: Pointer): number;
  TFE_TensorHandleNumDims(handle: Pointer, status: Pointer): number;
  TFE_TensorHandleDim(handle: Pointer, index: number, status: Pointer): number;
  TFE_TensorHandleResolve(handle: Pointer, status: Pointer): Pointer;
  TFE_TensorHandleCopyToDevice(handle: Pointer, context: Pointer, device: string, status: Pointer): Pointer;

  TFE_NewOp(context: Pointer, name: string, status: Pointer): Pointer;
  TFE_OpReset(op: Pointer, name: string, device: string | null, status: Pointer): void;
  TFE_OpSetDevice(op: Pointer, device: string, status: Pointer): void;
  TFE_OpAddInput(op: Pointer, handle: Pointer, status: Pointer): void;
  TFE_OpSetAttrString(op: Pointer, name: string, value: string, bytes: number): void;
  TFE_OpSetAttrInt(op: Pointer, name: string, value: number): void;
  TFE_OpSetAttrIntList(op: Pointer, name: string, values: BigInt64Array, count: number): void;
  TFE_OpSetAttrFloat(op: Pointer, name: string, value: number): void;
  TFE_OpSetAttrFloatList(op: Pointer, name: string, values: Float32Array, count: number): void;
  TFE_OpSetAttrBool(op: Pointer, name: string, value: number): void;
  TFE_OpSetAttrBoolList(op: Pointer, name: string, values: Uint8Array, count: number): void;
  TFE_OpSetAttrType(op: Pointer, name: string, dtype: number): void;
  TFE_OpSetAttrShape(op: Pointer, name: string, dims: BigInt64Array, rank: number, status: Pointer): void;
  TFE_Execute(op: Pointer, handles: BigUint64Array, count: Int32Array, status: Pointer): void;

  /** Not TensorFlow's: copies between its memory and an array. */
  memcpy(to: Pointer | Uint8Array, from: Pointer | Uint8Array, bytes: number): Pointer;
}

const DECLARATIONS = `
  const char *TF_Version();
  void *TF_NewStatus();
  void TF_SetStatus(void *status, int code, const char *message);
  int TF_GetCode(void *status);
  const char *TF_Message(void *status);
  void *TF_AllocateTensor(int dtype, int64_t *dims, int rank, size_t bytes);
  void *TF_TensorData(void *tensor);
  size_t TF_TensorByteSize(void *tensor);
  void TF_DeleteTensor(void *tensor);
  void *TFE_NewContextOptions();
  void TFE_ContextOptionsSetConfig(void *options, uint8_t *config, size_t length, void *status);
  void TFE_DeleteContextOptions(void *options);
  void *TFE_NewContext(void *options, void *status);
  void *TFE_ContextListDevices(void *context, void *status);
  int TF_DeviceListCount(void *list);
  const char *TF_DeviceListName(void *list, int index, void *status);
  const char *TF_DeviceListType(void *list, int index, void *status);
  void TF_DeleteDeviceList(void *list);
  void *TFE_NewTensorHandle(void *tensor, void *status);
  void TFE_DeleteTensorHandle(void *handle);
  int TFE_TensorHandleDataType(void *handle);
  int TFE_TensorHandleNumDims(void *handle, void *status);
  int64_t TFE_TensorHandleDim(void *handle, int index, void *status);
  void *TFE_TensorHandleResolve(void *handle, void *status);
  void *TFE_TensorHandleCopyToDevice(void *handle, void *context, const char *device, void *status);
  void *TFE_NewOp(void *context, const char *name, void *status);
  void TFE_OpReset(void *op, const char *name, const char *device, void *status);
  void TFE_OpSetDevice(void *op, const char *device, void *status);
  void TFE_OpAddInput(void *op, void *handle, void *status);
  void TFE_OpSetAttrString(void *op, const char *name, const char *value, size_t bytes);
  void TFE_OpSetAttrInt(void *op, const char *name, int64_t value);
  void TFE_OpSetAttrIntList(void *op, const char *name, int64_t *values, int count);
  void TFE_OpSetAttrFloat(void *op, const char *name, float value);
  void TFE_OpSetAttrFloatList(void *op, const char *name, float *values, int count);
  void TFE_OpSetAttrBool(void *op, const char *name, uint8_t value);
  void TFE_OpSetAttrBoolList(void *op, const char *name, uint8_t *values, int count);
  void TFE_OpSetAttrType(void *op, const char *name, int dtype);
  void TFE_OpSetAttrShape(void *op, const char *name, int64_t *dims, int rank, void *status);
  void TFE_Execute(void *op, uint64_t *handles, int *count, void *status);
  void *memcpy(void *to, void *from, size_t bytes);
`;

/** Loads the libraries, in order, and binds every function of the API. */
export function loadCApi(files: readonly string[]): CApi {
  return bindFunctions(loadLibraries(files), DECLARATIONS) as unknown as CApi;
}

export type NativeFunction = KoffiFunc<(...args: unknown[]) => unknown>;
export type Libraries = readonly LibraryHandle[];

/** Loads shared libraries so that later ones see the symbols of earlier ones. */
export function loadLibraries(files: readonly string[]): Libraries {
  return files.map((file) => ffi().load(file, { global: true, lazy: true }));
}

/** Binds C declarations, each from the first library that has its symbol. */
export function bindFunctions(libraries: Libraries, declarations: string): Record<string, NativeFunction> {
  const functions: Record<string, NativeFunction> = {};
  for (const declaration of declarations.split(";").map((text) => text.trim())) {
    if (!declaration) continue;
    const name = /(\w+)\(/.exec(declaration)![1]!;
    functions[name] = bindFunction(libraries, declaration, name);
  }
  return functions;
}

function bindFunction(libraries: Libraries, declaration: string, name: string): NativeFunction {
  for (const library of libraries) {
    try {
      return library.func(declaration);
    } catch {
      // The symbol is in another library.
    }
  }
  throw new Error(`TensorFlow's libraries have no function ${name}: versions 2.19 to 2.21 are known to work`);
}
