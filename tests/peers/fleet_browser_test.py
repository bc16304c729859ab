"""Two windows of a browser, one at each of two tasks over one store.

    python3 -m unittest -v fleet_browser_test           # in this folder

Needs the built web app and its packages (`make build`), as the other browser tests do.
"""

import contextlib
import os
import subprocess
import threading
import unittest

import dynamodb  # noqa: F401  enters the peer's packages

from fleet import PLUG, Fleet
from ohmstead_server import EMAIL, PASSWORD, ROOT

# Longer than a value takes to both windows, so that they meet at each.
NEXT_VALUE_S = 4


class Browser(unittest.TestCase):
    def test_windows_at_two_tasks_show_the_same(self):
        fleet = Fleet(self.enterContext(contextlib.ExitStack()), more=[PLUG])
        fleet.a.request("PATCH", fleet.path, {"setup": "done"})
        agent = fleet.agent()
        over = threading.Event()

        def send():
            calls = 0
            while not over.wait(NEXT_VALUE_S if calls else 0):
                agent.send(fleet.tasks[calls % 2], agent.live(1_000 + 100 * (calls % 9),
                                                              devices={fleet.more[0]: "off"}))
                calls += 1

        sender = threading.Thread(target=send)
        sender.start()
        try:
            done = subprocess.run(
                ["npx", "playwright", "test", "-c", "../e2e/fleet.config.ts"], cwd=ROOT / "web",
                text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                env=os.environ | {
                    "OHMSTEAD_FLEET_A": fleet.a.url, "OHMSTEAD_FLEET_B": fleet.b.url,
                    "OHMSTEAD_FLEET_HOME": fleet.home, "OHMSTEAD_FLEET_EMAIL": EMAIL,
                    "OHMSTEAD_FLEET_PASSWORD": PASSWORD})
        finally:
            over.set()
            sender.join()
        self.assertEqual(done.returncode, 0, done.stdout[-5000:])


if __name__ == "__main__":
    unittest.main()
