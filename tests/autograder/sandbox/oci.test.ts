// Oracle: the policy for bubblewrap, of which the container's configuration must say the same; the probe inside a real container where a runtime is installed.
import { expect } from "chai";
import { gradingPolicy, inside, runners, sandboxRunner } from "../../../autograder/sandbox/index.ts";
import { ociConfig } from "../../../autograder/sandbox/ociConfig.ts";
import { project } from "./run.ts";

interface Config {
  process: { args: string[]; env: string[]; noNewPrivileges: boolean; capabilities: Record<string, string[]> };
  root: { readonly: boolean };
  mounts: { destination: string; options: string[] }[];
  linux: {
    namespaces: { type: string }[];
    resources?: { memory: { limit: number }; pids: { limit: number } };
    seccomp: { syscalls: { names: string[] }[] };
  };
}

describe("container runtimes", () => {
  const policy = gradingPolicy(project);

  it("are given the policy: mounts, namespaces, limits, no privileges, the same denied calls", () => {
    const config = ociConfig(policy, ["/opt/node", "x"], "runc") as Config;
    expect(config.root.readonly).to.equal(true);
    expect(config.process.noNewPrivileges).to.equal(true);
    expect(Object.values(config.process.capabilities).flat()).to.deep.equal([]);
    expect(config.process.env).to.deep.equal(Object.entries(policy.environment).map(([k, v]) => `${k}=${v}`));
    const types = config.linux.namespaces.map(({ type }) => type).sort();
    expect(types).to.deep.equal(["cgroup", "ipc", "mount", "network", "pid", "user", "uts"]);
    for (const mount of policy.mounts) {
      const to = mount.kind === "device" ? mount.path : mount.to;
      const found = config.mounts.find(({ destination }) => destination === to)!;
      expect(found, to).to.not.equal(undefined);
      if (mount.kind === "readOnly") expect(found.options, to).to.include("ro");
    }
    expect(config.linux.resources?.memory.limit).to.equal(policy.limits.memory * 2 ** 20);
    expect(config.linux.seccomp.syscalls[0]!.names).to.deep.equal(policy.deniedCalls);
    expect(config.linux.seccomp.syscalls.flatMap(({ names }) => names)).to.include.members([
      "clone3",
      "ioctl",
      "socket",
    ]);
  });

  it("are chosen by name", () => {
    expect(Object.keys(runners)).to.deep.equal(["bubblewrap", "gvisor", "crun", "runc"]);
    expect(() => sandboxRunner(project, "chroot")).to.throw(
      /expected one of bubblewrap, gvisor, crun, runc, got "chroot"/,
    );
  });

  for (const name of ["gvisor", "crun", "runc"]) {
    it(`${name} holds a program to the policy, where it is installed and this machine lets it work`, async function () {
      const runner = sandboxRunner(project, name);
      const { available, layers } = await runner.status();
      if (!available) {
        console.log(
          `      skipped: ${layers
            .filter(({ ok }) => !ok)
            .map(({ detail }) => detail)
            .join("; ")
            .slice(0, 200)}`,
        );
        return this.skip();
      }
      const sandboxed = await runner.start(policy, [
        inside.node,
        "-e",
        "const fs = require('fs'); let wrote = []; for (const p of ['/x', '/opt/tsgrad/x', '/etc/x', 'x']) try { fs.writeFileSync(p, ''); wrote.push(p); } catch {} fs.writeSync(3, JSON.stringify({ wrote, assignments: fs.existsSync('/opt/tsgrad/assignments') })); setInterval(() => {}, 1000);",
      ]);
      const said = await new Promise<string>((resolve) =>
        sandboxed.channel.once("data", (chunk) => resolve(String(chunk))),
      );
      expect(JSON.parse(said)).to.deep.equal({ wrote: ["x"], assignments: false });
      sandboxed.kill("time");
      expect((await sandboxed.exited).killedFor).to.equal("time");
    });
  }
});
