"""Recorded homes through everything: a replay is followed as a Home Assistant, and the sums that
the API gives per local day equal those of a script that reads nothing but the file.

The real recordings are not part of the project; OHMSTEAD_RECORDINGS names their folder. Recordings
of simulated homes stand in for them everywhere.
"""

import csv as csv_files
import os
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import day_totals  # noqa: E402
import first_run  # noqa: E402
import oracle  # noqa: E402
from ohmstead_server import Ohmstead, wait_for  # noqa: E402
from simulator import MAPS, Simulator, changed_home, record  # noqa: E402

RECORDINGS = os.environ.get("OHMSTEAD_RECORDINGS")
REPLAY_S = 120
SETTLE_S = 120
# Whoever rounds a power's energy per slot and not per day differs a little.
POWER_TOLERANCE = 5

server = None


def setUpModule():
    global server
    server = unittest.enterModuleContext(Ohmstead())


class Replayed(unittest.TestCase):
    """A recording that is replayed to a new home."""

    def replay(self, csv, replay_map, adopt):
        """Follows the recording from its first to its last row. `adopt(home)` sets the channels
        up and returns {source: channel}."""
        plan = oracle.read_map(replay_map)
        with Simulator.of_recording(csv, replay_map) as peer:
            home = first_run.create_home(server, self.id().rsplit(".", 1)[-1], plan["zone"])
            first_run.connect(server, home, peer)
            first_run.wait_until_connected(server, home)
            channels = adopt(home)
            first_run.wait_for_the_past(server, home)
            # The baseline of a counter may be in the statistics: they come in before what follows.
            counters = sum(channel["bindings"][0]["measure"] == "counter"
                           for channel in channels.values())
            wait_for(lambda: server.get(f"{home}/connection")["past"]["complete"] >= counters,
                     SETTLE_S, "the statistics are imported", 0.1)
            began = time.monotonic()
            peer.play()

            def is_read():
                replay = peer.replay()
                return replay["done"] and not replay["waiting"]
            wait_for(is_read, REPLAY_S, "the whole recording is sent", 0.2)
            # What is sent may not have been read yet, and would be lost if the peer ended. An answer
            # comes behind all of it.
            server.post(f"{home}/connection/discover")
            print(f"\n{peer.replay()['rows']} rows in {time.monotonic() - began:.1f} s", end="")
        return home, plan, channels

    def assert_equal_days(self, title, home, plan, channels, expected, tolerance=0,
                          idle=()):
        """Waits until what has arrived is worked out, then prints and judges the table."""
        result = []

        def settled():
            result[:] = day_totals.compare(server, home, plan["zone"], channels, expected,
                                           tolerance, idle)
            return not any(each.faults for each in result)
        try:
            wait_for(settled, SETTLE_S, "the days are equal", 1)
        except AssertionError:
            pass  # the faults below say more
        day_totals.print_table(title, result)
        self.assertEqual([fault for each in result for fault in each.faults][:20], [])

    @staticmethod
    def second_row(csv, plan):
        """Its instant. The first row is what the home shows when it is met, and so long ago that
        it is no reading; the second is the baseline."""
        with oracle.open_csv(csv) as lines:
            rows = csv_files.DictReader(lines)
            next(rows)
            return oracle.instant_ms(next(rows)[plan["time_column"]]) + plan["offset_ms"]

    @classmethod
    def baseline(cls, csv, plan):
        """The instant of the first reading of counters: the second row's, unless the first one ends
        an hour. Then it is in the statistics that the home has of its past."""
        with oracle.open_csv(csv) as lines:
            row = next(csv_files.DictReader(lines))
        first = oracle.instant_ms(row[plan["time_column"]]) + plan["offset_ms"]
        return cls.second_row(csv, plan) if first % oracle.HOUR_MS else first

    def check_counters(self, title, csv, replay_map, idle=()):
        """Every counter that the recording's energy preferences name, to the mWh or mL. Those of
        `idle` stand still in it."""
        home, plan, channels = self.replay(
            csv, replay_map, lambda home: first_run.adopt_proposals(server, home))
        counters = {source: channel for source, channel in channels.items()
                    if channel["bindings"][0]["measure"] == "counter"}
        self.assertGreater(len(counters), 0)
        plan["sources"] = {source: plan["sources"][source] for source in counters}
        expected = oracle.days(csv, **plan, start_ms=self.baseline(csv, plan))
        self.assert_equal_days(title, home, plan, counters, expected, idle=idle)
        return counters

    def check_power(self, title, csv, replay_map, wanted, expected_of):
        """Energy from power alone, for `wanted` {name: (role, entity, sign)}; `expected_of(plan)`
        gives {name: {ISO date: mWh}}. Returns what discovery found."""
        discoveries = []

        def adopt(home):
            discoveries.append(server.post(f"{home}/connection/discover"))
            stored = server.put(f"{home}/channels", {"items": [
                {"name": name, "role": role, "bindings": [
                    {"source": {"type": "entity", "id": entity}, "measure": "power", "sign": sign,
                     "invert": False}]}
                for name, (role, entity, sign) in wanted.items()]})
            return {channel["name"]: channel for channel in stored["items"]}

        home, plan, channels = self.replay(csv, replay_map, adopt)
        self.assert_equal_days(title, home, plan, channels, expected_of(plan), POWER_TOLERANCE)
        return discoveries[0]


