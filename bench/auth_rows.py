"""What a bad token and an access check cost, by benchmarks of their own."""

import json
import subprocess

from budgets import Row
from process import BUILD


def rows(table):
    _rows_of(table, "token")


def access_rows(table):
    _rows_of(table, "access")


def _rows_of(table, name):
    done = subprocess.run([str(BUILD / f"bench_{name}")], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if not found:
        table.add(Row(name, f"bench_{name} ended early", "", met=False))
    for row in found:
        table.at_most(row["name"], row["value"], row["at_most"], row["unit"])
