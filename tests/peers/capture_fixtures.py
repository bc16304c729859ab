#!/usr/bin/env python3
"""Records what a real Home Assistant says, as fixtures for the client and the simulator.

    python3 tests/peers/capture_fixtures.py [--folder FOLDER] [--only rest]

They go to tests/fixtures/home_assistant, or to newest/ there when OHMSTEAD_HOME_ASSISTANT says so.
Each file is one exchange: {"home_assistant": version, "frames": [{"direction": "sent" |
"received", "frame": ...}]} in the order of the wire, where an array is an array on the wire. In
`rest_*` a frame is a request, {"method", "path", "body"}, or its answer, {"status", "body"}.
Tokens, ids, contexts and host names are replaced by placeholders that stay the same from run to
run; times and values are as they came. It takes up to six minutes, because 5-minute statistics
exist only after a 5-minute boundary.
"""

import argparse
import json
import re
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import environment

if __name__ == "__main__":
    environment.enter()

from home_assistant import HomeAssistant, energy_preferences  # noqa: E402
from rest_call import answer  # noqa: E402
from websocket_session import CommandFailed, Session  # noqa: E402

FOLDER = environment.PROJECT / "tests" / "fixtures" / "home_assistant"
SECRET_TOKEN = "long-lived-token"
WATCHED = ["sensor.smart_meter_power", "sensor.solar_inverter_power",
           "sensor.smart_meter_import_tariff_1", "sensor.water_meter_water",
           "switch.dishwasher_outlet"]
COUNTERS = ["sensor.smart_meter_import_tariff_1", "sensor.solar_inverter_total_yield",
            "sensor.gas_meter_gas"]
MINUTE = timedelta(minutes=1)
UNITS = {"energy": "kWh", "power": "W", "volume": "m³"}


class Scrubber:
    """Replaces what differs between machines and runs by numbered placeholders.

    Ids keep their length and alphabet, so that what reads them is tested on the real form.
    """

    HEX_ID = re.compile(r"\b[0-9a-f]{32}\b")
    ULID = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{26}\b")
    JWT = re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]+")

    def __init__(self, replacements):
        self._replacements = replacements
        self._known = {}

    def __call__(self, frame):
        text = json.dumps(frame, ensure_ascii=False)
        for secret, placeholder in self._replacements.items():
            text = text.replace(secret, placeholder)
        text = self.JWT.sub(SECRET_TOKEN, text)
        text = self.HEX_ID.sub(lambda m: self._number(m[0], "{:032x}"), text)
        text = self.ULID.sub(lambda m: self._number(m[0], "01HTESTCONTEXT{:012d}"), text)
        return json.loads(text)

    def _number(self, secret, form):
        return self._known.setdefault(secret, form.format(len(self._known) + 1))


class Recorder:
    def __init__(self, peer, folder):
        self._peer = peer
        self._folder = folder
        self._version = peer.request("GET", "/api/config")["version"]
        self._scrub = Scrubber({
            peer.token: SECRET_TOKEN,
            str(peer.folder): "/config",
            f"127.0.0.1:{peer.port}": "homeassistant.test:8123",
        })

    def write(self, name, frames):
        document = {
            "home_assistant": self._version,
            "frames": [{"direction": direction, "frame": self._scrub(frame)}
                       for direction, frame in frames],
        }
        path = self._folder / f"{name}.json"
        path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n")
        print(f"{path.name}: {len(frames)} frames", flush=True)

    def exchange(self, name, talk):
        """Records what `talk` says on a fresh signed-in session, without the signing in."""
        with self._peer.session() as session:
            before = len(session.frames)
            talk(session)
            self.write(name, session.frames[before:])

    def call(self, name, kind, **fields):
        """Records one command and its answer, be it an error."""
        def talk(session):
            try:
                session.call(kind, **fields)
            except CommandFailed:
                pass
        self.exchange(name, talk)


def iso(moment):
    return moment.isoformat(timespec="seconds")


def iso_z(moment):
    """For a URL, in which a plus sign is a blank."""
    return iso(moment).replace("+00:00", "Z")


def record_sign_in(peer, recorder):
    with Session(peer.url, peer.token) as session:
        recorder.write("auth_ok", session.frames)
    session = Session(peer.url)
    session.send({"type": "auth", "access_token": "wrong"})
    session.receive()
    recorder.write("auth_invalid", session.frames)
    session.close()


