import * as tf from "@tensorflow/tfjs-core";
import { current, type DeviceName, type PassedOver } from "./device.ts";
import { tensorflow } from "./tensorflow/index.ts";
import { threadCount } from "./threads.ts";

export interface EngineReport {
  device: DeviceName;
  /** Whether it was asked for by name. */
  requested: boolean;
  /** What the automatic choice could not take, and why. */
  passedOver: PassedOver[];
  threads: number;
  versions: { node: string; tfjs: string; tensorflow: string | null };
  /** Files and devices of TensorFlow, where it is loaded. */
  libraries: string[];
  tensorflowDevices: string[];
}

/** What computes, in which versions, and what was passed over, for people (`tsgrad engine`) and graders. */
export function engineReport(): EngineReport {
  const { device, requested, passedOver } = current();
  const loaded = tensorflow();
  return {
    device,
    requested,
    passedOver: [...passedOver],
    threads: threadCount(),
    versions: { node: process.versions.node, tfjs: tf.version_core, tensorflow: loaded?.binding.version ?? null },
    libraries: loaded?.libraries ?? [],
    tensorflowDevices: loaded?.binding.devices.map(({ name }) => name) ?? [],
  };
}
