"""A home's past: two years of the simulated House, imported by a server that is killed half-way."""

import sqlite3
import sys
import tempfile
import unittest
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support")]

import first_run  # noqa: E402
from day_totals import amounts, utc_text  # noqa: E402
from ohmstead_server import Ohmstead, wait_for  # noqa: E402
from shifted_clock import ShiftedClock  # noqa: E402
from simulator import Simulator  # noqa: E402

ZONE = ZoneInfo("Europe/Amsterdam")
PATIENCE_S = 180
BEGINS = "2024-10"
# What happened to meters (simulator/README.md), and how much less may be counted because of it:
# what flowed in the hour of the event, or while a counter was stuck. In mWh.
LOST = {
    ("sensor.fridge_energy", "2025-01"): 400_000,
    ("sensor.washing_machine_energy", "2025-05"): 4_000_000,
    ("sensor.grid_import_t1", "2025-09"): 12_000_000,
    ("sensor.grid_import_t2", "2025-09"): 12_000_000,
    ("sensor.grid_export_t1", "2025-09"): 7_000_000,
    ("sensor.grid_export_t2", "2025-09"): 7_000_000,
    ("sensor.freezer_energy", "2025-12"): 3_000_000,
}
# Whose meter is not the first one of its channel.
FIRST_MONTH = {"sensor.dryer_energy": "2026-03"}
RESOLUTION = 1_000  # of the counters
SPIKE = ("sensor.washing_machine_energy", "2025-05")


# The first month, those with events, with a change of the clocks, and a plain one. The others are
# compared with Home Assistant's sums.
CHECKED = sorted({month for _, month in LOST}
                 | {"2024-10", "2024-11", "2025-02", "2025-03", "2025-07", "2025-10", "2026-03"})


def month_after(month):
    year, number = map(int, month.split("-"))
    return f"{year + number // 12}-{number % 12 + 1:02}"


def start_of(month):
    return datetime(*map(int, month.split("-")), 1, tzinfo=ZONE)


