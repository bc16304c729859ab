"""Ingest, a trivial GET and ten kilobytes of JSON, beside FastAPI."""

import json
import time
from dataclasses import dataclass

from budgets import LATENCY, Row
from process import ask_over_http, cpu_seconds, http_request
from servers import fastapi, headers_of, home_with_pushed_channels, ohmstead

CONNECTIONS = 32
CHANNELS = 2  # per connection
STEP_MS = 10_000
SETTLE_S = 1.5  # until what an answer left to do is done
GETS = 16_000
PEER_GETS = 4_000
BATCHES = {100: 6400, 1000: 3840}  # readings per batch: batches. Enough to level out group commits


@dataclass
class Cost:
    """Of one server's run."""

    per_second: float
    cpu_us: float
    outcome: dict


def measure(pid, port, requests, units_per_request=1, rounds=1):
    before = cpu_seconds(pid)
    outcome = ask_over_http(port, CONNECTIONS, requests, rounds)
    time.sleep(SETTLE_S)
    used = cpu_seconds(pid) - before
    units = outcome["requests"] * units_per_request
    return Cost(units / outcome["seconds"], used / units * 1e6, outcome)


def batch(channels, first, each, start_ms):
    """A body of /ingest: `each` readings per channel, one every 10 s from `start_ms`."""
    times = [start_ms + i * STEP_MS for i in range(each)]
    return json.dumps({"protocol": 1, "items": [
        {"id": f"r{number}", "kind": "readings", "channel": channel, "measure": "power", "t": times,
         "v": [round(40 + (first * 7 + i * 13 + number) % 900 / 10, 1) for i in range(each)]}
        for number, channel in enumerate(channels)]}).encode()


def ingest_requests(port, key, channels, size, end_ms):
    """Every connection sends readings of channels of its own, in the order of time."""
    each = size // CHANNELS
    turns = BATCHES[size] // CONNECTIONS
    headers = {"Authorization": f"Bearer {key}"}
    for turn in range(turns):
        start_ms = end_ms - (turns - turn) * each * STEP_MS
        for connection in range(CONNECTIONS):
            own = channels[connection * CHANNELS:(connection + 1) * CHANNELS]
            yield http_request("POST", "/api/v1/ingest", port, headers,
                               batch(own, turn, each, start_ms))


def ingest_rows(table, server, server_key, channels, peer):
    peer_pid, peer_port, peer_key = peer
    now_ms = int(time.time() * 1000)
    for number, size in enumerate(BATCHES):
        # Later batches are newer, as they would be.
        end_ms = now_ms - (len(BATCHES) - 1 - number) * 30 * 86_400_000
        ours = measure(server.pid, server.port,
                       ingest_requests(server.port, server_key, channels, size, end_ms), size)
        theirs = measure(peer_pid, peer_port,
                         ingest_requests(peer_port, peer_key, channels, size, end_ms), size)
        speed = ours.per_second / theirs.per_second
        table.add(Row(f"durable ingest over HTTP, {CONNECTIONS} senders, batches of {size}",
                      f"{ours.per_second:,.0f} readings/s, {speed:.1f}×", "≥ 10× the peer's",
                      f"FastAPI {theirs.per_second:,.0f} readings/s", speed >= 10))
        share = ours.cpu_us / theirs.cpu_us
        table.add(Row("  CPU per reading", f"{ours.cpu_us:.2f} µs, 1/{1 / share:.1f}",
                      "≤ 1/10 of the peer's", f"FastAPI {theirs.cpu_us:.2f} µs", share <= 1 / 10))


def get_row(table, server, peer):
    peer_pid, peer_port, _ = peer
    ours = measure(server.pid, server.port, [http_request("GET", "/healthz", server.port)],
                   rounds=GETS)
    theirs = measure(peer_pid, peer_port, [http_request("GET", "/healthz", peer_port)],
                     rounds=PEER_GETS)
    share = ours.cpu_us / theirs.cpu_us
    table.add(Row("trivial GET, CPU", f"{ours.cpu_us:.1f} µs, 1/{1 / share:.1f}",
                  "≤ 1/4 of the peer's", f"FastAPI {theirs.cpu_us:.1f} µs", share <= 1 / 4))


def ingest_and_get(table):
    with ohmstead() as server:
        home, channels = home_with_pushed_channels(server, CONNECTIONS * CHANNELS)
        server.stop()
        key = server.run("key", "create", "--home", home)
        server.start()
        peer_key = "a-key-that-is-as-long-as-the-other-one-is"
        with fastapi(peer_key, channels) as (peer_pid, peer_port):
            peer = (peer_pid, peer_port, peer_key)
            get_row(table, server, peer)
            ingest_rows(table, server, key, channels, peer)
            json_row(table, server, home, peer)


def json_row(table, server, home, peer):
    """About ten kilobytes that both have in memory: the newest values of a home; a document."""
    peer_pid, peer_port, _ = peer
    path = f"/api/v1/homes/{home}/live"
    ours = measure(server.pid, server.port,
                   [http_request("GET", path, server.port, headers_of(server))], rounds=8000)
    size = ours.outcome["bytes"] / ours.outcome["requests"]
    theirs = measure(peer_pid, peer_port, [http_request("GET", "/json10k", peer_port)],
                     rounds=1000)
    direct = measure(peer_pid, peer_port, [http_request("GET", "/json10k/direct", peer_port)],
                     rounds=1000)
    share = ours.cpu_us / theirs.cpu_us
    table.add(Row(f"{size / 1024:.1f} KB of JSON, CPU",
                  f"{ours.cpu_us:.1f} µs, 1/{1 / share:.1f}", "≤ 1/20 of the peer's",
                  f"FastAPI {theirs.cpu_us:.0f} µs, direct {direct.cpu_us:.0f}", share <= 1 / 20))


def hour_row(table, server, home, channel, day):
    path = (f"/api/v1/homes/{home}/power?from={day}T12:00:00Z&to={day}T13:00:00Z"
            f"&channels={channel}&points=240")
    ours = measure(server.pid, server.port,
                   [http_request("GET", path, server.port, headers_of(server))], rounds=2000)
    size = ours.outcome["bytes"] / ours.outcome["requests"]
    table.note("an hour of one series to 240 points, CPU", f"{ours.cpu_us:.0f} µs",
               f"{size / 1024:.1f} KB of JSON")


def day_row(table, server, home, channel, day):
    path = (f"/api/v1/homes/{home}/power?from={day}T00:00:00Z&to={day}T23:59:59Z"
            f"&channels={channel}&points=1000")
    request = http_request("GET", path, server.port, headers_of(server))
    before = cpu_seconds(server.pid)
    outcome = ask_over_http(server.port, 1, [request], rounds=400)
    used = (cpu_seconds(server.pid) - before) / outcome["requests"] * 1000
    table.at_most("a day of one series to 1,000 points, over HTTP, p50", outcome["p50_ms"], 1,
                  "ms", f"CPU {used:.2f} ms, p99 {outcome['p99_ms']:.2f} ms", LATENCY)
