#!/usr/bin/env python3
"""Holds every include to the order of the rooms: a room uses rooms above its own line, no others."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVER = ROOT / "server"

# From the ground up. Rooms of one line do not know each other.
LINES = [
    ["base"],
    ["reflect", "async", "crypto", "domain"],
    ["observe", "exchange"],
    ["store"],
    ["store_sqlite", "net"],
    ["home_assistant", "store_dynamodb"],
    ["auth", "ledger", "ingest"],
    ["live"],
    ["http"],
    ["api"],
    ["app"],
]
# Rooms that only some may see, whatever the order says.
SEEN_ONLY_BY = {"store_sqlite": {"app"}, "store_dynamodb": {"app"}}
# Headers that one or few files may include, because they cost seconds to compile or leak a choice.
ONLY_IN = {
    r"boost/asio\.hpp|boost/beast\.hpp": "",
    r"boost/beast/": "net http async/separate_compilation.cpp",
    r"spdlog/": "observe",
    r"CLI/": "app",
    r"toml\+\+/": "app/config.cpp",
    r"sqlite3\.h": "store_sqlite",
    r"expat\.h": "exchange/xml_reader.cpp",
}

LEVEL = {room: number for number, rooms in enumerate(LINES) for room in rooms}


def main() -> int:
    faults = []
    files = sorted(path for path in SERVER.rglob("*") if path.suffix in {".hpp", ".cpp"})
    for path in files:
        name = path.relative_to(SERVER).as_posix()
        room = name.split("/")[0]
        if room not in LEVEL:
            faults.append(f"{name}: {room}/ is not a known room")
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            quoted = re.match(r'\s*#include "([^"]+)"', line)
            if quoted:
                other = quoted[1].split("/")[0]
                if not (SERVER / quoted[1]).exists():
                    faults.append(f"{name}:{number}: {quoted[1]} is not below server/")
                elif other != room and LEVEL.get(other, 99) >= LEVEL[room]:
                    faults.append(f"{name}:{number}: {room} may not use {other}")
                elif other != room and SEEN_ONLY_BY.get(other) and room not in SEEN_ONLY_BY[other]:
                    faults.append(f"{name}:{number}: only {SEEN_ONLY_BY[other]} may use {other}")
            angled = re.match(r"\s*#include <([^>]+)>", line)
            for pattern, allowed in ONLY_IN.items() if angled else ():
                if re.match(pattern, angled[1]) and not any(
                        name == a or name.startswith(a + "/") for a in (allowed or "").split()):
                    faults.append(f"{name}:{number}: <{angled[1]}> belongs in {allowed or 'no file'}")
            if re.match(r"boost/beast/", angled[1] if angled else "") and path.suffix == ".hpp":
                faults.append(f"{name}:{number}: Beast stays inside .cpp files")
    if not files:
        faults.append("no source found: the check would pass on nothing")
    print("\n".join(faults) or f"{len(files)} files keep to the order of the rooms")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
