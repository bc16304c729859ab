#!/usr/bin/env python3
"""Compiles every header of the server alone: each must include what it uses.

Most of the time would go into reading Boost once for each. A header that reaches one of GROUNDS by
its own includes is compiled on top of that one, precompiled, which hides nothing that it lacks.
"""

import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server"
# The larger before the smaller; a header takes the first that it reaches.
GROUNDS = ["api/services.hpp", "http/routes.hpp", "net/stream.hpp", "store/user_store.hpp",
           "domain/access/access_scope.hpp", "async/task.hpp", "reflect/described.hpp",
           "domain/home/channel.hpp", "reflect/field_rule.hpp", "base/result.hpp",
           "base/time.hpp"]


@cache
def reached(header: str) -> frozenset[str]:
    """The headers of ours that this one includes, directly or not, and itself."""
    found = {header}
    for name in re.findall(r'^#include "(.+)"', (SERVER / header).read_text(), re.M):
        if name not in found and (SERVER / name).exists():
            found |= reached(name)
    return frozenset(found)


def compile_alone(header: str, *options: str) -> str:
    command = ["clang++-19", "-std=c++20", "-Wall", "-Wextra", "-Wno-pragma-once-outside-header",
               "-DBOOST_ASIO_SEPARATE_COMPILATION", "-DBOOST_BEAST_SEPARATE_COMPILATION",
               "-I", str(SERVER), *options, "-x", "c++-header", str(SERVER / header)]
    result = subprocess.run(command, capture_output=True, text=True)
    return "" if result.returncode == 0 else f"server/{header}\n{result.stderr}"


def main() -> int:
    headers = sorted(str(path.relative_to(SERVER)) for path in SERVER.rglob("*.hpp"))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        precompiled = {ground: f"{folder}/{index}.pch" for index, ground in enumerate(GROUNDS)}
        faults = list(pool.map(lambda ground: compile_alone(ground, "-fpch-instantiate-templates", "-o",
                                                           precompiled[ground]),
                               GROUNDS))

        def on_its_ground(header: str) -> str:
            ground = next((each for each in GROUNDS if each in reached(header)), None)
            options = ["-include-pch", precompiled[ground]] if ground else []
            return compile_alone(header, "-fsyntax-only", *options)

        if not any(faults):
            faults = list(pool.map(on_its_ground, set(headers) - set(GROUNDS)))
    faults = [fault for fault in faults if fault]
    print("\n".join(faults) or f"{len(headers)} headers compile alone")
    return 1 if faults or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
