"""Files into a home and out of it: a server that is killed half-way, every kind of bad file, and the
command line."""

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support")]

import first_run  # noqa: E402
from day_totals import amounts  # noqa: E402
from imports import export_file, finish, import_file, send_file, start, wanted  # noqa: E402
from ohmstead_agent import FINGERPRINT  # noqa: E402
from ohmstead_server import BINARY, EMAIL, PASSWORD, Ohmstead, Refused, wait_for  # noqa: E402

ZONE = ZoneInfo("Europe/Berlin")
SERIES = ("grid_import_kwh", "grid_export_kwh", "solar_kwh", "fridge_kwh")
FIRST = datetime(2023, 1, 1, tzinfo=timezone.utc)
HOURS = 2 * 365 * 24


def hour_text(hour):
    return (FIRST + timedelta(hours=hour)).strftime("%Y-%m-%dT%H:%M:%SZ")


def watt_hours(series, hour):
    return (hour * (397 + series) + hour // 24) % (900 + series)


def hourly_csv(hours=HOURS):
    rows = [",".join(("start",) + SERIES)]
    rows += [",".join([hour_text(hour)] + [f"{watt_hours(series, hour) / 1000:.3f}"
                                           for series in range(len(SERIES))])
             for hour in range(hours)]
    return ("\n".join(rows) + "\n").encode()


def table(*rows, head="time,import_kwh"):
    return ("\n".join((head,) + rows) + "\n").encode()


class Import(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Ohmstead())

    def home(self, name):
        return first_run.create_home(self.server, name, ZONE)

    def sums(self, home, period="month", first="2022-12-31", last="2025-01-02"):
        """{channel's name: [amount]}"""
        energy = self.server.get(f"{home}/energy?from={first}&to={last}&period={period}")
        names = {each["id"]: each["name"] for each in self.server.get(f"{home}/channels")["items"]}
        return {names[channel]: amounts(columns) for channel, columns in
                energy["channels"].items()}

    def test_killed_half_way_and_run_again(self):
        data = hourly_csv()
        home = self.home("Killed")
        job = send_file(self.server, home, data)
        start(self.server, job, wanted(job))

        def half_way():
            now = self.server.get(f"/jobs/{job['id']}")
            self.assertEqual(now["state"], "running", now)
            return now if 0 < now["done"] < now["total"] else None
        at_kill = wait_for(half_way, 60, "a part is kept", 0.002)
        self.server.kill()
        self.server.start()
        with self.assertRaises(Refused):
            self.server.get(f"/jobs/{job['id']}")
        # What was kept is metered, though nobody asks for it again.
        part = self.sums(home)
        again = import_file(self.server, home, data)
        self.assertEqual(again["fault_count"], 0)
        taken = sum(each["taken"] for each in again["channels"])
        repeated = sum(each["repeated"] for each in again["channels"])
        print(f"\nkilled at {at_kill['done']} of {at_kill['total']}; then {repeated} known and "
              f"{taken} new", end="")
        self.assertEqual(taken + repeated, HOURS * len(SERIES))
        self.assertGreater(repeated, 0)
        whole = self.sums(home)
        other = self.home("Undisturbed")
        import_file(self.server, other, data)
        self.assertEqual(whole, self.sums(other))
        for series, name in enumerate(SERIES):
            expected = sum(watt_hours(series, hour) for hour in range(HOURS)) * 1000
            self.assertEqual(sum(filter(None, whole[name])), expected)
            self.assertLessEqual(sum(filter(None, part.get(name, []))), expected)
        third = import_file(self.server, home, data)
        self.assertEqual(sum(each["taken"] for each in third["channels"]), 0)
        self.assertEqual(self.sums(home), whole)

    def test_kept_and_not_metered_is_metered_after_the_end(self):
        home = self.home("Unmetered")
        job = send_file(self.server, home, hourly_csv())
        start(self.server, job, wanted(job))

        def is_metering():
            now = self.server.get(f"/jobs/{job['id']}")
            return now["step"] == "meter" or now["state"] != "running"
        wait_for(is_metering, 60, "all is kept", 0.002)
        self.server.kill()
        self.server.start()
        expected = [sum(watt_hours(series, hour) for hour in range(HOURS)) * 1000
                    for series in range(len(SERIES))]

        def all_there():
            found = self.sums(home)
            return [sum(filter(None, found.get(name, []))) for name in SERIES] == expected
        wait_for(all_there, 60, "everything is metered", 0.2)

    def test_bad_files_are_told_precisely(self):
        # What is sent, what is taken of it, and the faults: (line, column, code).
        cases = {
            "unsorted": (table("2026-03-01T02:00Z,3", "2026-03-01T00:00Z,1", "2026-03-01T01:00Z,2"),
                         3, []),
            "twice": (table("2026-03-01T00:00Z,1", "2026-03-01T01:00Z,2", "2026-03-01T01:00Z,2"),
                      2, []),
            "twice otherwise": (table("2026-03-01T00:00Z,1", "2026-03-01T01:00Z,2",
                                      "2026-03-01T01:00Z,5"), 2, [(4, 0, "contradicts")]),
            "mixed units": (table("2026-03-01T00:00Z,kWh,1", "2026-03-01T01:00Z,Wh,500",
                                  "2026-03-01T02:00Z,m³,1", head="time,unit,import_kwh"),
                            2, [(4, 2, "unit")]),
            "broken": (table("2026-03-01T00:00Z,1", "2026-03-01T01:00Z,2", "2026-03-01T02:00Z,2",
                             "2026-03-01T03:00Z,two", "2026-03-01T04:00Z,2", "soon,3",
                             "2026-03-01T05:00Z,\"4"), 4,
                       [(5, 2, "number"), (7, 1, "time"), (8, 0, "quote")]),
            "negative": (table("2026-03-01T00:00Z,1", "2026-03-01T01:00Z,-1",
                               "2026-03-01T02:00Z,1"), 3, [(3, 2, "negative")]),
            "local": (table("2026-03-29 00:00,1", "2026-03-29 01:00,1", "2026-03-29 02:30,1",
                            "2026-03-29 03:00,1"), 3, [(4, 1, "time_skipped")]),
            "ahead": (table("2026-03-01T00:00Z,1", "2026-03-01T01:00Z,1", "2091-03-01T02:00Z,1"),
                      2, [(4, 0, "time_range")]),
        }
        for name, (data, taken, faults) in cases.items():
            with self.subTest(name):
                home = self.home(name)
                report = import_file(self.server, home, data, changes={
                    "import_kwh": {"kind": "amount", "unit": "kWh"}},
                    settings={"interval_s": 3600, "row_time": "start"})
                self.assertEqual([(each["line"], each["column"], each["code"])
                                  for each in report["faults"]], faults)
                self.assertEqual(report["channels"][0]["taken"], taken)

    def test_files_that_are_none_are_refused(self):
        bomb = gzip.compress(b"0" * (60 << 20))
        for data, status, words in (
                (b"hello", 422, "no CSV"), (b"", 422, "no CSV"), (b"\x00\x01\x02\n", 422, "no text"),
                (b"<feed><entry></feed>", 422, "Line 1, column"),
                (b"<!DOCTYPE x [<!ENTITY y \"z\">]><feed/>", 422, "document type"),
                (bomb, 413, "")):
            with self.subTest(words), self.assertRaises(Refused) as refused:
                send_file(self.server, self.home("None"), data)
            self.assertEqual(refused.exception.status, status)
            self.assertIn(words, refused.exception.problem["detail"])
        with self.assertRaises(Refused) as refused:
            send_file(self.server, self.home("JSON"), b"{}", kind="application/json")
        self.assertEqual(refused.exception.status, 415)

    def test_what_does_not_fit_is_refused_before_anything_is_kept(self):
        home = self.home("Misfit")
        job = send_file(self.server, home, table("2026-03-01T00:00Z,1", "2026-03-01T01:00Z,2"))
        for change, pointer in (
                ({"unit": "furlong"}, "/series/0/unit"), ({"unit": "m³"}, "/series/0/unit"),
                ({"kind": "state"}, "/series/0/kind"), ({"series": "nobody"}, "/series/0/series"),
                ({"channel": "a" * 20}, "/series/0/channel")):
            with self.subTest(pointer), self.assertRaises(Refused) as refused:
                start(self.server, job, wanted(job, {"import_kwh": change}))
            self.assertEqual(refused.exception.status, 422)
            self.assertIn(pointer, refused.exception.problem)
        self.assertEqual(self.server.get(f"{home}/channels")["items"], [])

    def test_where_the_file_is_right_it_is_laid_over_what_is_known(self):
        home = self.home("Certified")
        day = [watt_hours(0, hour) / 1000 for hour in range(24)]
        rows = [f"{hour_text(hour)},{kwh}" for hour, kwh in enumerate(day)]
        import_file(self.server, home, table(*rows))
        channel = self.server.get(f"{home}/channels")["items"][0]["id"]
        certified = [kwh if 6 <= hour < 20 else round(kwh + 0.1, 3) for hour, kwh in enumerate(day)]
        certified[3] = 500.0  # more than can be
        certified = table(*(f"{hour_text(hour)},{kwh}" for hour, kwh in enumerate(certified)))

        def hours():
            energy = self.server.get(f"{home}/energy?from={hour_text(0)}&to={hour_text(24)}&period=hour")
            return energy["channels"][channel]["kwh"]

        def take(**change):
            job = send_file(self.server, home, certified)
            start(self.server, job, wanted(job, {"import_kwh": {"channel": channel} | change}), file_name="grid.csv")
            report = finish(self.server, job)["import"]["report"]
            return report["channels"][0], [fault["code"] for fault in report["faults"]]

        known, faults = take()
        self.assertEqual((known["contradicting"], known["corrected"], set(faults)), (10, 0, {"known_otherwise"}))
        self.assertEqual(hours(), day)
        for again in (False, True):
            right, faults = take(right="file")
            self.assertEqual((right["repeated"], right["corrected"], faults), (14, 0 if again else 9, ["implausible"]))
            self.assertEqual(hours(), [round(kwh + 0.1, 3) if (hour < 6 or hour >= 20) and hour != 3 else kwh
                                       for hour, kwh in enumerate(day)])
        made = self.server.get(f"{home}/corrections")["items"]
        self.assertEqual([correction["reason"] for correction in made], ["As the file grid.csv says."] * 3)
        trail = [entry["action"] for entry in self.server.get(f"{home}/audit")["items"]]
        self.assertEqual(trail.count("correct"), 1)
        for correction in made:
            self.server.post(f"{home}/corrections/{correction['id']}/undo")
        self.assertEqual(hours(), day)

    def test_out_and_into_a_new_home_is_equal_to_the_milliwatt_hour(self):
        home = self.home("From")
        hours = 24 * 40
        import_file(self.server, home, hourly_csv(hours))
        span = {"from": "2022-12-31", "to": "2023-03-01"}
        days = ("day", "2022-12-31", "2023-03-01")
        expected = self.sums(home, *days)
        for form, period, only in (("csv", "slot", SERIES), ("csv", "hour", SERIES),
                                   ("green_button", "slot", SERIES[:2])):
            with self.subTest(form=form, period=period):
                data = export_file(self.server, home, format=form, period=period, **span)
                other = self.home(f"{form} by {period}")
                report = import_file(self.server, other, data)
                self.assertEqual(report["fault_count"], 0, report["faults"][:3])
                found = self.sums(other, *days)
                self.assertEqual({name: found[name] for name in only},
                                 {name: expected[name] for name in only})
        rows = list(csv.DictReader(io.StringIO(
            export_file(self.server, home, format="csv", period="day", **span).decode())))
        self.assertEqual({row["quality"] for row in rows}, {"coarse"})
        self.assertEqual({row["unit"] for row in rows}, {"kWh"})

    def run_command(self, *arguments):
        environment = {**os.environ, "OHMSTEAD_PASSWORD": PASSWORD}
        return subprocess.run(
            [str(BINARY), arguments[0], "--server", self.server.url, "--fingerprint",
             FINGERPRINT.findall(self.server.log())[-1], "--email", EMAIL, *arguments[1:]],
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)

    def test_by_the_command_line(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="ohmstead-")))
        home = self.home("Command").rsplit("/", 1)[-1]
        (folder / "in.csv").write_bytes(hourly_csv(48))
        preview = self.run_command("import", "--home", home, "--preview", str(folder / "in.csv"))
        self.assertEqual(preview.returncode, 0, preview.stderr)
        use = json.loads(preview.stdout)
        self.assertEqual(self.sums(f"/homes/{home}"), {})
        use["series"] = use["series"][:2]
        (folder / "map.json").write_text(json.dumps(use))
        done = self.run_command("import", "--home", home, "--map", str(folder / "map.json"),
                                str(folder / "in.csv"))
        self.assertEqual(done.returncode, 0, done.stderr)
        total = sum(watt_hours(0, hour) for hour in range(48)) / 1000
        self.assertIn("grid_import_kwh: 48 new, 0 known already, 0 otherwise known", done.stdout)
        self.assertIn(f"{total:.6f} kWh", done.stdout)
        done = self.run_command("export", "--home", home, "--from", "2023-01-01", "--to",
                                "2023-01-04", "--period", "hour", "--channels", "grid_import_kwh",
                                str(folder / "out.csv"))
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(folder / "out.csv", newline="") as lines:
            rows = list(csv.DictReader(lines))
        self.assertEqual(len(rows), 48)
        self.assertAlmostEqual(sum(float(row["value"]) for row in rows), total, places=6)
        (folder / "bad.csv").write_bytes(b"nothing\n")
        bad = self.run_command("import", "--home", home, str(folder / "bad.csv"))
        self.assertEqual(bad.returncode, 1)
        self.assertIn("no CSV", bad.stderr)


if __name__ == "__main__":
    unittest.main()
