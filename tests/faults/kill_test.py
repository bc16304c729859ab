"""Power cuts: the server is killed at random moments, and nothing is lost and nothing doubled."""

import json
import os
import random
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
from datetime import datetime, timedelta, timezone
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "recordings")]

import first_run  # noqa: E402
import replayed  # noqa: E402
from day_totals import amounts, utc_text  # noqa: E402
from ohmstead_server import Ohmstead, Refused, wait_for  # noqa: E402
from simulator import Simulator  # noqa: E402

KILLS = int(os.environ.get("OHMSTEAD_KILLS", "50"))
SEED = int(os.environ.get("OHMSTEAD_SEED", random.SystemRandom().randrange(1_000_000)))
RECORDED = timedelta(hours=24)
STEP_S = 60
# Long enough that the replay outlasts the kills.
REPLAY_S = 80


def setUpModule():
    print(f"\nOHMSTEAD_SEED={SEED} repeats the moments", flush=True)


class KilledWhileItFollows(unittest.TestCase):
    def test_every_counter_counts_what_the_recording_says(self):
        chance = random.Random(SEED)
        with tempfile.TemporaryDirectory(prefix="ohmstead-") as folder:
            csv = Path(folder) / "recording.csv"
            replay_map = replayed.record_until_now(csv, RECORDED, STEP_S)
            speed = RECORDED.total_seconds() / REPLAY_S
            with Simulator.of_recording(csv, replay_map, speed) as peer, Ohmstead() as server:
                home = first_run.create_home(server, "House", replayed.ZONE)
                first_run.connect(server, home, peer)
                first_run.wait_until_connected(server, home)
                channels = first_run.adopt_proposals(server, home)
                first_run.wait_for_the_past(server, home)
                peer.play()
                positions = self.kill_again_and_again(server, peer, chance)
                wait_for(lambda: peer.replay()["done"], 2 * REPLAY_S, "the replay ends", 0.5)
                replayed.judge(self, server, home, channels, csv, replay_map,
                               f"{KILLS} kills over a replay of 24 hours")
            print(f"  killed at rows {positions} of {replayed.rows_in(csv)}")

    def kill_again_and_again(self, server, peer, chance):
        positions = []
        for _ in range(KILLS):
            # Some while it starts, some while it fetches the past, most while it follows.
            time.sleep(chance.uniform(0, 2.5))
            positions.append(peer.replay()["position"])
            server.kill()
            server.start()
        self.assertFalse(peer.replay()["done"], "the replay ended before the kills")
        self.assertGreater(len(set(positions)), KILLS // 2)
        return positions


class KilledWhileItIsSentReadings(unittest.TestCase):
    """A counter that rises by another amount in each slot: a lost batch would show in its slots."""

    # So long ago that the sender does not catch up with the present: what lies ahead is refused.
    START = datetime(2020, 1, 1, tzinfo=timezone.utc)
    SLOT = timedelta(minutes=15)
    PER_BATCH = 8
    KILLS = 20
    MOST_SLOTS_AT_ONCE = 5000

    def setUp(self):
        self.server = self.enterContext(Ohmstead())
        self.home = first_run.create_home(self.server, "Pushed", "UTC")
        stored = self.server.put(f"{self.home}/channels", {"items": [
            {"name": "Meter", "role": "grid_import", "bindings": [
                {"source": {"type": "push", "id": ""}, "measure": "counter", "sign": "both",
                 "invert": False}]}]})
        self.channel = stored["items"][0]["id"]
        self.key = self.server.run("key", "create", "--home", self.home.split("/")[-1])
        self.levels = [0]  # what the counter shows at the start of each slot, in mWh
        self.acknowledged = 0  # batches
        self.stopping = threading.Event()

    @staticmethod
    def rise(slot):
        """What the counter rises by in a slot, in mWh."""
        return 10_000 + slot * 7919 % 99_991

    def batch(self, number):
        slots = range(number * self.PER_BATCH, (number + 1) * self.PER_BATCH)
        while len(self.levels) <= slots.stop:
            self.levels.append(self.levels[-1] + self.rise(len(self.levels) - 1))
        return {"protocol": 1, "items": [
            {"id": str(number), "kind": "readings", "channel": self.channel, "measure": "counter",
             "t": [utc_text(self.START + (slot + 1) * self.SLOT) for slot in slots],
             "v": [self.levels[slot + 1] / 1_000_000 for slot in slots]}]}

    def deliver(self, number):
        """Posts a batch; True when the server answered that it is kept."""
        try:
            answer = self.server.request("POST", "/ingest", self.batch(number), key=self.key)
        except (OSError, urllib.error.URLError, json.JSONDecodeError):
            return False
        except Refused as refused:
            if refused.status in (429, 503):
                return False
            raise
        return answer["items"][0]["status"] != "rejected"

    def send_until_stopped(self):
        while not self.stopping.is_set():
            if self.deliver(self.acknowledged):
                self.acknowledged += 1
            else:
                time.sleep(0.02)

    def wrong_slots(self, first, last):
        """[(slot, amount, instead of)] of the slots from `first` up to `last`. The very first
        reading is the baseline, so its slot counts nothing."""
        wrong = []
        while first < last:
            end = min(last, first + self.MOST_SLOTS_AT_ONCE)
            energy = self.server.get(
                f"{self.home}/energy?from={utc_text(self.START + first * self.SLOT)}"
                f"&to={utc_text(self.START + end * self.SLOT)}&period=slot")
            found = amounts(energy["channels"][self.channel])
            self.assertEqual(len(found), end - first)
            wrong += [(slot, amount, self.rise(slot))
                      for slot, amount in zip(range(first, end), found)
                      if slot > 0 and amount != self.rise(slot)]
            first = end
        return wrong

    def test_what_was_acknowledged_is_there_and_repeating_it_changes_nothing(self):
        chance = random.Random(SEED)
        sender = threading.Thread(target=self.send_until_stopped)
        sender.start()
        try:
            for _ in range(self.KILLS):
                time.sleep(chance.uniform(0.1, 1.0))
                self.server.kill()
                kept = self.acknowledged
                self.server.start()
                # What the last blocks were made from is worked out again after a start.
                recent = max(0, kept - 20) * self.PER_BATCH
                wait_for(lambda: not self.wrong_slots(recent, kept * self.PER_BATCH), 10,
                         f"the {kept} acknowledged batches are there", 0.1)
        finally:
            self.stopping.set()
            sender.join()
        slots = self.acknowledged * self.PER_BATCH
        self.assertGreater(self.acknowledged, self.KILLS)
        self.assertEqual(self.wrong_slots(0, slots)[:10], [])
        for number in range(0, self.acknowledged, max(1, self.acknowledged // 100)):
            self.assertTrue(self.deliver(number))
        self.assertEqual(self.wrong_slots(0, slots)[:10], [])
        print(f"\n{self.KILLS} kills while {self.acknowledged} batches of {self.PER_BATCH} readings "
              f"were sent: {slots - 1} slots, all as sent", end="")


if __name__ == "__main__":
    unittest.main()
