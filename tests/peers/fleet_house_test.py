"""The whole fleet: the simulated House, its agent, and two tasks over one store.

    python3 -m unittest -v fleet_house_test           # in this folder
"""

import contextlib
import statistics
import time
import unittest

import dynamodb  # noqa: F401  enters the peer's packages

from fleet import PATIENCE_S, Fleet, Follower, channels_of, young_house
from ohmstead_agent import OhmsteadAgent
from ohmstead_server import wait_for

FIRST_VALUE_S = 60
LIVE_S = 4
TIMES = 5
KETTLE_S = 9


class House(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stack = contextlib.ExitStack()
        cls.addClassCleanup(stack.close)
        cls.fleet = Fleet(stack, "Europe/Amsterdam")
        cls.house = young_house(stack)
        stored = cls.fleet.a.put(f"{cls.fleet.path}/channels",
                                 {"items": channels_of(cls.house)})["items"]
        cls.channels = {channel["name"]: channel["id"] for channel in stored}
        [cls.charge] = [channel["id"] for channel in stored if channel["role"] == "battery_soc"]
        cls.agent = stack.enter_context(OhmsteadAgent(cls.fleet.a, cls.fleet.key, cls.house))

    def test_values_come_to_both_tasks_in_time(self):
        kettle = self.channels["Kettle"]
        followers = [self.enterContext(Follower(task)) for task in self.fleet.tasks]
        began = time.monotonic()
        for follower in followers:
            follower.follow(self.fleet.home)
        for follower in followers:
            follower.wait_for(lambda m: kettle in m.get("power", {}), FIRST_VALUE_S)
        first_s = time.monotonic() - began
        took = []
        for _ in range(TIMES):
            self.house.act("kettle", watts=2000, seconds=KETTLE_S)
            for follower in followers:
                _, seconds = follower.wait_for(
                    lambda m: m.get("power", {}).get(kettle, 0) > 1500, PATIENCE_S)
                took.append(seconds)
            for follower in followers:
                follower.wait_for(lambda m: m.get("power", {}).get(kettle, 9999) < 100, PATIENCE_S)
        median_s = statistics.median(took)
        print(f"\nfirst value after {first_s:.1f} s; the kettle seen after {median_s:.2f} s, at most "
              f"{max(took):.2f} s, {TIMES} of {TIMES} at both tasks", end="")
        # One may meet a moment in which the machine does something else.
        self.assertLess(median_s, LIVE_S)

    def test_states_and_switches_come_to_both_tasks(self):
        def shown(task):
            live = task.get(f"{self.fleet.path}/live")
            return live["state"] and live["devices"] and live
        for task in self.fleet.tasks:
            live = wait_for(lambda: shown(task), 2 * FIRST_VALUE_S, "states come up", 1)
            charge = live["state"][self.charge]
            self.assertTrue(0 <= charge <= 100, charge)
            self.assertLessEqual(set(live["devices"].values()), {"on", "off", "unavailable"})

    def test_what_is_asked_at_one_task_is_answered_at_the_other(self):
        asked = self.fleet.b.post(f"{self.fleet.path}/commands", {"kind": "discover"})

        def answered():
            command = self.fleet.a.get(f"/commands/{asked['id']}")
            return command if command["state"] not in ("open", "sent") else None
        command = wait_for(answered, FIRST_VALUE_S + PATIENCE_S, "the agent answers", 0.5)
        self.assertEqual(command["state"], "done", command["detail"])
        self.assertGreater(len(command["result"]["proposals"]), 10)

    def test_today_is_what_the_agent_has_metered(self):
        def today(task):
            return task.get(f"{self.fleet.path}/live")["today"]
        wait_for(lambda: self.agent.unsent() == 0 and today(self.fleet.a).get("grid_import", 0) > 0,
                 2 * FIRST_VALUE_S, "the past has come up", 1)
        sums = wait_for(lambda: (a := today(self.fleet.a)) == today(self.fleet.b) and a,
                        PATIENCE_S, "both tasks say the same", 1)
        self.assertGreater(sums["solar"] + sums["grid_import"], 0)


if __name__ == "__main__":
    unittest.main()
