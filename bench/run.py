#!/usr/bin/env python3
"""Measures the budgets beside their peers in one run: `make bench`.

Counts CPU time and bytes wherever it can, because the machine may be busy with something else.
Ends with 1 when a budget of a ratio, of CPU or of bytes is missed; a latency is shown beside its
budget and does not decide. `run.py ingest live` runs only those parts.
"""

import resource
import signal
import sys
import time

import auth_rows
import fleet_rows
import home_rows
import http_rows
import lighthouse_rows
import live_rows
import past_rows
import store_rows
import web_rows
from budgets import Table
from process import WORK

PARTS = {
    "web": web_rows.bundle_row,
    "lighthouse": lighthouse_rows.rows,
    "ingest": http_rows.ingest_and_get,
    "year": home_rows.year_rows,
    "past": past_rows.rows,
    "store": store_rows.rows,
    "token": auth_rows.rows,
    "access": auth_rows.access_rows,
    "events": live_rows.many_homes_row,
    "fan-out": live_rows.fan_out_rows,
    "fleet": fleet_rows.rows,
}


def main():
    chosen = sys.argv[1:] or [*PARTS, "memory"]
    unknown = set(chosen) - {*PARTS, "memory"}
    if unknown:
        sys.exit(f"parts are {', '.join([*PARTS, 'memory'])}")
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # Asked to stop, it stops what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    WORK.mkdir(parents=True, exist_ok=True)
    table = Table()
    began = time.monotonic()
    table.head()
    if "memory" in chosen:
        # The home is watched while everything else is measured.
        with home_rows.watched_home() as sample:
            measure(table, chosen)
            home_rows.memory_row(table, sample)
    else:
        measure(table, chosen)
    print(f"{time.monotonic() - began:.0f} s; "
          f"{len(table.missed)} missed of the budgets that decide")
    for row in table.missed:
        print(f"  missed: {row.what.strip()}: {row.figure}, budget {row.budget}")
    return 1 if table.missed else 0


def measure(table, chosen):
    for name, part in PARTS.items():
        if name in chosen:
            part(table)


if __name__ == "__main__":
    sys.exit(main())
