"""Talks to the installed kernel as a front end does, by jupyter_client.

Prints one line a check: its name, a tab, and "ok" with a figure or what was wrong.
The first argument is the folder into which kernels may write what they log.
"""

import hashlib
import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import time

from jupyter_client import KernelManager
from jupyter_client.session import Session

KERNEL = "lob-csharp"
START = 60
# As /proc/net/tcp writes them: 127.0.0.1 with its bytes turned round, and the state of a socket that listens.
LOOPBACK = "0100007F"
LISTEN = "0A"
# Resident memory that 200 cells may add, in MiB: what Roslyn keeps of each cell's compilation.
MOST_GROWTH = 300


class Wrong(Exception):
    pass


def expect(condition, why):
    if not condition:
        raise Wrong(why)


class Kernel:
    """A kernel of its own for one check."""

    def __enter__(self):
        self.log = tempfile.TemporaryFile(dir=sys.argv[1])
        self.manager = KernelManager(kernel_name=KERNEL)
        self.manager.start_kernel(stdout=subprocess.DEVNULL, stderr=self.log)
        self.client = self.connect()
        return self

    def __exit__(self, *_):
        self.client.stop_channels()
        if self.manager.has_kernel:
            self.manager.shutdown_kernel()
        self.log.close()

    def connect(self):
        client = self.manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=START)
        return client

    @property
    def pid(self):
        return self.manager.provisioner.process.pid

    def logged(self):
        self.log.seek(0)
        return self.log.read().decode()

    def send(self, code, **options):
        return self.client.execute(code, **options)

    def result(self, request, seconds=60):
        """The reply to a request and everything published for it, up to its idle status."""
        end = time.monotonic() + seconds
        published = []
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.01, end - time.monotonic()))
            if message["parent_header"].get("msg_id") != request:
                continue
            published.append((message["msg_type"], message["content"]))
            if published[-1] == ("status", {"execution_state": "idle"}):
                break
        while True:
            reply = self.client.get_shell_msg(timeout=max(0.01, end - time.monotonic()))
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"], published

    def run(self, code, seconds=60, **options):
        return self.result(self.send(code, **options), seconds)

    def ok(self, code, seconds=60, **options):
        reply, published = self.run(code, seconds, **options)
        expect(reply["status"] == "ok", f"a cell ended with {reply['status']}: {reply.get('evalue')}")
        return published

    def control(self, kind, content=None):
        message = self.client.session.msg(kind, content or {})
        self.client.control_channel.send(message)
        while True:
            reply = self.client.get_control_msg(timeout=10)
            if reply["parent_header"].get("msg_id") == message["header"]["msg_id"]:
                return reply["content"]

    def until_output(self, request, seconds=60):
        """Waits until a request has written something: then its code runs."""
        end = time.monotonic() + seconds
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.01, end - time.monotonic()))
            if message["parent_header"].get("msg_id") == request and message["msg_type"] == "stream":
                return

    def reply(self, request):
        while True:
            reply = self.client.get_shell_msg(timeout=60)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"]


def text(published, name="stdout"):
    return "".join(content["text"] for kind, content in published if kind == "stream" and content["name"] == name)


def value(published):
    results = [content["data"]["text/plain"] for kind, content in published if kind == "execute_result"]
    expect(len(results) == 1, f"{len(results)} results instead of one")
    return results[0]


def kinds(published):
    return [content["execution_state"] if kind == "status" else kind for kind, content in published]


def memory(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)) / 1024


def listening(pid):
    """Addresses, in the kernel's hexadecimal form, and ports on which a process accepts connections."""
    own = {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in os.listdir(f"/proc/{pid}/fd")}
    found = []
    for table in ("tcp", "tcp6"):
        with open(f"/proc/net/{table}") as lines:
            rows = [line.split() for line in lines][1:]
        found += [row[1].split(":") for row in rows if row[3] == LISTEN and f"socket:[{row[9]}]" in own]
    return [(address, int(port, 16)) for address, port in found]


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition, seconds, why):
    end = time.monotonic() + seconds
    while not condition():
        expect(time.monotonic() < end, why)
        time.sleep(0.05)


def kernel_info():
    with Kernel() as kernel:
        content = kernel.control("kernel_info_request")
        expect(content["protocol_version"] == "5.3", content["protocol_version"])
        language = content["language_info"]
        expect((language["name"], language["file_extension"], language["mimetype"], language["pygments_lexer"]) == ("C#", ".cs", "text/x-csharp", "csharp"), str(language))


