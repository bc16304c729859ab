"""What Ohmstead has counted after every kind of interruption is what the meters were turned by.

    OHMSTEAD_HOME_ASSISTANT=newest python3 -m unittest -v home_assistant_totals_test

in this folder; without the variable it is the oldest that is tested.

A home is discovered from the energy preferences of a real Home Assistant and taken in as proposed.
Its meters turn while values come live, while Home Assistant is stopped, while the line to it is
cut and while Ohmstead is killed; in the end each channel has what its meter was turned by, to
one millionth of a kWh or m³.
"""

import sys
import unittest
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import environment

environment.enter()  # what follows needs the peer's packages
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import first_run  # noqa: E402
from cut_line import CutLine  # noqa: E402
from home_assistant import HomeAssistant  # noqa: E402
from ohmstead_server import Ohmstead, wait_for  # noqa: E402

ZONE = ZoneInfo("Europe/Amsterdam")
RECONNECT_S = 90
COUNTED_S = 60

# The meters of the energy preferences by their key, with what one step of theirs is in kWh or m³.
METERS = {
    "import_t1": ("sensor.smart_meter_import_tariff_1", 1),
    "import_t2": ("sensor.smart_meter_import_tariff_2", 1),
    "export_t1": ("sensor.smart_meter_export_tariff_1", 1),
    "export_t2": ("sensor.smart_meter_export_tariff_2", 1),
    "solar_energy": ("sensor.solar_inverter_total_yield", Decimal("0.001")),
    "battery_charge": ("sensor.battery_charged", 1),
    "battery_discharge": ("sensor.battery_discharged", 1),
    "gas": ("sensor.gas_meter_gas", 1),
    "water": ("sensor.water_meter_water", Decimal("0.001")),
    "dishwasher_energy": ("sensor.dishwasher_energy", 1),
    "boiler_energy": ("sensor.boiler_energy", 1),
    "heat_pump_energy": ("sensor.heat_pump_energy_today", 1),
}
MILLION = 1_000_000


class TurnedMeters:
    """The meters of the peer, and what each was turned by: in all, and in each part of the test."""

    def __init__(self, peer):
        self._peer = peer
        self.parts = {}
        self._part = None

    def begin(self, part):
        self._part = self.parts.setdefault(part, dict.fromkeys(METERS, Decimal(0)))

    def turn(self, **steps):
        for key, step in steps.items():
            self._part[key] += Decimal(str(step)) * METERS[key][1]
        self._peer.add(**steps)

    def start_over(self, key):
        """Sets a meter back to 0, which says so itself."""
        self._peer.set_state(**{
            key: 0, f"{key}_last_reset": datetime.now(timezone.utc).isoformat()})

    def total(self, key):
        return sum(int(part[key] * MILLION) for part in self.parts.values())


