"""run-fleet.py PORT_A PORT_B: a fleet to look at, on loopback.

Two tasks of `ohmstead serve` over one store, for which moto's DynamoDB stands in, and an agent that
reads the simulated House and sends to the first of them. All of it is gone when it ends: Ctrl-C
ends it.
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
from fleet import channels_of, young_house  # noqa: E402
from ohmstead_agent import OhmsteadAgent  # noqa: E402
from ohmstead_server import BINARY, EMAIL, PASSWORD, Ohmstead  # noqa: E402


def main(ports):
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.ExitStack() as stack:
        variables = stack.enter_context(dynamodb.running()) | {
            "OHMSTEAD_STORE": "dynamodb", "OHMSTEAD_DYNAMODB_REGION": "eu-central-1",
            "OHMSTEAD_PLAIN_HTTP": "true"}
        subprocess.run([str(BINARY), "tables", "create"], env=os.environ | variables, check=True)
        tasks = [stack.enter_context(Ohmstead(port=port, variables=variables)) for port in ports]
        house = young_house(stack)

        home = first_run.create_home(tasks[0], "House", "Europe/Amsterdam", "EUR", "NL")
        tasks[0].put(f"{home}/channels", {"items": channels_of(house)})
        tasks[0].request("PATCH", home, {"setup": "done"})
        key = tasks[0].run("key", "create", "--home", home.split("/")[-1], "--name", "agent")
        stack.enter_context(OhmsteadAgent(tasks[0], key, house))

        print("Two tasks over one store, and an agent at the simulated House:")
        for task in tasks:
            print(f"  {task.url}/")
        print(f"Sign in at either as {EMAIL}, password {PASSWORD}; the other then knows you too.")
        print("Ctrl-C ends all.", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: run-fleet.py PORT_A PORT_B")
    main([int(port) for port in sys.argv[1:]])
