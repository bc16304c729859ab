"""A meter that was replaced, declared a while later: its channel keeps one history, exact to the
last unit, over a kill."""

import json
import sys
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support")]

import first_run  # noqa: E402
from day_totals import utc_text  # noqa: E402
from ohmstead_server import Ohmstead, Refused, wait_for  # noqa: E402

QUARTER = timedelta(minutes=15)
FOLLOWS_S = 30
# What the old meter showed every quarter of an hour, and then the new one.
OLD = [1000 + 0.125 * n for n in range(25)]
NEW = [7.25 + 0.25 * n for n in range(9)]
FINAL, INITIAL = 1003.125, 7


class Replacement(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Ohmstead())
        self.home = first_run.create_home(self.server, "Home", "Europe/Amsterdam")
        stored = self.server.put(f"{self.home}/channels", {"items": [
            {"name": name, "role": "device", "bindings": [
                {"source": {"type": "push", "id": ""}, "measure": measure, "sign": "both",
                 "invert": False}]} for name, measure in (("Plug", "counter"), ("Lamp", "power"))]})
        self.channel, self.lamp = (channel["id"] for channel in stored["items"])
        now = datetime.now(timezone.utc)
        first = datetime.fromtimestamp(now.timestamp() // 900 * 900, timezone.utc) - 40 * QUARTER
        self.replaced_at = first + len(OLD) * QUARTER
        times = [first + n * QUARTER for n in range(len(OLD))]
        times += [self.replaced_at + (n + 1) * QUARTER for n in range(len(NEW))]
        key = self.server.run("key", "create", "--home", self.home.split("/")[-1])
        self.server.request("POST", "/ingest", {"protocol": 1, "items": [
            {"id": "a", "kind": "readings", "channel": self.channel, "measure": "counter",
             "t": [utc_text(at) for at in times], "v": [*OLD, *NEW]}]}, key=key)

    def counted(self):
        now = datetime.now(timezone.utc)
        energy = self.server.get(
            f"{self.home}/energy?from={utc_text(now - timedelta(days=2))}"
            f"&to={utc_text(now + timedelta(days=1))}&period=day")
        values = energy["channels"].get(self.channel, {}).get("kwh", [])
        return round(sum(value or 0 for value in values), 6)

    def replace(self, **fields):
        return self.server.post(f"{self.home}/channels/{self.channel}/replace-meter",
                                {"at": utc_text(self.replaced_at)} | fields)

    def refusal(self, channel=None, **fields):
        """Status and field of what is refused."""
        with self.assertRaises(Refused) as refused:
            self.server.post(f"{self.home}/channels/{channel or self.channel}/replace-meter",
                             {"at": utc_text(self.replaced_at)} | fields)
        errors = json.loads(refused.exception.problem).get("errors", [])
        return refused.exception.status, [error["pointer"] for error in errors]

    def test_what_both_meters_counted_adds_up(self):
        # Undeclared, the fall to the new meter's level is a reset, of which nothing is known.
        alone = OLD[-1] - OLD[0] + NEW[-1] - NEW[0]
        wait_for(lambda: self.counted() == alone, FOLLOWS_S, f"{alone} kWh, is {self.counted()}")
        answer = self.replace(final=FINAL, initial=INITIAL)
        old, new = answer["bindings"]
        self.assertEqual((old["valid_to"], old["final"]), (utc_text(self.replaced_at), FINAL))
        self.assertEqual((new["valid_from"], new["initial"]), (utc_text(self.replaced_at), INITIAL))
        whole = FINAL - OLD[0] + NEW[-1] - INITIAL
        wait_for(lambda: self.counted() == whole, FOLLOWS_S, f"{whole} kWh, is {self.counted()}")
        self.server.kill()
        self.server.start()
        wait_for(lambda: self.counted() == whole, FOLLOWS_S, "the same after a kill")
        trail = self.server.get(f"{self.home}/audit")["items"]
        self.assertEqual((trail[0]["action"], trail[0]["subject"]), ("replace_meter", self.channel))

    def test_what_cannot_be_is_refused_and_changes_nothing(self):
        before = self.server.get(f"{self.home}/channels")
        trail = self.server.get(f"{self.home}/audit")
        later = utc_text(datetime.now(timezone.utc) + timedelta(hours=1))
        self.assertEqual(self.refusal(at=later), (422, ["/at"]))
        self.assertEqual(self.refusal(final=-1, initial=-0.5), (422, ["/final", "/initial"]))
        self.assertEqual(self.refusal(source={"type": "entity", "id": ""}), (422, ["/source/id"]))
        self.assertEqual(self.refusal(channel=self.lamp)[0], 409)
        self.assertEqual(self.refusal(channel="aaaaaaaaaaaaaaaaaaaa")[0], 404)
        self.assertEqual(self.server.get(f"{self.home}/channels"), before)
        self.assertEqual(self.server.get(f"{self.home}/audit"), trail)


if __name__ == "__main__":
    unittest.main()
