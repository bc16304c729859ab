"""A home's past: ten years of hourly statistics of 20 counters."""

import json
import time
from datetime import date

from budgets import LATENCY
from process import ROOT, WORK, cpu_seconds, memory_bytes
from servers import ohmstead

import first_run  # of tests/support
from ohmstead_server import wait_for
from simulator import Simulator

COUNTERS = 20
YEARS = 10
PATIENCE_S = 600


def old_home():
    """The House, as if it had begun ten years ago."""
    home = json.loads((ROOT / "simulator" / "homes" / "house.json").read_text())
    today = date.today()
    home["begins"] = f"{today.year - YEARS}-{today.month:02}-01T00:00:00+01:00"
    file = WORK / "old-house.json"
    file.write_text(json.dumps(home))
    return file


def rows(table):
    with Simulator.of_home(old_home()) as peer, ohmstead() as server:
        path = first_run.create_home(server, "House", "Europe/Amsterdam")
        first_run.connect(server, path, peer)
        first_run.wait_until_connected(server, path)
        proposals = server.post(f"{path}/connection/discover")["proposals"]
        counters = [p for p in proposals if p["measure"] == "counter"][:COUNTERS]
        first_run.put_channels(server, path, [first_run.channel_of(p) for p in counters])
        first_run.wait_for_the_past(server, path, PATIENCE_S)
        began, used = time.monotonic(), cpu_seconds(server.pid)
        most = 0

        def is_imported():
            nonlocal most
            most = max(most, memory_bytes(server.pid))
            past = server.get(f"{path}/connection")["past"]
            return past["sources"] == COUNTERS == past["complete"]
        wait_for(is_imported, PATIENCE_S, "the past is imported", 0.1)
        fetched = time.monotonic() - began

        def is_metered():
            channels = server.get(f"{path}/connection/parity")["channels"]
            return len(channels) == COUNTERS and all(c["complete"] for c in channels)
        wait_for(is_metered, PATIENCE_S, "its slots are made", 0.2)
        took, used = time.monotonic() - began, cpu_seconds(server.pid) - used
        server.stop()
        size = (server.data / "ohmstead.db").stat().st_size / 1e6
        what = f"{YEARS} years of {COUNTERS} counters, hourly, imported"
        table.at_most(f"{what}: CPU of serve", used, 20, "s", f"{size:.0f} MB on disk", digits=1)
        table.at_most(f"{what}: until its slots are made", took, 20, "s",
                      f"fetched in {fetched:.1f} s", LATENCY, 1)
        table.note(f"{what}: most memory of serve (PSS) meanwhile", f"{most / 2**20:.1f} MiB")
