"""run-fleet.py PORT_A PORT_B: a fleet to look at, on loopback.

Two tasks of `ohmstead serve` over one store, for which moto's DynamoDB stands in, with an owner, a
home and the key of its agent. The home's channels are those that the simulated House has. All of it
is gone when it ends: Ctrl-C ends it.
"""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "peers"), str(ROOT / "tests" / "support")]

import dynamodb  # noqa: E402  goes on in the environment of the peer's packages

import first_run  # noqa: E402
from ohmstead_server import BINARY, EMAIL, PASSWORD, Ohmstead  # noqa: E402
from simulator import Simulator  # noqa: E402

KEY_FILE = ROOT / "build" / "fleet-agent.key"


def channels_of(peer):
    """What a server with an engine of its own proposes for the simulated home."""
    with Ohmstead() as server:
        path = first_run.create_home(server, "House", "Europe/Amsterdam")
        first_run.connect(server, path, peer)
        first_run.wait_until_connected(server, path)
        proposals = server.post(f"{path}/connection/discover")["proposals"]
    return [first_run.channel_of(proposal) for proposal in proposals]


def keep_key(key):
    KEY_FILE.touch(mode=0o600)
    KEY_FILE.write_text(key + "\n")


def main(ports):
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.ExitStack() as stack:
        variables = stack.enter_context(dynamodb.running()) | {
            "OHMSTEAD_STORE": "dynamodb", "OHMSTEAD_DYNAMODB_REGION": "eu-central-1",
            "OHMSTEAD_PLAIN_HTTP": "true"}
        subprocess.run([str(BINARY), "tables", "create"], env=os.environ | variables, check=True)
        tasks = [stack.enter_context(Ohmstead(port=port, variables=variables)) for port in ports]
        house = stack.enter_context(Simulator.of_home("house"))

        home = first_run.create_home(tasks[0], "House", "Europe/Amsterdam", "EUR", "NL")
        tasks[0].put(f"{home}/channels", {"items": channels_of(house)})
        tasks[0].request("PATCH", home, {"setup": "done"})
        keep_key(tasks[0].run("key", "create", "--home", home.split("/")[-1], "--name", "agent"))

        print("Two tasks over one store:")
        for task in tasks:
            print(f"  {task.url}/")
        print(f"Sign in at either as {EMAIL}, password {PASSWORD}; the other then knows you too.")
        print(f"The key of the home's agent is in {KEY_FILE.relative_to(ROOT)}. Ctrl-C ends all.",
              flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: run-fleet.py PORT_A PORT_B")
    main([int(port) for port in sys.argv[1:]])
