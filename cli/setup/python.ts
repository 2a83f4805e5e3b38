import { spawnSync } from "node:child_process";
import { again, SetupError } from "./failure.mjs";

const oldest = [3, 10] as const;
const names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"];
const question = `
import sys
try:
    import venv, ensurepip
    complete = 1
except ImportError:
    complete = 0
print(sys.version_info[0], sys.version_info[1], complete)
`;

/** The first Python of the PATH that is new enough and can make an environment. Throws a `SetupError` that says what is missing. */
export function findPython(): string {
  let nearest = "";
  for (const name of names) {
    const { stdout, status } = spawnSync(name, ["-c", question], { encoding: "utf8" });
    if (status !== 0) continue;
    const [major = 0, minor = 0, complete = 0] = stdout.trim().split(" ").map(Number);
    const version = `Python ${major}.${minor}`;
    if (major !== oldest[0] || minor < oldest[1]) nearest ||= `${version} (${name}) is too old: JupyterLab needs 3.10.`;
    else if (complete) return name;
    else {
      nearest = `${version} (${name}) has no venv module. On Debian and Ubuntu: sudo apt install python${major}.${minor}-venv`;
    }
  }
  const found = nearest || "No Python was found on the PATH, and JupyterLab needs one.";
  throw new SetupError(
    `${found}\n${again("Install Python 3.10 or newer (Debian, Ubuntu: sudo apt install python3-venv; macOS: brew install python)")}`,
  );
}