def first_cell():
    begun = time.monotonic()
    with Kernel() as kernel:
        expect(value(kernel.ok("1 + 1")) == "2", "1 + 1 is not 2")
        first = time.monotonic() - begun
        times = []
        for number in range(20):
            begun = time.monotonic()
            expect(value(kernel.ok(f"{number} + 1")) == str(number + 1), "a wrong sum")
            times.append(time.monotonic() - begun)
        return f"first cell after {first:.2f} s, a trivial cell {sorted(times)[10] * 1000:.0f} ms"


def state_and_order():
    with Kernel() as kernel:
        kernel.ok("var answer = 41;")
        published = kernel.ok('Console.Write("o"); Console.Error.Write("e"); answer + 1')
        expect(value(published) == "42", "the state is lost")
        expect(kinds(published) == ["busy", "execute_input", "stream", "stream", "execute_result", "idle"], str(kinds(published)))
        expect((text(published), text(published, "stderr")) == ("o", "e"), "streams are mixed up")


def counts_and_expressions():
    with Kernel() as kernel:
        reply, published = kernel.run("1", silent=True)
        expect(reply["execution_count"] == 0 and kinds(published) == ["busy", "idle"], f"a silent cell shows {kinds(published)}")
        reply, _ = kernel.run("1", store_history=False)
        expect(reply["execution_count"] == 0, "a cell that isn't stored was counted")
        reply, _ = kernel.run("var x = 3;", user_expressions={"double": "2 * x", "bad": "unknown"})
        expect(reply["execution_count"] == 1, "the first cell is not number 1")
        expect(reply["user_expressions"]["double"]["data"]["text/plain"] == "6", str(reply["user_expressions"]["double"]))
        expect(reply["user_expressions"]["bad"]["status"] == "error", "a wrong expression is no error")


def display_update():
    with Kernel() as kernel:
        published = kernel.ok('var shown = display("half");')
        ids = [content["transient"]["display_id"] for kind, content in published if kind == "display_data"]
        expect(len(ids) == 1, f"{len(ids)} displays instead of one")
        published = kernel.ok('shown.Update("whole");')
        updates = [content for kind, content in published if kind == "update_display_data"]
        expect(len(updates) == 1 and updates[0]["transient"]["display_id"] == ids[0], "the display was not updated")
        expect("whole" in str(updates[0]["data"]), str(updates[0]["data"]))


def completion():
    with Kernel() as kernel:
        kernel.ok('var words = "a text";')
        # Emoji before it: the protocol counts code points, .NET two units each.
        code = '"😀😀".Length + words.Len'
        content = kernel.reply(kernel.client.complete(code, len(code)))
        expect("Length" in content["matches"], f"{len(content['matches'])} matches without Length")
        expect((content["cursor_start"], content["cursor_end"]) == (len(code) - 3, len(code)), f"{content['cursor_start']}–{content['cursor_end']} of {len(code)}")


def inspection():
    with Kernel() as kernel:
        code = 'var smile = "😀"; Math.Sqrt(2)'
        content = kernel.reply(kernel.client.inspect(code, code.index("Sqrt") + 1))
        expect(content["found"] and "double Math.Sqrt(double d)" in content["data"]["text/plain"], str(content))
        expect("square root" in content["data"]["text/plain"], f"no documentation: {content['data']['text/plain']}")
        content = kernel.reply(kernel.client.inspect("   ", 1))
        expect(content["status"] == "ok" and not content["found"], "something was found in nothing")


def is_complete():
    with Kernel() as kernel:
        for code, status in (("1 + 1", "complete"), ("if (true) {", "incomplete"), ("var x = );", "invalid")):
            content = kernel.reply(kernel.client.is_complete(code))
            expect(content["status"] == status, f"{code} is {content['status']}")


def history():
    with Kernel() as kernel:
        for code in ("1 + 1", "2 + 2", "1 + 1"):
            kernel.ok(code)
        tail = kernel.reply(kernel.client.history(hist_access_type="tail", n=2))["history"]
        expect([entry[1:] for entry in tail] == [[2, "2 + 2"], [3, "1 + 1"]], str(tail))
        found = kernel.reply(kernel.client.history(hist_access_type="search", pattern="1*", unique=True, output=True))["history"]
        expect([entry[1:] for entry in found] == [[3, ["1 + 1", "2"]]], str(found))
        part = kernel.reply(kernel.client.history(hist_access_type="range", session=0, start=1, stop=2))["history"]
        expect([entry[1:] for entry in part] == [[1, "1 + 1"]], str(part))


