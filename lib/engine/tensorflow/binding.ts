// The object that tfjs-node's JavaScript kernels run on, over TensorFlow's C API in place of their native addon.
import { int64s, type OpAttribute, setAttribute } from "./attributes.ts";
import type { CApi, Pointer } from "./c-api.ts";
import { type Context, createContext, type Device } from "./context.ts";
import { ATTRIBUTE_TYPES, DTYPES, type Elements, fromBytes, toBytes } from "./dtypes.ts";
import { elementwiseOutput } from "./elementwise.ts";
import { Status } from "./status.ts";

/** A tensor handle of the binding with its shape and TF_DataType. */
export interface TensorMetadata {
  id: number;
  shape: number[];
  dtype: number;
}

/** What stands between tfjs and TensorFlow while a step is captured. */
export interface Interceptor {
  createTensor: Binding["create"];
  deleteTensor: Binding["delete"];
  tensorDataSync: Binding["read"];
  executeOp: Binding["execute"];
}

interface Held {
  handle: Pointer;
  shape: readonly number[];
  dtype: number;
}

export interface BindingOptions {
  /** Threads of one op; null leaves it to TensorFlow. */
  threads: number | null;
}

export class Binding {
  readonly api: CApi;
  readonly status: Status;
  readonly version: string;
  readonly #context: Context;
  readonly #handles = new Map<number, Held>();
  #nextId = 0;
  #op: Pointer | null = null;
  readonly #one = new BigUint64Array(1);
  readonly #count = new Int32Array(1);
  #device: Device;
  #pinned = false;
  /** Sees every call of tfjs before TensorFlow does; null while nothing is captured. */
  interceptor: Interceptor | null = null;

  constructor(api: CApi, { threads }: BindingOptions) {
    this.api = api;
    this.status = new Status(api);
    this.version = api.TF_Version();
    this.#context = createContext(api, this.status, threads);
    this.#device = this.#find("GPU") ?? this.#find("CPU")!;
    Object.assign(this, DTYPES, ATTRIBUTE_TYPES);
  }

  get context(): Pointer {
    return this.#context.pointer;
  }

  get devices(): readonly Device[] {
    return this.#context.devices;
  }

  /** Tensors that TensorFlow holds for us. */
  get handleCount(): number {
    return this.#handles.size;
  }

  /** Runs later ops on the first device of this type. Where a GPU is listed, ops for the CPU must say so. */
  useDevice(type: "GPU" | "CPU"): void {
    const device = this.#find(type);
    if (!device)
      throw new Error(`TensorFlow lists no ${type}, only ${this.devices.map(({ name }) => name).join(", ")}`);
    this.#device = device;
    this.#pinned = type === "CPU" && this.#find("GPU") !== undefined;
  }

  isUsingGpuDevice(): boolean {
    return this.#device.type === "GPU";
  }

