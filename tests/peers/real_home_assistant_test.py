"""Ohmstead against a real Home Assistant: set up through its API, then measured by turning meters.

    python3 -m unittest -v real_home_assistant_test        # in this folder

Every test stands alone: it compares what it finds before and after its own changes.
"""

import asyncio
import json
import sys
import unittest
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import environment

environment.enter()  # what follows needs the peer's packages
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import aiohttp  # noqa: E402

import first_run  # noqa: E402
from first_run import channel_of, connection_in  # noqa: E402
from home_assistant import HomeAssistant  # noqa: E402
from ohmstead_server import Ohmstead, Refused, wait_for  # noqa: E402

ZONE = ZoneInfo("Europe/Amsterdam")
LIVE_S = 10
ENERGY_S = 30
CONFIRM_S = 20
RECONNECT_S = 60

# What the energy preferences say, as (role, counter).
EXPECTED_COUNTERS = {
    ("grid_import", "sensor.smart_meter_import_tariff_1"),
    ("grid_import", "sensor.smart_meter_import_tariff_2"),
    ("grid_export", "sensor.smart_meter_export_tariff_1"),
    ("grid_export", "sensor.smart_meter_export_tariff_2"),
    ("solar", "sensor.solar_inverter_total_yield"),
    ("battery_charge", "sensor.battery_charged"),
    ("battery_discharge", "sensor.battery_discharged"),
    ("gas", "sensor.gas_meter_gas"),
    ("water", "sensor.water_meter_water"),
    ("device", "sensor.dishwasher_energy"),
    ("device", "sensor.boiler_energy"),
    ("device", "sensor.heat_pump_energy_today"),
}
SWITCH = "switch.dishwasher_outlet"
# What the devices add: (role, power sensor, part of its sign).
EXPECTED_POWER = {
    ("grid_import", "sensor.smart_meter_power", "positive"),
    ("grid_export", "sensor.smart_meter_power", "negative"),
    ("solar", "sensor.solar_inverter_power", "positive"),
    ("battery_charge", "sensor.battery_power", "negative"),
    ("battery_discharge", "sensor.battery_power", "positive"),
    ("device", "sensor.dishwasher_power", "positive"),
}

peer = None
server = None


def setUpModule():
    global peer, server
    peer = unittest.enterModuleContext(HomeAssistant())
    server = unittest.enterModuleContext(Ohmstead())


def create_home(home_assistant, name):
    """A home connected to `home_assistant`; returns its path."""
    path = first_run.create_home(server, name, ZONE, country="NL")
    first_run.connect(server, path, home_assistant)
    return path


def power_sources(proposals):
    """(role, entity, sign) of every power that is proposed, alone or beside a counter."""
    found = set()
    for proposal in proposals:
        if proposal["measure"] == "power":
            found.add((proposal["role"], proposal["source"]["id"], proposal["sign"]))
        if proposal.get("power_source"):
            source = proposal["power_source"]
            found.add((proposal["role"], source["id"], source["sign"]))
    return found


def wait_until_connected(path):
    return first_run.wait_until_connected(server, path, RECONNECT_S)


