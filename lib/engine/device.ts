// Which device computes: the best there is, or the one asked for by name.

export const DEVICES = ["gpu", "cpu", "wasm", "js"] as const;

/** gpu and cpu: TensorFlow's C library; wasm: WebAssembly; js: plain JavaScript, for tests. */
export type DeviceName = (typeof DEVICES)[number];

/** A better device that the automatic choice could not take. */
export interface PassedOver {
  device: DeviceName;
  reason: string;
}

interface Choice {
  device: DeviceName;
  requested: boolean;
  passedOver: PassedOver[];
}

let choice: Choice | undefined;

/** The current device. */
export const device = (): DeviceName => current().device;

/**
 * Computes on another device from now on; tensors move there when an operation needs them.
 * @throws {Error} where that device is absent: what was looked for, where, and how to get it. The device stays as it was.
 *
 * @example
 * await setDevice("wasm");
 */
export async function setDevice(name: DeviceName): Promise<void> {
  checkName(name, "setDevice");
  await take(name, "setDevice");
}

/** Takes the device named by `TSGRAD_DEVICE`, or the first that works. */
export async function chooseDevice(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const asked = environment.TSGRAD_DEVICE;
  if (asked) {
    checkName(asked, "TSGRAD_DEVICE");
    return take(asked, "TSGRAD_DEVICE");
  }
  const passedOver: PassedOver[] = [];
  for (const name of DEVICES) {
    try {
      await activate(name);
      choice = { device: name, requested: false, passedOver };
      return;
    } catch (error) {
      passedOver.push({ device: name, reason: (error as Error).message });
    }
  }
  throw new Error(`No device works:\n${passedOver.map((entry) => `${entry.device}: ${entry.reason}`).join("\n")}`);
}

/** How the current device was chosen. */
export function current(): Choice {
  if (!choice) throw new Error("The engine has no device yet: import it from engine/index.ts");
  return choice;
}

async function take(name: DeviceName, asker: string): Promise<void> {
  const before = choice;
  try {
    await activate(name);
  } catch (error) {
    if (before) await activate(before.device);
    throw new Error(`Device "${name}" (asked for by ${asker}) is not available. ${(error as Error).message}`);
  }
  choice = { device: name, requested: true, passedOver: [] };
}

async function activate(name: DeviceName): Promise<void> {
  if (name === "wasm") return (await import("./wasm/index.ts")).useWasm();
  if (name === "js") return (await import("./js/index.ts")).useJs();
  return (await import("./tensorflow/index.ts")).useTensorFlow(name);
}

function checkName(name: string, where: string): asserts name is DeviceName {
  if ((DEVICES as readonly string[]).includes(name)) return;
  throw new Error(`${where}: expected one of ${DEVICES.map((known) => `"${known}"`).join(", ")}, got "${name}"`);
}
