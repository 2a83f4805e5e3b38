"""A kernel under measurement, spoken to through jupyter_client."""

import os
import signal
import time

import psutil
from jupyter_client.manager import KernelManager


class Kernel:
    """Starts a kernel; `seconds` is the time to its first kernel_info_reply. Used as a context: the kernel's whole process group ends with it."""

    def __init__(self, name):
        self.manager = KernelManager(kernel_name=name)
        begin = time.perf_counter()
        self.manager.start_kernel()
        self.client = self.manager.client()
        self.client.start_channels()
        while True:
            self.client.kernel_info()
            try:
                self.client.get_shell_msg(timeout=0.05)
                break
            except Exception:
                if time.perf_counter() - begin > 30:
                    raise
        self.seconds = time.perf_counter() - begin
        self.pid = self.manager.provisioner.pid
        time.sleep(0.3)
        while self.client.shell_channel.msg_ready():
            self.client.get_shell_msg(timeout=1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        # What a kernel has started may outlive it and hold our pipes open.
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.manager.shutdown_kernel(now=True)

    def megabytes(self):
        """Resident memory of the kernel and everything it started; shared pages count once for each process."""
        process = psutil.Process(self.pid)
        return sum(p.memory_info().rss for p in [process, *process.children(recursive=True)]) / 1e6

    def reply(self, message, timeout):
        """The shell's reply to a request."""
        while True:
            got = self.client.get_shell_msg(timeout=timeout)
            if got["parent_header"].get("msg_id") == message:
                return got["content"]

    def wait(self, message, timeout=60):
        """Reads to the reply and to idle: the reply, the characters and the messages that came."""
        text = messages = 0
        while True:
            got = self.client.get_iopub_msg(timeout=timeout)
            if got["parent_header"].get("msg_id") != message:
                continue
            if got["msg_type"] == "status" and got["content"]["execution_state"] == "idle":
                break
            messages += 1
            if got["msg_type"] == "stream":
                text += len(got["content"]["text"])
        return self.reply(message, timeout), text, messages

    def execute(self, code, timeout=60):
        """Milliseconds from sending to both the reply and idle; the cell must succeed."""
        begin = time.perf_counter()
        reply, self.text, self.messages = self.wait(self.client.execute(code), timeout)
        if reply["status"] != "ok":
            raise RuntimeError(f"{code[:60]}: {reply.get('ename')}: {reply.get('evalue')}")
        return (time.perf_counter() - begin) * 1000

    def ask(self, request, code, timeout=20):
        """Milliseconds of one completion or inspection."""
        begin = time.perf_counter()
        self.reply(request(code, len(code)), timeout)
        return (time.perf_counter() - begin) * 1000

    def interrupt(self, code):
        """Milliseconds from an interrupt of a running cell to its reply."""
        message = self.client.execute(code)
        time.sleep(0.4)
        begin = time.perf_counter()
        self.manager.interrupt_kernel()
        self.wait(message, 15)
        return (time.perf_counter() - begin) * 1000
