#!/usr/bin/env python3
"""Runs a small fleet and prints, as JSON, what one home made DynamoDB consume.

Two tasks over one store, an agent that reads the simulated House and calls the first of them, and
then a page that follows the home at the other. moto's DynamoDB is the engine; what each request
consumes is computed by tests/support/capacity_meter.py.

    python3 bench/fleet_run.py MINUTES       # idle, and as many watched

It counts from when the past has come up, over whole quarters of an hour: then each slot's blocks are
in it once, whenever they come.
"""

import contextlib
import http.cookiejar
import json
import math
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "peers"), str(ROOT / "tests" / "support")]

import dynamodb  # noqa: E402  goes on in the environment of the peer's packages

import first_run  # noqa: E402
from capacity_meter import Meter  # noqa: E402
from counted_calls import CountedCalls  # noqa: E402
from fleet import Follower, channels_of, copy_cookies  # noqa: E402
from ohmstead_agent import OhmsteadAgent  # noqa: E402
from ohmstead_server import BINARY, Ohmstead, wait_for  # noqa: E402
from simulator import Simulator  # noqa: E402

CATCH_UP_S = 900
FIRST_VALUE_S = 90
SLOT_S = 900
LONGEST_CALL_S = 30
# Requests of one sweep follow each other faster.
BETWEEN_SWEEPS_S = 5
HOUR_MASK = (1 << 24) - 1


class Run:
    """A home that has caught up. `meter` and `line` count from the beginning."""

    def __init__(self, stack):
        self.meter = Meter()
        variables = stack.enter_context(dynamodb.running(self.meter)) | {
            "OHMSTEAD_STORE": "dynamodb", "OHMSTEAD_DYNAMODB_REGION": "eu-central-1",
            "OHMSTEAD_PLAIN_HTTP": "true", "OHMSTEAD_LOG_LEVEL": "warning"}
        subprocess.run([str(BINARY), "tables", "create"], env=os.environ | variables, check=True,
                       stdout=subprocess.DEVNULL)
        a = stack.enter_context(Ohmstead(variables=variables | {"AWS_ACCESS_KEY_ID": "a"}))
        cookies = copy_cookies(a.cookies, http.cookiejar.CookieJar())
        self.other = stack.enter_context(
            Ohmstead(variables=variables | {"AWS_ACCESS_KEY_ID": "b"}, cookies=cookies))
        house = stack.enter_context(Simulator.of_home("house"))
        path = first_run.create_home(a, "House", "Europe/Amsterdam", "EUR", "NL")
        self.channels = a.put(f"{path}/channels", {"items": channels_of(house)})["items"]
        self.home = path.split("/")[-1]
        key = a.run("key", "create", "--home", self.home)
        self.line = stack.enter_context(CountedCalls(a.port))
        self.agent = stack.enter_context(OhmsteadAgent(a, key, house, url=self.line.url))
        wait_for(self._has_caught_up, CATCH_UP_S, "the past has come up", 1)
        self.settled = self.line.calls[-1].began

    def _has_caught_up(self):
        calls = self.line.calls
        return (any(call.chunks for call in calls) and is_plain(calls[-1])
                and self.agent.unsent() == 0)

    def follow(self, seconds):
        """A page at the other task; (begin, end) of the time after its first value."""
        with Follower(self.other) as page:
            page.follow(self.home)
            page.wait_for(lambda m: m.get("power"), FIRST_VALUE_S)
            began = time.time()
            while time.time() - began < seconds:
                page.next(1)
            return began, time.time()


def is_plain(call):
    return not call.blocks and not call.chunks


def is_feed(touched):
    """The look at whose rights have ended: a task's, whatever homes it has."""
    return touched.table == "Sessions" and touched.key[0] == "revoked"


def is_day(touched):
    return "#day#" in touched.key[0]


def is_reading(touched):
    return "#readings#" in touched.key[0]


def is_note_of_hour(touched):
    return len(touched.key) > 1 and touched.key[1].startswith("hours#")


def during(touched, began, ended):
    return [one for one in touched if began <= one.at <= ended]


def in_calls(touched, calls):
    return [one for call in calls for one in during(touched, call.began, call.ended)]


def sums(touched, **more):
    return more | {"requests": len(touched), "read": sum(one.read for one in touched),
                   "write": sum(one.write for one in touched)}


def sums_of_calls(touched, calls):
    return sums(in_calls(touched, calls), calls=len(calls),
                sent_bytes=sum(call.sent_bytes for call in calls),
                answered_bytes=sum(call.answered_bytes for call in calls),
                took_s=sum(call.ended - call.began for call in calls))