  createTensor(shape: readonly number[], dtype: number, values: Elements | readonly number[]): number {
    return (this.interceptor ?? this.#direct).createTensor(shape, dtype, values);
  }

  deleteTensor(id: number): void {
    (this.interceptor ?? this.#direct).deleteTensor(id);
  }

  tensorDataSync(id: number): Elements {
    return (this.interceptor ?? this.#direct).tensorDataSync(id);
  }

  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[] {
    return (this.interceptor ?? this.#direct).executeOp(name, attributes, inputs, outputs);
  }

  create(shape: readonly number[], dtype: number, values: Elements | readonly number[]): number {
    const { api, status } = this;
    const bytes = toBytes(values, dtype);
    const tensor = api.TF_AllocateTensor(dtype, int64s(shape), shape.length, bytes.length);
    // Copied, not seen through an ArrayBuffer: its finalizer would wait for the event loop, and such small blocks between
    // the tensors keep malloc from using freed ones again (measured: 2.7 MB a step of a small CNN).
    if (bytes.length > 0) api.memcpy(api.TF_TensorData(tensor), bytes, bytes.length);
    const handle = api.TFE_NewTensorHandle(tensor, status.pointer);
    api.TF_DeleteTensor(tensor);
    status.check("new tensor");
    // int32 stays in host memory, where the GPU's ops expect shapes and indices.
    if (!this.isUsingGpuDevice() || dtype === DTYPES.TF_INT32) return this.#register(handle, shape, dtype);
    const onDevice = api.TFE_TensorHandleCopyToDevice(handle, this.context, this.#device.name, status.pointer);
    api.TFE_DeleteTensorHandle(handle);
    status.check(`copy to ${this.#device.name}`);
    return this.#register(onDevice, shape, dtype);
  }

  /** Nothing where it is gone: an interrupt may have cut tfjs off between this and its own notes, and it asks again. */
  delete(id: number): void {
    const held = this.#handles.get(id);
    if (held === undefined) return;
    this.#handles.delete(id);
    this.api.TFE_DeleteTensorHandle(held.handle);
  }

  read(id: number): Elements {
    const { api, status } = this;
    const handle = this.handle(id);
    const tensor = api.TFE_TensorHandleResolve(handle, status.pointer);
    status.check("read of a tensor");
    try {
      const bytes = new Uint8Array(Number(api.TF_TensorByteSize(tensor)));
      if (bytes.length > 0) api.memcpy(bytes, api.TF_TensorData(tensor), bytes.length);
      return fromBytes(bytes, api.TFE_TensorHandleDataType(handle));
    } finally {
      api.TF_DeleteTensor(tensor);
    }
  }

  execute(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): TensorMetadata[] {
    const { api, status } = this;
    const op = this.#reset(name);
    // An input that is refused makes the execution fail, so only that is checked.
    const held = inputs.map((id) => this.held(id));
    for (const { handle } of held) api.TFE_OpAddInput(op, handle, status.pointer);
    const typed = inputs.length > 0 && !attributes.some(isListLength);
    for (const attribute of attributes)
      if (!(typed && attribute.name === "T")) setAttribute(api, status, op, attribute);
    const handles = outputs === 1 ? this.#one : new BigUint64Array(outputs);
    this.#count[0] = outputs;
    api.TFE_Execute(op, handles, this.#count, status.pointer);
    status.check(name);
    const known = outputs === 1 ? elementwiseOutput(name, held) : null;
    if (known) {
      const shape = [...known.shape];
      return [{ id: this.#register(handles[0]!, shape, known.dtype), shape, dtype: known.dtype }];
    }
    const described: TensorMetadata[] = new Array(outputs);
    for (let i = 0; i < outputs; i++) described[i] = this.#describe(handles[i]!);
    return described;
  }

  /** The one op that all executions share: making and freeing one each time would cost two calls more. */
  #reset(name: string): Pointer {
    const { api, status } = this;
    if (this.#op === null) {
      this.#op = api.TFE_NewOp(this.context, name, status.pointer);
      status.check(name);
      if (this.#pinned) api.TFE_OpSetDevice(this.#op, this.#device.name, status.pointer);
    } else api.TFE_OpReset(this.#op, name, this.pinnedDevice, status.pointer);
    status.check(name);
    return this.#op;
  }

  /** TensorFlow's handle of a tensor. */
  handle(id: number): Pointer {
    return this.held(id).handle;
  }

  /** What is known of a tensor. */
  held(id: number): Held {
    const held = this.#handles.get(id);
    if (held === undefined) throw new Error(`Tensor ${id} is not held by TensorFlow: it was disposed`);
    return held;
  }

  has(id: number): boolean {
    return this.#handles.has(id);
  }

  /** An id for a tensor that will be computed later. */
  reserve(): number {
    return this.#nextId++;
  }

  /** Gives a tensor the id that was reserved for it. */
  rename(id: number, reserved: number): void {
    this.#handles.set(reserved, this.held(id));
    this.#handles.delete(id);
  }

  /** The device that ops must name: only where TensorFlow would choose another. */
  get pinnedDevice(): string | null {
    return this.#pinned ? this.#device.name : null;
  }

  #describe(handle: Pointer): TensorMetadata {
    const { api, status } = this;
    const rank = api.TFE_TensorHandleNumDims(handle, status.pointer);
    const shape: number[] = new Array(rank);
    for (let i = 0; i < rank; i++) shape[i] = api.TFE_TensorHandleDim(handle, i, status.pointer);
    const dtype = api.TFE_TensorHandleDataType(handle);
    return { id: this.#register(handle, shape, dtype), shape, dtype };
  }

  #register(handle: Pointer, shape: readonly number[], dtype: number): number {
    this.#handles.set(this.#nextId, { handle, shape, dtype });
    return this.#nextId++;
  }

  readonly #direct: Interceptor = {
    createTensor: (shape, dtype, values) => this.create(shape, dtype, values),
    deleteTensor: (id) => this.delete(id),
    tensorDataSync: (id) => this.read(id),
    executeOp: (name, attributes, inputs, outputs) => this.execute(name, attributes, inputs, outputs),
  };

  #find(type: string): Device | undefined {
    return this.#context.devices.find((device) => device.type === type);
  }
}

/** Types of single inputs TensorFlow finds itself; those of lists it does not. */
const isListLength = ({ name }: OpAttribute): boolean => name === "N";