@unittest.skipUnless(RECORDINGS, "OHMSTEAD_RECORDINGS names no folder with the real recordings")
class RealHomes(Replayed):
    def test_german_home_of_hourly_counters(self):
        counters = self.check_counters("de-home, 2015-10 to 2018-02",
                                       f"{RECORDINGS}/de-home/hourly_counters.csv.gz",
                                       MAPS / "de-home.json")
        self.assertEqual(len(counters), 9)

    def test_dutch_home_of_two_tariffs_with_gaps_and_a_reset(self):
        counters = self.check_counters("nl-home, 2018-04 to 2023-04",
                                       f"{RECORDINGS}/nl-home/hourly_counters.csv.gz",
                                       MAPS / "nl-home.json")
        self.assertEqual(len(counters), 6)

    def test_british_home_with_a_battery_and_counters_that_start_daily(self):
        counters = self.check_counters("uk-battery-home, 2025-06-01 to 06",
                                       f"{RECORDINGS}/uk-battery-home/samples_2025-06-01_06.csv.gz",
                                       MAPS / "uk-battery-home.json")
        self.assertEqual({channel["role"] for channel in counters.values()},
                         {"grid_import", "grid_export", "solar", "battery_charge",
                          "battery_discharge"})

    def test_canadian_home_of_amounts_per_hour_one_of_them_negative(self):
        counters = self.check_counters("ca-home, 2012-04 to 2013-03",
                                       f"{RECORDINGS}/ca-home/hourly_wh_year1.csv.gz",
                                       MAPS / "ca-home.json")
        self.assertEqual(len(counters), 22)

    def test_canadian_home_of_gas_and_water(self):
        counters = self.check_counters("ca-home, gas and water, 2013-01",
                                       f"{RECORDINGS}/ca-home/gas_water_1min_2013-01.csv.gz",
                                       MAPS / "ca-home-gas-water.json")
        self.assertEqual({channel["role"] for channel in counters.values()}, {"gas", "water"})

    def test_canadian_circuit_of_power_and_a_counter(self):
        counters = self.check_counters("ca-home, bedroom, 2014-03-01 to 07",
                                       f"{RECORDINGS}/ca-home/bedroom_1min_2014-03.csv.gz",
                                       MAPS / "ca-home-bedroom.json")
        self.assertEqual(len(counters), 1)

    def test_dutch_home_of_power_alone_split_by_sign(self):
        csv = f"{RECORDINGS}/nl-home/power_5min.csv.gz"
        wanted = {"Import": ("grid_import", "sensor.grid_power", "positive"),
                  "Export": ("grid_export", "sensor.grid_power", "negative"),
                  "Solar": ("solar", "sensor.solar_power", "both"),
                  "House": ("device", "sensor.home_power", "both")}
        discovery = self.check_power("nl-home, power, 2023-03-02 to 04-01", csv,
                                     MAPS / "nl-home-power.json", wanted,
                                     lambda plan: self.power_days(csv, plan))
        self.assertFalse(discovery["has_energy_preferences"])
        offered = {candidate["entity_id"] for candidate in discovery["candidates"]
                   if candidate["measure"] == "power"}
        self.assertLessEqual({entity for _, entity, _ in wanted.values()}, offered)

    @staticmethod
    def power_days(csv, plan):
        """What the file's columns amount to; grid = consumption - solar."""
        columns = oracle.read_csv(csv, {"home": oracle.Source("consumption_w", "W"),
                                        "solar": oracle.Source("solar_w", "W")},
                                  plan["time_column"], plan["offset_ms"])
        start, zone = Replayed.second_row(csv, plan), plan["zone"]
        columns = {name: oracle.within(readings, start) for name, readings in columns.items()}
        solar = dict(columns["solar"])
        grid = [(at, home - solar[at]) for at, home in columns["home"] if at in solar]
        found = {"Import": oracle.power_days(grid, zone),
                 "Export": oracle.power_days(grid, zone, "negative"),
                 "Solar": oracle.power_days(columns["solar"], zone),
                 "House": oracle.power_days(columns["home"], zone)}
        # How long the very last reading held the file does not say: its day is left out.
        return {name: {day.isoformat(): days[day] for day in sorted(days)[:-1]}
                for name, days in found.items()}


