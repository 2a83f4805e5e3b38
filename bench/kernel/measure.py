"""Measures one kernel: measure.py KERNEL LANGUAGE FILE; writes one JSON object of figures to FILE."""

import json
import statistics
import sys
import time
from queue import Empty

from client import Kernel

kernel_name, language, file = sys.argv[1:4]
python = language == "python"
ours = kernel_name.startswith("tsgrad")
figures = {}


def record(key, work):
    """A figure, or why there is none; the table shows both."""
    print(f"  {key}", file=sys.stderr, flush=True)
    try:
        figures[key] = work()
    except Exception as error:
        figures[key] = f"no answer ({type(error).__name__})" if not str(error) else str(error)[:60]


def median_of(count, work):
    """The median, and how often no end was told: tslab at times publishes nothing after `busy`."""
    took, lost = [], 0
    for n in range(count):
        try:
            took.append(work(n))
        except Empty:
            lost += 1
    median = statistics.median(took)
    return f"{median:.1f}, {lost} of {count} never idle" if lost else median


def attempt(work):
    try:
        work()
    except Empty:
        pass


def either(in_python, in_typescript):
    return in_python if python else in_typescript


def start():
    with Kernel(kernel_name) as kernel:
        return kernel.seconds * 1000


def lossless(code, expected):
    """Milliseconds of a cell that prints, or how much of it arrived."""
    took = kernel.execute(code)
    return took if kernel.text >= expected else f"{took:.0f}, {kernel.text / expected:.1%} arrived"


def busy(request, code):
    """Milliseconds of a request while a cell computes for a second and a half."""
    running = kernel.client.execute(
        either(
            "import time\nend = time.time() + 1.5\nwhile time.time() < end: pass",
            "{ const end = Date.now() + 1500; while (Date.now() < end) {} }",
        )
    )
    time.sleep(0.3)
    begin = time.perf_counter()
    asked = request(code, len(code))
    answered = {}
    while len(answered) < 2:
        parent = kernel.client.get_shell_msg(timeout=20)["parent_header"].get("msg_id")
        answered[parent] = (time.perf_counter() - begin) * 1000
    while True:
        got = kernel.client.get_iopub_msg(timeout=20)
        done = got["msg_type"] == "status" and got["content"]["execution_state"] == "idle"
        if done and got["parent_header"].get("msg_id") == running:
            return answered[asked]


# Kernels keep compiled code from their first start.
with Kernel(kernel_name) as kernel:
    kernel.execute("1 + 1")
    time.sleep(3)
record("start", lambda: median_of(7, lambda _: start()))

with Kernel(kernel_name) as kernel:
    execute, client = kernel.execute, kernel.client
    record("memory at start, MB", kernel.megabytes)
    record("first cell", lambda: execute("1 + 1"))
    record("trivial cell, median of 200", lambda: median_of(200, lambda n: execute(f"{n} + 1", 3)))
    declare = either(
        "value{0} = {0}\ndef twice{0}(n): return 2 * n",
        "let value{0} = {0}; function twice{0}(n: number): number {{ return 2 * n }}",
    )
    record("declaring cells, the first 20", lambda: median_of(20, lambda n: execute(declare.format(n), 3)))
    for n in range(20, 280):
        attempt(lambda: execute(declare.format(n), 3))
    record("declaring cells, the 280th to 300th", lambda: median_of(20, lambda n: execute(declare.format(280 + n), 3)))
    record("memory after 500 cells, MB", kernel.megabytes)

    member = either("import math; math.sq", "Math.sq")
    known = either("print", "Math.sqrt")
    record("completion", lambda: median_of(10, lambda _: kernel.ask(client.complete, member)))
    record("inspection", lambda: median_of(10, lambda _: kernel.ask(client.inspect, known)))
    record("completion while computing", lambda: busy(client.complete, member))
    record("inspection while computing", lambda: busy(client.inspect, known))

    loop = either(
        "total = 0\nfor i in range(5_000_000): total += i",
        "let total = 0; for (let i = 0; i < 5_000_000; i++) total += i;",
    )
    inside = either(
        "def work():\n  t = 0\n  for i in range(5_000_000): t += i\nwork()",
        "{ const work = () => { let t = 0; for (let i = 0; i < 5_000_000; i++) t += i; return t; }; work(); }",
    )
    record("5,000,000 additions at top level", lambda: median_of(3, lambda _: execute(loop)))
    record("5,000,000 additions in a function", lambda: median_of(3, lambda _: execute(inside)))

    image = either(
        "from IPython.display import Image, display\ndisplay(Image(data=b'\\x89PNG\\r\\n\\x1a\\n' + bytes(5_000_000), format='png'))",
        {
            "tslab": "import * as tslab from 'tslab'; tslab.display.png(new Uint8Array(5000000));",
            "deno": "await Deno.jupyter.broadcast('display_data', { data: { 'image/png': 'A'.repeat(6666668) }, metadata: {}, transient: {} });",
        }.get(kernel_name, "{ const b = Buffer.alloc(5_000_000); b.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]); display(b) }"),
    )
    updates = either(
        "from IPython.display import display\nh = display(0, display_id=True)\nfor i in range(2000): h.update(i)",
        {
            "tslab": "const d = tslab.newDisplay(); for (let i = 0; i < 2000; i++) d.text(String(i));",
            "deno": "for (let i = 0; i < 2000; i++) await Deno.jupyter.broadcast(i ? 'update_display_data' : 'display_data', { data: { 'text/plain': String(i) }, metadata: {}, transient: { display_id: 'x' } });",
        }.get(kernel_name, "{ const h = display(0); for (let i = 1; i <= 2000; i++) h.update(i) }"),
    )
    lines = either("for i in range(100000): print('line', i)", "for (let i = 0; i < 100000; i++) console.log('line', i)")
    string = either("print('x' * 10_000_000)", "console.log('x'.repeat(10_000_000))")
    record("5 MB image", lambda: execute(image))
    record("2,000 updates of a display", lambda: execute(updates))
    record("10 MB string", lambda: lossless(string, 10_000_000))
    record("100,000 lines", lambda: lossless(lines, 1_088_890))

endless = either("while True: pass", "while (true) {}")
pending = either("import asyncio; await asyncio.sleep(1000)", "await new Promise((r) => setTimeout(r, 1e6))")
# Deno's is never answered and tslab's ends the kernel.
if ours or python:
    with Kernel(kernel_name) as kernel:
        kernel.execute("1 + 1")
        record("interrupt of an endless loop", lambda: median_of(5, lambda _: kernel.interrupt(endless)))
        record("interrupt of an await", lambda: median_of(5, lambda _: kernel.interrupt(pending)))
if ours:
    with Kernel(kernel_name) as kernel:
        kernel.execute("1 + 1")
        record("import of tsgrad", lambda: kernel.execute("import { tensor } from 'tsgrad'; const x = tensor([1, 2]);"))
        record("cell after that, median of 20", lambda: median_of(20, lambda n: kernel.execute(f"x.shape.length + {n}")))
        record("memory with tsgrad, MB", kernel.megabytes)

with open(file, "w") as out:
    json.dump(figures, out)
