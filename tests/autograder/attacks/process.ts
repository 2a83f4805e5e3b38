import { expect } from "chai";
import { type Attack, rightRelu, wrongRelu } from "./case.ts";

const really = "(process as any).reallyExit";
const stopped = (text: string) => (results: { questions: { tests: { message?: string }[]; errors: string[] }[] }) =>
  expect(JSON.stringify(results.questions[0])).to.include(text);

/** Attacks on the process, its limits and its channel. */
export const processAttacks: Attack[] = [
  {
    id: "12a",
    title: "exits inside a call",
    q1: `function relu() { ${really}(0); }`,
    expected: [0, 2, 3],
    check: stopped("ended the notebook's process"),
  },
  {
    id: "12b",
    title: "crashes inside a call",
    q1: "function relu() { process.kill(process.pid, 'SIGSEGV'); const until = Date.now() + 5000; while (Date.now() < until); }",
    expected: [0, 2, 3],
  },
  {
    id: "12c",
    title: "kills all processes it can",
    q1: "function relu() { for (const id of [process.ppid, -1, 1, process.pid]) try { process.kill(id, 'SIGKILL'); } catch {} const until = Date.now() + 5000; while (Date.now() < until); }",
    expected: [0, 2, 3],
  },
  {
    id: "12d",
    title: "stops itself",
    q1: "function relu() { process.kill(process.pid, 'SIGSTOP'); return []; }",
    expected: [0, 2, 3],
    check: stopped("time limit"),
  },
  {
    id: "13",
    title: "exits while its cell runs",
    q1: `${rightRelu}\n${really}(0);`,
    expected: [0, 2, 3],
    check: stopped("Cell q1: it ended the notebook's process"),
  },
  {
    id: "15",
    title: "writes results, grades and feedback wherever it can",
    q1: `${wrongRelu}
      const fs = await import("node:fs");
      const text = JSON.stringify({ score: 9, tests: [] });
      for (const folder of [".", "..", "/", "/tmp", "/opt/tsgrad", "/autograder/results", process.env.HOME]) for (const name of ["results.json", "feedback.html", "grades.csv", "gradebook.db"])
        try { fs.mkdirSync(folder!, { recursive: true }); fs.writeFileSync(folder + "/" + name, text); } catch {}
      process.on("exit", () => fs.writeFileSync("results.json", text));`,
    expected: [1, 2, 3],
  },
  {
    id: "16a",
    title: "forges replies: random ids, early ids, its own ids replayed",
    q1: `const fs = await import("node:fs");
      const frame = (json: unknown) => { const text = Buffer.from(JSON.stringify(json)); const head = Buffer.alloc(8); head.writeUInt32LE(text.length, 0); return Buffer.concat([head, text]); };
      function relu(values: number[]) {
        for (let i = 0; i < 100; i++) fs.writeSync(3, frame({ id: crypto.randomUUID(), ok: true, value: [0, 0] }));
        for (const odd of [null, 7, [], { id: 5 }, { ok: true }, { hello: 1 }, { id: "__proto__", ok: true, value: [0, 0] }, { id: "hello", ok: true }]) fs.writeSync(3, frame(odd));
        return values;
      }`,
    expected: [1, 2, 3],
  },
  {
    id: "16b",
    title: "breaks the channel: lengths without end, bytes that are no frame",
    q1: `const fs = await import("node:fs");
      function relu() { fs.writeSync(3, Buffer.alloc(64, 0xff)); return []; }`,
    expected: [0, 2, 3],
    check: stopped("disturbed the connection"),
  },
  {
    id: "16c",
    title: "closes the channel",
    q1: `const fs = await import("node:fs"); function relu() { fs.closeSync(3); return []; }`,
    expected: [0, 2, 3],
  },
  {
    id: "21a",
    title: "loops without end",
    q1: "function relu() { while (true); }",
    expected: [0, 2, 3],
    check: stopped("time limit"),
  },
  {
    id: "21b",
    title: "matches a catastrophic pattern",
    q1: "function relu() { return [/^(a+)+$/.test('a'.repeat(60) + 'b')]; }",
    expected: [0, 2, 3],
    check: stopped("time limit"),
  },
  {
    id: "21c",
    title: "never answers",
    q1: "function relu() { return new Promise(() => undefined); }",
    expected: [0, 2, 3],
    check: stopped("time limit"),
  },
  {
    id: "21d",
    title: "loops without end while its cell runs",
    q1: `${rightRelu}\nwhile (true);`,
    expected: [0, 2, 3],
    check: stopped("time limit"),
  },
  {
    id: "22",
    title: "swallows every signal and sleeps",
    q1: `for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGALRM", "SIGXCPU"]) process.on(signal, () => undefined);
      function relu() { for (;;) try { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000); } catch {} }`,
    expected: [0, 2, 3],
    check: stopped("time limit"),
  },
  {
    id: "23a",
    title: "fills the heap",
    q1: "function relu() { const all: unknown[] = []; for (;;) all.push(new Array(1e6).fill(0.5)); }",
    expected: [0, 2, 3],
    check: stopped("more memory than allowed"),
  },
  {
    id: "23b",
    title: "fills memory outside the heap",
    q1: "function relu() { const all: unknown[] = []; for (;;) all.push(Buffer.alloc(2 ** 24, 1)); }",
    expected: [0, 2, 3],
    check: stopped("more memory than allowed"),
  },
  {
    id: "24a",
    title: "forks without end",
    q1: `const { spawn } = await import("node:child_process");
      function relu() { for (let i = 0; i < 2000; i++) try { spawn(process.execPath, ["-e", "for (;;);"]).on("error", () => undefined); } catch {} for (;;); }`,
    expected: [0, 2, 3],
  },
  {
    id: "24b",
    title: "starts 10,000 threads",
    q1: `const { Worker } = await import("node:worker_threads");
      function relu() { for (let i = 0; i < 10_000; i++) try { new Worker("for (;;);", { eval: true }).on("error", () => undefined); } catch {} for (;;); }`,
    expected: [0, 2, 3],
  },
  {
    id: "25",
    title: "leaves a detached process that answers later",
    q1: `${wrongRelu}
      const { spawn } = await import("node:child_process");
      const child = spawn(process.execPath, ["-e", "setInterval(() => { try { require('node:fs').writeSync(3, Buffer.alloc(8)); } catch {} }, 100)"], { detached: true, stdio: ["ignore", "ignore", "ignore", 3] });
      child.unref();`,
    // Sharing the channel with another process only disturbs the student's own notebook.
    expected: [1, 2, 3],
  },
  {
    id: "26a",
    title: "fills disk and inodes",
    q1: `${rightRelu}
      const fs = await import("node:fs");
      for (const folder of [".", "/tmp", "/dev/shm"]) try { for (let i = 0; i < 3000; i++) fs.writeFileSync(folder + "/f" + i, Buffer.alloc(2 ** 20)); } catch (error) { console.log((error as any).code); }`,
    expected: [4, 2, 3],
    check: (_results) => undefined,
  },
  {
    id: "26b",
    title: "prints a gigabyte",
    q1: `${rightRelu}\nconst line = "x".repeat(2 ** 20); for (let i = 0; i < 300; i++) (await import("node:fs")).writeSync(1, line); console.log(line);`,
    expected: [4, 2, 3],
    check: (_results, page) => expect(page.length).to.be.below(100_000),
  },
  {
    id: "27",
    title: "calls out over the network",
    q1: `${wrongRelu}
      const net = await import("node:net");
      const tries = [{ host: "169.254.169.254", port: 80 }, { host: "8.8.8.8", port: 53 }, { host: "127.0.0.1", port: 22 }, { path: "\\0/tmp/.X11-unix/X0" }];
      const found = await Promise.all(tries.map((options) => new Promise((resolve) => net.connect(options as any).on("connect", () => resolve("connected")).on("error", (error: any) => resolve(error.code)))));
      const fetched = await fetch("http://example.org").then(() => "connected", () => "refused");
      console.log("NETWORK", JSON.stringify([...found, fetched]));`,
    expected: [1, 2, 3],
    check: (_results, page) => {
      expect(page).to.include("NETWORK");
      expect(page).to.not.include("connected");
    },
  },
  {
    id: "28",
    title: "uses native code, child processes and the inspector",
    q1: `${wrongRelu}
      const { createRequire } = await import("node:module");
      const koffi = createRequire("/opt/tsgrad/package.json")("koffi");
      const libc = koffi.load("libc.so.6");
      const system = libc.func("int system(str)");
      console.log("NATIVE", system("echo out > /opt/tsgrad/x"), libc.func("int getuid()")());
      try { (await import("node:inspector")).open(9229, "0.0.0.0"); } catch {}
      try { (process as any).dlopen({ exports: {} }, "/opt/tsgrad/package.json"); } catch {}`,
    expected: [1, 2, 3],
  },
  {
    id: "29",
    title: "tries mounts, ptrace, namespaces, bpf, io_uring and terminal injection",
    q1: `${wrongRelu}
      const { createRequire } = await import("node:module");
      const koffi = createRequire("/opt/tsgrad/package.json")("koffi");
      const syscall = koffi.load("libc.so.6").func("long syscall(long, long, long, long)");
      const numbers = process.arch === "x64" ? [101, 165, 272, 308, 321, 323, 425, 250, 310] : [117, 40, 97, 268, 280, 282, 425, 219, 270];
      console.log("DENIED", numbers.map((number) => syscall(number, 0, 0, 0) === -1 ? koffi.errno() : "allowed").join(" "));`,
    expected: [1, 2, 3],
    check: (_results, page) => expect(page).to.include("DENIED 1 1 1 1 1 1 1 1 1"),
  },
  {
    id: "17",
    title: "searches disk and processes for hidden tests",
    q1: `${wrongRelu}
      const fs = await import("node:fs");
      const word = ["CAN", "ARY"].join("");
      let files = 0; const hits: string[] = [];
      const buffer = Buffer.alloc(2 ** 20);
      const look = (path: string) => { try { const fd = fs.openSync(path, "r"); const length = fs.readSync(fd, buffer); fs.closeSync(fd); files++; if (buffer.subarray(0, length).includes(word + "-")) hits.push(path); } catch {} };
      const walk = (folder: string) => {
        let entries: any[] = [];
        try { entries = fs.readdirSync(folder || "/", { withFileTypes: true }); } catch {}
        for (const entry of entries) {
          const path = folder + "/" + entry.name;
          if (/^\\/(usr|sys)|node_modules|\\.venv/.test(path) || /^\\/proc\\/(?!\\d+\\/|\\d+$)/.test(path)) continue;
          if (entry.isDirectory()) walk(path); else if (!/\\/(mem|pagemap|kmsg|clear_refs|kpage.*|task\\/.*)$/.test(path) && entry.isFile()) look(path);
        }
      };
      walk("");
      for (const id of fs.readdirSync("/proc").filter((name) => /^\\d+$/.test(name))) for (const name of ["cmdline", "environ", "maps", "mountinfo"]) look("/proc/" + id + "/" + name);
      console.log("SEARCHED", files > 100, "HITS", hits.length, hits.join(" "));`,
    // Its own text would be a hit in /proc or memory; the files hold none.
    expected: [1, 2, 3],
    check: (_results, page) => expect(page).to.include("SEARCHED true HITS 0 "),
  },
  {
    id: "32",
    title: "answers and prints late, while another question is asked",
    q1: `${wrongRelu}
      for (let i = 1; i < 40; i++) setTimeout(() => console.log("late"), i * 20);`,
    expected: [1, 2, 3],
    check: (results) => expect(JSON.stringify(results)).to.not.include("late"),
  },
];
