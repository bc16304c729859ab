"""The yardstick itself, on cases small enough to work out by hand."""

import json
import tempfile
import unittest
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import oracle
from oracle import ENERGY, HOUR_MS, Source

UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
KWH = 1_000_000


def every(step_ms, *values):
    return [(n * step_ms, round(value * KWH)) for n, value in enumerate(values)
            if value is not None]


def total(*values, step_ms=HOUR_MS):
    """What hourly values in kWh amount to, in kWh."""
    spans = oracle.differences(every(step_ms, *values), ENERGY)
    return sum(amount for _, _, amount in spans) / KWH


class Counters(unittest.TestCase):
    def test_the_first_reading_counts_nothing(self):
        self.assertEqual(total(5000), 0)
        self.assertEqual(total(5000, 5002), 2)

    def test_a_glitch_never_happened(self):
        self.assertEqual(total(1000, 1001, 0, 1001, 1002), 2)
        self.assertEqual(total(1000, 1001, 0, 0, 1001.5, step_ms=HOUR_MS // 12), 1.5)
        self.assertEqual(total(1000, 9000, 1001, 1002), 2)

    def test_a_fall_that_was_believed_is_taken_back(self):
        self.assertEqual(round(total(100, 0, 0, 0, 100.1), 3), 0.1)
        self.assertEqual(total(1000, 0, 0, 0, 0, 1030), 30)
        self.assertEqual(total(0.5, 0, 0, 0, 0.5), 0.5)

    def test_a_small_dip_keeps_the_highest_value(self):
        self.assertEqual(total(1000, 1001, 1000.5, 1001, 1001.1), 1.1)
        self.assertEqual(round(total(1.99, 2.00, 1.99, 1.99, 2.00), 3), 0.01)
        self.assertEqual(total(0.1, 0, 0, 0.1), 0.1)

    def test_a_meter_that_starts_again_low_counts_only_what_follows(self):
        self.assertEqual(total(1000, 123, 124), 1)
        self.assertEqual(total(4424.261, None, 0.001, 0.033, 0.170), 0.169)
        self.assertEqual(total(1000, 0, 0, 0, 3), 3)

    def test_a_fall_below_ten_percent_is_never_booked_as_negative(self):
        self.assertEqual(total(1000, 905, 906), 1)

    def test_a_rise_that_no_home_could_use_is_not_booked(self):
        self.assertEqual(total(500, 9000, 9001), 1)
        self.assertEqual(total(1000, 1050), 50)

    def test_a_counter_that_stood_still_may_catch_up(self):
        self.assertEqual(total(1000, 1000, 1000, 1150), 150)
        self.assertEqual(total(500.123, *[500.123] * 144, 9000.5, 9001), 0.5)
        spans = oracle.differences(every(HOUR_MS, 1000, 1000, 1000, 1150), ENERGY)
        self.assertEqual(spans[-1], (0, 3 * HOUR_MS, 150 * KWH))

    def test_a_gap_is_spread_evenly_and_stays_exact(self):
        midnight = oracle.instant_ms("2024-01-02T00:00:00Z")
        readings = [(midnight - HOUR_MS, 0), (midnight + 2 * HOUR_MS, 10)]
        self.assertEqual(oracle.counter_days(readings, UTC),
                         {date(2024, 1, 1): 3, date(2024, 1, 2): 7})

    def test_days_are_cut_in_the_zone_and_as_long_as_they_are(self):
        start = oracle.instant_ms("2024-03-30T23:00:00Z")
        readings = [(start + n * HOUR_MS, n * 1000) for n in range(24)]
        self.assertEqual(oracle.counter_days(readings, BERLIN), {date(2024, 3, 31): 23000})


class Power(unittest.TestCase):
    def test_a_reading_holds_until_the_next_but_at_most_fifteen_minutes(self):
        readings = [(0, 4_000_000), (HOUR_MS // 4, 1_000_000), (2 * HOUR_MS, 0)]
        self.assertEqual(oracle.power_days(readings, UTC), {date(1970, 1, 1): 1_250_000})

    def test_a_signed_sensor_is_taken_by_parts(self):
        readings = [(0, 1_000_000), (HOUR_MS // 4, -2_000_000), (HOUR_MS // 2, 0)]
        self.assertEqual(oracle.power_days(readings, UTC), {date(1970, 1, 1): 250_000})
        self.assertEqual(oracle.power_days(readings, UTC, "negative"), {date(1970, 1, 1): 500_000})


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def test_blank_text_and_negative_cells_are_no_readings(self):
        path = self.write("home.csv", "hour_start_utc,pv_kwh,note\n"
                          "2024-06-01T10:00:00Z,1.001,a\n2024-06-01T11:00:00Z,,b\n"
                          "2024-06-01T12:00:00Z,unavailable,c\n2024-06-01T13:00:00Z,NaN,d\n"
                          "2024-06-01T14:00:00Z,-3,e\n2024-06-01T15:00:00Z,1.5,f\n")
        self.assertEqual(oracle.days(path, UTC, {"pv": Source("pv_kwh", "kWh")}),
                         {"pv": {"2024-06-01": 499_000}})

    def test_of_several_readings_at_an_instant_the_greatest_counts(self):
        path = self.write("home.csv", "t,pv\n2024-06-01T10:00:00Z,1\n2024-06-01T11:00:00Z,3\n"
                          "2024-06-01T11:00:00Z,2\n")
        self.assertEqual(oracle.days(path, UTC, {"pv": Source("pv", "Wh")}),
                         {"pv": {"2024-06-01": 2000}})

    def test_amounts_per_row_add_up_to_a_counter(self):
        csv = self.write("home.csv", "t,flow\n2024-06-01T10:00:00Z,7\n2024-06-01T11:00:00Z,2000\n"
                         "2024-06-01T12:00:00Z,-1\n2024-06-01T13:00:00Z,\n"
                         "2024-06-01T14:00:00Z,3\n")
        self.assertEqual(oracle.days(csv, UTC, {"grid": Source("flow", "Wh", accumulate=True)}),
                         {"grid": {"2024-06-01": 2_002_000}})

    def test_a_replay_map_names_columns_zone_and_time(self):
        csv = self.write("home.csv", "at,grid,flow\n2024-06-01T20:00:00Z,7,1\n"
                         "2024-06-01T21:00:00Z,9,2\n")
        plan = oracle.read_map(self.write("home.map.json", json.dumps({
            "time_zone": "Europe/Berlin", "time": {"column": "at", "offset_s": 3600},
            "columns": [
                {"entity_id": "sensor.grid", "kind": "energy", "column": "grid"},
                {"entity_id": "sensor.gas", "kind": "gas", "column": "flow", "unit": "L"},
                {"entity_id": "sensor.soc", "kind": "battery", "column": "flow"}]})))
        self.assertEqual(oracle.days(csv, **plan), {"sensor.grid": {"2024-06-01": 2_000_000},
                                                    "sensor.gas": {"2024-06-01": 1000}})


if __name__ == "__main__":
    unittest.main()
