#!/usr/bin/env python3
"""Compiles every header of the server alone: each must include what it uses."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def compile_alone(header: Path) -> str:
    command = ["clang++-19", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra",
               "-Wno-pragma-once-outside-header", "-DBOOST_ASIO_SEPARATE_COMPILATION",
               "-DBOOST_BEAST_SEPARATE_COMPILATION", "-I", str(ROOT / "server"), "-x", "c++", str(header)]
    result = subprocess.run(command, capture_output=True, text=True)
    return "" if result.returncode == 0 else f"{header.relative_to(ROOT)}\n{result.stderr}"


def main() -> int:
    headers = sorted((ROOT / "server").rglob("*.hpp"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for fault in pool.map(compile_alone, headers) if fault]
    print("\n".join(faults) or f"{len(headers)} headers compile alone")
    return 1 if faults or not headers else 0


if __name__ == "__main__":
    sys.exit(main())
