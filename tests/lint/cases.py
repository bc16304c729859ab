#!/usr/bin/env python3
"""Every security case that must hold has a test that carries its id.

The ids and what they are about stand in cases.txt beside this. A test carries an id in its name or
in the comment right above: `RB_08_…`, `Ws20…`, `WS-02: …`.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("cases.txt")
TESTS = ["tests/**/*_test.cpp", "tests/**/*_test.py", "e2e/*.e2e.ts", "web/src/**/*.spec.ts"]
KINDS = "JWT|OIDC|SES|AU|RB|CON|WS"
CARRIED = re.compile(rf"(?<![A-Za-z])({KINDS}|{KINDS.title()})[-_]?(\d\d)(?!\d)")


def wanted() -> dict[str, str]:
    """{id: what it is about}, in the order of the list."""
    cases = {}
    for number, line in enumerate(LIST.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        found = re.fullmatch(rf"((?:{KINDS})-\d\d)  (\S.*)", line)
        if not found or found[1] in cases:
            sys.exit(f"{LIST.name}:{number}: not an id with a name, or twice: {line}")
        cases[found[1]] = found[2]
    return cases


def carried() -> dict[str, set[str]]:
    """{id: the tests' files that carry it}."""
    ids: dict[str, set[str]] = {}
    for pattern in TESTS:
        for path in ROOT.glob(pattern):
            if "node_modules" in path.parts:
                continue
            for kind, number in CARRIED.findall(path.read_text(errors="replace")):
                ids.setdefault(f"{kind.upper()}-{number}", set()).add(str(path.relative_to(ROOT)))
    return ids


def main() -> int:
    cases, tests = wanted(), carried()
    missing = [case for case in cases if case not in tests]
    for case in missing:
        print(f"{case} ({cases[case]}) has no test that carries its id")
    print(f"{len(cases) - len(missing)} of {len(cases)} cases have a test")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
