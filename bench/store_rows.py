"""What the embedded store costs, by its own benchmark."""

import json
import shutil
import subprocess

from budgets import LATENCY, Row
from process import BUILD, WORK


def rows(table):
    folder = WORK / "store"
    done = subprocess.run([str(BUILD / "bench_storage"), str(folder)], stdout=subprocess.PIPE,
                          text=True, check=False)
    shutil.rmtree(folder, ignore_errors=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if not found:
        table.add(Row("store", "bench_storage ended early", "", met=False))
    peers = {row["name"].removeprefix("peer: ").split()[0]: row
             for row in found if row["name"].startswith("peer: ")}
    for row in found:
        if row["name"].startswith("peer: "):
            continue
        figure = f"{row['value']:g} {row['unit']}"
        if "at_most" not in row:
            table.note(row["name"], figure)
            continue
        peer = peers.get(row["name"].split()[0])
        # Times on a busy machine do not decide; CPU and bytes do.
        decides = row["unit"] != "ms" or row["name"].startswith("CPU")
        table.add(Row(row["name"], figure, f"≤ {row['at_most']:g} {row['unit']}",
                      f"rows(series, ts): {peer['value']:g} {peer['unit']}" if peer else "",
                      row["value"] <= row["at_most"], "decides" if decides else LATENCY))
