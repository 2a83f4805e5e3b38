// TensorFlow's C library as a backend of tfjs: CPU and GPU.
import * as tf from "@tensorflow/tfjs-core";
import type { DeviceName } from "../device.ts";
import { threadsAsked } from "../threads.ts";
import { Binding } from "./binding.ts";
import { loadCApi } from "./c-api.ts";
import { loadKernels, type TensorFlowBackend } from "./kernels.ts";
import { findLibraries, type LibrarySearch } from "./libraries.ts";
import { releasePages } from "./pages.ts";

export { dtype, executeOp, float, int, type OpAttributes } from "./execute.ts";

export const BACKEND = "tensorflow";

/** TensorFlow, loaded: it cannot be unloaded again. */
export interface TensorFlow {
  binding: Binding;
  libraries: string[];
}

let loaded: TensorFlow | undefined;
let pagesReleased = false;

/** TensorFlow if it is loaded already. */
export const tensorflow = (): TensorFlow | undefined => loaded;

/** Makes TensorFlow's GPU or CPU the device of tfjs; throws with the reason where it cannot. */
export async function useTensorFlow(device: DeviceName & ("gpu" | "cpu")): Promise<void> {
  loaded ??= load();
  const { binding, libraries } = loaded;
  if (device === "gpu" && !binding.devices.some(({ type }) => type === "GPU")) throw new Error(noGpu(loaded));
  binding.useDevice(device === "gpu" ? "GPU" : "CPU");
  await tf.setBackend(BACKEND);
  (tf.backend() as TensorFlowBackend).isUsingGpuDevice = device === "gpu";
  smokeTest(device);
  if (!pagesReleased) releasePages(libraries);
  pagesReleased = true;
}

function load(): TensorFlow {
  const search = findLibraries();
  if (!search.found) throw new Error(notFound(search));
  const Backend = loadKernels();
  // TensorFlow reads it once, when it is loaded: 3 leaves remarks about this machine out, some of which call themselves errors.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "3";
  // oneDNN's kernels and allocator, by default only on some processors: a quarter less time for a small CNN on others.
  process.env.TF_ENABLE_ONEDNN_OPTS ??= "1";
  // TensorFlow's own pool: glibc before 2.38 does not use freed aligned blocks again while small ones lie around them, so
  // a long training run would hold memory that nobody uses, and every large buffer would be paid for in page faults.
  process.env.TF_CPU_ALLOCATOR_USE_BFC ??= "1";
  const binding = new Binding(loadCApi(search.found.files), { threads: threadsAsked() });
  tf.registerBackend(BACKEND, () => new Backend(binding, "tsgrad"), 3);
  return { binding, libraries: search.found.files };
}

/** A device that is listed may still fail at the first op: a driver too old, a chip the libraries do not know. */
function smokeTest(device: DeviceName): void {
  const sum = tf.tidy(() => {
    const images = tf.ones([1, 4, 4, 1]) as tf.Tensor4D;
    const filter = tf.ones([3, 3, 1, 1]) as tf.Tensor4D;
    return tf.sum(tf.conv2d(images, filter, 1, "same")).dataSync()[0];
  });
  if (sum !== 100) throw new Error(`TensorFlow's ${device} computed ${sum} where 100 is right`);
}

function notFound({ searched }: LibrarySearch): string {
  const places = searched.map(({ folder, origin }) => `${folder} (${origin})`);
  return (
    "TensorFlow's libraries (libtensorflow_cc.so.2, libtensorflow_framework.so.2) were not found. Looked in:\n" +
    `${places.map((place) => `  ${place}`).join("\n")}\n` +
    "Run `npm start` once, which fetches them, or set TSGRAD_TENSORFLOW to the folder `tensorflow` of a Python " +
    "installation (pip install tensorflow-cpu)"
  );
}

function noGpu({ binding, libraries }: TensorFlow): string {
  return (
    `TensorFlow ${binding.version} (${libraries.at(-1)}) lists no GPU, only ${binding.devices.map(({ type }) => type).join(", ")}. ` +
    "It needs an NVIDIA driver on this machine (`nvidia-smi` shows it) and the CUDA build of the libraries " +
    "(`npm start -- --gpu` fetches it, or set TSGRAD_TENSORFLOW to that of `pip install tensorflow[and-cuda]`)"
  );
}
