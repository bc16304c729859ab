"""Corrections through the API of a running server: every zoom level, the live page and the explanation say the same,
before and after, over a kill, and once it is undone everything is as it was."""

import sys
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support")]

import first_run  # noqa: E402
from day_totals import utc_text  # noqa: E402
from ohmstead_server import Ohmstead, Refused, wait_for  # noqa: E402

SLOT = timedelta(minutes=15)
DAYS = 3
FOLLOWS_S = 30


def zone_at_noon(now):
    """A zone in which it is about noon, so that today has a morning."""
    offset = 12 - now.hour
    return f"Etc/GMT{-offset:+d}" if offset else "Etc/UTC"


def rise(slot):
    """What the meter rises by in a slot, in mWh."""
    return 50_000 + slot * 7919 % 99_991


class Corrections(unittest.TestCase):
    def setUp(self):
        now = datetime.now(timezone.utc)
        self.server = self.enterContext(Ohmstead())
        self.home = first_run.create_home(self.server, "Corrected", zone_at_noon(now))
        stored = self.server.put(f"{self.home}/channels", {"items": [
            {"name": "Meter", "role": "grid_import", "bindings": [
                {"source": {"type": "push", "id": ""}, "measure": "counter", "sign": "both",
                 "invert": False}]}]})
        self.channel = stored["items"][0]["id"]
        end = datetime.fromtimestamp(now.timestamp() // 900 * 900, timezone.utc)
        self.noon = end
        count = DAYS * 96
        levels = [0]
        for slot in range(count):
            levels.append(levels[-1] + rise(slot))
        key = self.server.run("key", "create", "--home", self.home.split("/")[-1])
        self.server.request("POST", "/ingest", {"protocol": 1, "items": [
            {"id": "a", "kind": "readings", "channel": self.channel, "measure": "counter",
             "t": [utc_text(end - (count - slot) * SLOT) for slot in range(count + 1)],
             "v": [level / 1_000_000 for level in levels]}]}, key=key)

    def energy(self, period):
        """kWh of the last two days and today, per period."""
        from_, to = self.noon - timedelta(hours=60), self.noon + timedelta(hours=12)
        answer = self.server.get(f"{self.home}/energy?from={utc_text(from_)}&to={utc_text(to)}&period={period}")
        for figure in ("home", "grid_import"):
            self.assertEqual(answer[figure], answer["channels"][self.channel]["kwh"])
        return answer

    def total(self, period):
        return round(sum(value or 0 for value in self.energy(period)["home"]), 6)

    def today(self):
        """By the day that holds noon, as the home cuts it."""
        answer = self.energy("day")
        return answer["home"][-1] if answer["home"][-1] is not None else answer["home"][-2]

    def everything_agrees(self):
        """The total of the three days, which every zoom level says."""
        total = self.total("slot")
        for period in ("hour", "day", "month"):
            self.assertAlmostEqual(self.total(period), total, 6, period)
        from_, to = self.noon - timedelta(hours=60), self.noon + timedelta(hours=12)
        told = self.server.get(f"{self.home}/explain?from={utc_text(from_)}&to={utc_text(to)}&figure=home")
        self.assertAlmostEqual(told["amount"], total, 6)
        self.assertAlmostEqual(sum(value or 0 for value in told["amounts"]), total, 6)
        said = self.today()
        wait_for(lambda: abs((self.server.get(f"{self.home}/live")["today"] or {}).get("grid_import", -1) - said) < 1e-6,
                 FOLLOWS_S, f"the live page says {said} for today", 0.2)
        return total

    def correction(self, hours_ago, amount, **more):
        begin = self.noon - timedelta(hours=hours_ago)
        return {"channel": self.channel, "from": utc_text(begin), "to": utc_text(begin + 4 * SLOT),
                "kind": "flat", "amount": amount, "reason": "The meter stood still."} | more

    def stood(self, hours_ago):
        """What the hour came to as metered, in kWh."""
        first = DAYS * 96 - hours_ago * 4
        return sum(rise(slot) for slot in range(first, first + 4)) / 1_000_000

    def test_every_view_follows_a_correction_and_its_undoing(self):
        before = self.everything_agrees()
        made = []
        expected = before
        for hours_ago, kind in ((3, "flat"), (30, "proportional"), (5, "unknown")):
            wanted = self.correction(hours_ago, 0.123457, kind=kind)
            if kind == "unknown":
                del wanted["amount"]
            shown = self.server.post(f"{self.home}/corrections/preview", wanted)
            self.assertAlmostEqual(self.everything_agrees(), expected, 6, "a preview changes nothing")
            made.append(self.server.post(f"{self.home}/corrections", wanted))
            difference = wanted.get("amount", 0) - self.stood(hours_ago)
            for pair in (shown["channel"], shown["home"]):
                self.assertAlmostEqual(sum(pair["after"]) - sum(pair["before"]), difference, 6)
            expected += difference
            self.assertAlmostEqual(self.everything_agrees(), expected, 6)
        # A power cut right behind the answer.
        self.server.kill()
        self.server.start()
        self.assertAlmostEqual(self.everything_agrees(), expected, 6)
        listed = self.server.get(f"{self.home}/corrections")["items"]
        self.assertEqual(listed, made[::-1])
        for correction in made:
            undone = self.server.post(f"{self.home}/corrections/{correction['id']}/undo")
            self.assertEqual(undone["undone"]["name"], "Owner")
        self.server.kill()
        self.server.start()
        self.assertAlmostEqual(self.everything_agrees(), before, 6)
        self.assertTrue(all(item["undone"] for item in self.server.get(f"{self.home}/corrections")["items"]))

    def test_everything_that_is_wrong_is_told_at_once(self):
        wrong = self.correction(3, -1, channel="nothing", reason=" ",
                                to=utc_text(self.noon + timedelta(days=1)))
        with self.assertRaises(Refused) as refused:
            self.server.post(f"{self.home}/corrections", wrong)
        self.assertEqual(refused.exception.status, 422)
        for code in ("unknown", "future", "negative", "empty"):
            self.assertIn(f'"{code}"', refused.exception.problem)
        self.assertEqual(self.server.get(f"{self.home}/corrections")["items"], [])


if __name__ == "__main__":
    unittest.main()
