import { deniedCalls, filteredCalls } from "./syscalls.ts";

const arches = { x64: 0xc000003e, arm64: 0xc00000b7 } as const;
export type SeccompArch = keyof typeof arches;

const load = 0x20; // BPF_LD | BPF_W | BPF_ABS
const equal = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const atLeast = 0x35; // BPF_JMP | BPF_JGE | BPF_K
const anyBit = 0x45; // BPF_JMP | BPF_JSET | BPF_K
const finish = 0x06; // BPF_RET | BPF_K

const allow = 0x7fff0000;
const killProcess = 0x80000000;
const fail = (errno: number) => 0x00050000 | errno;
const EPERM = 1;
const ENOSYS = 38;
const EAFNOSUPPORT = 97;

/** Offsets in the kernel's struct seccomp_data (little-endian: the low word of an argument comes first). */
const offsets = { number: 0, arch: 4, argument: (index: number) => 16 + 8 * index };

const newNamespaces = 0x7e020000; // CLONE_NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET
const terminalInjection = [0x5412, 0x541c]; // TIOCSTI, TIOCLINUX
const socketFamilies = [1, 2, 10]; // AF_UNIX, AF_INET, AF_INET6

const otherFamilies = Array.from({ length: 64 }, (_, family) => family).filter((f) => !socketFamilies.includes(f));
const namespaceBits = Array.from({ length: 32 }, (_, bit) => 2 ** bit).filter((bit) => newNamespaces & bit);

/** The rules that look at an argument, as the OCI's specification writes them. */
export const filteredArguments = [
  { names: ["clone3"], errnoRet: ENOSYS },
  ...namespaceBits.map((bit) => ({
    names: ["clone"],
    args: [{ index: 0, value: bit, valueTwo: bit, op: "SCMP_CMP_MASKED_EQ" }],
  })),
  ...terminalInjection.map((value) => ({ names: ["ioctl"], args: [{ index: 1, value, op: "SCMP_CMP_EQ" }] })),
  ...otherFamilies.map((value) => ({
    names: ["socket"],
    errnoRet: EAFNOSUPPORT,
    args: [{ index: 0, value, op: "SCMP_CMP_EQ" }],
  })),
  { names: ["socket"], errnoRet: EAFNOSUPPORT, args: [{ index: 0, value: 64, op: "SCMP_CMP_GE" }] },
];

type Instruction = [code: number, k: number, jumpTrue?: number, jumpFalse?: number];

/** The deny-list as a classic BPF program, as `bwrap --seccomp` reads it. */
export function seccompProgram(arch: SeccompArch): Buffer {
  const rules: Instruction[] = [
    [load, offsets.arch],
    [equal, arches[arch], 1, 0],
    [finish, killProcess],
    [load, offsets.number],
  ];
  // The x32 interface would offer the same calls under other numbers.
  if (arch === "x64") rules.push([atLeast, 0x40000000, 0, 1], [finish, killProcess]);
  for (const numbers of Object.values(deniedCalls)) {
    const number = numbers[arch];
    if (number !== undefined) rules.push([equal, number, 0, 1], [finish, fail(EPERM)]);
  }
  // clone3 hides its flags behind a pointer; glibc falls back to clone, whose flags are seen.
  rules.push([equal, filteredCalls.clone3[arch], 0, 1], [finish, fail(ENOSYS)]);
  const filtered: [number, Instruction[]][] = [
    [
      filteredCalls.clone[arch],
      [
        [load, offsets.argument(0)],
        [anyBit, newNamespaces, 0, 1],
        [finish, fail(EPERM)],
      ],
    ],
    [
      filteredCalls.ioctl[arch],
      [
        [load, offsets.argument(1)],
        ...terminalInjection.flatMap((request): Instruction[] => [
          [equal, request, 0, 1],
          [finish, fail(EPERM)],
        ]),
      ],
    ],
    [
      filteredCalls.socket[arch],
      [
        [load, offsets.argument(0)],
        ...socketFamilies.flatMap((family): Instruction[] => [
          [equal, family, 0, 1],
          [finish, allow],
        ]),
        [finish, fail(EAFNOSUPPORT)],
      ],
    ],
  ];
  for (const [number, body] of filtered) {
    rules.push([equal, number, 0, body.length + 1], ...body, [finish, allow]);
  }
  rules.push([finish, allow]);
  return assemble(rules);
}

function assemble(program: Instruction[]): Buffer {
  const buffer = Buffer.alloc(program.length * 8);
  program.forEach(([code, k, jumpTrue = 0, jumpFalse = 0], index) => {
    buffer.writeUInt16LE(code, index * 8);
    buffer.writeUInt8(jumpTrue, index * 8 + 2);
    buffer.writeUInt8(jumpFalse, index * 8 + 3);
    buffer.writeUInt32LE(k >>> 0, index * 8 + 4);
  });
  return buffer;
}