class SimulatedHomes(Replayed):
    """Twins of the above that need no data of others."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="ohmstead-")))

    def check_recorded(self, title, home, start, end, step_s, *options, idle=()):
        csv = self.folder / "recording.csv.gz"
        replay_map = record(csv, home, start, end, step_s, *options)
        return self.check_counters(title, csv, replay_map, idle)

    def keep(self, home, *kinds, **changes):
        """Of a home's file only the entities of these kinds, each changed, and what its energy
        preferences say of counters."""
        home["entities"] = [entity | changes for entity in home["entities"]
                            if entity["kind"] in kinds]
        for each in home["energy"]["energy_sources"] + home["energy"]["device_consumption"]:
            for rate in ("stat_rate", "stat_soc", "power_config", "power"):
                each.pop(rate, None)

    @staticmethod
    def starts_again(entity, *times):
        return [{"kind": "reset", "entity_id": entity, "at": at} for at in times]

    def test_house_over_the_day_of_25_hours(self):
        counters = self.check_recorded(
            "House, 2026-10-24 to 26, a row a minute", "house",
            "2026-10-24T00:00:00+02:00", "2026-10-27T00:00:00+01:00", 60)
        self.assertGreaterEqual({channel["role"] for channel in counters.values()},
                                {"grid_import", "grid_export", "solar", "battery_charge",
                                 "battery_discharge", "gas", "water", "device"})
        self.assertGreater(len(counters), 10)

    def test_house_over_the_day_of_23_hours(self):
        self.check_recorded(
            "House, 2026-03-27 to 30, every five minutes", "house",
            "2026-03-27T00:00:00+01:00", "2026-03-31T00:00:00+02:00", 300,
            idle=("sensor.grid_export_t1",))

    def test_house_whose_meters_are_replaced(self):
        self.check_recorded(
            "House, 2025-09-02 to 04, every five minutes", "house",
            "2025-09-02T00:00:00+02:00", "2025-09-05T00:00:00+02:00", 300,
            idle=("sensor.grid_export_t1", "sensor.grid_export_t2", "sensor.dryer_energy"))

    def test_house_of_power_alone_split_by_sign(self):
        wanted = {"Import": ("grid_import", "sensor.grid_power", "positive"),
                  "Export": ("grid_export", "sensor.grid_power", "negative"),
                  "Solar": ("solar", "sensor.solar_south_power", "both"),
                  "Car": ("device", "sensor.car_charger_power", "both")}
        csv = self.folder / "recording.csv.gz"
        replay_map = record(csv, "house", "2026-05-01T00:00:00+02:00",
                            "2026-05-06T00:00:00+02:00", 60)

        def expected_of(plan):
            sources = {name: oracle.Source(
                entity, plan["sources"][entity].unit,
                sign="negative" if sign == "negative" else "positive")
                for name, (_, entity, sign) in wanted.items()}
            return oracle.days(csv, **{**plan, "sources": sources},
                               start_ms=self.second_row(csv, plan))
        self.check_power("House, power, 2026-05-01 to 05, a row a minute", csv, replay_map,
                         wanted, expected_of)

    def test_cottage_whose_battery_counters_start_daily(self):
        midnights = [f"2026-05-{day:02}T00:00:00+05:45" for day in range(1, 7)]

        def as_an_inverter_counts(home):
            self.keep(home, "energy", unit="kWh", decimals=1)
            home["energy"]["device_consumption"] = []
            home["battery"]["capacity_wh"] = 1500  # it is empty before the night is over
            for entity in ("sensor.inverter_charge_energy", "sensor.inverter_discharge_energy"):
                home["incidents"] += self.starts_again(entity, *midnights)
        counters = self.check_recorded(
            "Cottage, 2026-05-01 to 05, every five minutes",
            changed_home(self.folder, "cottage", as_an_inverter_counts),
            midnights[0], midnights[-1], 300)
        self.assertEqual({channel["role"] for channel in counters.values()},
                         {"grid_import", "grid_export", "solar", "battery_charge",
                          "battery_discharge"})

    def test_house_of_amounts_per_hour_one_of_them_negative(self):
        start, end = "2026-05-04T00:00:00+02:00", "2026-05-14T00:00:00+02:00"

        def as_amounts(home):
            self.keep(home, "energy", unit="Wh", decimals=0)
            home["energy"]["energy_sources"] = [
                source for source in home["energy"]["energy_sources"]
                if source["type"] not in ("gas", "water")]
            # The second time it had counted what the recording has of it, so the sum falls to 0.
            home["incidents"] += self.starts_again("sensor.fridge_energy", start,
                                                   "2026-05-08T13:00:00+02:00")
        counters = self.check_recorded(
            "House, 2026-05-04 to 13, amounts per hour",
            changed_home(self.folder, "house", as_amounts), start, end, 3600, "--amounts",
            idle=("sensor.grid_export_t1",))
        self.assertGreater(len(counters), 10)
        with oracle.open_csv(self.folder / "recording.csv.gz") as lines:
            negative = [entity for row in csv_files.DictReader(lines)
                        for entity, amount in row.items() if amount.startswith("-")]
        self.assertEqual(negative, ["sensor.fridge_energy"])

    def test_house_of_gas_and_water(self):
        def metered_per_minute(home):
            self.keep(home, "gas", "water", unit="L", every_s=60)
            home["energy"]["device_consumption"] = []
            home["energy"]["energy_sources"] = [
                source for source in home["energy"]["energy_sources"]
                if source["type"] in ("gas", "water")]
            next(entity for entity in home["entities"] if entity["kind"] == "water")["decimals"] = 1
        counters = self.check_recorded(
            "House, gas and water, 2026-01-12 to 14, a row a minute",
            changed_home(self.folder, "house", metered_per_minute),
            "2026-01-12T00:00:00+01:00", "2026-01-15T00:00:00+01:00", 60)
        self.assertEqual({channel["role"] for channel in counters.values()}, {"gas", "water"})


if __name__ == "__main__":
    unittest.main()