class Past(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.peer = cls.enterClassContext(Simulator.of_home("house"))
        cls.server = cls.enterClassContext(Ohmstead())
        cls.home = first_run.create_home(cls.server, "House", ZONE)
        first_run.connect(cls.server, cls.home, cls.peer)
        first_run.wait_until_connected(cls.server, cls.home)
        cls.channels = first_run.adopt_proposals(cls.server, cls.home)
        cls.reached_when_killed = cls.kill_half_way()
        wait_for(cls.is_complete, PATIENCE_S, "the past is imported and metered", 0.2)
        cls.parity = cls.server.get(f"{cls.home}/connection/parity")

    @classmethod
    def progress(cls):
        return cls.server.get(f"{cls.home}/connection")["past"]

    @classmethod
    def kill_half_way(cls):
        """Ends the server with the import under way; answers how far that had come."""
        def some():
            past = cls.progress()
            return past if past["reached"] and past["reached"] < "2026-01" else None
        past = wait_for(some, PATIENCE_S, "a part of the past is imported", 0.01)
        cls.server.kill()
        cls.server.start()
        return past

    @classmethod
    def is_complete(cls):
        past = cls.progress()
        if not past["sources"] or past["complete"] < past["sources"]:
            return False
        channels = cls.server.get(f"{cls.home}/connection/parity")["channels"]
        return bool(channels) and all(channel["complete"] for channel in channels)

    def test_it_was_killed_half_way(self):
        past = self.reached_when_killed
        self.assertLess(past["complete"], past["sources"])

    def test_every_month_is_what_flowed(self):
        exact = 0
        for month in CHECKED:
            start, end = start_of(month), start_of(month_after(month))
            energy = self.server.get(f"{self.home}/energy?from={utc_text(start)}&"
                                     f"to={utc_text(end)}&period=month")
            true = self.peer.ledger(utc_text(start), utc_text(end))["entities"]
            for source, channel in self.channels.items():
                found = amounts(energy["channels"].get(channel["id"], {}))
                if source not in true or not found or month < FIRST_MONTH.get(source, BEGINS):
                    continue
                counter, found = true[source], found[0] or 0
                lost = LOST.get((source, month))
                with self.subTest(source=source, month=month):
                    if lost is None:
                        # To the mWh; the counter itself speaks in Wh.
                        self.assertEqual(found, counter["shown"])
                        self.assertAlmostEqual(found, counter["true"], delta=RESOLUTION)
                        exact += found > 0
                    else:
                        self.assertLessEqual(found, counter["true"] + RESOLUTION)
                        self.assertGreaterEqual(found, counter["true"] - lost)
        print(f"\n{exact} sums of a channel and month are exactly the ledger's", end="")
        self.assertGreater(exact, 10 * len(CHECKED))

    def test_a_server_that_was_off_for_weeks_fills_the_hole(self):
        since = (datetime.now(timezone.utc) - timedelta(days=20)).replace(minute=0, second=0, microsecond=0)
        # Of which hours alone are left. Behind it Home Assistant still has five minutes, too, which say more now.
        start, end = since - timedelta(days=1), since + timedelta(days=9)
        path = f"{self.home}/energy?from={utc_text(start)}&to={utc_text(end)}&period=hour"
        before = {channel: amounts(columns) for channel, columns in self.server.get(path)["channels"].items()}
        self.server.kill()
        hour = int(since.timestamp()) // 3600
        with closing(sqlite3.connect(self.server.data / "ohmstead.db", timeout=10)) as database, database:
            # As a server that was switched off then has left it.
            database.execute("DELETE FROM journal")
            removed = database.execute("DELETE FROM chunk WHERE key % 16777216 >= ?", (hour,)).rowcount
            database.execute("DELETE FROM block WHERE day >= ?", (hour // 24,))
        self.assertGreater(removed, 20 * 24)
        self.server.start()

        def is_filled():
            now = self.server.get(path)["channels"]
            return {channel: amounts(columns) for channel, columns in now.items()} == before
        wait_for(is_filled, PATIENCE_S, "every hour of every channel is as before", 0.5)

    def test_hourly_data_is_named(self):
        energy = self.server.get(f"{self.home}/energy?from=2025-06-01&to=2025-06-03&period=day")
        self.assertEqual(energy["quality"]["coarse"], [1, 1])
        self.assertEqual(energy["quality"]["cuts_hour"], [])

    def test_differences_to_home_assistant_have_their_reasons(self):
        sources = {channel["id"]: source for source, channel in self.channels.items()}
        equal, explained = 0, set()
        for channel in self.parity["channels"]:
            for month in channel["months"]:
                where = (sources[channel["channel"]], month["month"])
                self.assertNotIn("unexplained", month["reasons"], (where, month))
                self.assertNotIn("not_finished", month["reasons"], (where, month))
                if abs(month["difference"]) <= 0.001:
                    equal += 1
                    self.assertEqual(month["reasons"], [], where)
                elif month["period"] == "hour":
                    explained.add(where)
        print(f"\n{equal} sums equal Home Assistant's; explained: {sorted(explained)}", end="")
        self.assertGreater(equal, 200)
        self.assertLessEqual(explained, set(LOST))
        self.assertIn(SPIKE, explained)
        spike = next(month for channel in self.parity["channels"]
                     if sources[channel["channel"]] == SPIKE[0]
                     for month in channel["months"] if month["month"] == SPIKE[1])
        self.assertEqual(spike["reasons"], ["spike"])
        self.assertAlmostEqual(spike["difference"], -114.2, delta=4)

    def test_y_importing_again_changes_nothing(self):
        query = f"{self.home}/energy?from=2024-10-01&to=2026-10-01&period=month"
        before = self.server.get(query)
        self.server.post(f"{self.home}/connection/import")
        wait_for(lambda: self.progress()["complete"] < self.progress()["sources"], PATIENCE_S,
                 "the import has begun", 0.01)
        wait_for(self.is_complete, PATIENCE_S, "the past is imported once more", 0.2)
        self.assertEqual(self.server.get(query)["channels"], before["channels"])


class Outages(unittest.TestCase):
    """The server is off for three weeks, and then for ten days: its clock is made up."""

    DAYS = (31, 10, 0)  # ago, when it is on for a while
    RECOVERED = 0.999

    def setUp(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="ohmstead-")))
        self.clock = ShiftedClock(folder)
        self.set_back(self.DAYS[0])
        self.server = self.enterContext(Ohmstead(variables=self.clock.variables))
        self.home = first_run.create_home(self.server, "House", ZONE)
        self.channels = None

    def set_back(self, days):
        self.clock.put(-86_400 * days)

    def live(self, days):
        """Until everything is there that can be, that many days ago."""
        with Simulator.of_home("house", "--clock-offset", str(-86_400 * days)) as peer:
            first_run.connect(self.server, self.home, peer)
            first_run.wait_until_connected(self.server, self.home)
            if not self.channels:
                self.channels = first_run.adopt_proposals(self.server, self.home)
            first_run.wait_for_the_past(self.server, self.home, PATIENCE_S)
            wait_for(self.is_complete, PATIENCE_S, "the past is imported", 0.2)
            if days:
                return None
            end = datetime.now(timezone.utc).replace(minute=0, second=0, microsecond=0)
            start = end - timedelta(days=self.DAYS[0] - 1)
            return start, end, peer.ledger(utc_text(start), utc_text(end))["entities"]

    def is_complete(self):
        past = self.server.get(f"{self.home}/connection")["past"]
        channels = self.server.get(f"{self.home}/connection/parity")["channels"]
        return (past["sources"] and past["complete"] == past["sources"] and channels
                and all(channel["complete"] for channel in channels))

    def test_what_was_missed_is_recovered(self):
        told = None
        for days in self.DAYS:
            self.set_back(days)
            if told is None and days != self.DAYS[0]:
                self.server.start()
            told = self.live(days)
            if days:
                self.server.stop()
        start, end, true = told
        energy = self.server.get(f"{self.home}/energy?from={utc_text(start)}&to={utc_text(end)}"
                                 "&period=day")
        worst = 1
        for source, channel in self.channels.items():
            columns = energy["channels"].get(channel["id"], {})
            found = sum(amount or 0 for amount in amounts(columns))
            expected = true[source]["shown"] if source in true else 0
            if columns and expected:
                worst = min(worst, found / expected, expected / found if found else 0)
        print(f"\nat least {worst:.3%} of each channel's energy is recovered", end="")
        self.assertGreaterEqual(worst, self.RECOVERED)


if __name__ == "__main__":
    unittest.main()