class Totals(unittest.TestCase):
    def setUp(self):
        self.peer = self.enterContext(HomeAssistant())
        self.line = self.enterContext(CutLine(self.peer.port))
        self.server = self.enterContext(Ohmstead())
        self.meters = TurnedMeters(self.peer)

    def take_in_the_home(self):
        """Discovers and confirms what is proposed; returns {entity: channel} of the counters."""
        self.home = first_run.create_home(self.server, "Metered home", ZONE)
        first_run.connect(self.server, self.home, SimpleNamespace(
            url=f"http://127.0.0.1:{self.line.port}", token=self.peer.token))
        self.wait_until_connected()
        discovery = self.server.post(f"{self.home}/connection/discover")
        self.assertTrue(discovery["has_energy_preferences"])
        stored = first_run.put_channels(self.server, self.home, [
            first_run.channel_of(proposal) for proposal in discovery["proposals"]])
        self.channels = {entity: channel["id"] for entity, channel in stored.items()
                         if channel["bindings"][0]["measure"] == "counter"}
        self.assertEqual(set(self.channels), {entity for entity, _ in METERS.values()})
        # What the meters show now is in the past, too: it counts from there.
        first_run.wait_for_the_past(self.server, self.home, RECONNECT_S)

    def connection_is(self, state):
        return first_run.connection_in(self.server, self.home, state)

    def wait_until_connected(self):
        first_run.wait_until_connected(self.server, self.home, RECONNECT_S)

    def counted(self):
        """{key: millionths of kWh or m³} of all that the channels have."""
        today = datetime.now(ZONE).date()
        energy = self.server.get(f"{self.home}/energy?from={today - timedelta(days=1)}"
                                 f"&to={today + timedelta(days=2)}&period=day")
        amounts = {}
        for key, (entity, _) in METERS.items():
            columns = energy["channels"].get(self.channels[entity], {})
            values = columns.get("m3") or columns.get("kwh") or []
            amounts[key] = sum(round(value * MILLION) for value in values if value is not None)
        return amounts

    def check_totals(self):
        turned = {key: self.meters.total(key) for key in METERS}
        try:
            wait_for(lambda: self.counted() == turned, COUNTED_S, "all is counted", 0.5)
        except AssertionError:
            self.assertEqual(self.counted(), turned)

    def print_table(self):
        counted = self.counted()
        parts = list(self.meters.parts)
        print(f"\nHome Assistant {self.peer.request('GET', '/api/config')['version']}, "
              "in kWh or m³: turned by, and what is counted", flush=True)
        print(f"  {'meter':18}" + "".join(f"{part:>12}" for part in [*parts, "turned", "counted"]))
        for key in METERS:
            columns = [self.meters.parts[part][key] for part in parts]
            columns += [Decimal(self.meters.total(key)) / MILLION, Decimal(counted[key]) / MILLION]
            print(f"  {key:18}" + "".join(f"{column:12.6f}" for column in columns), flush=True)

    def test_equal_what_the_meters_turned(self):
        self.take_in_the_home()
        turn = self.meters.turn

        self.meters.begin("live")
        turn(import_t1=0.123, solar_energy=417, gas=0.012, water=1.5, heat_pump_energy=0.4)
        turn(import_t1=0.456, export_t1=0.031, boiler_energy=0.1, battery_charge=0.07)
        turn(import_t2=0.001, export_t2=0.25, dishwasher_energy=0.333, battery_discharge=0.19)
        self.meters.start_over("heat_pump_energy")
        turn(heat_pump_energy=0.125)
        turn(heat_pump_energy=0.5, gas=0.004)
        self.check_totals()

        self.meters.begin("it stopped")

        def while_down():
            wait_for(lambda: not self.connection_is("connected"), 30, "the loss is noticed")
            turn(import_t1=0.2, import_t2=0.071, export_t2=0.043, solar_energy=38, gas=0.11)
            turn(import_t1=0.31, water=12.5, dishwasher_energy=0.02, heat_pump_energy=0.21)

        self.peer.restart(while_down)
        self.wait_until_connected()
        turn(import_t2=0.009, battery_charge=0.3, boiler_energy=0.45)
        self.check_totals()

        self.meters.begin("line cut")
        self.line.cut()
        for _ in range(3):
            turn(import_t1=0.15, export_t1=0.033, solar_energy=250, gas=0.02, water=0.5,
                 dishwasher_energy=0.1, battery_discharge=0.0425)
        self.line.mend()
        self.wait_until_connected()
        turn(import_t1=0.007)
        self.check_totals()

        self.meters.begin("killed")
        turn(import_t2=0.017, boiler_energy=0.2)
        self.server.kill()
        turn(import_t1=0.5, export_t2=0.125, gas=0.3, water=7, heat_pump_energy=0.3)
        self.meters.start_over("heat_pump_energy")
        turn(heat_pump_energy=0.111, solar_energy=61, battery_charge=0.21)
        turn(heat_pump_energy=0.222, dishwasher_energy=0.7)
        self.server.start()
        self.wait_until_connected()
        turn(import_t1=0.011, heat_pump_energy=0.033)
        self.check_totals()
        self.print_table()


if __name__ == "__main__":
    unittest.main()
