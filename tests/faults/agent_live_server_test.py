"""Where an agent calls while somebody looks at its home: at the address that the server names, as
long as it is answered there, and never with the key where the owner would not let it go."""

import sys
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support")]

import agent_home  # noqa: E402
from counted_calls import CountedCalls  # noqa: E402
from ohmstead_agent import OhmsteadAgent, rows_of  # noqa: E402
from ohmstead_server import Ohmstead, free_port, wait_for  # noqa: E402
from simulator import Simulator  # noqa: E402

PATIENCE_S = 60


class LiveServer(unittest.TestCase):
    def start(self, **variables):
        port = free_port()
        self.usual, self.live = (self.enterContext(CountedCalls(port)) for _ in range(2))
        self.server = self.enterContext(Ohmstead(
            port=port, variables={"OHMSTEAD_LIVE_SERVER": self.live.url} | variables))
        peer = self.enterContext(Simulator.of_home("house"))
        _, _, key = agent_home.create(self.server, peer)
        agent_home.watch(self.server)
        return peer, key

    def wait_for_calls(self, line, what):
        before = len(line.calls)
        wait_for(lambda: len(line.calls) >= before + 2, PATIENCE_S, what)

    def test_calls_go_where_the_server_says_while_somebody_looks_and_they_are_answered(self):
        peer, key = self.start(OHMSTEAD_PLAIN_HTTP="true")
        self.enterContext(OhmsteadAgent(self.server, key, peer, url=self.usual.url))
        self.wait_for_calls(self.live, "calls come where the server says")
        self.assertEqual(self.live.calls[-1].kinds.count("live"), 1)
        self.live.broken = True
        before = len(self.live.calls)
        self.wait_for_calls(self.usual, "calls come the usual way again")
        self.assertEqual(len(self.live.calls), before)
        self.assertEqual(self.live.refused, 1, "it is not tried with each call")

    def test_the_key_does_not_go_where_it_would_be_read(self):
        peer, key = self.start()
        self.enterContext(OhmsteadAgent(self.server, key, peer))

        def sequence():
            rows = rows_of(self.server.data / "ohmstead.db", "SELECT sequence FROM live_snapshot")
            return rows[0][0] if rows else 0
        first = wait_for(sequence, PATIENCE_S, "live values come")
        wait_for(lambda: sequence() >= first + 2, PATIENCE_S, "more come, the usual way")
        self.assertEqual((self.live.calls, self.live.refused), ([], 0))


if __name__ == "__main__":
    unittest.main()
