/**
 * The survey's attacks, aimed at a Python notebook with two questions: q1 `relu` (1 point public, 3 hidden), q2 `total` (2 points).
 *
 * Those that would endanger the machine of whoever runs the benchmark (memory bombs, fork bombs, a full disk) are not run: neither
 * grader sets any limit of its own.
 */
export interface PythonAttack {
  /** Number in the survey, as in tests/autograder/attacks. */
  id: string;
  title: string;
  /** The answer to q1. Wrong for negative numbers unless said otherwise, so honest code of its worth gets 1 of 4. */
  q1?: string;
  /** Changes to the submitted notebook. */
  change?(cells: PythonCell[]): PythonCell[] | string;
  /** Points that honest code of the same worth would get. */
  honest: number;
  /** A file that must not exist afterwards, below the folder in the variable MARKS. */
  mark?: string;
}

export interface PythonCell {
  cell_type: string;
  id: string;
  source: string;
  metadata: {
    nbgrader?: { grade_id: string; points?: number; [key: string]: unknown };
    otter?: unknown;
    [key: string]: unknown;
  };
}

const wrong = "def relu(values):\n    return values";
const right = "def relu(values):\n    return [max(0, v) for v in values]";
const idOf = (cell: PythonCell) => cell.metadata.nbgrader?.grade_id ?? "";
const marks = 'import os\nMARKS = os.environ.get("TSGRAD_MARKS", "/nonexistent")\n';
const mark = (name: string) => `open(MARKS + "/${name}", "w").write("x")`;

