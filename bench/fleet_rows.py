"""What a home of a fleet costs a month at list price."""

import json
import os
import subprocess
import sys

import fleet_cost
from process import ROOT

# Idle, and then watched, a quarter of an hour in all. The past comes up first.
MINUTES = float(os.environ.get("OHMSTEAD_FLEET_MINUTES", "5"))


def rows(table):
    # A process of its own: it goes on in the environment of the peer's packages.
    done = subprocess.run([sys.executable, str(ROOT / "bench" / "fleet_run.py"), str(MINUTES)],
                          stdout=subprocess.PIPE, text=True, check=True)
    counted = json.loads(done.stdout)
    lines = fleet_cost.lines_of(counted)
    table.at_most("fleet: a home and month, all in", sum(line.usd for line in lines),
                  fleet_cost.BUDGET_USD, "USD",
                  f"list prices of {fleet_cost.REGION}, {fleet_cost.PRICES_OF}", digits=3)
    for line in lines:
        table.note(f"  {line.what}", f"{line.often:,.0f} a month, {line.usd:.4f} USD",
                   f"{line.read:,.0f} reads, {line.write:,.0f} writes"
                   if line.read or line.write else "")
    task = fleet_cost.task_line(counted)
    table.note("  a task, whatever homes it has", f"{task.usd:.2f} USD a month",
               f"{task.read:,.0f} reads")
    table.note(f"  counted: {MINUTES:g} min idle, {15 - MINUTES:g} min watched", "",
               what_was_seen(counted))


def what_was_seen(counted):
    idle, direct, closing, chunks = (counted[name] for name in
                                     ("idle_calls", "direct_calls", "closing_calls",
                                      "chunk_calls"))
    return (f"{idle['calls']} calls, every {counted['idle_interval_s']:.1f} s, {direct['calls']}, "
            f"every {counted['watched_interval_s']:.2f} s, and {counted['other_calls']}; "
            f"{closing['closings']} quarter-hours, {closing['blocks']} blocks in "
            f"{closing['calls']} calls; {chunks['chunks']} chunks of the past, "
            f"{counted['chunks_after']} after; {counted['days']['days']} days")