def record_states(peer, recorder):
    recorder.call("get_config", "get_config")
    recorder.call("get_states", "get_states")

    def entities(session):
        number = session.send_command("subscribe_entities", entity_ids=WATCHED)
        session.result(number)
        session.event(number)
        peer.set_state(grid_power=1.25)
        session.event(number)
        peer.set_state(solar_power=None)
        session.event(number)
        peer.set_state(solar_power=1830)
        session.event(number)
        peer.set_state(dishwasher_switch=False)
        session.event(number)
    recorder.exchange("subscribe_entities", entities)

    def removed(session):
        peer.request("POST", "/api/states/sensor.passing", {"state": "1"})
        number = session.send_command("subscribe_entities", entity_ids=["sensor.passing"])
        session.result(number)
        session.event(number)
        peer.request("DELETE", "/api/states/sensor.passing")
        session.event(number)
        peer.request("POST", "/api/states/sensor.passing", {"state": "2"})
        session.event(number)
    recorder.exchange("subscribe_entities_removed", removed)

    def attributes(session):
        def post(value, **attributes):
            peer.request("POST", "/api/states/sensor.passing",
                         {"state": value, "attributes": attributes})

        number = session.send_command("subscribe_entities", entity_ids=["sensor.passing"])
        session.result(number)
        session.event(number)
        post("2", unit_of_measurement="W", note="first")
        session.event(number)
        post("2", unit_of_measurement="W", note="second")
        session.event(number)
        post("2", unit_of_measurement="W")
        session.event(number)
        post("3.5", unit_of_measurement="W", device_class="power")
        session.event(number)
    recorder.exchange("subscribe_entities_attributes", attributes)

    def state_changed(session):
        number = session.send_command("subscribe_events", event_type="state_changed")
        session.result(number)
        peer.set_state(battery_power=-1500)
        session.event(number)
        peer.request("POST", "/api/states/sensor.passing", {"state": "3"})
        session.event(number)
        peer.request("DELETE", "/api/states/sensor.passing")
        session.event(number)
        session.call("unsubscribe_events", subscription=number)
    recorder.exchange("subscribe_events_state_changed", state_changed)

    def coalesced(session):
        session.call("supported_features", features={"coalesce_messages": 1})
        number = session.send_command("subscribe_entities", entity_ids=WATCHED)
        session.result(number)
        session.event(number)
        peer.set_state(grid_power=2.5, solar_power=900, import_t1=4211.5)
        for _ in range(3):
            session.event(number)
    recorder.exchange("coalesced", coalesced)


def record_protocol(peer, recorder):
    def ping(session):
        number = session.send_command("ping")
        session.wait_for(lambda m: m["id"] == number and m["type"] == "pong")
    recorder.exchange("ping", ping)

    def id_reuse(session):
        session.send({"id": 5, "type": "ping"})
        session.receive()
        session.send({"id": 5, "type": "ping"})
        session.receive()
    recorder.exchange("error_id_reuse", id_reuse)

    def several(session):
        session.send([{"id": 1, "type": "ping"}, {"id": 2, "type": "energy/info"}])
        session.receive()
        session.receive()
    recorder.exchange("array_of_commands", several)

    recorder.call("error_unknown_command", "no_such_command")
    recorder.call("error_invalid_format", "get_config", surprise=True)
    recorder.call("call_service", "call_service", domain="switch", service="turn_on",
                  target={"entity_id": ["switch.dishwasher_outlet"]})
    recorder.call("call_service_not_found", "call_service", domain="switch", service="explode")


def record_registries(_, recorder):
    for name in ("area", "device", "entity"):
        recorder.call(f"{name}_registry_list", f"config/{name}_registry/list")
    recorder.call("entity_registry_list_for_display", "config/entity_registry/list_for_display")


def import_hours(peer, count):
    """Gives the recorder past hours, so that hourly rows need not be waited for."""
    this_hour = datetime.now(timezone.utc).replace(minute=0, second=0, microsecond=0)
    # Newer versions no longer tell kinds of means and units from what else is said.
    kind = ({"mean_type": 0, "unit_class": "energy"} if peer.release == environment.NEWEST
            else {"has_mean": False})
    with peer.session() as session:
        for statistic, unit, first, step in (
                (COUNTERS[0], "kWh", 4208.0, 0.43), (COUNTERS[1], "Wh", 12800000, 612.5)):
            session.call("recorder/import_statistics", metadata={
                "statistic_id": statistic, "source": "recorder", "name": None,
                "has_sum": True, "unit_of_measurement": unit, **kind,
            }, stats=[
                {"start": iso(this_hour - timedelta(hours=count - n)),
                 "state": first + n * step, "sum": round(n * step, 6)}
                for n in range(count)
            ])


def wait_for_statistics(peer):
    """Turns the meters until the recorder has compiled a 5-minute row of each."""
    with peer.session() as session:
        for step in range(40):
            peer.set_state(import_t1=round(4211.6 + 0.01 * step, 3),
                           solar_energy=12804600 + 25 * step, gas=round(2740.6 + 0.004 * step, 3),
                           grid_power=0.4 + 0.05 * (step % 7), solar_power=1500 + 40 * (step % 5))
            now = datetime.now(timezone.utc)
            rows = session.call("recorder/statistics_during_period",
                                start_time=iso(now - timedelta(minutes=20)),
                                statistic_ids=[*COUNTERS, "sensor.smart_meter_power"],
                                period="5minute")
            if len(rows) == 4:
                return
            time.sleep(10)
    raise RuntimeError("no 5-minute statistics appeared")