export const pythonAttacks: PythonAttack[] = [
  { id: "control", title: "right answers", q1: right, honest: 6 },
  { id: "control-wrong", title: "an honest wrong answer", q1: wrong, honest: 3 },
  {
    id: "1",
    title: "edits a test cell",
    q1: wrong,
    change: (cells) => cells.map((cell) => (/test/.test(idOf(cell)) ? { ...cell, source: "pass" } : cell)),
    honest: 3,
  },
  {
    id: "2",
    title: "deletes the test cells",
    q1: wrong,
    change: (cells) => cells.filter((cell) => !/test/.test(idOf(cell)) && !/grader\.check/.test(cell.source)),
    honest: 3,
  },
  {
    id: "3a",
    title: "deletes an answer cell",
    q1: right,
    change: (cells) => cells.filter((cell) => !/relu\(values\):/.test(cell.source)),
    honest: 2,
  },
  {
    id: "3b",
    title: "retypes an answer cell",
    q1: right,
    change: (cells) => cells.map((cell) => (/def relu/.test(cell.source) ? { ...cell, cell_type: "markdown" } : cell)),
    honest: 2,
  },
  {
    id: "4",
    title: "repeats a cell with its id",
    q1: right,
    change: (cells) =>
      cells.flatMap((cell) =>
        /def relu/.test(cell.source) ? [cell, { ...structuredClone(cell), id: "copy" }] : [cell],
      ),
    honest: 6,
  },
  {
    id: "5",
    title: "forges points, flags and schema version",
    q1: wrong,
    change: (cells) =>
      cells.map((cell) => {
        const { nbgrader } = cell.metadata;
        return nbgrader
          ? {
              ...cell,
              metadata: {
                ...cell.metadata,
                nbgrader: { ...nbgrader, schema_version: 99, points: 1000, locked: false, solution: true },
              },
            }
          : { ...cell, metadata: { tags: ["otter_ignore"], otter: { ignore: true } } };
      }),
    honest: 3,
  },
  {
    id: "6",
    title: "strips all metadata",
    q1: right,
    change: (cells) => cells.map((cell) => ({ ...cell, metadata: {} })),
    honest: 6,
  },
  { id: "7", title: "is a file that is no notebook", change: () => "[".repeat(100_000), honest: 0 },
  {
    id: "8",
    title: "swallows every exception of the interpreter",
    q1: `${wrong}\ntry:\n    get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)\n    import IPython.core.interactiveshell as shell\n    shell.InteractiveShell.showtraceback = lambda *a, **k: None\nexcept Exception:\n    pass`,
    honest: 3,
  },
  {
    id: "9",
    title: "replaces built-in functions",
    q1: `${wrong}\nimport builtins\nbuiltins.bool = lambda *a: True\nbuiltins.eval = lambda *a, **k: True\nbuiltins.repr = lambda *a: "True"`,
    honest: 3,
  },
  {
    id: "10",
    title: "returns an object equal to everything",
    q1: "class Lie(list):\n    def __eq__(self, other): return True\n    def __ne__(self, other): return False\ndef relu(values):\n    return Lie()",
    honest: 2,
  },
  { id: "12", title: "ends the process inside a call", q1: "import os\ndef relu(values):\n    os._exit(0)", honest: 2 },
  {
    id: "12d",
    title: "stops its own process inside a call",
    q1: "import os, signal\ndef relu(values):\n    os.kill(os.getpid(), signal.SIGSTOP)",
    honest: 2,
  },
  { id: "13", title: "ends the process while its cell runs", q1: `${right}\nimport os\nos._exit(0)`, honest: 2 },
  {
    id: "14",
    title: "prints a score and codes that hide text",
    q1: `${wrong}\nprint('{"scores": {"q1": 4}}\\x1b[8mhidden')`,
    honest: 3,
  },
  {
    id: "15",
    title: "writes to the grader's database or results",
    q1: `${wrong}\n${marks}import glob, sqlite3\nfor up in range(6):\n    for path in glob.glob("../" * up + "gradebook.db") + glob.glob("../" * up + "results.json"):\n        try:\n            if os.access(path, os.W_OK): ${mark("wrote")}\n        except Exception: pass`,
    honest: 3,
    mark: "wrote",
  },
  {
    id: "17",
    title: "finds the hidden test on disk or in memory",
    q1: `${wrong}\n${marks}import gc\nword = b"HIDDEN" + b"WORD"\nfound = False\nfor up in range(5):\n    root = os.path.abspath("../" * up or ".")\n    if root in ("/", "/tmp"): break\n    for folder, _, names in os.walk(root):\n        for name in names:\n            try: found = found or word in open(os.path.join(folder, name), "rb").read(2**24)\n            except Exception: pass\nif found: ${mark("found")}\ndel word`,
    honest: 3,
    mark: "found",
  },
  { id: "21", title: "loops without end", q1: "def relu(values):\n    while True: pass", honest: 2 },
  {
    id: "22",
    title: "swallows the interrupt and loops",
    q1: "def relu(values):\n    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
    honest: 2,
  },
  {
    id: "25",
    title: "leaves a process that acts after grading",
    q1: `${wrong}\n${marks}import subprocess, sys\nsubprocess.Popen([sys.executable, "-c", "import time, os; time.sleep(20); open('" + MARKS + "/late', 'w').write('x')"], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)`,
    honest: 3,
    mark: "late",
  },
  {
    id: "27",
    title: "calls out over the network",
    q1: `${wrong}\n${marks}import socket\ntry:\n    socket.create_connection(("127.0.0.1", int(os.environ.get("TSGRAD_PORT", "9"))), 2)\n    ${mark("connected")}\nexcept Exception: pass`,
    honest: 3,
    mark: "connected",
  },
  {
    id: "31",
    title: "detects grading by its environment and behaves well only there",
    q1: `${marks}import os, sys\ngraded = "NBGRADER_EXECUTION" in os.environ or any("otter" in name for name in sys.modules)\ndef relu(values):\n    return [max(0, v) for v in values] if graded else values\nif graded: ${mark("detected")}`,
    honest: 3,
    mark: "detected",
  },
  {
    id: "34",
    title: "leaves a start-up file for the next student's interpreter",
    q1: `${wrong}\n${marks}import pathlib\ntry:\n    folder = pathlib.Path.home() / ".ipython/profile_default/startup"\n    folder.mkdir(parents=True, exist_ok=True)\n    (folder / "00-tsgrad-bench.py").write_text("pass")\n    ${mark("planted")}\nexcept Exception: pass`,
    honest: 3,
    mark: "planted",
  },
];
