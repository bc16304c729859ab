"""Ten years of a home that Home Assistant still has: their import, and what is asked of them."""

import tempfile
import time
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone

from budgets import LATENCY
from process import ask_over_http, cpu_seconds, http_request, memory_bytes
from servers import headers_of, ohmstead, wait_for

import first_run  # of tests/support
from simulator import Simulator, changed_home

YEARS = 10
COUNTERS = 20
IMPORT_LIMIT_S = 300
DERIVE_EVERY_S = 35
ROUNDS = 400  # so that the slowest hundredth is four


@contextmanager
def home_of_ten_years():
    """The simulated House as if its meters had been read for ten years."""
    begins = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = begins.replace(year=begins.year - YEARS, day=1)

    def begin(home):
        home["begins"] = begins.isoformat()

    with tempfile.TemporaryDirectory(prefix="ohmstead-") as folder, \
            Simulator.of_home(changed_home(folder, "house", begin)) as peer:
        yield peer


def counted_proposals(proposals):
    """The first twenty that have a counter, whose hourly statistics go back for years."""
    counted = [first_run.channel_of(p) for p in proposals if p["measure"] == "counter"]
    return counted[:COUNTERS]


def is_complete(server, path):
    past = server.get(f"{path}/connection")["past"]
    if not past["sources"] or past["complete"] < past["sources"]:
        return False
    return all(channel["complete"]
               for channel in server.get(f"{path}/connection/parity")["channels"])


def wait_until_derived(pid):
    """The sums of days are made every half minute, until nothing is left to do."""
    time.sleep(DERIVE_EVERY_S)
    busy = True
    while busy:
        before = cpu_seconds(pid)
        time.sleep(1)
        busy = cpu_seconds(pid) - before > 0.1


def rows(table):
    with ohmstead() as server, home_of_ten_years() as peer:
        path = first_run.create_home(server, "House", "Europe/Amsterdam")
        first_run.connect(server, path, peer)
        first_run.wait_until_connected(server, path, 120)
        proposals = server.post(f"{path}/connection/discover")["proposals"]
        cpu, began = cpu_seconds(server.pid), time.monotonic()
        channels = first_run.put_channels(server, path, counted_proposals(proposals))
        wait_for(lambda: is_complete(server, path), IMPORT_LIMIT_S, "ten years are imported", 0.5)
        seconds = time.monotonic() - began
        wait_until_derived(server.pid)
        used = cpu_seconds(server.pid) - cpu
        table.at_most(f"{YEARS} years of {len(channels)} channels imported, days summed, CPU",
                      used, 20, "s", f"memory (PSS) then {memory_bytes(server.pid) / 2**20:.0f} MiB")
        table.at_most("  until all of it can be asked for", seconds, 20, "s",
                      "the simulated House beside it", LATENCY)
        query_rows(table, server, path)


def query_rows(table, server, path):
    today = date.today()
    first = date(today.year - 5, today.month, 1)
    old = date(today.year - 4, 1, 1)
    asked = [("a year by local day, with flows", today - timedelta(days=365), today, "day"),
             ("  beside the year before", today - timedelta(days=365), today, "day&compare=year"),
             *((f"five years by {period}", first, today, period)
               for period in ("day", "week", "month", "year")),
             ("a month of four years ago by hour", old, old.replace(month=2), "hour"),
             ("a day of four years ago by slot", old, old.replace(day=2), "slot")]
    for what, start, end, period in asked:
        query_row(table, server, what,
                  f"{path}/energy?from={start}&to={end}&period={period}")


def query_row(table, server, what, target):
    request = http_request("GET", f"/api/v1{target}", server.port, headers_of(server))
    before = cpu_seconds(server.pid)
    outcome = ask_over_http(server.port, 1, [request], rounds=ROUNDS)
    used = (cpu_seconds(server.pid) - before) / outcome["requests"] * 1000
    size = outcome["bytes"] / outcome["requests"] / 1024
    of = "p50" if what.startswith("a year") else "p99"
    table.at_most(f"{what}, over HTTP, {of}", outcome[f"{of}_ms"], 20, "ms",
                  f"CPU {used:.2f} ms, {size:.0f} KB", LATENCY)
