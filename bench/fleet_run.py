#!/usr/bin/env python3
"""Runs a small fleet and prints, as JSON, what one home made DynamoDB consume.

Two tasks over one store, an agent that reads the simulated House and calls the first of them, and
a page that follows the home at the other. The agent has two ways to its task: one that stands for
API Gateway and Lambda, and the one it is told to use while somebody looks, which stands for the
load balancer. moto's DynamoDB is the engine; what each request consumes is computed by
tests/support/capacity_meter.py.

    python3 bench/fleet_run.py MINUTES       # idle; then it is watched

It counts from when the past has come up and nobody looks any more, over a quarter of an hour. What
its agent gathers while nobody looks comes up as soon as somebody does, so each channel's slot is in
it once, whenever it comes.
"""

import contextlib
import http.cookiejar
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "peers"), str(ROOT / "tests" / "support")]

import dynamodb  # noqa: E402  goes on in the environment of the peer's packages

import first_run  # noqa: E402
from capacity_meter import Meter  # noqa: E402
from counted_calls import CountedCalls  # noqa: E402
from fleet import Follower, channels_of, copy_cookies, young_house  # noqa: E402
from ohmstead_agent import OhmsteadAgent  # noqa: E402
from ohmstead_server import BINARY, Ohmstead, free_port, wait_for  # noqa: E402

CATCH_UP_S = 900
FIRST_VALUE_S = 90
SLOT_S = 900
LONGEST_CALL_S = 10
IDLE_MS = 58_000
BUSY_MS = 3_000
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
        port = free_port()
        self.gateway = stack.enter_context(CountedCalls(port))
        self.direct = stack.enter_context(CountedCalls(port))
        subprocess.run([str(BINARY), "tables", "create"], env=os.environ | variables, check=True,
                       stdout=subprocess.DEVNULL)
        a = stack.enter_context(Ohmstead(port=port, variables=variables | {
            "AWS_ACCESS_KEY_ID": "a", "OHMSTEAD_LIVE_SERVER": self.direct.url}))
        cookies = copy_cookies(a.cookies, http.cookiejar.CookieJar())
        self.other = stack.enter_context(
            Ohmstead(variables=variables | {"AWS_ACCESS_KEY_ID": "b"}, cookies=cookies))
        house = young_house(stack)
        path = first_run.create_home(a, "House", "Europe/Amsterdam", "EUR", "NL")
        self.channels = a.put(f"{path}/channels", {"items": channels_of(house)})["items"]
        self.home = path.split("/")[-1]
        key = a.run("key", "create", "--home", self.home)
        self.agent = stack.enter_context(OhmsteadAgent(a, key, house, url=self.gateway.url))
        # While somebody looks, nothing is held back.
        with Follower(self.other) as page:
            page.follow(self.home)
            wait_for(lambda: [page.next(1)] and self._has_caught_up(), CATCH_UP_S,
                     "the past has come up", 0)
        wait_for(lambda: self.calls()[-1].next_interval_ms == IDLE_MS, CATCH_UP_S,
                 "nobody looks any more", 1)
        self.settled = self.calls()[-1].began

    def calls(self):
        """On both ways, oldest first."""
        return sorted(self.gateway.calls + self.direct.calls, key=lambda call: call.began)

    def _has_caught_up(self):
        calls = self.calls()
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
    calls = run.calls()
    is_direct = {id(call): True for call in run.direct.calls}
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
    idle = [call for call in settled if not call.kinds]
    direct = [call for call in settled if is_plain(call) and id(call) in is_direct]
    return {
        "channels": len(run.channels),
        "idle_interval_s": interval_s(settled, IDLE_MS),
        "watched_interval_s": interval_s(settled, BUSY_MS),
        "idle_calls": sums_of_calls(ours, idle),
        "direct_calls": sums_of_calls(ours, direct),
        # That somebody looks is seen by one call of the other way, which another one follows.
        "other_calls": len(settled) - len(idle) - len(direct) - len(closed),
        # Readings of an hour that has ended may come with them; those are counted by the past's.
        "closing_calls": sums_of_calls([one for one in ours if not is_reading(one)], closed) | {
            "closings": round((ended - run.settled) / SLOT_S),
            "blocks": sum(call.blocks for call in closed)},
        "chunk_calls": sums_of_calls(ours, catching_up) | {
            "chunks": sum(call.chunks for call in catching_up)},
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
    """Of the newest whole day, from the tables."""
    stored = run.meter.stored("EnergyData")
    blocks = {key: size for key, size in stored.items() if "#slots#" in key[0]}
    whole_day = sorted({key[1].split("#")[0] for key in blocks})[-2]
    month, day = whole_day.rsplit("-", 1)
    # By channel, measure, and day and hour of the month.
    chunks = {key: size for key, size in stored.items()
              if key[0].endswith(f"#readings#{month}") and key[1][-4:-2] == day
              and not key[1].startswith("damaged#")}
    of_day = {key: size for key, size in blocks.items() if key[1].startswith(whole_day)}
    return {
        "day": whole_day, "hours": len({key[1][-4:] for key in chunks}),
        "chunks": len(chunks), "chunk_bytes": sum(chunks.values()),
        "blocks": len(of_day), "block_bytes": sum(of_day.values()),
        "day_bytes": sum(size for key, size in stored.items() if "#day#" in key[0]),
        "live_bytes": sum(size for key, size in stored.items() if key[0].endswith("#live"))}


def main(minutes):
    with contextlib.ExitStack() as stack:
        run = Run(stack)
        time.sleep(minutes * 60)
        watched = run.follow(run.settled + SLOT_S - time.time())
        ended = watched[1]
        # The last call that began before that has ended.
        time.sleep(LONGEST_CALL_S)
        print(json.dumps(what_was_counted(run, watched, ended)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: fleet_run.py MINUTES")
    main(float(sys.argv[1]))
