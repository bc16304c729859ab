"""The demo as it is met first: its figures, its start, its end."""

import signal
import socket
import sys
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "recordings")]

import oracle  # noqa: E402
from counted import (amount_between, counters_of, level_at, midnight_in,  # noqa: E402
                     readings, today_faults)
from day_totals import amounts, utc_text  # noqa: E402
from ohmstead_server import Ohmstead, wait_for  # noqa: E402
from processes import children_of, is_running  # noqa: E402
from simulator import Simulator  # noqa: E402

READY_S = 15
SECOND_START_S = 5
SLOT = timedelta(minutes=15)
HOMES = {"House": ("house", ZoneInfo("Europe/Amsterdam")),
         "Flat": ("flat", ZoneInfo("Europe/London")),
         "Cottage": ("cottage", ZoneInfo("Asia/Kathmandu"))}


class Demo(unittest.TestCase):
    """One demo; the same homes, simulated once more beside it, are its ledger."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Ohmstead("--demo"))
        cls.ready = time.monotonic()
        cls.homes = {home["name"]: f"/homes/{home['id']}"
                     for home in cls.server.get("/homes")["items"]}

    def channels(self, home):
        return {channel["bindings"][0]["source"]["id"]: channel
                for channel in self.server.get(f"{home}/channels")["items"]}

    def test_a_the_figures_of_today_are_there_within_seconds(self):
        """Named so that it is the first."""
        self.assertEqual(set(self.homes), set(HOMES))
        for title, (name, zone) in HOMES.items():
            home = self.homes[title]
            with self.subTest(title), Simulator.of_home(name) as ledger:
                faults = ["not asked yet"]

                def is_right():
                    channels = self.channels(home)
                    faults[:] = (today_faults(self.server, home, ledger, channels, zone)
                                 if channels else ["no channels"])
                    return not faults
                left = READY_S - (time.monotonic() - self.ready)
                try:
                    wait_for(is_right, max(left, 0.1), f"today of {title}", 0.5)
                except AssertionError:
                    self.assertEqual(faults, [], title)
                print(f"\n{title}: today's sums are those of the ledger "
                      f"{time.monotonic() - self.ready:.1f} s after the address", end="")

    def test_power_reaches_back_to_midnight(self):
        for title, (_, zone) in HOMES.items():
            home = self.homes[title]
            midnight = midnight_in(zone)
            now = datetime.now(timezone.utc)
            if now - midnight < timedelta(minutes=30):
                continue
            power = self.server.get(f"{home}/power?from={utc_text(midnight)}&to={utc_text(now)}"
                                    f"&points=400")
            self.assertTrue(power["channels"], title)
            for channel, columns in power["channels"].items():
                known = [index for index, mean in enumerate(columns["mean"]) if mean is not None]
                self.assertTrue(known, f"{title} {channel}")
                # A mean of hourly steps, as of gas, needs the first of them.
                first = datetime.fromisoformat(power["t"][known[0]])
                self.assertLess(first - midnight, timedelta(minutes=20), f"{title} {channel}")

    def test_complete_slots_are_those_of_the_ledger(self):
        exact, within = 0, 0
        for title, (name, zone) in HOMES.items():
            home = self.homes[title]
            with Simulator.of_home(name) as peer:
                now = datetime.now(timezone.utc)
                # The gas meter tells where it stands on the hour only.
                end = now.replace(minute=0, second=0, microsecond=0)
                start = end - timedelta(hours=20)
                energy = wait_for(lambda: self.energy_until(home, start, end), 30,
                                  f"the slots of {title} up to {end}", 1)
                counters = counters_of(self.channels(home))
                rows = readings(peer, counters, start - timedelta(hours=3),
                                now + timedelta(seconds=2))
                shown = peer.ledger(utc_text(start), utc_text(end))["entities"]
                for source, channel in counters.items():
                    if not rows.get(source):
                        continue
                    columns = energy["channels"][channel["id"]]
                    self.assert_ledger_agrees(rows[source], start, end, shown[source]["shown"])
                    for begin, amount in zip(energy["t"], amounts(columns)):
                        border = oracle.instant_ms(begin)
                        low, high = amount_between(rows[source], border, border + 900_000)
                        self.assertTrue(low <= (amount or 0) <= high,
                                        f"{title}, {source} {begin}: {amount} is not in "
                                        f"[{low}, {high}]")
                        exact += low == high and low > 0
                        within += low != high
        print(f"\n{exact} slots equal the ledger exactly, {within} as far as it is known", end="")
        self.assertGreater(exact, 100)

    def assert_ledger_agrees(self, rows, start, end, shown):
        """What the counters said is what really flowed."""
        before, _ = level_at(rows, oracle.instant_ms(utc_text(start)))
        after, _ = level_at(rows, oracle.instant_ms(utc_text(end)))
        self.assertEqual(after - before, shown)

    def energy_until(self, home, start, end):
        energy = self.server.get(f"{home}/energy?from={utc_text(start)}&to={utc_text(end)}"
                                 "&period=slot")
        covered = energy["quality"]["covered"]
        return energy if len(covered) == (end - start) // SLOT and covered[-1] else None

    def test_z_it_ends_with_everything_it_started_and_starts_again_quickly(self):
        """Named so that it is the last."""
        self.server.request("PATCH", self.homes["House"], {"name": "By the canal"})
        started = children_of(self.server.pid)
        self.assertEqual(len(started), 1)
        self.assertEqual(self.server.stop(signal.SIGINT), 0)
        wait_for(lambda: not any(map(is_running, started)), 5, "the simulated homes have ended")
        with socket.socket() as probe:
            probe.settimeout(1)
            self.assertNotEqual(probe.connect_ex(("127.0.0.1", self.server.port)), 0)
        seconds = self.server.start()
        print(f"\nsecond start: {seconds:.2f} s", end="")
        self.assertLess(seconds, SECOND_START_S)
        # The homes are the same, also the one that has another name now.
        names = {f"/homes/{home['id']}": home["name"] for home in self.server.get("/homes")["items"]}
        self.assertEqual(names, {path: name for name, path in self.homes.items()}
                         | {self.homes["House"]: "By the canal"})

    def test_y_a_port_that_is_taken_is_named(self):
        other = Ohmstead("--demo", port=self.server.port)
        self.addCleanup(other.close)
        with self.assertRaises(RuntimeError) as ended:
            other.start()
        self.assertIn(str(self.server.port), str(ended.exception))
        self.assertIsNotNone(self.server.get("/auth/session"))


if __name__ == "__main__":
    unittest.main()
