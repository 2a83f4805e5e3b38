import type { CApi, Pointer } from "./c-api.ts";
import type { Status } from "./status.ts";

/** TensorFlow's eager context and the devices it lists. */
export interface Context {
  pointer: Pointer;
  devices: Device[];
}

export interface Device {
  /** "/job:localhost/replica:0/task:0/device:CPU:0" */
  name: string;
  /** "CPU", "GPU", ... */
  type: string;
}

export function createContext(api: CApi, status: Status, threads: number | null): Context {
  const options = api.TFE_NewContextOptions();
  try {
    const config = configProto(threads);
    api.TFE_ContextOptionsSetConfig(options, config, config.length, status.pointer);
    status.check("configuration");
    const pointer = api.TFE_NewContext(options, status.pointer);
    status.check("new context");
    return { pointer, devices: listDevices(api, status, pointer) };
  } finally {
    api.TFE_DeleteContextOptions(options);
  }
}

function listDevices(api: CApi, status: Status, context: Pointer): Device[] {
  const list = api.TFE_ContextListDevices(context, status.pointer);
  status.check("device list");
  try {
    return Array.from({ length: api.TF_DeviceListCount(list) }, (_, i) => ({
      name: api.TF_DeviceListName(list, i, status.pointer),
      type: api.TF_DeviceListType(list, i, status.pointer),
    }));
  } finally {
    api.TF_DeleteDeviceList(list);
  }
}

/**
 * A serialized ConfigProto: `gpu_options.allow_growth`, so that TensorFlow leaves GPU memory to others, and
 * `intra_op_parallelism_threads` where a number is asked for.
 */
function configProto(threads: number | null): Uint8Array {
  const allowGrowth = [0x32, 2, 0x20, 1];
  return Uint8Array.from(threads === null ? allowGrowth : [...allowGrowth, 0x10, Math.min(threads, 127)]);
}
