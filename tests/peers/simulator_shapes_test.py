"""The simulated homes speak like a real Home Assistant: same records, same types, same errors.

Every question recorded in tests/fixtures/home_assistant is put to each of the simulated homes, with
its own entities in place of the recorded ones, and the answers are compared in shape.

    python3 -m unittest -v simulator_shapes_test           # in this folder
"""

import json
import os
import subprocess
import unittest
from datetime import datetime, timedelta, timezone

import environment

environment.enter()  # what follows needs the peer's packages

from rest_call import answer  # noqa: E402
from shapes import differences, merge, shape_of  # noqa: E402
from websocket_session import CommandFailed, Session  # noqa: E402

BINARY = environment.PROJECT / "build" / "release" / "ohmstead-simulator"
FIXTURES = environment.PROJECT / "tests" / "fixtures" / "home_assistant"
TOKEN = "a-token-for-the-simulated-home"
UNITS = {"energy": "kWh", "power": "W", "volume": "m³"}

HOMES = ("house", "flat", "cottage")

process = None
urls = {}


def setUpModule():
    global process
    process = subprocess.Popen(
        [str(BINARY), *(word for home in HOMES for word in ("--home", f"{home}:0"))],
        stdout=subprocess.PIPE, text=True,
        env=os.environ | {"OHMSTEAD_SIMULATOR_TOKEN": TOKEN})
    unittest.addModuleCleanup(stop)
    for line in process.stdout:
        message = json.loads(line)
        if message.get("home"):
            urls[message["home"]] = f"http://127.0.0.1:{message['port']}"
        if message.get("ready"):
            return
    raise RuntimeError("the simulator ended before it was ready")


def stop():
    process.terminate()
    process.wait()
    process.stdout.close()


def recorded(name, accept=lambda frame: True):
    """The single messages received in a recording, with those sent as arrays taken apart."""
    frames = json.loads((FIXTURES / f"{name}.json").read_text())["frames"]
    messages = []
    for frame in frames:
        if frame["direction"] == "received":
            content = frame["frame"]
            messages += content if isinstance(content, list) else [content]
    return [message for message in messages if accept(message)]


def iso(moment):
    return moment.isoformat(timespec="seconds")


def grid_in_one(preferences):
    """Energy preferences with the grid as newer versions write it: what it gives and takes is in
    one item, which has the fields of both."""
    def joined(source):
        rest = {key: value for key, value in source.items() if not key.startswith("flow_")}
        return [rest | given | taken
                for given, taken in zip(source["flow_from"], source["flow_to"])]

    return {**preferences, "energy_sources": [
        each for source in preferences["energy_sources"]
        for each in (joined(source) if "flow_from" in source else [source])]}


