#!/usr/bin/env python3
"""Runs every fuzz target of a sanitizer build for some seconds, as many at once as there are
processors: `run.py build/asan 30`. It begins with the same seed each time, so that a change is
judged by what it changed and not by the luck of the day; `run.py build/asan 600 random` looks for
what nobody has seen yet."""

import json
import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUZZ = ROOT / "tests" / "fuzz"


def home_assistant_said() -> dict[str, str]:
    """What a real Home Assistant said, by a name: frames, and the answers inside them."""
    texts = {}
    for fixture in sorted((ROOT / "tests/fixtures/home_assistant").glob("*.json")):
        received = [entry["frame"] for entry in json.loads(fixture.read_text())["frames"]
                    if entry["direction"] == "received"]
        answers = [frame[key] for frame in received if isinstance(frame, dict)
                   for key in ("result", "event") if frame.get(key)]
        texts |= {f"{fixture.stem}-{number}": json.dumps(each)
                  for number, each in enumerate(received + answers)}
    return texts


def corpus(name: str) -> Path:
    """A fresh folder with what a fuzz target begins with; it adds what it finds."""
    folder = ROOT / "build" / "fuzz" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for seed in (ROOT / "tests/fuzz/seeds" / name).glob("*"):
        shutil.copy(seed, folder)
    for file, text in (home_assistant_said() if name == "home_assistant" else {}).items():
        (folder / file).write_text(text)
    return folder


def at_fixed_addresses() -> list[str]:
    """What a command begins with so that equal seeds try equal inputs: how the coverage of a
    program is counted depends on where it is loaded. Some containers do not allow it."""
    fixed = ["setarch", "-R"]
    return fixed if subprocess.run([*fixed, "true"], capture_output=True).returncode == 0 else []


def fuzz(name: str, programs: Path, seconds: str, seed: int) -> bool:
    done = subprocess.run(
        [*at_fixed_addresses(), str(programs / f"fuzz_{name}"), f"-seed={seed}", "-reload=0",
         f"-max_total_time={seconds}", "-rss_limit_mb=2048", "-verbosity=0",
         "-print_final_stats=1", str(corpus(name))],
        cwd=ROOT / "build", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        errors="replace")
    ok = done.returncode == 0
    runs = [line.split()[-1] for line in done.stdout.splitlines()
            if line.startswith("stat::number_of_executed_units")]
    print(f"{name}: {' '.join(runs)} runs, seed {seed}, {'ok' if ok else 'FAILED'}", flush=True)
    if not ok:
        print(done.stdout, flush=True)
    return ok


def main() -> int:
    programs, seconds = ROOT / sys.argv[1], sys.argv[2]
    seed = random.randrange(1, 2**31) if sys.argv[3:] == ["random"] else 1
    names = [source.stem.removesuffix("_fuzz") for source in sorted(FUZZ.glob("*_fuzz.cpp"))]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = list(pool.map(lambda name: fuzz(name, programs, seconds, seed), names)).count(False)
    print(f"Ran {len(names)} tests")
    if failed:
        print(f"FAILED (failures={failed})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
