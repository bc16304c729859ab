"""What a home of a fleet costs a month: from counts of a run whose price is known."""

import copy
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import fleet_cost  # noqa: E402

NOTHING = {"requests": 0, "read": 0, "write": 0}
# Ten calls of a read and a write, each with two requests; nothing else happens.
COUNTED = {
    "idle_interval_s": 60, "watched_interval_s": 2,
    "plain_calls": {"calls": 10, "requests": 20, "read": 10, "write": 10},
    "closing_calls": NOTHING | {"calls": 0, "closings": 1},
    "chunk_calls": NOTHING | {"calls": 0, "chunks": 1, "note_writes": 0},
    "days": NOTHING | {"days": 1}, "alone": NOTHING | {"seconds": 1},
    "followed": NOTHING | {"seconds": 1}, "feed": NOTHING | {"task_seconds": 1},
    "stored": {"hours": 1, "chunks": 0, "chunk_bytes": 0, "block_bytes": 0, "notes": (0, 100)}}
CALLS = 30.4 * (22 * 60 + 2 * 1800)


class Cost(unittest.TestCase):
    def setUp(self):
        self.counted = copy.deepcopy(COUNTED)

    def line(self, what):
        line, = [line for line in fleet_cost.lines_of(self.counted) if what in line.what]
        return line

    def test_calls_follow_the_intervals(self):
        self.assertAlmostEqual(fleet_cost.calls_a_month(self.counted), CALLS)
        line = self.line("agent's calls")
        self.assertAlmostEqual(line.read, CALLS)
        self.assertAlmostEqual(line.usd, CALLS * (0.625e-6 + 0.125e-6))

    def test_each_call_passes_gateway_and_function(self):
        self.assertAlmostEqual(self.line("API Gateway").usd, CALLS * 1e-6)
        function = CALLS * (0.2e-6 + 0.015 * 0.125 * 13.3334e-6)
        self.assertAlmostEqual(self.line("Lambda").usd, function)

    def test_a_closing_is_what_its_call_consumed_more_than_a_plain_one(self):
        self.counted["closing_calls"] |= {"calls": 2, "closings": 2, "requests": 60, "read": 6,
                                          "write": 62}
        line = self.line("slots that close")
        self.assertAlmostEqual(line.read, 96 * 30.4 * 2)
        self.assertAlmostEqual(line.write, 96 * 30.4 * 30)

    def test_notes_of_hours_grow_through_the_month(self):
        # 100 bytes of key and name, then 4 an hour: 1 unit for 231 hours, 2 for 256, 3 for 243.
        self.assertAlmostEqual(fleet_cost.note_writes(10, 100 + 100 + 40),
                               (231 * 1 + 256 * 2 + 243 * 3) / 730)

    def test_a_task_is_shared_by_its_homes(self):
        self.counted["feed"] = {"requests": 8, "read": 8, "write": 0, "task_seconds": 2}
        month = 30.4 * 86_400 * 4
        self.assertAlmostEqual(fleet_cost.task_line(self.counted).read, month)
        self.assertAlmostEqual(self.line("share of a task").read, month / 1000)

    def test_what_is_kept_is_billed_until_it_expires(self):
        self.counted["stored"] |= {"hours": 12, "chunk_bytes": 500_000, "block_bytes": 10_000}
        kept = 1_000_000 * 13 * 30.4 + 10_000 * 5 * 365
        self.assertAlmostEqual(self.line("what is kept").usd, kept / 1e9 * 0.25)


if __name__ == "__main__":
    unittest.main()
