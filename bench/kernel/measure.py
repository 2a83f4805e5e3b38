"""Measures one kernel through jupyter_client: measure.py NAME LANGUAGE KERNEL_NAME; prints one JSON object."""

import json
import statistics
import sys
import time

from jupyter_client.manager import KernelManager

name, language, kernel = sys.argv[1:4]
python = language == "python"
figures = {}


def rss(pid):
    """Megabytes of a process and everything it started."""
    import psutil

    process = psutil.Process(pid)
    return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 1e6


def execute(client, code, timeout=60):
    """Seconds from sending to both the reply and idle, and the number of characters and messages that came."""
    start = time.perf_counter()
    message = client.execute(code)
    text = messages = 0
    while True:
        got = client.get_iopub_msg(timeout=timeout)
        if got["parent_header"].get("msg_id") != message:
            continue
        if got["msg_type"] == "status" and got["content"]["execution_state"] == "idle":
            break
        messages += 1
        if got["msg_type"] == "stream":
            text += len(got["content"]["text"])
    while client.get_shell_msg(timeout=timeout)["parent_header"].get("msg_id") != message:
        pass
    return time.perf_counter() - start, text, messages


def median(values):
    return statistics.median(values) * 1000


def attempt(key, work):
    try:
        figures[key] = work()
    except Exception as error:
        figures[key] = f"- ({type(error).__name__})"


def start():
    manager = KernelManager(kernel_name=kernel)
    begin = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    while True:
        client.kernel_info()
        try:
            client.get_shell_msg(timeout=0.05)
            break
        except Exception:
            if time.perf_counter() - begin > 30:
                raise
    seconds = time.perf_counter() - begin
    time.sleep(0.3)
    while client.shell_channel.msg_ready():
        client.get_shell_msg(timeout=1)
    return manager, client, seconds


starts = []
for _ in range(3):
    manager, client, seconds = start()
    starts.append(seconds)
    client.stop_channels()
    manager.shutdown_kernel(now=True)
figures["start ms"] = median(starts)

manager, client, _ = start()
pid = manager.provisioner.pid
try:
    import psutil  # noqa: F401
except ImportError:
    rss = lambda pid: float("nan")
figures["memory at start MB"] = rss(pid)
figures["first cell ms"] = execute(client, "1 + 1")[0] * 1000
trivial = [execute(client, f"{n} + 1")[0] for n in range(200)]
figures["trivial cell ms"] = median(trivial)
declare = "value{0} = {0}" if python else "let value{0} = {0}; function twice{0}(n: number): number {{ return 2 * n }}"
cells = [execute(client, declare.format(n))[0] for n in range(300)]
figures["cell 10 ms"] = median(cells[5:15])
figures["cell 300 ms"] = median(cells[285:])
figures["memory after cells MB"] = rss(pid)


def answered(ask, code):
    took = []
    for _ in range(10):
        begin = time.perf_counter()
        message = ask(code, len(code))
        while client.get_shell_msg(timeout=20)["parent_header"].get("msg_id") != message:
            pass
        took.append(time.perf_counter() - begin)
    return median(took)


def busy():
    code = "import time\nt = time.time() + 2\nwhile time.time() < t: pass" if python else (
        "{ const t = Date.now() + 2000; while (Date.now() < t) {} }"
    )
    running = client.execute(code)
    time.sleep(0.4)
    begin = time.perf_counter()
    asked = "Math.sq" if not python else "pri"
    message = client.complete(asked, len(asked))
    took = None
    for _ in range(2):
        got = client.get_shell_msg(timeout=20)["parent_header"].get("msg_id")
        if got == message:
            took = time.perf_counter() - begin
    time.sleep(0.2)
    return took * 1000


lines = "for i in range(100000): print('line', i)" if python else (
    "for (let i = 0; i < 100000; i++) console.log('line', i)"
)
string = "print('x' * 10_000_000)" if python else "console.log('x'.repeat(10_000_000))"
updates = (
    "from IPython.display import display\nh = display(0, display_id=True)\nfor i in range(2000): h.update(i)"
    if python
    else "{ const h = display(0); for (let i = 1; i <= 2000; i++) h.update(i) }"
)
picture = (
    "from IPython.display import Image, display\n"
    "display(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(5_000_000), format='png'))"
    if python
    else "{ const b = Buffer.alloc(5_000_000); b.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]); display(b) }"
)
attempt("completion ms", lambda: answered(client.complete, "import math; math.sq" if python else "Math.sq"))
attempt("inspect ms", lambda: answered(client.inspect, "print" if python else "Math.sqrt"))
attempt("completion while computing ms", busy)


def output(code, expected, timeout=40):
    seconds, text, _ = execute(client, code, timeout)
    return seconds * 1000 if text >= expected else f"{seconds * 1000:.0f}, {text / expected:.1%} arrived"


loop = (
    "import time\nt = time.perf_counter()\ns = 0\nfor i in range(5_000_000): s += i\nprint(1000 * (time.perf_counter() - t))"
    if python
    else "let sum = 0; for (let i = 0; i < 5_000_000; i++) sum += i;"
)
attempt("top-level loop ms", lambda: execute(client, loop)[0] * 1000)
attempt("5 MB image ms", lambda: execute(client, picture, 40)[0] * 1000 if name != "tslab" else "-")
attempt("2,000 updates ms", lambda: execute(client, updates, 40)[0] * 1000 if name in ("tsgrad", "tsgrad untyped", "ipykernel") else "-")
attempt("10 MB string ms", lambda: output(string, 10_000_000))
attempt("100,000 lines ms", lambda: output(lines, 1_088_890))

if name.startswith("tsgrad"):
    attempt("import tsgrad ms", lambda: execute(client, "import * as all from 'tsgrad'; const t1 = all.tensor([1, 2]);")[0] * 1000)
    attempt("cell after import ms", lambda: median([execute(client, f"t1.shape.length + {n}")[0] for n in range(20)]))
    attempt("memory with tsgrad MB", lambda: rss(pid))

client.stop_channels()
manager.shutdown_kernel(now=True)
print(json.dumps(figures))
