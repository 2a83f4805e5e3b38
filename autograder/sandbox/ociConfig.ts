import { nobody } from "./bubblewrap.ts";
import type { OciRuntime } from "./oci.ts";
import { inside, type SandboxPolicy } from "./policy.ts";
import { filteredArguments } from "./seccomp.ts";

const EPERM = 1;

/** The policy as a `config.json` of the Open Container Initiative's runtime specification 1.0.2. */
export function ociConfig(policy: SandboxPolicy, command: readonly string[], runtime: OciRuntime): object {
  const { limits } = policy;
  const MiB = 2 ** 20;
  const rlimit = (type: string, value: number) => ({ type, soft: value, hard: value });
  const own = policy.namespaces.filter((name) => runtime !== "runsc" || name !== "user");
  const namespaces = [...own, "mount"].map((name) => ({ type: name === "net" ? "network" : name }));
  const none: string[] = [];
  return {
    ociVersion: "1.0.2",
    hostname: "sandbox",
    process: {
      terminal: false,
      // The runtime needs a root of the new namespace, which is nobody outside it and has no privilege inside.
      user: { uid: 0, gid: 0 },
      args: command,
      env: Object.entries(policy.environment).map(([name, value]) => `${name}=${value}`),
      cwd: inside.work,
      noNewPrivileges: true,
      capabilities: { bounding: none, effective: none, inheritable: none, permitted: none, ambient: none },
      rlimits: [
        rlimit("RLIMIT_NPROC", limits.processes),
        rlimit("RLIMIT_NOFILE", limits.openFiles),
        rlimit("RLIMIT_FSIZE", limits.disk * MiB),
        rlimit("RLIMIT_CORE", 0),
        rlimit("RLIMIT_MEMLOCK", 0),
        rlimit("RLIMIT_MSGQUEUE", 0),
      ],
    },
    root: { path: "rootfs", readonly: true },
    mounts: mountsOf(policy),
    linux: {
      namespaces,
      ...(own.includes("user") && {
        uidMappings: [{ containerID: 0, hostID: process.getuid?.() === 0 ? nobody : process.getuid?.(), size: 1 }],
        gidMappings: [{ containerID: 0, hostID: process.getgid?.() === 0 ? nobody : process.getgid?.(), size: 1 }],
      }),
      ...(runtime !== "crun" && {
        resources: { memory: { limit: limits.memory * MiB }, pids: { limit: limits.processes + 3 } },
      }),
      maskedPaths: ["/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/sysrq-trigger"],
      readonlyPaths: ["/dev", "/proc/sys", "/proc/irq", "/proc/bus", ...(policy.writableProc ? [] : ["/proc/fs"])],
      seccomp: seccompOf(policy),
    },
  };
}

function mountsOf(policy: SandboxPolicy): object[] {
  const mounts: object[] = [
    { destination: "/proc", type: "proc", source: "proc", options: ["nosuid", "noexec", "nodev"] },
    { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "noexec", "mode=755", "size=64k"] },
  ];
  for (const mount of policy.mounts) {
    switch (mount.kind) {
      case "readOnly":
      case "writable": {
        const access = mount.kind === "readOnly" ? "ro" : "rw";
        mounts.push({ destination: mount.to, type: "bind", source: mount.from, options: ["rbind", access, "nosuid"] });
        break;
      }
      case "device":
        mounts.push({ destination: mount.path, type: "bind", source: mount.path, options: ["rbind", "rw", "nosuid"] });
        break;
      case "memory":
        mounts.push({
          destination: mount.to,
          type: "tmpfs",
          source: "tmpfs",
          options: ["nosuid", "nodev", "mode=755", "uid=0", "gid=0", `size=${mount.bytes}`],
        });
        break;
      case "link":
        // The specification knows no links: the folder they lead to is mounted again.
        mounts.push({ destination: mount.to, type: "bind", source: mount.to, options: ["rbind", "ro", "nosuid"] });
    }
  }
  return mounts;
}

function seccompOf(policy: SandboxPolicy): object {
  const architectures = process.arch === "arm64" ? ["SCMP_ARCH_AARCH64"] : ["SCMP_ARCH_X86_64"];
  const deny = { action: "SCMP_ACT_ERRNO", errnoRet: EPERM };
  return {
    defaultAction: "SCMP_ACT_ALLOW",
    architectures,
    syscalls: [{ names: policy.deniedCalls, ...deny }, ...filteredArguments.map((rule) => ({ ...deny, ...rule }))],
  };
}
