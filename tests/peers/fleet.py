"""Several tasks of `ohmstead serve` over one DynamoDB, an agent of a home, and who follows it."""

import contextlib
import copy
import http.cookiejar
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

import dynamodb

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import first_run  # noqa: E402
import packed  # noqa: E402
from cut_line import CutLine  # noqa: E402
from ohmstead_server import BINARY, Ohmstead, wait_for  # noqa: E402
from simulator import Simulator, changed_home  # noqa: E402
from websockets.exceptions import ConnectionClosed, InvalidStatus  # noqa: E402
from websockets.sync.client import connect  # noqa: E402

EPOCH = 5
PAST_DAYS = 3
OPEN_TIMEOUT_S = 10
PATIENCE_S = 30
REGION = "eu-central-1"


def binding(entity, measure):
    return {"source": {"type": "entity", "id": entity}, "measure": measure, "sign": "both",
            "invert": False}


METER = {"name": "Meter", "role": "grid_import",
         "bindings": [binding("sensor.meter", "counter"), binding("sensor.power", "power")]}
CHARGE = {"name": "Charge", "role": "battery_soc", "bindings": [binding("sensor.charge", "state")]}
PLUG = {"name": "Plug", "role": "device", "device": "switch.plug",
        "bindings": [binding("sensor.plug", "power")]}


def new_tables(stack, meter=None):
    """What the environment of tasks needs to use a DynamoDB with new tables, and the line to it."""
    variables = stack.enter_context(dynamodb.running(meter))
    port = urlsplit(variables["OHMSTEAD_DYNAMODB_ENDPOINT"]).port
    line = stack.enter_context(CutLine(port))
    variables |= {"OHMSTEAD_DYNAMODB_ENDPOINT": f"http://127.0.0.1:{line.port}",
                  "OHMSTEAD_DYNAMODB_REGION": REGION,
                  "OHMSTEAD_DYNAMODB_TABLE_PREFIX": f"fleet-{os.urandom(4).hex()}-",
                  "OHMSTEAD_STORE": "dynamodb", "OHMSTEAD_PLAIN_HTTP": "true",
                  "OHMSTEAD_MAX_REQUESTS_PER_MINUTE": "100000"}
    subprocess.run([str(BINARY), "tables", "create"], env=os.environ | variables, check=True,
                   stdout=subprocess.DEVNULL)
    return variables, line


