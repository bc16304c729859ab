"""A home with an agent: what reaches the server, whatever happens to the agent, the network or the
server in between."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "recordings")]

import agent_home  # noqa: E402
import first_run  # noqa: E402
import replayed  # noqa: E402
from day_totals import utc_text  # noqa: E402
from ohmstead_agent import OhmsteadAgent, blocks_of, rows_of  # noqa: E402
from ohmstead_server import BINARY, Ohmstead, plain_environment, wait_for  # noqa: E402
from simulator import Simulator  # noqa: E402

KILLS = int(os.environ.get("OHMSTEAD_AGENT_KILLS", "50"))
SEED = int(os.environ.get("OHMSTEAD_SEED", random.SystemRandom().randrange(1_000_000)))
RECORDED = timedelta(hours=24)
STEP_S = 60
# Long enough that the replay outlasts the kills.
REPLAY_S = max(20, KILLS * 1.6)
CUT_REPLAY_S = 24
RESTARTS = 6
SYNC_S = 60
# A chunk is packed when its hour has rested for up to two minutes.
PACKED_S = 200


def setUpModule():
    print(f"\nOHMSTEAD_SEED={SEED} repeats the moments", flush=True)


def server_database(server):
    return server.data / "ohmstead.db"


def change(database, *statement):
    connection = sqlite3.connect(database, timeout=10)
    with connection:
        connection.execute(*statement)
    connection.close()


def watch(server, home):
    """Somebody looks at the home, so that its agent calls every two seconds."""
    change(server_database(server), "INSERT OR REPLACE INTO live_watch (home_no, until) VALUES "
           "((SELECT no FROM home WHERE id = ?), ?)", (home.split("/")[-1], 4_000_000_000_000))


def wait_until_synced(agent, server, timeout_s=SYNC_S):
    """Until the server has every block as the agent has it."""
    wait_for(lambda: agent.rows("SELECT count(*) FROM block")[0][0] > 0, timeout_s,
             "the agent meters", 0.2)
    wait_for(lambda: blocks_of(agent.data / "ohmstead.db") == blocks_of(server_database(server)),
             timeout_s, "the blocks at the server are the agent's", 0.5)


class Settings(unittest.TestCase):
    def refusal(self, *arguments, **variables):
        """What an agent says that does not start."""
        done = subprocess.run([str(BINARY), "agent", *arguments], stdin=subprocess.DEVNULL,
                              env=plain_environment(**variables), capture_output=True, text=True)
        self.assertNotEqual(done.returncode, 0)
        return done.stderr

    def test_the_store_of_an_agent_is_its_own(self):
        said = self.refusal("--store", "dynamodb")
        self.assertRegex(said, "not expected: .*--store")
        self.assertIn("--help", said)
        said = self.refusal(OHMSTEAD_STORE="dynamodb", OHMSTEAD_DYNAMODB_REGION="eu-west-1")
        self.assertIn("store must be sqlite", said)


class FollowsTheSources(unittest.TestCase):
    """Replays: what is counted is known to the milliwatt-hour."""

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="ohmstead-"))
        self.csv = Path(folder) / "recording.csv"
        self.replay_map = replayed.record_until_now(self.csv, RECORDED, STEP_S)

    def start(self, seconds):
        speed = RECORDED.total_seconds() / seconds
        self.peer = self.enterContext(Simulator.of_recording(self.csv, self.replay_map, speed))
        self.server = self.enterContext(Ohmstead())
        self.home, self.channels, key = agent_home.create(self.server, self.peer, replayed.ZONE)
        watch(self.server, self.home)
        self.agent = self.enterContext(OhmsteadAgent(self.server, key, self.peer))
        self.agent.wait_until_said("Home Assistant: connected", first_run.CONNECT_S)
        self.peer.play()

    def end(self, title):
        wait_for(lambda: self.peer.replay()["done"], 3 * REPLAY_S, "the replay ends", 0.5)
        # The last slot closes with the next reading, or when the agent ends.
        self.agent.stop()
        self.agent.start()
        wait_until_synced(self.agent, self.server)
        replayed.judge(self, self.server, self.home, self.channels, self.csv, self.replay_map,
                       title)

    def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(self):
        chance = random.Random(SEED)
        self.start(REPLAY_S)
        positions = []
        for _ in range(KILLS):
            # Some while it starts, some while it fetches the past or sends, most while it follows.
            time.sleep(chance.uniform(0, 2.5))
            positions.append(self.peer.replay()["position"])
            self.agent.kill()
            self.agent.start()
        self.assertFalse(self.peer.replay()["done"], "the replay ended before the kills")
        self.end(f"{KILLS} kills of the agent over a replay of 24 hours")
        print(f"  killed at rows {positions} of {replayed.rows_in(self.csv)}")

    def test_a_cut_network_is_caught_up_with_and_a_server_that_restarts_meters_nothing(self):
        self.start(CUT_REPLAY_S)
        wait_for(lambda: rows_of(server_database(self.server), "SELECT count(*) FROM block")[0][0],
                 SYNC_S, "the first blocks have arrived", 0.2)
        self.server.kill()
        behind = self.agent.log_size()
        self.agent.wait_until_said("the server cannot be reached", SYNC_S, behind)
        wait_for(lambda: self.peer.replay()["done"], 3 * CUT_REPLAY_S, "the replay ends", 0.5)
        self.agent.stop()
        self.agent.start()
        wait_for(lambda: self.agent.unsent() > len(self.channels), SYNC_S, "much has gathered", 0.5)
        gathered = self.agent.unsent()
        self.server.start()
        self.end(f"{gathered} blocks and chunks caught up with after the server was away")
        # Once the server has the readings too, it must not meter them once more.
        mine, kept = self.agent.data / "ohmstead.db", server_database(self.server)
        wait_for(self.server_has_power, PACKED_S, "readings have arrived", 1)
        for _ in range(RESTARTS):  # an epoch each
            self.server.stop()
            self.server.start()
        self.server.stop()
        self.assertEqual(blocks_of(kept), blocks_of(mine))

    def server_has_power(self):
        channels = [channel["id"] for channel in self.channels.values()
                    if any(binding["measure"] == "power" for binding in channel["bindings"])]
        now = datetime.now(timezone.utc)
        power = self.server.get(f"{self.home}/power?from={utc_text(now - RECORDED / 2)}"
                                f"&to={utc_text(now)}&points=24&channels={','.join(channels)}")
        return any(any(mean is not None for mean in columns["mean"])
                   for columns in power["channels"].values())


class Lives(unittest.TestCase):
    """A simulated home that goes on while things go wrong."""

    @classmethod
    def setUpClass(cls):
        cls.peer = cls.enterClassContext(Simulator.of_home("flat"))

    def setUp(self):
        self.server = self.enterContext(Ohmstead())
        self.home, self.channels, self.key = agent_home.create(self.server, self.peer)
        watch(self.server, self.home)

    def start_agent(self, **options):
        agent = self.enterContext(OhmsteadAgent(self.server, self.key, self.peer, **options))
        wait_until_synced(agent, self.server, SYNC_S)
        return agent

    def command(self, kind, body="{}"):
        """Gives the agent something to do; returns what came of it."""
        number = int(time.time() * 1000)
        command = f"{kind.replace('_', 'x'):a<20.20}"
        change(server_database(self.server),
               "INSERT INTO command (home_no, id, kind, body, created_at, expires_at, state, "
               "detail, result) VALUES ((SELECT no FROM home WHERE id = ?), ?, ?, ?, ?, ?, "
               "'open', '', 'null')",
               (self.home.split("/")[-1], command, kind, body, number, number + 600_000))

        def answered():
            [row] = rows_of(server_database(self.server), "SELECT state, detail, result FROM "
                            f"command WHERE id = '{command}'")
            return row if row[0] in ("done", "failed") else None
        return wait_for(answered, SYNC_S, f"the agent does {kind}", 0.2)

    def test_it_does_what_it_is_told_and_says_what_it_cannot(self):
        agent = self.start_agent(key_file=True)
        state, _, result = self.command("test")
        self.assertEqual((state, json.loads(result)["code"]), ("done", "ok"))
        state, _, result = self.command("discover")
        self.assertEqual(state, "done")
        self.assertEqual(len(json.loads(result)["proposals"]), len(self.channels))
        self.assertEqual(self.command("backfill")[0], "done")
        state, detail, _ = self.command("notify")
        self.assertEqual((state, detail), ("failed", "This agent cannot do notify."))
        [(epoch, data)] = rows_of(server_database(self.server),
                                  "SELECT epoch, data FROM live_snapshot")
        self.assertGreater(epoch, 0)
        self.assertTrue(json.loads(data)["power"])
        self.assertEqual(agent.stop(), 0)

    def test_a_revoked_key_ends_the_calls_and_nothing_else(self):
        agent = self.start_agent()
        [line] = self.server.run("key", "list").splitlines()
        self.server.run("key", "revoke", line.split()[0])
        agent.stop()
        agent.start()
        agent.wait_until_said("the server refuses the key", SYNC_S)
        self.assertNotIn(self.key, agent.log())
        before = agent.log_size()
        changes = agent.rows("SELECT sum(change) FROM unsent_chunk")[0][0] or 0
        time.sleep(5)
        # Nothing but what concerns Home Assistant.
        self.assertNotIn("key", agent.log(before))
        self.assertGreaterEqual(agent.rows("SELECT sum(change) FROM unsent_chunk")[0][0] or 0,
                                changes)
        self.assertEqual(agent.stop(), 0)

    def test_an_outbox_that_is_damaged_starts_over(self):
        agent = self.start_agent()
        agent.stop()
        sent = len(blocks_of(agent.data / "ohmstead.db"))
        before = agent.log_size()
        change(agent.data / "ohmstead.db", "UPDATE agent_state SET data = ?",
               (random.randbytes(60),))
        agent.start()
        agent.wait_until_said("what the server has acknowledged is not known any more", SYNC_S,
                              before)
        self.assertGreaterEqual(sent, len(self.channels))
        wait_for(lambda: agent.unsent() == 0, SYNC_S, "all is sent again", 0.5)
        wait_until_synced(agent, self.server)

    def test_a_store_that_is_damaged_is_begun_anew_and_not_stale(self):
        agent = self.start_agent()
        agent.stop()
        before = agent.log_size()
        database = agent.data / "ohmstead.db"
        epochs = self.epochs()
        with open(database, "r+b") as file:
            file.seek(0)
            file.write(random.randbytes(8192))
        agent.start()
        agent.wait_until_said("sets it aside", SYNC_S, before)
        self.assertTrue((agent.data / "ohmstead.db.damaged").exists())
        # The newest day is metered again, and the server takes it.
        wait_for(lambda: self.epochs() > epochs, SYNC_S, "the server takes the new epoch", 0.5)
        wait_for(lambda: agent.unsent() == 0, SYNC_S, "all is sent", 0.5)
        mine, kept = blocks_of(database), blocks_of(server_database(self.server))
        newest = max(day for _, day in mine)
        self.assertTrue(mine)
        for (channel, day), data in mine.items():
            if day >= newest - 1:
                self.assertEqual(kept[channel, day], data, (channel, day))

    def epochs(self):
        [(epoch,)] = rows_of(server_database(self.server), "SELECT epoch FROM live_snapshot")
        return epoch


if __name__ == "__main__":
    unittest.main()
