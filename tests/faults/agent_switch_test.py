"""A device at a home whose engine is an agent is switched through the server, and says itself what
came of it."""

import os
import signal
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import agent_home  # noqa: E402
from ohmstead_agent import OhmsteadAgent  # noqa: E402
from ohmstead_server import Ohmstead, wait_for  # noqa: E402
from simulator import Simulator  # noqa: E402

NOTICED_S = 90
SWITCH = "switch.tv"


class Switching(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Ohmstead())
        cls.peer = cls.enterClassContext(Simulator.of_home("house"))
        cls.home, channels, key = agent_home.create(cls.server, cls.peer)
        cls.device = next(channel["id"] for channel in channels.values()
                          if channel.get("device") == SWITCH)
        agent_home.watch(cls.server)
        cls.agent = cls.enterClassContext(OhmsteadAgent(cls.server, key, cls.peer))

    def shown(self):
        """What the device is switched to, as the server knows it."""
        return self.server.get(f"{self.home}/live")["devices"].get(self.device)

    def ask_to_switch(self, on):
        """The command that it became."""
        command = self.server.post(f"{self.home}/devices/{self.device}/actions", {"on": on})
        self.assertEqual((command["kind"], command["state"]), ("switch_device", "open"))
        return command["id"]

    def end_of(self, command):
        def found():
            told = self.server.get(f"/commands/{command}")
            return told if told["state"] not in ("open", "sent") else None
        return wait_for(found, NOTICED_S, "the command has ended")

    def test_a_device_is_switched_and_says_so(self):
        before = wait_for(self.shown, NOTICED_S, "the server knows the device")
        for state in ("off", "on") if before == "on" else ("on", "off"):
            told = self.end_of(self.ask_to_switch(state == "on"))
            self.assertEqual(told["state"], "done", told)
            self.assertEqual(self.peer.state(SWITCH), state)
            wait_for(lambda: self.shown() == state, NOTICED_S, "the server knows of it")
        trail = self.server.get(f"{self.home}/audit")["items"]
        self.assertEqual({entry["action"] for entry in trail[:2]}, {"switch_on", "switch_off"})

    def test_a_device_out_of_reach_fails(self):
        before = wait_for(self.shown, NOTICED_S, "the server knows the device")
        # The agent is held, so that the server cannot know of it yet.
        os.kill(self.agent.pid, signal.SIGSTOP)
        try:
            self.peer.act("set", entity_id=SWITCH, state="unavailable")
            command = self.ask_to_switch(before != "on")
        finally:
            os.kill(self.agent.pid, signal.SIGCONT)
        told = self.end_of(command)
        self.assertEqual(told["state"], "failed", told)
        self.assertEqual(told["detail"], "Home Assistant cannot reach this device.")
        self.assertEqual(self.peer.state(SWITCH), "unavailable")
        self.peer.act("release", entity_id=SWITCH)
        wait_for(lambda: self.shown() == before, NOTICED_S, "it is back as it was")


if __name__ == "__main__":
    unittest.main()
