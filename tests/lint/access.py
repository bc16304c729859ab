#!/usr/bin/env python3
"""The matrix in docs/roles-and-consent.md is the table that the server goes by."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/roles-and-consent.md"
BEGIN, END = "<!-- matrix -->\n", "<!-- end -->\n"


def main() -> int:
    matrix = subprocess.run([str(ROOT / "build/release/ohmstead"), "access-matrix"],
                            capture_output=True, text=True, check=True).stdout
    text = DOCUMENT.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    written = before + BEGIN + matrix + END + after
    if "--write" in sys.argv:
        DOCUMENT.write_text(written)
    elif written != text:
        print("docs/roles-and-consent.md differs. Write it again: tests/lint/access.py --write")
        return 1
    print("docs/roles-and-consent.md has the table that the server goes by")
    return 0


if __name__ == "__main__":
    sys.exit(main())
