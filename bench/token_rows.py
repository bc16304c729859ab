"""What a bad token costs, by a benchmark of its own."""

import json
import subprocess

from budgets import Row
from process import BUILD


def rows(table):
    done = subprocess.run([str(BUILD / "bench_token")], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if not found:
        table.add(Row("token", "bench_token ended early", "", met=False))
    for row in found:
        table.at_most(row["name"], row["value"], row["at_most"], row["unit"], digits=1)
