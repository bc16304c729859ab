"""What a home of a fleet costs a month: from counts of a run whose price is known."""

import copy
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import fleet_cost  # noqa: E402

NOTHING = {"requests": 0, "read": 0, "write": 0}
# Ten calls of a read while nobody looks, with a request each, and ten of a write while somebody does;
# slots close without a cost of their own, and nothing else happens.
COUNTED = {
    "idle_interval_s": 60, "watched_interval_s": 2,
    "idle_calls": {"calls": 10, "requests": 10, "read": 10, "write": 0},
    "direct_calls": {"calls": 10, "requests": 10, "read": 0, "write": 10,
                     "sent_bytes": 10_000, "answered_bytes": 2_000},
    "closing_calls": {"requests": 1, "read": 0, "write": 1, "calls": 1, "closings": 1, "blocks": 0},
    "chunk_calls": NOTHING | {"calls": 0, "chunks": 1},
    "days": NOTHING | {"days": 1}, "alone": NOTHING | {"seconds": 1},
    "followed": NOTHING | {"seconds": 1}, "feed": NOTHING | {"task_seconds": 1},
    "stored": {"hours": 1, "chunks": 0, "chunk_bytes": 0, "blocks": 0, "block_bytes": 0}}
HOURS = 30.4 * 22
CALLS = HOURS * 60
DIRECT = 30.4 * 2 * 1800


class Cost(unittest.TestCase):
    def setUp(self):
        self.counted = copy.deepcopy(COUNTED)

    def line(self, what):
        line, = [line for line in fleet_cost.lines_of(self.counted) if what in line.what]
        return line

    def test_calls_follow_the_intervals(self):
        idle = self.line("calls while nobody looks")
        self.assertAlmostEqual((idle.often, idle.read, idle.write), (CALLS, CALLS, 0))
        self.assertAlmostEqual(idle.usd, CALLS * 0.125e-6)
        direct = self.line("calls while somebody looks")
        self.assertAlmostEqual((direct.often, direct.read, direct.write), (DIRECT, 0, DIRECT))
        self.assertAlmostEqual(direct.usd, DIRECT * 0.625e-6)

    def test_calls_while_nobody_looks_pass_gateway_and_function(self):
        self.assertAlmostEqual(self.line("API Gateway").usd, CALLS * 1e-6)
        # The function asks for the key, too; each hour one call makes one request more.
        function = CALLS * (0.2e-6 + 0.015 * 0.125 * 13.3334e-6) + HOURS * 0.005 * 0.125 * 13.3334e-6
        self.assertAlmostEqual(self.line("Lambda").usd, function)
        self.assertAlmostEqual(self.line("the key of each").read, CALLS)

    def test_calls_while_somebody_looks_pass_the_load_balancer_and_a_task(self):
        units = DIRECT * (1_200 + 1_000) / 1e9 + 30.4 * 2 / 3000
        self.assertAlmostEqual(self.line("load balancer").usd, units * 0.008)
        self.assertAlmostEqual(self.line("processor").usd, DIRECT * 0.002 / 3600 * 0.04048)

    def test_a_closing_is_what_its_call_consumed_more_than_a_plain_one(self):
        self.counted["closing_calls"] |= {"calls": 2, "closings": 2, "requests": 60, "read": 6,
                                          "write": 62}
        line = self.line("slots that close, while")
        self.assertAlmostEqual(line.often, 4 * 2 * 30.4)
        self.assertAlmostEqual(line.read, 4 * 2 * 30.4 * 3)
        self.assertAlmostEqual(line.write, 4 * 2 * 30.4 * 30)

    def test_an_hours_slots_come_in_one_call_with_live_values(self):
        # Two calls of seven blocks each; beside them and the live values, a write and three reads.
        self.counted["closing_calls"] |= {"calls": 2, "blocks": 14, "read": 6, "write": 18}
        self.counted["stored"]["blocks"] = 20
        line = self.line("slots of an hour")
        self.assertAlmostEqual(line.read, HOURS * 3)
        self.assertAlmostEqual(line.write, HOURS * (20 + 1 + 1))

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
