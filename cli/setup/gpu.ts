import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { SetupError } from "./failure.mjs";
import { inProject, inState } from "./paths.mjs";
import { pip } from "./pip.ts";
import { sizeOf } from "./size.ts";
import { fingerprint } from "./stamps.mjs";
import { runStep } from "./steps.mjs";

interface Release {
  python: string;
  platform: string;
  /** The oldest NVIDIA driver that CUDA 12 runs on. */
  driver: [number, number];
  libraries: string[];
  /** TensorFlow's CUDA build, and the oldest CUDA and cuDNN that its `and-cuda` extra takes. */
  wheels: { package: string; version: string; sha256: string }[];
}

const text = readFileSync(new URL("gpu.json", import.meta.url), "utf8");
const release = JSON.parse(text) as Release;

// TensorFlow looks for CUDA in ../nvidia/PART/lib, beside its own folder.
const unpack = `
import os, shutil, sys, zipfile
downloads, folder, *names = sys.argv[1:]
for file in os.listdir(downloads):
    with zipfile.ZipFile(os.path.join(downloads, file)) as archive:
        for name in archive.namelist():
            if name.endswith("/") or not (name.startswith("nvidia/") or name in names):
                continue
            target = os.path.join(folder, name)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with archive.open(name) as source, open(target, "wb") as out:
                shutil.copyfileobj(source, out, 1 << 20)
            if "/bin/" in name:
                os.chmod(target, 0o755)
`;

/** TensorFlow's CUDA build with CUDA and cuDNN, in place of the CPU build; about 3 GB to fetch. */
export async function ensureGpu(plan: string[]): Promise<void> {
  const engine = inProject(".venv/engine");
  const downloads = inState("cache/gpu");
  let scratchFolder = "";
  const step = {
    name: "gpu",
    title: "TensorFlow for CUDA, with CUDA and cuDNN",
    inputs: fingerprint(text),
    present: () =>
      existsSync(join(engine, "nvidia")) &&
      release.libraries.every((name) => existsSync(join(engine, "tensorflow", name))),
    detail: () => sizeOf(scratchFolder) || sizeOf(downloads),
    install: async (scratch: string) => {
      const problem = driverProblem(`${process.platform}-${process.arch}`, installedDriver());
      if (problem !== null) throw new SetupError(problem);
      scratchFolder = scratch;
      const requirements = join(scratch, "requirements.txt");
      const lines = release.wheels.map((wheel) => `${wheel.package}==${wheel.version} --hash=sha256:${wheel.sha256}\n`);
      writeFileSync(requirements, lines.join(""));
      const which = ["--no-deps", "--python-version", release.python, ...platforms(release.platform)];
      await pip(step, ["download", "--no-cache-dir", ...which, "-d", downloads, "-r", requirements], scratch);
      const fresh = join(scratch, "engine");
      mkdirSync(fresh);
      const names = release.libraries.map((name) => `tensorflow/${name}`);
      await runCommand(step, inProject(".venv/bin/python"), ["-c", unpack, downloads, fresh, ...names]);
      mkdirSync(engine, { recursive: true });
      for (const name of readdirSync(fresh)) {
        rmSync(join(engine, name), { recursive: true, force: true });
        renameSync(join(fresh, name), join(engine, name));
      }
      rmSync(downloads, { recursive: true });
    },
  };
  await runStep(step, plan);
}

/** NVIDIA's wheels are tagged for older systems than TensorFlow's. */
function platforms(newest: string): string[] {
  return [newest, "manylinux2014_x86_64"].flatMap((name) => ["--platform", name]);
}

/** What the kernel says of the driver; "" in the Windows subsystem, whose driver is Windows' own; null without one. */
function installedDriver(): string | null {
  try {
    return readFileSync("/proc/driver/nvidia/version", "utf8");
  } catch {
    return existsSync("/dev/dxg") ? "" : null;
  }
}

/** Why a GPU cannot be used with a driver, and what would help; null where it can. */
export function driverProblem(platform: string, driver: string | null): string | null {
  if (platform !== "linux-x64")
    return `There is no CUDA build of TensorFlow for ${platform}: it needs Linux, or WSL on Windows, on an x64 processor.`;
  const least = release.driver.join(".");
  if (driver === null)
    return (
      "This machine has no NVIDIA driver (there is no /proc/driver/nvidia/version), so nothing was fetched.\n" +
      `Install NVIDIA's driver ${least} or newer from the system's packages, see that \`nvidia-smi\` lists the GPU, and run this again.`
    );
  const found = /(\d{3,})\.(\d+)/.exec(driver);
  if (!found) return null;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  if (major > release.driver[0] || (major === release.driver[0] && minor >= release.driver[1])) return null;
  return (
    `NVIDIA's driver ${found[0]} is too old for CUDA 12, so nothing was fetched.\n` +
    `Install ${least} or newer from the system's packages and run this again.`
  );
}