def record_statistics(peer, recorder):
    def generated(session):
        number = session.send_command(
            "subscribe_events", event_type="recorder_5min_statistics_generated")
        session.result(number)
        wait_for_statistics(peer)
        session.event(number, timeout=1)
    recorder.exchange("subscribe_events_5min_statistics_generated", generated)

    now = datetime.now(timezone.utc)
    recorder.call("list_statistic_ids", "recorder/list_statistic_ids")
    recorder.call("list_statistic_ids_sum", "recorder/list_statistic_ids", statistic_type="sum")
    recorder.call("statistics_metadata", "recorder/get_statistics_metadata",
                  statistic_ids=COUNTERS)
    recorder.call("statistics_during_period_5minute", "recorder/statistics_during_period",
                  start_time=iso(now - timedelta(minutes=30)),
                  statistic_ids=[*COUNTERS, "sensor.smart_meter_power", "sensor.unknown"],
                  period="5minute", units=UNITS)
    hours = {"start_time": iso(now - timedelta(hours=8)), "statistic_ids": COUNTERS}
    recorder.call("statistics_during_period_hour", "recorder/statistics_during_period",
                  **hours, end_time=iso(now), period="hour", units=UNITS,
                  types=["change", "sum", "state"])
    recorder.call("statistics_during_period_day", "recorder/statistics_during_period",
                  **hours, period="day", units=UNITS, types=["change"])
    recorder.call("statistics_during_period_invalid_start", "recorder/statistics_during_period",
                  start_time="yesterday", statistic_ids=COUNTERS, period="hour")
    recorder.call("history_during_period", "history/history_during_period",
                  start_time=iso(now - timedelta(minutes=2)), end_time=iso(now),
                  entity_ids=[COUNTERS[0], "sensor.smart_meter_power"],
                  significant_changes_only=False, no_attributes=True, minimal_response=True)
    recorder.call("history_during_period_full", "history/history_during_period",
                  start_time=iso(now - timedelta(minutes=1)), end_time=iso(now),
                  entity_ids=["sensor.smart_meter_power"], significant_changes_only=False)
    recorder.call("history_during_period_future", "history/history_during_period",
                  start_time=iso(now + timedelta(days=1)), entity_ids=[COUNTERS[0]])


def record_rest(peer, recorder):
    """The part of REST that the simulated homes have too."""
    now = datetime.now(timezone.utc)
    watched = f"filter_entity_id={WATCHED[0]},{WATCHED[2]}&end_time={iso_z(now + MINUTE)}"
    history = f"/api/history/period/{iso_z(now - MINUTE)}?{watched}"
    outlet = {"entity_id": WATCHED[4]}
    steps = (0.4, 0.55, 0.7, 0.6)
    for value in steps:
        peer.set_state(grid_power=value)
    for _ in range(30):
        if sum(map(len, peer.request("GET", history))) > len(steps):
            break
        time.sleep(1)
    else:
        raise RuntimeError("the recorder does not show what was set")
    for name, method, path, body in (
            ("root", "GET", "/api/", None),
            ("config", "GET", "/api/config", None),
            ("states", "GET", "/api/states", None),
            ("state", "GET", f"/api/states/{WATCHED[0]}", None),
            ("state_not_found", "GET", "/api/states/sensor.no_such", None),
            ("history", "GET", history, None),
            ("history_minimal", "GET", history + "&minimal_response", None),
            ("history_invalid_start", "GET", f"/api/history/period/yesterday?{watched}", None),
            ("history_without_filter", "GET", "/api/history/period", None),
            ("call_service", "POST", "/api/services/switch/turn_off", outlet),
            ("call_service_not_found", "POST", "/api/services/switch/explode", outlet)):
        request = {"method": method, "path": path} | ({"body": body} if body else {})
        recorder.write(f"rest_{name}", [("sent", request),
                                        ("received", answer(peer.url, peer.token, **request))])
    recorder.write("rest_unauthorized", [
        ("sent", {"method": "GET", "path": "/api/states"}),
        ("received", answer(peer.url, "wrong", "GET", "/api/states"))])


def record_energy(peer, recorder):
    recorder.call("energy_get_prefs_not_found", "energy/get_prefs")
    with peer.session() as session:
        session.call("energy/save_prefs", **energy_preferences(peer.release))
    recorder.call("energy_get_prefs", "energy/get_prefs")
    recorder.call("energy_info", "energy/info")
    recorder.call("energy_validate", "energy/validate")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", choices=("rest",), help="record no more than these")
    arguments = parser.parse_args()
    with HomeAssistant(with_energy=False) as peer:
        newest = peer.release == environment.NEWEST
        folder = arguments.folder or (FOLDER / "newest" if newest else FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        recorder = Recorder(peer, folder)
        if arguments.only == "rest":
            record_rest(peer, recorder)
            return
        record_energy(peer, recorder)
        record_sign_in(peer, recorder)
        record_registries(peer, recorder)
        record_states(peer, recorder)
        record_protocol(peer, recorder)
        import_hours(peer, 6)
        record_statistics(peer, recorder)
        record_rest(peer, recorder)


if __name__ == "__main__":
    main()
