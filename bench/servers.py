"""The servers that are measured: Ohmstead and its FastAPI peer, each with one home."""

import http.client
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from process import BUILD, ROOT, WORK, stop

sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT / "tests" / "peers")]

import environment  # noqa: E402
from ohmstead_server import Ohmstead, free_port, plain_environment, wait_for  # noqa: E402

PEER = ROOT / "bench" / "peer_fastapi"
# Loopback clients are many here; nothing else differs from the defaults.
SETTINGS = """plain_http = true
max_connections = 20000
max_connections_per_address = 20000
max_requests_per_minute = 1000000
log_level = "warning"
"""


def config_file():
    file = WORK / "ohmstead.toml"
    file.write_text(SETTINGS)
    return file


def ohmstead(binary=BUILD / "ohmstead"):
    return Ohmstead("--config", str(config_file()), binary=binary)


def cookie_of(server):
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in server.cookies)


def headers_of(server):
    """What the signed-in owner's requests carry."""
    return {"Cookie": cookie_of(server), "Origin": server.url,
            "X-CSRF-Token": server.get("/auth/session")["csrf_token"]}


def home_with_pushed_channels(server, count):
    """A home whose channels take readings over /ingest; (id of the home, ids of the channels)."""
    home = server.post("/homes", {"name": "Bench", "time_zone": "UTC", "currency": "EUR",
                                  "country": "NL"})["id"]
    channels = [{"name": f"Device {n}", "role": "device",
                 "bindings": [{"source": {"type": "push", "id": f"bench-{n}"},
                               "measure": "power", "sign": "both", "invert": False}]}
                for n in range(count)]
    stored = server.put(f"/homes/{home}/channels", {"items": channels})["items"]
    return home, [channel["id"] for channel in stored]


def answers(port, path="/healthz"):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def fastapi(key, channels):
    """The peer on a new database; yields (pid, port)."""
    python = environment.ensure(ROOT / "build" / "peers" / "fastapi-venv",
                                PEER / "requirements.txt")
    database = WORK / "fastapi.db"
    for file in WORK.glob("fastapi.db*"):
        file.unlink()
    port = free_port()
    process = subprocess.Popen(
        [str(python), str(PEER / "app.py"), "--port", str(port), "--database", str(database),
         "--key", key, "--channels", ",".join(channels)],
        stdin=subprocess.DEVNULL, env=plain_environment())
    try:
        wait_for(lambda: answers(port), 30, "the FastAPI peer answers")
        yield process.pid, port
    finally:
        stop(process)


def seconds_to_first_answer(data):
    """From exec to the first answered request, of a server on that data folder."""
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        [str(BUILD / "ohmstead"), "serve", "--config", str(config_file()), "--data", str(data),
         "--listen", f"127.0.0.1:{port}"],
        cwd=ROOT, env=plain_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        while not connects(port) or not answers(port):
            if time.monotonic() - began > 30:
                raise RuntimeError("the server does not start")
            time.sleep(0.001)
        return time.monotonic() - began
    finally:
        stop(process)


def connects(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
