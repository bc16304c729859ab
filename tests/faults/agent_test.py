"""What comes to /ingest over the wire: the calls of agents, whole, wrong and hostile."""

import gzip
import json
import sys
import unittest
import urllib.error
import urllib.request
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import first_run  # noqa: E402
import packed  # noqa: E402
from ohmstead_server import Ohmstead, free_port, wait_for  # noqa: E402

EPOCH = 3
MEGABYTE = 1024 * 1024
REVOKED_S = 15
BOMB_BYTES = 200 * MEGABYTE
BOMBS = 20
MOST_GROWTH = 32 * MEGABYTE


def block_item(channel, sequence, day=None, item_id="b"):
    day = day or datetime.now(timezone.utc).date()
    return {"id": item_id, "kind": "blocks", "channel": channel, "day": day.isoformat(),
            "revision": {"epoch": EPOCH, "sequence": sequence}, "data": packed.block(EPOCH, sequence, 0, 1)}


def channel(name, role, measure):
    return {"name": name, "role": role, "bindings": [
        {"source": {"type": "push", "id": ""}, "measure": measure, "sign": "both",
         "invert": False}]}


def bomb():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    blank = b" " * MEGABYTE
    return b"".join(packer.compress(blank) for _ in range(BOMB_BYTES // MEGABYTE)) + packer.flush()


class Agents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Ohmstead())
        cls.home, cls.channel, cls.key = cls.new_home("One")
        cls.other_home, cls.other_channel, cls.other_key = cls.new_home("Other")

    @classmethod
    def new_home(cls, name, *more):
        """(id of the home, ids of its channels, key); `more`: channels beside the meter."""
        path = first_run.create_home(cls.server, name, "UTC")
        stored = cls.server.put(f"{path}/channels", {"items": [
            channel("Meter", "grid_import", "counter"), *more]})
        home = path.split("/")[-1]
        ids = [each["id"] for each in stored["items"]]
        return home, *ids, cls.server.run("key", "create", "--home", home)

    def post(self, body, key=None, **headers):
        """(status, decoded answer or problem) for bytes, or for what becomes JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(
            f"{self.server.url}/api/v1/ingest", data,
            {"Content-Type": "application/json", "Authorization": f"Bearer {key or self.key}",
             **headers}, method="POST")
        handler = urllib.request.HTTPSHandler(context=self.server.tls)
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), handler)
        try:
            with opener.open(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def send(self, *items, **more):
        """The answer to a batch of an agent."""
        status, answer = self.post({"protocol": 1, "engine_epoch": EPOCH, "items": items, **more})
        self.assertEqual(status, 200, answer)
        return answer

    def outcome(self, item):
        result = self.send(item)["items"][0]
        return result.get("code", result["status"])

    def assert_all_is_well(self):
        self.assertIn(self.outcome(block_item(self.channel, 1)), ("stored", "stale"))

    def test_blocks_are_kept_once(self):
        day = datetime.now(timezone.utc).date() - timedelta(days=1)
        self.assertEqual(self.outcome(block_item(self.channel, 5, day)), "stored")
        self.assertEqual(self.outcome(block_item(self.channel, 5, day)), "stale")
        self.assertEqual(self.outcome(block_item(self.channel, 4, day)), "stale")
        self.assertEqual(self.outcome(block_item(self.channel, 6, day)), "stored")

    def test_an_agent_learns_its_channels_and_when_to_call(self):
        answer = self.send()
        self.assertEqual(answer["next_interval_ms"], 58_000)
        self.assertEqual([c["id"] for c in answer["decisions"]["channels"]], [self.channel])
        again = self.send(known_decisions=answer["decisions"]["revision"])
        self.assertNotIn("decisions", again)

    def test_what_is_decided_about_a_counter_goes_down(self):
        home, meter, key = self.new_home("Decided")
        day = datetime.now(timezone.utc).date() - timedelta(days=2)
        jumped = {"id": "b", "kind": "blocks", "channel": meter, "day": day.isoformat(),
                  "revision": {"epoch": EPOCH, "sequence": 1},
                  "data": packed.block(EPOCH, 1, 0, 1, jump=(3_600_000, 700_000_000))}
        batch = {"protocol": 1, "engine_epoch": EPOCH, "items": [jumped]}
        _, answer = self.post(batch, key)
        self.assertEqual(answer["items"][0]["status"], "stored")
        known = answer["decisions"]["revision"]
        suspects = self.server.get(f"/homes/{home}/corrections/suspects?from={day}&to={day + timedelta(days=1)}")
        at = f"{day}T01:00:00Z"
        self.assertEqual([(each["code"], each["at"], each["amount"]) for each in suspects["items"]],
                         [("quarantined", at, 700)])
        made = self.server.post(f"/homes/{home}/channels/{meter}/decisions", {"at": at, "verdict": "booked"})
        self.assertFalse(made["applied"], "the agent has not heard of it")
        _, answer = self.post({"protocol": 1, "engine_epoch": EPOCH, "items": [], "known_decisions": known}, key)
        self.assertEqual(answer["decisions"]["channels"][0]["decisions"], [{"at": at, "verdict": "booked"}])

    def test_the_live_page_shows_what_an_agent_sends(self):
        home, meter, charge, plug, key = self.new_home(
            "Live", channel("Charge", "battery_soc", "state"), channel("Plug", "device", "power"))
        self.assertEqual(self.server.get(f"/homes/{home}/live")["power"], {})
        now = datetime.now(timezone.utc)
        today = {"id": "b", "kind": "blocks", "channel": meter, "day": now.date().isoformat(),
                 "revision": {"epoch": EPOCH, "sequence": 1},
                 "data": packed.block(EPOCH, 1, 1, 250_000)}
        live = {"id": "l", "kind": "live", "revision": {"epoch": EPOCH, "sequence": 2},
                "at": now.isoformat(),
                "power": [{"channel": meter, "at": now.isoformat(), "value": 800_000}],
                "state": [{"channel": charge, "at": now.isoformat(), "value": 42_000}],
                "devices": [{"channel": plug, "state": "off", "since": now.isoformat()}]}
        status, answer = self.post({"protocol": 1, "engine_epoch": EPOCH, "items": [today, live]},
                                   key)
        self.assertEqual([item["status"] for item in answer["items"]], ["stored"] * 2, answer)
        shown = self.server.get(f"/homes/{home}/live")
        self.assertEqual((shown["power"], shown["state"], shown["devices"]),
                         ({meter: 800}, {charge: 42}, {plug: "off"}))
        self.assertEqual(shown["connection"]["state"], "connected")
        self.assertEqual(shown["today"]["grid_import"], 0.25)
        answer = self.post({"protocol": 1, "engine_epoch": EPOCH, "items": []}, key)[1]
        self.assertEqual(answer["next_interval_ms"], 3_000, "somebody looks")
        connection = self.server.get(f"/homes/{home}/connection")
        self.assertEqual((connection["state"], connection["by_agent"]), ("connected", False))

        # Its owner connects it here, and then does not.
        own = f"/homes/{home}/connection"
        self.server.put(own, {"url": f"http://127.0.0.1:{free_port()}", "token": "token"})
        self.assertNotEqual(self.server.get(own)["state"], "connected")
        self.assertNotEqual(self.server.get(f"/homes/{home}/live")["connection"]["state"],
                            "connected")
        self.server.request("DELETE", own)
        self.assertEqual(self.server.get(own)["state"], "connected")
        shown = self.server.get(f"/homes/{home}/live")
        self.assertEqual((shown["power"], shown["connection"]["state"]),
                         ({meter: 800}, "connected"))

    def test_keys_that_are_none(self):
        batch = {"protocol": 1, "engine_epoch": EPOCH, "items": [block_item(self.channel, 1)]}
        self.assertEqual(self.post(batch, "nonsense")[0], 401)
        self.assertEqual(self.post(batch, self.key[:-1])[0], 401)
        key = self.server.run("key", "create", "--home", self.home, "--name", "short-lived")
        self.assertEqual(self.post(batch, key)[0], 200)
        [line] = [line for line in self.server.run("key", "list").splitlines()
                  if "short-lived" in line]
        self.server.run("key", "revoke", line.split()[0])
        wait_for(lambda: self.post(batch, key)[0] == 401, REVOKED_S, "the key has ended")
        self.assert_all_is_well()

    def test_another_homes_key_reaches_nothing_of_this_one(self):
        status, answer = self.post({"protocol": 1, "engine_epoch": EPOCH, "items": [
            block_item(self.channel, 9), block_item(self.other_channel, 9)]}, self.other_key)
        self.assertEqual(status, 200)
        self.assertEqual([item.get("code", item["status"]) for item in answer["items"]],
                         ["unknown_channel", "stored"])
        self.assertNotIn(self.channel, json.dumps(answer["decisions"]))

    def test_items_that_are_wrong_do_not_hold_up_the_others(self):
        today = datetime.now(timezone.utc).date()
        damaged = block_item(self.channel, 7)
        damaged["data"] = damaged["data"][:-2] + "AA"
        garbage = block_item(self.channel, 7) | {"data": "*" * 40}
        wrong = [7, None, "b", [], {}, {"kind": "blocks"}, {"id": "x", "kind": "surprise"}, damaged,
                 garbage, block_item(self.channel, 7, today + timedelta(days=3)),
                 block_item(self.channel, 7, today.replace(year=1999)),
                 block_item("a" * 20, 7), {"id": "r", "kind": "results", "command": "a" * 20,
                                           "outcome": "done"}]
        answer = self.send(*wrong, block_item(self.channel, 7, today - timedelta(days=3)))
        self.assertEqual([item.get("code", item["status"]) for item in answer["items"]],
                         ["malformed"] * 6 + ["unsupported", "bad_block", "bad_data", "future",
                                              "bad_time", "unknown_channel", "unknown_command",
                                              "stored"])
        for item in answer["items"][:-1]:
            self.assertTrue(item["detail"], item)

    def test_a_clock_that_is_off_by_a_day_holds_up_nothing(self):
        sent_at = (datetime.now(timezone.utc) + timedelta(days=1)).isoformat()
        answer = self.send(block_item(self.channel, 1), sent_at=sent_at)
        self.assertNotEqual(answer["items"][0]["status"], "rejected")
        self.assertEqual([remark["code"] for remark in answer["remarks"]], ["clock_off"])

    def test_batches_that_are_none(self):
        item = block_item(self.channel, 1)
        for body, status in ((b"", 400), (b"{", 400), (b"[]", 400), (b"7", 400),
                             ({"items": []}, 422), ({"protocol": 2, "items": []}, 422),
                             ({"protocol": 1}, 422), ({"protocol": 1, "items": [item] * 10_000}, 422),
                             ({"protocol": 1, "items": [], "engine_epoch": "3"}, 422)):
            self.assertEqual(self.post(body)[0], status, str(body)[:60])
        problem = self.post({"protocol": 2, "items": []})[1]
        self.assertIn("spoken here: 1", json.dumps(problem))
        self.assert_all_is_well()

    def test_bodies_that_are_compressed(self):
        batch = json.dumps({"protocol": 1, "engine_epoch": EPOCH, "items": [
            block_item(self.channel, 1)]}).encode()
        packed = gzip.compress(batch)
        self.assertEqual(self.post(packed, Content_Encoding="gzip")[0], 200)
        for body in (batch, packed[:-1], packed[:20], packed + b"x", packed + packed,
                     zlib.compress(batch)):
            self.assertEqual(self.post(body, Content_Encoding="gzip")[0], 400, body[:20])
        self.assertEqual(self.post(packed)[0], 400)
        self.assertEqual(self.post(packed, Content_Encoding="br")[0], 415)
        self.assert_all_is_well()

    def test_compressed_bombs_take_no_memory(self):
        body = bomb()
        before = self.server.memory_bytes()
        most = before
        for _ in range(BOMBS):
            self.assertEqual(self.post(body, Content_Encoding="gzip")[0], 413)
            most = max(most, self.server.memory_bytes())
        self.assertLess(most - before, MOST_GROWTH)
        self.assert_all_is_well()
        print(f"\n{BOMBS} bombs of {BOMB_BYTES // MEGABYTE} MB in {len(body) // 1024} KB: "
              f"{(most - before) / MEGABYTE:.1f} MB more", end="")


if __name__ == "__main__":
    unittest.main()