class RealHomeAssistant(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = create_home(peer, "Connected home")
        wait_until_connected(cls.home)
        cls.discovery = server.post(f"{cls.home}/connection/discover")
        channels = server.put(f"{cls.home}/channels", {
            "items": [channel_of(proposal) for proposal in cls.discovery["proposals"]]})
        cls.channels = {binding["source"]["id"]: channel["id"]
                        for channel in channels["items"] for binding in channel["bindings"]
                        if binding["measure"] == "counter"}
        wait_for(cls.first_counters_are_known, ENERGY_S, "first readings")

    @classmethod
    def first_counters_are_known(cls):
        """Baselines count from when they are read, so tests must not turn meters before."""
        return server.get(f"{cls.home}/live")["age"].get(
            cls.channels["sensor.solar_inverter_total_yield"])

    def live(self):
        return server.get(f"{self.home}/live")

    def amount(self, entity):
        """All that the channel of `entity` has counted so far, in millionths of kWh or m³."""
        today = datetime.now(ZONE).date()
        energy = server.get(f"{self.home}/energy?from={today - timedelta(days=1)}"
                            f"&to={today + timedelta(days=2)}&period=day")
        columns = energy["channels"].get(self.channels[entity], {})
        values = columns.get("m3") or columns.get("kwh") or []
        return sum(round(value * 1_000_000) for value in values if value is not None)

    def assert_counts(self, before, expected):
        """Waits until each entity has counted exactly `expected` millionths more than `before`."""
        def grown():
            return {entity: self.amount(entity) - before[entity] for entity in expected}
        try:
            wait_for(lambda: grown() == expected, ENERGY_S, "the steps are counted", 0.5)
        except AssertionError:
            self.assertEqual(grown(), expected)

    def test_the_connection_says_what_it_is_connected_to(self):
        connection = wait_until_connected(self.home)
        self.assertEqual(connection["home_assistant_version"],
                         peer.request("GET", "/api/config")["version"])
        self.assertEqual(connection["token"], "set")
        self.assertNotIn(peer.token, json.dumps(connection))
        self.assertNotIn(peer.token, server.log())

    def test_a_connection_is_tested_before_it_is_kept(self):
        def answer(url, token):
            return server.post(f"{self.home}/connection/test", {"url": url, "token": token})

        good = answer(peer.url, peer.token)
        self.assertTrue(good["ok"], good)
        self.assertEqual((good["location_name"], good["time_zone"], good["currency"]),
                         ("Test home", "Europe/Amsterdam", "EUR"))
        self.assertEqual(answer(peer.url, "not-a-token")["code"], "token_refused")
        self.assertEqual(answer("http://127.0.0.1:9", peer.token)["code"], "unreachable")

    def test_every_meter_is_proposed_in_its_role(self):
        self.assertTrue(self.discovery["has_energy_preferences"])
        counters = {(proposal["role"], proposal["source"]["id"])
                    for proposal in self.discovery["proposals"] if proposal["measure"] == "counter"}
        self.assertEqual(counters, EXPECTED_COUNTERS)

    def test_power_is_found_on_the_devices_and_split_by_sign(self):
        self.assertLessEqual(EXPECTED_POWER, power_sources(self.discovery["proposals"]))

    def test_the_live_balance_follows_the_meters(self):
        def balance():
            found = self.live()["balance"]
            return found["grid"], found["solar"], found["battery"]

        # The units differ on purpose: the grid meter speaks kW.
        for grid_kw, solar_w, battery_w in ((1.25, 0, 0), (-0.7, 1830, -200), (0.2, 640, 955)):
            peer.set_state(grid_power=grid_kw, solar_power=solar_w, battery_power=battery_w)
            expected = (grid_kw * 1000, solar_w, battery_w)
            wait_for(lambda: balance() == expected, LIVE_S, f"balance {expected}, is {balance()}")

    def test_the_live_socket_carries_a_change(self):
        channel = self.channels["sensor.dishwasher_energy"]
        frame = asyncio.run(self.next_power_frame(
            channel, lambda: peer.set_state(dishwasher_power=1999.5)))
        self.assertEqual(frame["power"][channel], 1999.5)

    async def next_power_frame(self, channel, change):
        """The first frame with power of `channel` once `change` was called.

        By a client of one thread: one that reads and writes TLS in two at once loses frames.
        """
        cookies = {cookie.name: cookie.value for cookie in server.cookies}
        async with aiohttp.ClientSession(
                cookies=cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session, \
                session.ws_connect(f"{server.url}/api/v1/live", origin=server.url,
                                   ssl=server.tls) as live:
            self.assertEqual((await live.receive_json(timeout=LIVE_S))["type"], "hello")
            await live.send_json({"type": "subscribe", "home": self.home.split("/")[-1]})
            self.assertEqual((await live.receive_json(timeout=LIVE_S))["type"], "snapshot")
            await asyncio.to_thread(change)
            while True:
                frame = await live.receive_json(timeout=LIVE_S)
                if frame["type"] == "power" and channel in frame["power"]:
                    return frame

    def test_a_device_shows_whether_it_is_on(self):
        def shown():
            channel = self.channels["sensor.dishwasher_energy"]
            return next(device["state"] for device in server.get(f"{self.home}/devices")["items"]
                        if device.get("channel") == channel)

        for service, state in (("turn_off", "off"), ("turn_on", "on")):
            peer.request("POST", f"/api/services/switch/{service}", {"entity_id": SWITCH})
            wait_for(lambda: shown() == state, LIVE_S, f"the dishwasher is {state}")

    def test_a_device_is_switched_and_confirms_it(self):
        wait_until_connected(self.home)
        channel = self.channels["sensor.dishwasher_energy"]
        actions = f"{self.home}/devices/{channel}/actions"

        def switched(on):
            asked = server.post(actions, {"on": on})
            self.assertEqual(asked["state"], "open")

            def answer():
                command = server.get(f"/commands/{asked['id']}")
                return command if command["state"] != "open" else None
            return wait_for(answer, CONFIRM_S, "the device answers")

        for on, state in ((False, "off"), (True, "on")):
            self.assertEqual(switched(on)["state"], "done")
            self.assertEqual(peer.request("GET", f"/api/states/{SWITCH}")["state"], state)
        trail = server.get(f"{self.home}/audit")["items"]
        self.assertEqual([entry["action"] for entry in trail[:2]], ["switch_on", "switch_off"])
        self.assertEqual({entry["subject"] for entry in trail[:2]}, {channel})

        peer.set_state(dishwasher_switch=None)
        try:
            wait_for(lambda: self.live()["devices"][channel] == "unavailable", LIVE_S, "it is away")
            with self.assertRaises(Refused) as refusal:
                server.post(actions, {"on": False})
            self.assertEqual(refusal.exception.status, 409)
        finally:
            peer.set_state(dishwasher_switch=True)

    def test_steps_of_counters_are_counted_exactly(self):
        steps = {"sensor.smart_meter_import_tariff_1": 579_000,
                 "sensor.solar_inverter_total_yield": 25_000,
                 "sensor.gas_meter_gas": 12_000,
                 "sensor.water_meter_water": 1_500,
                 "sensor.boiler_energy": 100_000}
        before = {entity: self.amount(entity) for entity in steps}
        peer.add(import_t1=0.123, solar_energy=10, boiler_energy=0.1)
        peer.add(import_t1=0.456, solar_energy=15, gas=0.012, water=1.5)
        self.assert_counts(before, steps)

    def test_unavailable_neither_loses_nor_doubles(self):
        steps = {"sensor.smart_meter_import_tariff_2": 250_000}
        before = {entity: self.amount(entity) for entity in steps}
        value = peer.value("import_t2")
        peer.set_state(import_t2=None)
        peer.set_state(import_t2=value)
        peer.set_state(import_t2=None)
        peer.set_state(import_t2=round(value + 0.25, 3))
        self.assert_counts(before, steps)

    def test_a_restart_of_home_assistant_is_healed(self):
        steps = {"sensor.smart_meter_export_tariff_1": 750_000,
                 "sensor.smart_meter_export_tariff_2": 0}
        before = {entity: self.amount(entity) for entity in steps}

        def while_down():
            wait_for(lambda: not connection_in(server, self.home, "connected"), 10,
                     "the loss is noticed")
            peer.add(export_t1=0.75)

        peer.restart(while_down)
        wait_until_connected(self.home)
        self.assert_counts(before, steps)

    def test_a_revoked_token_stops_and_asks(self):
        home = create_home(peer, "Revoked home")
        wait_until_connected(home)
        server.put(f"{home}/connection", {"url": peer.url, "token": "revoked"})
        connection = wait_for(lambda: connection_in(server, home, "authentication_failed"), 10,
                              "the token is refused")
        self.assertIsNone(connection["retry_at"])


class WithoutEnergyPreferences(unittest.TestCase):
    def test_suitable_entities_are_offered_instead(self):
        with HomeAssistant(with_energy=False) as bare:
            home = create_home(bare, "Bare home")
            wait_until_connected(home)
            discovery = server.post(f"{home}/connection/discover")
        self.assertFalse(discovery["has_energy_preferences"])
        offered = {candidate["entity_id"]: candidate["measure"]
                   for candidate in discovery["candidates"]}
        self.assertEqual(offered.get("sensor.smart_meter_import_tariff_1"), "counter")
        self.assertEqual(offered.get("sensor.heater_estimate"), "power")
        self.assertNotIn("switch.dishwasher_outlet", offered)


if __name__ == "__main__":
    unittest.main()
