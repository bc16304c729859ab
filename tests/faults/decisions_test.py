"""What people decide about levels that a counter went to: booked or left out in every sum, whatever ends in between,
and taken back as if nobody had decided."""

import json
import sqlite3
import sys
import unittest
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support")]

import first_run  # noqa: E402
from day_totals import utc_text  # noqa: E402
from ohmstead_server import Ohmstead, Refused, wait_for  # noqa: E402

QUARTER = timedelta(minutes=15)
FOLLOWS_S = 30
# kWh every quarter of an hour: it rose by 7,495 at once, and later began again from below.
LEVELS = [*(500 + 0.25 * n for n in range(20)), *(8000 + 0.25 * n for n in range(20)), *(3 + 0.5 * n for n in range(20))]
BOOKED = 0.25 * 19 + 0.25 * 19 + 0.5 * 19
JUMP = 8000 - 504.75
RESTART = 3


class LevelDecisions(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Ohmstead())
        self.home = first_run.create_home(self.server, "Home", "Europe/Amsterdam")
        stored = self.server.put(f"{self.home}/channels", {"items": [
            {"name": "Meter", "role": "grid_import", "bindings": [
                {"source": {"type": "push", "id": ""}, "measure": "counter", "sign": "both", "invert": False}]}]})
        self.channel = stored["items"][0]["id"]
        # Days that no start works out again by itself.
        now = datetime.now(timezone.utc)
        self.first = datetime.fromtimestamp(now.timestamp() // 900 * 900, timezone.utc) - timedelta(days=5)
        self.now = now
        times = [self.first + n * QUARTER for n in range(len(LEVELS))] + [now - timedelta(hours=1)]
        key = self.server.run("key", "create", "--home", self.home.split("/")[-1])
        self.server.request("POST", "/ingest", {"protocol": 1, "items": [
            {"id": "a", "kind": "readings", "channel": self.channel, "measure": "counter",
             "t": [utc_text(at) for at in times], "v": [*LEVELS, LEVELS[-1]]}]}, key=key)

    def counted(self):
        values = []
        for period in ("slot", "day"):
            energy = self.server.get(
                f"{self.home}/energy?from={utc_text(self.first - timedelta(days=1))}"
                f"&to={utc_text(self.now + timedelta(hours=1))}&period={period}")
            values.append(round(sum(value or 0 for value in energy["channels"][self.channel]["kwh"]), 6))
        self.assertEqual(*values)
        return values[0]

    def comes_to(self, kwh):
        wait_for(lambda: self.counted() == round(kwh, 6), FOLLOWS_S, f"{kwh} kWh, is {self.counted()}")

    def levels(self):
        """What is in question, by its code."""
        found = self.server.get(f"{self.home}/corrections/suspects?from={utc_text(self.first - timedelta(days=1))}"
                                f"&to={utc_text(self.now)}")
        return {item["code"]: item for item in found["items"] if item["at"] is not None}

    def decide(self, level, verdict):
        return self.server.post(f"{self.home}/channels/{self.channel}/decisions", {"at": level["at"], "verdict": verdict})

    def take_back(self, level):
        return self.server.request("DELETE", f"{self.home}/channels/{self.channel}/decisions/{level['at']}")

    def restart(self):
        self.server.kill()
        self.server.start()

    def test_what_is_decided_is_in_every_sum_over_a_kill_and_can_be_taken_back(self):
        self.comes_to(BOOKED)
        levels = self.levels()
        self.assertEqual(sorted(levels), ["quarantined", "reset"])
        jump, reset = levels["quarantined"], levels["reset"]
        self.assertEqual((jump["channel"], jump["amount"], jump["at"]),
                         (self.channel, JUMP, utc_text(self.first + 20 * QUARTER)))
        self.assertEqual((reset["amount"], reset["to"]), (RESTART, reset["at"]))
        # A power cut right behind each answer.
        self.decide(jump, "booked")
        self.restart()
        self.comes_to(BOOKED + JUMP)
        self.decide(reset, "restarted")
        self.restart()
        self.comes_to(BOOKED + JUMP + RESTART)
        self.assertEqual(self.levels(), {})
        listed = self.server.get(f"{self.home}/decisions")["items"]
        self.assertEqual([(item["verdict"], item["amount"], item["applied"]) for item in listed],
                         [("restarted", RESTART, True), ("booked", JUMP, True)])
        self.take_back(jump)
        self.restart()
        self.comes_to(BOOKED + RESTART)
        self.assertEqual(list(self.levels()), ["quarantined"])
        self.decide(jump, "left_out")
        self.comes_to(BOOKED + RESTART)
        self.assertEqual(self.levels(), {})
        trail = self.server.get(f"{self.home}/audit")["items"]
        self.assertEqual([entry["action"] for entry in trail][:4],
                         ["decide", "undo_decision", "decide", "decide"])

    def test_a_decision_comes_about_though_the_process_ends_before_it_is_worked_in(self):
        self.comes_to(BOOKED)
        jump = self.levels()["quarantined"]
        self.server.kill()
        # As it is when the process ends between the commit and all that follows.
        with closing(sqlite3.connect(self.server.data / "ohmstead.db", timeout=10)) as database, database:
            at = datetime.fromisoformat(jump["at"])
            database.execute("INSERT INTO level_decision SELECT no, ?, 'booked' FROM channel WHERE id = ?",
                             (round(at.timestamp() * 1000), self.channel))
        self.server.start()
        self.comes_to(BOOKED + JUMP)

    def test_what_cannot_be_is_refused_and_changes_nothing(self):
        self.comes_to(BOOKED)
        levels = self.levels()
        for level, verdict, status in ((levels["reset"], "booked", 422), (levels["quarantined"], "restarted", 422),
                                       ({"at": utc_text(self.first)}, "booked", 409)):
            with self.assertRaises(Refused) as refused:
                self.decide(level, verdict)
            self.assertEqual(refused.exception.status, status, refused.exception.problem)
        with self.assertRaises(Refused) as refused:
            self.take_back(levels["reset"])
        self.assertEqual(refused.exception.status, 404)
        self.decide(levels["reset"], "left_out")
        with self.assertRaises(Refused) as refused:
            self.decide(levels["reset"], "restarted")
        self.assertEqual(refused.exception.status, 409)
        self.assertIn("decided already", json.loads(refused.exception.problem)["detail"])
        self.comes_to(BOOKED)


if __name__ == "__main__":
    unittest.main()