class Shapes:
    """The tests of one home, which a subclass names."""

    HOME = None

    def setUp(self):
        self.url = urls[self.HOME]
        self.session = Session(self.url, TOKEN)
        self.addCleanup(self.session.close)
        states = self.session.call("get_states")
        self.counters = [state["entity_id"] for state in states
                         if state["attributes"].get("state_class") == "total_increasing"][:3]
        self.powers = [state["entity_id"] for state in states
                       if state["attributes"].get("device_class") == "power"]
        self.now = datetime.now(timezone.utc)

    def assert_same_shape(self, real, simulated):
        lacking = differences(merge(map(shape_of, real)), merge(map(shape_of, simulated)))
        self.assertEqual(lacking, [], "the simulated home differs from the real one")

    def assert_result_like(self, name, kind, **fields):
        answers = recorded(name, lambda message: message.get("type") == "result")
        self.assert_same_shape([answers[-1]["result"]], [self.session.call(kind, **fields)])

    def assert_error_like(self, name, kind, **fields):
        real = recorded(name)[-1]["error"]
        with self.assertRaises(CommandFailed) as raised:
            self.session.call(kind, **fields)
        self.assertEqual(raised.exception.code, real["code"])

    def test_signing_in(self):
        for name, token in (("auth_ok", TOKEN), ("auth_invalid", "wrong")):
            session = Session(self.url)
            session.send({"type": "auth", "access_token": token})
            session.receive()
            self.addCleanup(session.close)
            given = [frame for direction, frame in session.frames if direction == "received"]
            self.assertEqual([frame["type"] for frame in given],
                             [frame["type"] for frame in recorded(name)])
            for real, simulated in zip(recorded(name), given):
                self.assert_same_shape([real], [simulated])

    def test_configuration_and_states(self):
        self.assert_result_like("get_config", "get_config")
        self.assert_result_like("get_states", "get_states")

    def test_registries(self):
        for registry in ("area", "device", "entity"):
            with self.subTest(registry):
                self.assert_result_like(f"{registry}_registry_list",
                                        f"config/{registry}_registry/list")
        self.assert_result_like("entity_registry_list_for_display",
                                "config/entity_registry/list_for_display")

    def test_entity_subscription(self):
        number = self.session.send_command(
            "subscribe_entities", entity_ids=self.counters + self.powers)
        self.session.result(number)
        snapshot = self.session.event(number)
        change = self.session.event(number, timeout=60)
        real = [message["event"] for message in recorded("subscribe_entities")
                if message["type"] == "event"]
        self.assert_same_shape([real[0]], [snapshot])
        self.assertIn("c", change)
        self.assert_same_shape(real[1:], [change])

    def test_state_events(self):
        number = self.session.send_command("subscribe_events", event_type="state_changed")
        self.session.result(number)
        event = self.session.event(number, timeout=60)
        real = [message["event"] for message in recorded("subscribe_events_state_changed")
                if message["type"] == "event"]
        self.assert_same_shape(real[:1], [event])

    def test_energy(self):
        real = recorded("energy_get_prefs")[0]["result"]
        simulated = self.session.call("energy/get_prefs")
        grids = [source for source in simulated["energy_sources"] if source["type"] == "grid"]
        self.assertTrue(grids)
        in_one = "flow_from" not in grids[0]
        for kind in {source["type"] for source in simulated["energy_sources"]}:
            with self.subTest(kind):
                self.assert_same_shape(self.sources(grid_in_one(real) if in_one else real, kind),
                                       self.sources(simulated, kind))
        self.assert_same_shape(real["device_consumption"], simulated["device_consumption"])
        self.assert_result_like("energy_info", "energy/info")

    @staticmethod
    def sources(preferences, kind):
        return [source for source in preferences["energy_sources"] if source["type"] == kind]

    def test_statistics(self):
        def rows(period, **more):
            return {"start_time": iso(self.now - timedelta(days=2)), "period": period,
                    "statistic_ids": self.counters + self.powers, "units": UNITS, **more}

        self.assert_result_like("list_statistic_ids_sum", "recorder/list_statistic_ids",
                                statistic_type="sum")
        self.assert_result_like("statistics_metadata", "recorder/get_statistics_metadata",
                                statistic_ids=self.counters)
        command = "recorder/statistics_during_period"
        self.assert_result_like("statistics_during_period_5minute", command, **rows("5minute"))
        self.assert_result_like("statistics_during_period_hour", command,
                                **rows("hour", types=["change", "sum", "state"]))
        self.assert_result_like("statistics_during_period_day", command,
                                **rows("day", types=["change"]))
        self.assert_error_like("statistics_during_period_invalid_start", command,
                               start_time="yesterday", period="hour", statistic_ids=self.counters)

    def test_history(self):
        span = {"start_time": iso(self.now - timedelta(hours=1)), "entity_ids": self.powers,
                "significant_changes_only": False}
        command = "history/history_during_period"
        self.assert_result_like("history_during_period", command,
                                no_attributes=True, minimal_response=True, **span)
        self.assert_result_like("history_during_period_full", command, **span)

    def test_coalesced_messages(self):
        self.session.call("supported_features", features={"coalesce_messages": 1})
        before = len(self.session.frames)
        number = self.session.send_command("subscribe_entities", entity_ids=self.counters)
        self.session.result(number)
        self.session.event(number)
        given = [frame for direction, frame in self.session.frames[before:]
                 if direction == "received"]
        self.assertIsInstance(given[0], list)

    def test_actions_and_protocol(self):
        switches = [state["entity_id"] for state in self.session.call("get_states")
                    if state["entity_id"].startswith("switch.")]
        self.assert_result_like("call_service", "call_service", domain="switch",
                                service="turn_on", target={"entity_id": switches[:1]})
        self.assert_error_like("call_service_not_found", "call_service", domain="switch",
                               service="explode")
        self.assert_error_like("error_unknown_command", "no_such_command")
        number = self.session.send_command("ping")
        pong = self.session.wait_for(lambda message: message["id"] == number)
        self.assert_same_shape(recorded("ping"), [pong])
        self.session.send({"id": 1, "type": "ping"})
        refused = self.session.wait_for(lambda message: message["id"] == 1)
        self.assertEqual(refused["error"]["code"], recorded("error_id_reuse")[-1]["error"]["code"])

    def test_rest(self):
        now = datetime.now(timezone.utc)
        entity = self.counters[0]
        switch = next(state["entity_id"] for state in self.session.call("get_states")
                       if state["entity_id"].startswith("switch."))
        start, end = (moment.isoformat(timespec="seconds").replace("+00:00", "Z")
                      for moment in (now - timedelta(minutes=30), now))
        watched = f"filter_entity_id={entity},{self.powers[0]}&end_time={end}"
        history = f"/api/history/period/{start}?{watched}"
        for name, path in (
                ("root", "/api/"), ("config", "/api/config"), ("states", "/api/states"),
                ("state", f"/api/states/{entity}"), ("state_not_found", "/api/states/sensor.none"),
                ("history", history), ("history_minimal", history + "&minimal_response"),
                ("history_invalid_start", f"/api/history/period/yesterday?{watched}"),
                ("history_without_filter", "/api/history/period")):
            self.assert_answer_like(name, "GET", path)
        outlet = {"entity_id": switch}
        self.assert_answer_like("call_service", "POST", "/api/services/switch/turn_off", outlet)
        self.assert_answer_like("call_service_not_found", "POST", "/api/services/switch/explode",
                                outlet)
        self.assert_answer_like("unauthorized", "GET", "/api/states", token="wrong")

    def assert_answer_like(self, name, method, path, body=None, token=TOKEN):
        with self.subTest(name):
            real = recorded(f"rest_{name}")[0]
            simulated = answer(self.url, token, method, path, body)
            self.assertEqual(simulated["status"], real["status"])
            self.assert_same_shape([real["body"]], [simulated["body"]])


class House(Shapes, unittest.TestCase):
    HOME = "house"


class Flat(Shapes, unittest.TestCase):
    HOME = "flat"


class Cottage(Shapes, unittest.TestCase):
    HOME = "cottage"


if __name__ == "__main__":
    unittest.main()
