"""What processes cost, and how the bench's own are started and stopped."""

import json
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = Path(os.environ.get("OHMSTEAD_BUILD", ROOT / "build" / "release"))
WORK = ROOT / "build" / "bench"
STOP_TIMEOUT_S = 10


def cpu_seconds(pid):
    """CPU time of all threads a process has now."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def memory_bytes(pid):
    """What a process takes up now, shared pages by their share."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", rollup, re.M)[1]) * 1024


def stop(process):
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Child:
    """`with Child(command) as child:` a program that prints something once it is ready."""

    def __init__(self, *command, **options):
        self._command = [str(part) for part in command]
        self._options = options

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True, **self._options)
        self.pid = self._process.pid
        return self

    def __exit__(self, *_):
        stop(self._process)
        self._process.stdin.close()
        self._process.stdout.close()

    def line(self):
        text = self._process.stdout.readline()
        if not text:
            raise RuntimeError(f"{Path(self._command[0]).name} ended: exit code "
                               f"{self._process.wait()}")
        return text.strip()


def ask_over_http(port, connections, requests, rounds=1):
    """Sends the requests (bytes) to a server on loopback; what bench_http_load says."""
    file = WORK / "requests.http"
    file.write_bytes(b"".join(requests))
    done = subprocess.run([str(BUILD / "bench_http_load"), str(port), str(connections),
                           str(rounds), str(file)],
                          check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def http_request(method, path, port, headers=None, body=b""):
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}",
             *(f"{name}: {value}" for name, value in (headers or {}).items())]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def hold_sockets(port, sockets, warm_up_s, seconds, server_pid):
    """Holds WebSockets [(path, cookie or None, first message or None)] open and measures how old
    values are on them. What bench_socket_load says, with the server's `cpu_s` in the measured time
    and its `memory` with all sockets open."""
    file = WORK / "sockets.txt"
    file.write_text("".join(f"{path} {cookie or '-'} {message or '-'}\n"
                            for path, cookie, message in sockets))
    with Child(BUILD / "bench_socket_load", port, warm_up_s, seconds, file) as load:
        if load.line() != "begin":
            raise RuntimeError("bench_socket_load did not begin")
        before = cpu_seconds(server_pid)
        load.line()
        used = cpu_seconds(server_pid) - before
        outcome = json.loads(load.line())
        memory = memory_bytes(server_pid)
    if not outcome["frames"]:
        raise RuntimeError("no frame arrived")
    return outcome | {"cpu_s": used, "memory": memory, "seconds": seconds}
