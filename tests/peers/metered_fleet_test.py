"""What requests consume, as a meter before the store computes it and as the servers count it.

    python3 -m unittest -v metered_fleet_test           # in this folder
"""

import contextlib
import re
import unittest
import urllib.request
from collections import defaultdict
from datetime import datetime, timedelta, timezone

from fleet import PATIENCE_S, Fleet, Follower, days_before_today
from capacity_meter import Meter
from ohmstead_server import wait_for

UNITS = re.compile(r'^ohmstead_dynamodb_units\{(.*)\} (\S+)$', re.M)
LABEL = re.compile(r'(\w+)="([^"]*)"')


def counted_by(task):
    """{(operation, table, kind): units} that the task was told it consumed."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{task.url}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    found = {}
    for labels, units in UNITS.findall(text):
        of = dict(LABEL.findall(labels))
        found[of["operation"], of["table"], of["kind"]] = float(units)
    return found


class MeteredFleet(unittest.TestCase):
    def setUp(self):
        self.meter = Meter()
        self.fleet = Fleet(self.enterContext(contextlib.ExitStack()), meter=self.meter)

    def metered(self, name):
        """The same of what that task was served, by the meter."""
        found = defaultdict(float)
        for one in list(self.meter.touched):
            table = one.table.removeprefix(self.fleet.prefix)
            for kind, units in (("read", one.read), ("write", one.write)):
                if one.client == name and one.served and units:
                    found[one.operation, table, kind] += units
        return dict(found)

    def agree(self, task, name):
        """What both say, at a moment in which nothing is on its way; else None."""
        before = self.metered(name)
        counted = counted_by(task)
        return counted if before == counted == self.metered(name) else None

    def consumed_by_call(self, since):
        """{(operation, table): units} of what task A was asked to do since then, but for its look
        at whose rights have ended."""
        found = defaultdict(float)
        for one in self.meter.touched[since:]:
            if one.client == "a" and one.key[0] != "revoked":
                found[one.operation, one.table.removeprefix(self.fleet.prefix)] += (one.read
                                                                                    + one.write)
        return dict(found)

    def test_servers_count_what_the_meter_says(self):
        agent = self.fleet.agent()
        now = datetime.now(timezone.utc)
        hour = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
        for items in ([agent.live(500)],
                      [agent.day(day, 96, 1000) for day in days_before_today(3)],
                      [agent.hour(hour, 360, 10_000, 700)]):
            status, answer = agent.send(self.fleet.a, *items)
            self.assertEqual((status, answer["items"][0]["status"]), (200, "stored"))
        with Follower(self.fleet.b) as page:
            page.follow(self.fleet.home)
            page.wait_for(lambda m: m.get("power"), PATIENCE_S)
        said = {}
        for task, name in zip(self.fleet.tasks, self.fleet.names):
            said[name] = wait_for(lambda: self.agree(task, name), PATIENCE_S,
                                  f"meter and task {name} agree")
        self.assertGreater(said["b"]["GetItem", "EnergyData", "read"], 0)
        self.assertGreaterEqual(said["b"]["UpdateItem", "EnergyData", "write"], 1)
        self.assertEqual(said["a"]["PutItem", "EnergyData", "write"], 4)

    def test_what_an_agents_call_consumes(self):
        agent = self.fleet.agent()
        known = agent.send(self.fleet.a, agent.live(500))[1]["decisions"]["revision"]
        agent.send(self.fleet.a, agent.live(600), known=known)
        since = len(self.meter.touched)
        agent.send(self.fleet.a, agent.live(700), known=known)
        self.assertEqual(self.consumed_by_call(since), {("UpdateItem", "EnergyData"): 1})
        since = len(self.meter.touched)
        agent.send(self.fleet.a, known=known)
        self.assertEqual(self.consumed_by_call(since), {("GetItem", "EnergyData"): 0.5})
        since = len(self.meter.touched)
        old = agent.live(700) | {"revision": {"epoch": 1, "sequence": 1}}
        status, answer = agent.send(self.fleet.a, old, known=known)
        self.assertEqual((status, answer["items"][0]["status"]), (200, "stale"))
        failed = [one for one in self.meter.touched[since:] if not one.served]
        self.assertEqual([(one.operation, one.write) for one in failed], [("UpdateItem", 1)])


if __name__ == "__main__":
    unittest.main()
