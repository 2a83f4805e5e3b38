import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { inProject, inState } from "./paths.mjs";
import { pip } from "./pip.ts";
import { sizeOf } from "./size.ts";
import { fingerprint } from "./stamps.mjs";
import { runStep } from "./steps.mjs";

interface Release {
  version: string;
  python: string;
  wheels: Record<string, { package: string; platform: string; sha256: string; libraries: string[] } | undefined>;
}

const text = readFileSync(new URL("tensorflow.json", import.meta.url), "utf8");
const release = JSON.parse(text) as Release;
const platform = `${process.platform}-${process.arch}`;

const unpack = `
import shutil, sys, zipfile
wheel, folder, *names = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in names:
        with archive.open("tensorflow/" + name) as source, open(folder + "/" + name, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
`;

/**
 * TensorFlow's own C library for the CPU: of its wheel only the shared libraries are used, so any Python will do and
 * nothing of it is installed. Where there is no wheel the engine runs on WebAssembly, and the set-up says so.
 */
export async function ensureTensorFlow(plan: string[]): Promise<void> {
  const wheel = release.wheels[platform];
  if (!wheel) {
    console.error(`There is no TensorFlow ${release.version} for ${platform}: the WebAssembly engine computes here.`);
    return;
  }
  const target = inProject(".venv/engine/tensorflow");
  const downloads = inState("cache/tensorflow");
  let scratchFolder = "";
  const step = {
    name: "tensorflow",
    title: `TensorFlow ${release.version}, its CPU library`,
    inputs: fingerprint(text, platform),
    present: () => wheel.libraries.every((name) => existsSync(join(target, name))),
    detail: () => sizeOf(scratchFolder) || sizeOf(downloads),
    install: async (scratch: string) => {
      scratchFolder = scratch;
      const requirement = join(scratch, "requirement.txt");
      writeFileSync(requirement, `${wheel.package}==${release.version} --hash=sha256:${wheel.sha256}\n`);
      const which = ["--no-deps", "--python-version", release.python, "--platform", wheel.platform];
      await pip(step, ["download", "--no-cache-dir", ...which, "-d", downloads, "-r", requirement], scratch);
      const [file = ""] = readdirSync(downloads).filter((name) => name.includes(`-${release.version}-`));
      const fresh = join(scratch, "libraries");
      mkdirSync(fresh);
      const python = inProject(".venv/bin/python");
      await runCommand(step, python, ["-c", unpack, join(downloads, file), fresh, ...wheel.libraries]);
      rmSync(target, { recursive: true, force: true });
      mkdirSync(inProject(".venv/engine"), { recursive: true });
      renameSync(fresh, target);
      rmSync(downloads, { recursive: true });
    },
  };
  await runStep(step, plan);
}
