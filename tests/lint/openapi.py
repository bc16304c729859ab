#!/usr/bin/env python3
"""docs/openapi.json is what the server says of itself, and the web app's types come from it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "docs/openapi.json"


def main() -> int:
    written = subprocess.run([str(ROOT / "build/release/ohmstead"), "openapi"], capture_output=True,
                             text=True, check=True).stdout
    if written != COMMITTED.read_text():
        print("docs/openapi.json differs. Write it again: build/release/ohmstead openapi > docs/openapi.json")
        return 1
    types = subprocess.run(["npm", "run", "--silent", "api-types", "--", "--check"], cwd=ROOT / "web")
    if types.returncode == 0:
        print("docs/openapi.json and the web app's types are what the server says")
    return types.returncode


if __name__ == "__main__":
    sys.exit(main())