def young_house(stack):
    """The simulated House of a few days ago. Two years of past are hundreds of thousands of items,
    for which a stand-in of DynamoDB takes its time."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="ohmstead-"))
    midnight = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)

    def begin(home):
        home["begins"] = (midnight - timedelta(days=PAST_DAYS)).isoformat()
    return stack.enter_context(Simulator.of_home(changed_home(folder, "house", begin)))


def channels_of(peer):
    """What a server with an engine of its own proposes for a simulated home."""
    with Ohmstead() as server:
        path = first_run.create_home(server, "House", "Europe/Amsterdam")
        first_run.connect(server, path, peer)
        first_run.wait_until_connected(server, path)
        proposals = server.post(f"{path}/connection/discover")["proposals"]
    return [first_run.channel_of(proposal) for proposal in proposals]


def copy_cookies(source, target):
    """Gives `target` what `source` holds now; what either loses later, the other keeps."""
    target.clear()
    for cookie in source:
        target.set_cookie(copy.copy(cookie))
    return target


class Fleet:
    """Two tasks, an owner who is signed in at both by one session, and a home with one meter, and
    with `more` channels. What the tasks consume is counted by a `capacity_meter.Meter`, under
    their `names`."""

    names = ("a", "b")

    def __init__(self, stack, zone="UTC", meter=None, more=()):
        variables, self.line = new_tables(stack, meter)
        self.prefix = variables["OHMSTEAD_DYNAMODB_TABLE_PREFIX"]
        of_a, of_b = (variables | {"AWS_ACCESS_KEY_ID": name} for name in self.names)
        self.a = stack.enter_context(Ohmstead(variables=of_a))
        cookies = copy_cookies(self.a.cookies, http.cookiejar.CookieJar())
        self.b = stack.enter_context(Ohmstead(variables=of_b, cookies=cookies))
        self.tasks = (self.a, self.b)
        self.path = first_run.create_home(self.a, "One", zone)
        self.home = self.path.split("/")[-1]
        stored = self.a.put(f"{self.path}/channels", {"items": [METER, *more]})
        self.channel, *self.more = [channel["id"] for channel in stored["items"]]
        wait_for(lambda: self.b.get("/me")["homes"], PATIENCE_S, "the other task knows the home")
        self.key = self.a.run("key", "create", "--home", self.home,
                              variables={"AWS_ACCESS_KEY_ID": "command"})

    def agent(self):
        return Agent(self)


class Agent:
    """Sends as the engine at the home would, to whichever task it is told to."""

    def __init__(self, fleet):
        self._fleet = fleet
        self._sequence = 0

    def next_sequence(self):
        self._sequence += 1
        return self._sequence

    def send(self, task, *items, key=None, known=None):
        """(status, decoded answer); (0, None) when the task does not answer. `known`: the revision
        of the decisions that the agent has."""
        batch = {"protocol": 1, "engine_epoch": EPOCH, "items": items}
        if known is not None:
            batch["known_decisions"] = known
        body = json.dumps(batch).encode()
        request = urllib.request.Request(
            f"{task.url}/api/v1/ingest", body,
            {"Content-Type": "application/json",
             "Authorization": f"Bearer {key or self._fleet.key}"}, method="POST")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())
        except (OSError, json.JSONDecodeError):
            return 0, None

    def live(self, watts, states=None, devices=None):
        """`states` and `devices`: by channel, in base units, and "on" or "off"."""
        now = datetime.now(timezone.utc).isoformat()
        return {"id": "live", "kind": "live",
                "revision": {"epoch": EPOCH, "sequence": self.next_sequence()}, "at": now,
                "power": [{"channel": self._fleet.channel, "at": now, "value": watts * 1000}],
                "state": [{"channel": channel, "at": now, "value": value}
                          for channel, value in (states or {}).items()],
                "devices": [{"channel": channel, "since": now, "state": state}
                            for channel, state in (devices or {}).items()]}

    def day(self, day, slots, amount):
        sequence = self.next_sequence()
        return {"id": f"day-{day}", "kind": "blocks", "channel": self._fleet.channel,
                "day": day.isoformat(), "revision": {"epoch": EPOCH, "sequence": sequence},
                "data": packed.block(EPOCH, sequence, slots, amount)}

    def hour(self, hour, count, step_ms, watts):
        return {"id": f"hour-{hour}", "kind": "chunks", "channel": self._fleet.channel,
                "measure": "power", "hour": hour.isoformat(),
                "data": packed.chunk(count, step_ms, watts * 1000, 0)}


class Follower:
    """The live socket of a browser that has the session."""

    def __init__(self, task):
        self._socket = self._connect(task)
        self.closed = None  # the code with which the server closed it

    @staticmethod
    def _connect(task):
        cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in task.cookies)
        gives_up = time.monotonic() + OPEN_TIMEOUT_S
        while True:
            try:
                return connect(task.url.replace("http", "ws", 1) + "/api/v1/live",
                               additional_headers={"Cookie": cookie}, origin=task.url,
                               compression=None, open_timeout=OPEN_TIMEOUT_S)
            except InvalidStatus as refused:
                # A task that is behind its feed lets nobody in; a browser tries again, too.
                if refused.response.status_code != 503 or time.monotonic() > gives_up:
                    raise
                time.sleep(0.1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self._socket.close()

    def follow(self, home):
        self._socket.send(json.dumps({"type": "subscribe", "home": home}))

    def next(self, timeout_s):
        """The next message; None when none comes in that time, or ever."""
        try:
            return json.loads(self._socket.recv(max(0, timeout_s)))
        except TimeoutError:
            return None
        except ConnectionClosed as closed:
            self.closed = closed.rcvd and closed.rcvd.code
            return None

    def wait_for(self, accept, timeout_s):
        """The first message that `accept` says yes to, and after how many seconds it came."""
        began = time.monotonic()
        while (left := began + timeout_s - time.monotonic()) > 0 and self.closed is None:
            message = self.next(left)
            if message and accept(message):
                return message, time.monotonic() - began
        raise AssertionError(f"nothing of the kind within {timeout_s} s; closed: {self.closed}")


def days_before_today(count):
    """`count` days that are over, oldest first."""
    today = datetime.now(timezone.utc).date()
    return [today - timedelta(days=back) for back in range(count, 0, -1)]


def utc_text(instant):
    return instant.isoformat().replace("+00:00", "Z")
