"""Simulated homes beside a test: started on free ports, and acted on through their control API."""

import json
import secrets
import signal
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from ohmstead_server import BUILD, ROOT, plain_environment

SIMULATOR = BUILD / "ohmstead-simulator"
MAPS = ROOT / "simulator" / "maps"
HOMES = ROOT / "simulator" / "homes"
STOP_TIMEOUT_S = 10


def changed_home(folder, name, change):
    """The file of a home of the project after `change(it as an object)`, in `folder`."""
    home = json.loads((HOMES / f"{name}.json").read_text())
    change(home)
    path = Path(folder) / f"{name}.json"
    path.write_text(json.dumps(home))
    return path


def record(out, home, start, end, step_s, *options):
    """Writes what a simulated home shows from `start` to `end` to `out`; returns its replay map."""
    subprocess.run([str(SIMULATOR), "--home", str(home), "--record", str(out), "--from", start,
                    "--to", end, "--step", str(step_s), *options],
                   env=plain_environment(), check=True, stdout=subprocess.DEVNULL)
    return Path(str(out).removesuffix(".gz").removesuffix(".csv") + ".map.json")


class Simulator:
    """`with Simulator.of_home("house") as peer:` or `Simulator.of_recording(csv, map)`.

    `url` and `token` are what an owner would enter; `act` and `ledger` are the control API.
    """

    def __init__(self, *arguments):
        self.token = secrets.token_hex(16)
        self._arguments = arguments
        self._process = None
        self._ports = {}
        self.name = None

    @classmethod
    def of_home(cls, home, *options):
        """A home of the project by name, or of a file ending in .json."""
        return cls("--home", f"{home}:0", *options)

    @classmethod
    def of_recording(cls, csv, replay_map, speed="max"):
        """A recording, which waits until `play`."""
        return cls("--replay", str(csv), "--replay-map", str(replay_map), "--speed", str(speed),
                   "--replay-paused")

    def __enter__(self):
        self._process = subprocess.Popen(
            [str(SIMULATOR), *self._arguments, "--control", "0"], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, text=True,
            env=plain_environment(OHMSTEAD_SIMULATOR_TOKEN=self.token))
        for line in self._process.stdout:
            said = json.loads(line)
            if "ready" in said:
                return self
            name = said.get("home", "control")
            self._ports[name] = said["port"]
            if "home" in said:
                self.name = name
        self._process.wait()
        raise RuntimeError("the simulator did not start")

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._ports[self.name]}"

    def act(self, action, **parameters):
        """One action of the control API, by its name there; returns its answer."""
        return self._ask(self._control(action), parameters)

    def ledger(self, start, end):
        """What really flowed between two instants in RFC 3339."""
        query = urllib.parse.urlencode({"from": start, "to": end})
        return self._ask(f"{self._control('ledger')}?{query}")

    def play(self):
        return self.act("replay", pause=False)

    def replay(self):
        """How far a replay is: `position` of `rows`, `done`, messages `waiting` to be read."""
        return self.act("replay")

    def units(self):
        """{entity: its unit} of all that have one."""
        states = self._ask(self.url + "/api/states")
        return {state["entity_id"]: state["attributes"]["unit_of_measurement"]
                for state in states if "unit_of_measurement" in state["attributes"]}

    def state(self, entity):
        """What an entity says now."""
        return next(state["state"] for state in self._ask(self.url + "/api/states")
                    if state["entity_id"] == entity)

    def history(self, entities, start, end):
        """{entity: [(time in RFC 3339, state)]} between two instants in RFC 3339."""
        query = urllib.parse.urlencode({"filter_entity_id": ",".join(entities), "end_time": end})
        found = self._ask(f"{self.url}/api/history/period/{urllib.parse.quote(start)}?{query}")
        return {rows[0]["entity_id"]: [(row["last_updated"], row["state"]) for row in rows]
                for rows in found}

    def _control(self, action):
        return f"http://127.0.0.1:{self._ports['control']}/sim/{self.name}/{action}"

    def _ask(self, url, body=None):
        request = urllib.request.Request(
            url, None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=60) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{url}: {error.code} {error.read().decode()}") from None
