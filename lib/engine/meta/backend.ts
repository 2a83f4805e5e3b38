import * as tf from "@tensorflow/tfjs-core";

export interface ShapeInfo {
  shape: number[];
  dtype: tf.DataType;
}

/** Keeps what was uploaded (constants, which other devices may ask for) and nothing of what was computed. */
export class MetaBackend extends tf.KernelBackend {
  readonly #values = new Map<object, tf.backend_util.BackendValues | null>();

  /** A tensor without values. */
  make({ shape, dtype }: ShapeInfo): tf.TensorInfo {
    const dataId = {};
    this.#values.set(dataId, null);
    return { dataId, shape, dtype };
  }

  isEmpty(dataId: object): boolean {
    return this.#values.get(dataId) === null;
  }

  override write(values: tf.backend_util.BackendValues): tf.DataId {
    const dataId = {};
    this.#values.set(dataId, values);
    return dataId;
  }

  override move(dataId: object, values: tf.backend_util.BackendValues): void {
    this.#values.set(dataId, values);
  }

  override readSync(dataId: object): tf.backend_util.BackendValues {
    const values = this.#values.get(dataId);
    if (values) return values;
    throw new Error(
      "This tensor has a shape but no values: it was made in onMeta(). Build the model outside of it to compute",
    );
  }

  override async read(dataId: object): Promise<tf.backend_util.BackendValues> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: object): boolean {
    this.#values.delete(dataId);
    return true;
  }

  override incRef(): void {}
  override refCount(): number {
    return 1;
  }
  override numDataIds(): number {
    return this.#values.size;
  }
  override timerAvailable(): boolean {
    return false;
  }
  override floatPrecision(): 32 {
    return 32;
  }
  override epsilon(): number {
    return 1e-7;
  }
}
