"""Every file of the recordings goes in whole, and gives the totals that their README states; where it
states none, those of a script that reads nothing but the file.

The recordings are not part of the project; OHMSTEAD_RECORDINGS names their folder.
"""

import csv
import io
import os
import sys
import unittest
from collections import defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import first_run  # noqa: E402
import oracle  # noqa: E402
from day_totals import amounts  # noqa: E402
from imports import export_file, import_file  # noqa: E402
from ohmstead_server import Ohmstead  # noqa: E402

RECORDINGS = os.environ.get("OHMSTEAD_RECORDINGS")
ROUNDED = 0.06  # the README has one decimal


@unittest.skipUnless(RECORDINGS, "OHMSTEAD_RECORDINGS names no folder with the real recordings")
class Recordings(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Ohmstead())

    def take(self, name, zone, contradicting=0, **options):
        """A new home with the file in it, and the report. No series contradicts itself more often."""
        home = first_run.create_home(self.server, name, ZoneInfo(zone))
        data = (Path(RECORDINGS) / name).read_bytes()
        report = import_file(self.server, home, data, **options)
        for each in report["channels"]:
            self.assertLessEqual(each["contradicting"], contradicting, each)
        print(f"\n{name}: {report['rows']} rows, {report['fault_count']} faults", end="")
        return home, report

    def by_year(self, home, report, first, last):
        """{series: {year: kWh or m³}}"""
        energy = self.server.get(f"{home}/energy?from={first}-01-01&to={last + 1}-01-01&period=year")
        return {each["series"]: {first + place: (amount or 0) / 1_000_000 for place, amount
                                 in enumerate(amounts(energy["channels"][each["channel"]]))}
                for each in report["channels"]}

    def assert_table(self, found, table):
        for series, years in table.items():
            for year, amount in years.items():
                with self.subTest(series=series, year=year):
                    self.assertAlmostEqual(found[series][year], amount, delta=ROUNDED)

    def test_german_home(self):
        home, report = self.take("de-home/hourly_counters.csv.gz", "Europe/Berlin")
        self.assertEqual(report["rows"], 20_360)
        self.assertEqual(report["fault_count"], 0)
        self.assert_table(self.by_year(home, report, 2016, 2017), {
            "grid_import_kwh": {2016: 3919.6, 2017: 4396.4},
            "grid_export_kwh": {2016: 8698.4, 2017: 9363.4},
            "pv_kwh": {2016: 11_073.5, 2017: 11_710.0},
            "heat_pump_kwh": {2016: 2596.9, 2017: 1344.8},
            "ev_kwh": {2016: 1014.3, 2017: 936.5}})

    def test_dutch_home(self):
        home, report = self.take("nl-home/hourly_counters.csv.gz", "Etc/UTC")
        self.assertEqual(report["rows"], 43_820)
        self.assertEqual(report["fault_count"], 0)
        years = range(2019, 2023)
        self.assert_table(self.by_year(home, report, 2019, 2022), {
            series: dict(zip(years, values)) for series, values in {
                "import_normal_wh": (1333.0, 1588.9, 1769.4, 1658.1),
                "import_low_wh": (1519.7, 1705.8, 1757.8, 1453.2),
                "export_normal_wh": (1660.4, 1458.2, 1354.7, 1641.4),
                "export_low_wh": (711.4, 678.6, 616.2, 793.2),
                # In March 2020 the meter fell by 981 Wh, which is beyond noise. The README takes it off;
                # we take nothing off that was counted.
                "solar_wh": (3469.8, 3434.9 + 0.981, 3327.1, 3659.5),
                "gas_dm3": (2152.1, 2019.3, 2250.4, 1749.4)}.items()})

    def test_power_of_the_dutch_home(self):
        _, report = self.take("nl-home/power_5min.csv.gz", "Europe/Amsterdam",
                              settings={"row_time": "end"})
        self.assertEqual(report["rows"], 8_927)
        found = {each["series"]: each["kwh"] for each in report["channels"]}
        for series, amount in {"consumption_w": 405.0, "export_w": 140.1, "solar_w": 244.3}.items():
            self.assertAlmostEqual(found[series], amount, delta=ROUNDED)

    def test_canadian_home(self):
        _, report = self.take("ca-home/hourly_wh_year1.csv.gz", "America/Vancouver")
        self.assertEqual(report["rows"], 8_759)
        found = {each["series"]: each["kwh"] for each in report["channels"]}
        for series, amount in {"m_e_wh": 9909.9, "whe_wh": 7766.1, "rse_wh": 2143.8,
                               "hpe_wh": 1711.7, "fre_wh": 997.4, "cde_wh": 468.3,
                               "fge_wh": 441.9}.items():
            self.assertAlmostEqual(found[series], amount, delta=ROUNDED)
        # What an amount below 0 takes back is in the totals of the README.
        self.assertEqual({fault["code"] for fault in report["faults"]}, {"negative"})
        self.assertEqual(report["fault_count"], 9)
        self.assertEqual(len(found), 22)

    def check_as_oracle(self, name, zone, units, contradicting=0):
        """Counters, against a script that reads the file alone."""
        home, report = self.take(name, zone, contradicting, only=list(units))
        expected = oracle.days(
            Path(RECORDINGS) / name, zone=ZoneInfo(zone), time_column="ts_utc", offset_ms=0,
            sources={series: oracle.Source(series, unit) for series, unit in units.items()})
        for each in report["channels"]:
            total = sum(expected[each["series"]].values())
            found = round((each.get("kwh") or each.get("m3")) * 1_000_000)
            self.assertEqual(found, total, each["series"])
            self.assertGreater(total, 0)

    def test_gas_and_water_of_the_canadian_home(self):
        self.check_as_oracle("ca-home/gas_water_1min_2013-01.csv.gz", "America/Vancouver",
                             {"furnace_gas_counter_dm3": "dm3", "house_water_counter_l": "L"})

    def test_a_circuit_of_the_canadian_home(self):
        self.check_as_oracle("ca-home/bedroom_1min_2014-03.csv.gz", "America/Vancouver",
                             {"energy_counter_wh": "Wh"})

    def test_british_home(self):
        # Of the ten instants that are in it twice, one has two values.
        self.check_as_oracle(
            "uk-battery-home/samples_2025-06-01_06.csv.gz", "Europe/London",
            {f"today_{each}_kwh": "kWh"
             for each in ("solar", "import", "export", "charge", "discharge", "consumption")},
            contradicting=1)

    def states(self, name, zone, first, last, series, role):
        """What a new home exports of the states in the file: [(start, value)]."""
        home, report = self.take(name, zone, only=[series], changes={
            series: {"new_channel": {"name": "state", "role": role}}})
        text = export_file(self.server, home, format="csv", period="hour",
                           **{"from": first, "to": last}).decode()
        return report, [(row["start_utc"], float(row["value"]))
                        for row in csv.DictReader(io.StringIO(text))]

    def test_prices(self):
        report, prices = self.states(
            "prices/de_lu_day_ahead_hourly_2020-01_2023-06.csv.gz", "Europe/Berlin",
            "2020-01-01", "2023-01-01", "eur_per_mwh", "price_import")
        self.assertEqual(report["rows"], 30_647)
        self.assertEqual(report["fault_count"], 0)
        local = defaultdict(list)
        for start, value in prices:
            hour = oracle.instant_ms(start) // 1000
            local[oracle.datetime.fromtimestamp(hour, ZoneInfo("Europe/Berlin")).year].append(value)
        for year, mean, negative in ((2020, 30.47, 298), (2021, 96.85, 139), (2022, 235.45, 69)):
            self.assertAlmostEqual(1000 * sum(local[year]) / len(local[year]), mean, delta=0.006)
            self.assertEqual(sum(value < 0 for value in local[year]), negative)

    def test_prices_of_quarter_hours(self):
        report, prices = self.states(
            "prices/de_lu_day_ahead_2025-09-22_2025-11-03_hour_to_quarter.csv.gz",
            "Europe/Berlin", "2025-09-22", "2025-11-04", "eur_per_mwh", "price_import")
        self.assertEqual(report["rows"], 3_484)
        self.assertEqual(len(prices), 3_484)

    def test_carbon(self):
        report, values = self.states(
            "carbon/gb_halfhourly_2022-11-25_2023-12-11.csv.gz", "Europe/London",
            "2022-11-25", "2023-12-12", "actual_gco2_per_kwh", "grid_carbon")
        self.assertEqual(report["rows"], 18_245)
        self.assertEqual(len(values), 18_245 - 46)
        self.assertAlmostEqual(sum(value for _, value in values) / len(values), 158.5, delta=ROUNDED)

    def test_green_button(self):
        for name, rows, wh in (("hourly_nine_days.xml", 216, 199_563),
                               ("daily_one_year.xml", 444, 9_917_817),
                               ("openespi_fifteen_minute.xml", 480, 511_688),
                               ("hourly_one_year_inland_single_family.xml.gz", 8_760, 8_343_306)):
            with self.subTest(name=name):
                _, report = self.take(f"green-button/{name}", "America/New_York")
                self.assertEqual(report["rows"], rows)
                self.assertEqual(report["fault_count"], 0, report["faults"][:3])
                self.assertEqual([round(each["kwh"] * 1000, 3) for each in report["channels"]], [wh])


if __name__ == "__main__":
    unittest.main()