def sweeps(touched):
    """Runs of requests that follow each other."""
    found = []
    for one in touched:
        if not found or one.at - found[-1][-1].at > BETWEEN_SWEEPS_S:
            found.append([])
        found[-1].append(one)
    return found


def interval_s(calls, asked_for_ms):
    """From one plain call to the next, of those whose answer asked for that interval."""
    gaps = [after.began - before.began for before, after in zip(calls, calls[1:])
            if before.next_interval_ms == asked_for_ms and is_plain(before)]
    return sum(gaps) / len(gaps)


def what_was_counted(run, watched, ended):
    calls = run.line.calls
    ours = [one for one in run.meter.touched if one.client == "a" and not is_feed(one)]
    settled = [call for call in calls if run.settled <= call.began < ended]
    catching_up = [call for call in calls if call.chunks and not call.blocks
                   and call.began < run.settled]
    inside = set(map(id, in_calls(ours, calls)))
    alone = [one for one in ours if id(one) not in inside and one.at >= calls[0].began]
    derived = [sweep for sweep in sweeps(alone) if any(map(is_day, sweep))]
    others = [one for sweep in sweeps(alone) if not any(map(is_day, sweep)) for one in sweep]
    closed = [call for call in settled if call.blocks]
    followed = [one for one in during(run.meter.touched, *watched)
                if one.client == "b" and not is_feed(one)]
    feed = [one for one in run.meter.touched if is_feed(one) and one.operation == "Query"
            and run.settled <= one.at < ended]
    notes = [one for one in in_calls(ours, catching_up) if is_note_of_hour(one)]
    return {
        "channels": len(run.channels),
        "idle_interval_s": interval_s(settled, 60_000),
        "watched_interval_s": interval_s(settled, 2_000),
        "plain_calls": sums_of_calls(ours, [call for call in settled if is_plain(call)]),
        # Readings of an hour that has ended may come with them; those are counted by the past's.
        "closing_calls": sums_of_calls([one for one in ours if not is_reading(one)], closed) | {
            "closings": round((ended - run.settled) / SLOT_S),
            "blocks": sum(call.blocks for call in closed)},
        "chunk_calls": sums_of_calls(ours, catching_up) | {
            "chunks": sum(call.chunks for call in catching_up),
            "note_writes": sum(one.write for one in notes)},
        "days": sums([one for sweep in derived for one in sweep],
                     days=sum(is_day(one) and one.write > 0 for sweep in derived
                              for one in sweep)),
        "alone": sums([one for one in others if run.settled <= one.at < ended],
                      seconds=ended - run.settled),
        "followed": sums(followed, seconds=watched[1] - watched[0]),
        "feed": sums(feed, task_seconds=2 * (ended - run.settled)),
        "chunks_after": sum(call.chunks for call in settled),
        "stored": what_is_stored(run)}


def what_is_stored(run):
    """Of the newest whole day, from the tables; how notes of hours grow."""
    stored = run.meter.stored("EnergyData")
    chunks = {key: size for key, size in stored.items()
              if "#readings#" in key[0] and not key[1].startswith("hours#")}
    hours = Counter(key[1].split("#")[0] for key in chunks)
    blocks = {key: size for key, size in stored.items() if "#slots#" in key[0]}
    days = Counter(key[1].split("#")[0] for key in blocks)
    whole_day = sorted(days)[-2]
    hours_of_day = [hour for hour in hours if hour.startswith(whole_day)]
    notes = [(sum(1 for chunk in chunks if chunk[0] == key[0] and
                  chunk[1].endswith(key[1].removeprefix("hours"))), size)
             for key, size in stored.items() if key[1].startswith("hours#")]
    return {
        "day": whole_day, "hours": len(hours_of_day),
        "chunks": sum(hours[hour] for hour in hours_of_day),
        "chunk_bytes": sum(size for key, size in chunks.items() if key[1].startswith(whole_day)),
        "blocks": days[whole_day],
        "block_bytes": sum(size for key, size in blocks.items() if key[1].startswith(whole_day)),
        "day_bytes": sum(size for key, size in stored.items() if "#day#" in key[0]),
        "notes": max(notes)}


def main(minutes):
    with contextlib.ExitStack() as stack:
        run = Run(stack)
        time.sleep(minutes * 60)
        watched = run.follow(minutes * 60)
        ended = run.settled + math.ceil((time.time() - run.settled) / SLOT_S) * SLOT_S
        # The last call that began before that has ended.
        time.sleep(ended + LONGEST_CALL_S - time.time())
        print(json.dumps(what_was_counted(run, watched, ended)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: fleet_run.py MINUTES")
    main(float(sys.argv[1]))