def error_traceback():
    with Kernel() as kernel:
        reply, published = kernel.run('int Half(int number) => number / 0.CompareTo(0);\nHalf(3)')
        expect(reply["status"] == "error" and reply["ename"].endswith("DivideByZeroException"), f"{reply['status']} {reply.get('ename')}")
        errors = [content for kind, content in published if kind == "error"]
        expect(len(errors) == 1 and errors[0]["traceback"] == reply["traceback"], "the error was not published")
        expect("line 1" in "\n".join(reply["traceback"]), f"no line: {reply['traceback']}")
        reply, _ = kernel.run("unknown + 1")
        expect(reply["status"] == "error" and "CS0103" in "\n".join(reply["traceback"]), str(reply.get("traceback")))
        expect(value(kernel.ok("3")) == "3", "no cell runs after an error")


def abort():
    with Kernel() as kernel:
        requests = [kernel.send(code) for code in ("throw new Exception(\"stop\");", "var a = 1;", "var b = 2;")]
        statuses = [kernel.reply(request)["status"] for request in requests]
        expect(statuses == ["error", "aborted", "aborted"], str(statuses))
        requests = [kernel.send(code, stop_on_error=False) for code in ("throw new Exception(\"stop\");", "var a = 1;")]
        statuses = [kernel.reply(request)["status"] for request in requests]
        expect(statuses == ["error", "ok"], str(statuses))


def stopped_loop(kernel, code, stop):
    kernel.ok("var kept = 7;")
    request = kernel.send('Console.WriteLine("begun");\n' + code)
    kernel.until_output(request)
    time.sleep(0.5)
    begun = time.monotonic()
    stop()
    reply, _ = kernel.result(request, 30)
    took = time.monotonic() - begun
    expect(reply["status"] == "error", f"the loop ended with {reply['status']}")
    expect(took < 2, f"the loop ended after {took:.1f} s")
    expect(value(kernel.ok("kept")) == "7", "the state is lost")
    return f"{took:.2f} s"


def interrupt_loop():
    with Kernel() as kernel:
        return stopped_loop(kernel, "while (true) { }", kernel.manager.interrupt_kernel)


def interrupt_wait():
    with Kernel() as kernel:
        return stopped_loop(kernel, "await Task.Delay(-1);", kernel.manager.interrupt_kernel)


def interrupt_signal():
    with Kernel() as kernel:
        return stopped_loop(kernel, "while (true) { }", lambda: os.kill(kernel.pid, signal.SIGINT))


def restart():
    with Kernel() as kernel:
        kernel.ok("var gone = 1;")
        before = kernel.pid
        kernel.client.stop_channels()
        kernel.manager.restart_kernel()
        kernel.client = kernel.connect()
        expect(not is_running(before), "the old kernel still runs")
        reply, _ = kernel.run("gone")
        expect(reply["status"] == "error", "the state outlived the restart")
        expect(reply["execution_count"] == 1, "the count outlived the restart")


def shutdown():
    with Kernel() as kernel:
        pid = kernel.pid
        kernel.send("while (true) { }")
        time.sleep(1)
        begun = time.monotonic()
        kernel.control("shutdown_request", {"restart": False})
        until(lambda: not is_running(pid), 10, "the kernel still runs 10 s after shutdown, in a loop")
        return f"{time.monotonic() - begun:.1f} s, out of an endless loop"


def large_output():
    with Kernel() as kernel:
        begun = time.monotonic()
        published = kernel.ok('for (var line = 0; line < 20000; line++) Console.WriteLine(new string((char)(97 + line % 26), 52));')
        printed = text(published)
        expected = "".join(chr(97 + line % 26) * 52 + "\n" for line in range(20000))
        expect(printed.replace("\r", "") == expected, f"{len(printed)} characters came, {len(expected)} were printed, or in another order")
        return f"{len(printed)} characters in {len(published)} messages, {time.monotonic() - begun:.2f} s"


def endless_output():
    with Kernel() as kernel:
        kernel.ok("1")
        before = memory(kernel.pid)
        request = kernel.send('while (true) Console.WriteLine(new string(\'x\', 99));')
        time.sleep(4)
        kernel.manager.interrupt_kernel()
        _, published = kernel.result(request, 30)
        expect(len(text(published)) <= 16 << 20, "more was published than a cell may print")
        grown = memory(kernel.pid) - before
        expect(grown < MOST_GROWTH, f"{grown:.0f} MiB more")
        return f"cut after {len(text(published)) / (1 << 20):.0f} Mi characters, {grown:.0f} MiB more memory"


