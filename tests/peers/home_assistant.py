#!/usr/bin/env python3
"""A real Home Assistant with a small metered home, for tests.

    python3 tests/peers/home_assistant.py            # runs until Ctrl-C, prints address and token

    with HomeAssistant() as peer:                    # in a test; see environment.enter
        peer.set_state(grid_power=1.25)

It listens on loopback only, keeps everything in its own folder and reaches for nothing outside.
OHMSTEAD_HOME_ASSISTANT says which version it is: `oldest`, as without it, or `newest`.
Its devices are listed in home_assistant_config/custom_components/test_meters/devices.json; a
value is set by an entity's key there.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from decimal import Decimal
from pathlib import Path

import environment

if __name__ == "__main__":
    environment.enter()

from websocket_session import Session  # noqa: E402  (only the environment has its package)

CONFIG = Path(__file__).with_name("home_assistant_config")
DEVICES = CONFIG / "custom_components" / "test_meters" / "devices.json"
INITIAL_VALUES = {entity["key"]: entity["initial"] for device in json.loads(DEVICES.read_text())
                  for entity in device["entities"]}
START_TIMEOUT_S = 180
STOP_TIMEOUT_S = 30

TARIFFS = (1, 2)


def older_grid():
    """The form until 2026.2: one item with lists."""
    return [{
        "type": "grid",
        "flow_from": [
            {"stat_energy_from": f"sensor.smart_meter_import_tariff_{n}", "stat_cost": None,
             "entity_energy_price": None, "number_energy_price": price}
            for n, price in zip(TARIFFS, (0.24, 0.29))
        ],
        "flow_to": [
            {"stat_energy_to": f"sensor.smart_meter_export_tariff_{n}",
             "stat_compensation": None, "entity_energy_price": None,
             "number_energy_price": None}
            for n in TARIFFS
        ],
        "cost_adjustment_day": 0,
    }]


def newer_grid():
    """The form since 2026.3: an item for each connection, the first of them with its power."""
    grid = [{
        "type": "grid", "name": f"Tariff {n}",
        "stat_energy_from": f"sensor.smart_meter_import_tariff_{n}",
        "stat_energy_to": f"sensor.smart_meter_export_tariff_{n}",
        "stat_cost": None, "entity_energy_price": None, "number_energy_price": price,
        "stat_compensation": None, "entity_energy_price_export": None,
        "number_energy_price_export": None, "cost_adjustment_day": 0,
    } for n, price in zip(TARIFFS, (0.24, 0.29))]
    grid[0]["power_config"] = {"stat_rate": "sensor.smart_meter_power"}
    return grid


def energy_preferences(release):
    """What the energy page of the test home is told, in the words of the release."""
    solar = {"type": "solar", "stat_energy_from": "sensor.solar_inverter_total_yield",
             "config_entry_solar_forecast": None}
    battery = {"type": "battery", "stat_energy_from": "sensor.battery_discharged",
               "stat_energy_to": "sensor.battery_charged"}
    dishwasher = {"stat_consumption": "sensor.dishwasher_energy"}
    if release == environment.NEWEST:
        solar["stat_rate"] = "sensor.solar_inverter_power"
        battery |= {"power_config": {"stat_rate": "sensor.battery_power"},
                    "stat_soc": "sensor.battery_state_of_charge"}
        dishwasher |= {"stat_rate": "sensor.dishwasher_power", "name": "Dishwasher"}
    return {
        "energy_sources": [
            *(newer_grid() if release == environment.NEWEST else older_grid()),
            solar,
            battery,
            {"type": "gas", "stat_energy_from": "sensor.gas_meter_gas", "stat_cost": None,
             "entity_energy_price": None, "number_energy_price": None},
            {"type": "water", "stat_energy_from": "sensor.water_meter_water", "stat_cost": None,
             "entity_energy_price": None, "number_energy_price": None},
        ],
        "device_consumption": [
            dishwasher,
            {"stat_consumption": "sensor.boiler_energy"},
            {"stat_consumption": "sensor.heat_pump_energy_today"},
        ],
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class HomeAssistant:
    """The running peer: `url`, `token`, and its meters.

    With `folder` the configuration and history are kept there, else in a temporary folder that
    goes away on stop. `with_energy` saves energy preferences once it is up.
    """

    def __init__(self, port=None, folder=None, with_energy=True):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.token = None
        self.release = os.environ.get("OHMSTEAD_HOME_ASSISTANT", environment.OLDEST)
        self._interpreter = environment.home_assistant(self.release)
        self._with_energy = with_energy
        self._temporary = folder is None
        self.folder = Path(folder or tempfile.mkdtemp(prefix="home-assistant-"))
        self._process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        """Brings it up, signed in and with all entities."""
        self._write_configuration()
        self._launch()
        if self.token is None:
            self._create_owner()
        self._wait_until(self._is_running, "start")
        if self._with_energy:
            with self.session() as session:
                session.call("energy/save_prefs", **energy_preferences(self.release))

    def stop(self):
        self._halt()
        if self._temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def restart(self, while_down=lambda: None):
        """Stops and starts it again with the same data; `while_down` runs in between."""
        self._halt()
        while_down()
        self._launch()
        self._wait_until(self._is_running, "restart")

    def set_state(self, **values):
        """Sets meters by key; None makes one unavailable. Also works while it is down."""
        if self._process is None:
            self._values_file().write_text(json.dumps(self._values() | values))
        else:
            self.request("POST", "/api/services/test_meters/set", {"values": values})

    def add(self, **steps):
        """Turns meters on by `steps`, without the noise of binary fractions."""
        self.set_state(**{key: float(Decimal(str(self.value(key))) + Decimal(str(step)))
                          for key, step in steps.items()})

    def value(self, key):
        """What a meter shows."""
        return self._values()[key]

    def _values_file(self):
        return self.folder / "test_meters.json"

    def _values(self):
        path = self._values_file()
        return INITIAL_VALUES | (json.loads(path.read_text()) if path.exists() else {})

    def state(self, entity):
        return self.request("GET", f"/api/states/{entity}")["state"]

    def session(self):
        return Session(self.url, self.token)

    def request(self, method, path, body=None, form=None):
        """One REST call; the decoded answer. Raises urllib's HTTPError."""
        headers = {}
        data = None
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        if form is not None:
            data = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def _write_configuration(self):
        if (self.folder / "configuration.yaml").exists():
            return
        shutil.copytree(CONFIG, self.folder, dirs_exist_ok=True,
                        ignore=shutil.ignore_patterns("__pycache__"))
        path = self.folder / "configuration.yaml"
        text = path.read_text().replace("@PORT@", str(self.port))
        path.write_text(text.replace("@CONFIG@", str(self.folder)))

    def _launch(self):
        with open(self.folder / "output.log", "ab") as log:
            self._process = subprocess.Popen(
                [str(self._interpreter), "-m", "homeassistant", "--config", str(self.folder),
                 "--skip-pip", "--log-no-color"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._wait_until(self._answers, "answer")

    def _halt(self):
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _create_owner(self):
        client = self.url + "/"
        created = self.request("POST", "/api/onboarding/users", {
            "name": "Owner", "username": "owner", "password": "owner-of-the-test-home",
            "client_id": client, "language": "en"})
        granted = self.request("POST", "/auth/token", form={
            "grant_type": "authorization_code", "code": created["auth_code"],
            "client_id": client})
        with Session(self.url, granted["access_token"]) as session:
            self.token = session.call(
                "auth/long_lived_access_token", client_name="Ohmstead test", lifespan=30)

    def _answers(self):
        try:
            self.request("GET", "/api/onboarding")
        except urllib.error.HTTPError as error:
            return error.code in (401, 404)
        return True

    def _is_running(self):
        return self.request("GET", "/api/config")["state"] == "RUNNING" and self._has_entities()

    def _has_entities(self):
        known = {state["entity_id"] for state in self.request("GET", "/api/states")}
        return {"sensor.boiler_energy", "switch.dishwasher_outlet"} <= known

    def _wait_until(self, ready, what):
        end = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"Home Assistant ended:\n{self._log_tail()}")
            try:
                if ready():
                    return
            except OSError:
                pass  # nobody listens yet
            time.sleep(0.1)
        raise RuntimeError(f"Home Assistant did not {what} in time:\n{self._log_tail()}")

    def _log_tail(self):
        return (self.folder / "output.log").read_text(errors="replace")[-3000:]


def main():
    parser = argparse.ArgumentParser(description="Runs a real Home Assistant with a test home.")
    parser.add_argument("--port", type=int, help="default: a free one")
    parser.add_argument("--folder", type=Path, help="keep configuration and history here")
    parser.add_argument("--without-energy", action="store_true", help="no energy preferences")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with HomeAssistant(arguments.port, arguments.folder, not arguments.without_energy) as peer:
        print(f"url   {peer.url}\ntoken {peer.token}", flush=True)
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