def many_cells():
    with Kernel() as kernel:
        for number in range(10):
            kernel.ok(f"var warm{number} = Enumerable.Range(0, {number}).Sum();")
        before = memory(kernel.pid)
        for number in range(200):
            published = kernel.ok(f'var v{number} = Enumerable.Range(0, {number + 1}).Select(n => n * 2.0).ToArray(); Console.WriteLine("cell {number}"); v{number}.Sum()')
            expect(text(published).strip() == f"cell {number}", "a cell printed something else")
        grown = memory(kernel.pid) - before
        expect(grown < MOST_GROWTH, f"{grown:.0f} MiB more after 200 cells; the bound is {MOST_GROWTH}")
        return f"{before:.0f} MiB before, {grown:.0f} MiB more after 200 cells"


def three_kernels():
    with Kernel() as one, Kernel() as two, Kernel() as three:
        kernels = (one, two, three)
        requests = [kernel.send(f"var own = {number}; await Task.Delay(200); own") for number, kernel in enumerate(kernels)]
        values = [value(kernel.result(request)[1]) for kernel, request in zip(kernels, requests)]
        expect(values == ["0", "1", "2"], str(values))


def wrong_signature():
    with Kernel() as kernel:
        forger = Session(key=b"another key", digest_mod=hashlib.sha256)
        message = forger.msg("execute_request", {"code": 'var secretWord = 1;', "silent": False})
        forger.send(kernel.client.shell_channel.socket, message)
        forger.send(kernel.client.control_channel.socket, forger.msg("shutdown_request", {"restart": False}))
        reply, _ = kernel.run("secretWord")
        expect(reply["status"] == "error", "a forged cell ran")
        expect(kernel.logged().count("wrong signature") == 2, f"logged: {kernel.logged()!r}")
        expect("secretWord" not in kernel.logged(), "the log holds content")


def replay():
    with Kernel() as kernel:
        kernel.ok("var runs = 0;")
        frames = kernel.client.session.serialize(kernel.client.session.msg("execute_request", {"code": "runs++;", "silent": False}))
        for _ in range(3):
            kernel.client.shell_channel.socket.send_multipart(frames)
        time.sleep(0.5)
        expect(value(kernel.ok("runs")) == "1", "a message ran again")
        expect(kernel.logged().count("been here before") == 2, f"logged: {kernel.logged()!r}")


def loopback_only():
    with Kernel() as kernel:
        own = listening(kernel.pid)
        manager = kernel.manager
        ports = {manager.shell_port, manager.control_port, manager.stdin_port, manager.iopub_port, manager.hb_port}
        expect({port for _, port in own} >= ports, f"it listens on {own}")
        expect({address for address, _ in own} == {LOOPBACK}, f"it listens on {own}")


def input_refused():
    with Kernel() as kernel:
        reply, _ = kernel.run("Console.ReadLine()", allow_stdin=True)
        expect(reply["status"] == "error" and "ask for input" in reply["evalue"], str(reply.get("evalue")))
        expect(value(kernel.ok("3")) == "3", "no cell runs afterwards")


def parent_dies():
    code = (
        "import sys, time\n"
        "from jupyter_client import KernelManager\n"
        f"manager = KernelManager(kernel_name='{KERNEL}')\n"
        "manager.start_kernel(stdout=2)\n"
        "client = manager.client(); client.start_channels(); client.wait_for_ready(timeout=60)\n"
        "print(manager.provisioner.process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    expect(is_running(pid), "the kernel did not start")
    parent.kill()
    parent.wait()
    until(lambda: not is_running(pid), 15, "the kernel outlived its parent by 15 s")


CHECKS = [
    kernel_info, first_cell, state_and_order, counts_and_expressions, display_update, is_complete, history,
    error_traceback, abort, interrupt_loop, interrupt_wait, interrupt_signal, restart, shutdown, large_output, endless_output,
    many_cells, three_kernels, wrong_signature, replay, loopback_only, input_refused, parent_dies,
]


def main():
    # A shell's background job ignores this signal, and so would every kernel that it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    wanted = set(sys.argv[2:])
    for check in CHECKS:
        if wanted and check.__name__ not in wanted:
            continue
        try:
            said = check() or ""
            print(f"{check.__name__}\tok {said}".rstrip(), flush=True)
        except Wrong as fault:
            print(f"{check.__name__}\t{fault}".replace("\n", " / "), flush=True)
        except (queue.Empty, TimeoutError, RuntimeError, OSError) as fault:
            print(f"{check.__name__}\t{type(fault).__name__}: {fault}".replace("\n", " / "), flush=True)


main()
