"""From an event in Home Assistant to the sockets of those who watch."""

import json
import time
from contextlib import contextmanager

from budgets import LATENCY, Row
from process import (BUILD, Child, ask_over_http, cpu_seconds, hold_sockets, http_request,
                     memory_bytes)
from servers import cookie_of, fastapi, headers_of, ohmstead, plain_environment, wait_for

HOMES = 1000
FRAME_BYTES = 200
SOCKETS = 5000
PEER_SOCKETS = 1000
RATE = 10
CHANNEL = {"name": "Grid", "role": "grid_import", "bindings": [
    {"source": {"type": "entity", "id": "sensor.grid_energy"}, "measure": "counter",
     "sign": "both", "invert": False},
    {"source": {"type": "entity", "id": "sensor.grid_power"}, "measure": "power",
     "sign": "both", "invert": False}]}


def send_all(server, method, requests, connections=4):
    """[(path below /api/v1, body)] as the owner."""
    headers = headers_of(server)
    ask_over_http(server.port, connections, [
        http_request(method, f"/api/v1{path}", server.port, headers, json.dumps(body).encode())
        for path, body in requests])


def connect_homes(server, count, fleet_port):
    """Homes of one owner, each linked to its own simulated one; their ids."""
    send_all(server, "POST", [("/homes", {"name": f"Home {n}", "time_zone": "Europe/Amsterdam",
                                          "currency": "EUR", "country": "NL"})
                              for n in range(count)],
             connections=1)  # each changes what the owner may do
    homes = [home["id"] for home in server.get("/homes")["items"]]
    send_all(server, "PUT", [(f"/homes/{home}/channels", {"items": [CHANNEL]}) for home in homes])
    send_all(server, "PUT", [(f"/homes/{home}/connection",
                              {"url": f"http://127.0.0.1:{fleet_port}", "token": f"bench-{n}"})
                             for n, home in enumerate(homes)])
    for home in homes:
        wait_for(lambda: server.get(f"/homes/{home}/connection")["state"] == "connected", 60,
                 "a home is connected")
    return homes


@contextmanager
def fleet(server, homes, rate):
    """A server whose homes are connected to simulated ones; yields the homes' ids and the
    simulator's pid."""
    with Child(BUILD / "ohmstead-simulator", "fleet", "--homes", homes, "--rate", rate,
               env=plain_environment()) as simulator:
        port = json.loads(simulator.line())["port"]
        yield connect_homes(server, homes, port), simulator.pid


def sockets_of(server, homes):
    cookie = cookie_of(server)
    return [("/api/v1/live", cookie, json.dumps({"type": "subscribe", "home": home}))
            for home in homes]


def many_homes_row(table):
    with ohmstead() as server, fleet(server, HOMES, HOMES) as (homes, simulator):
        before = cpu_seconds(simulator)
        seen = hold_sockets(server.port, sockets_of(server, homes), 5, 15, server.pid)
        load = (cpu_seconds(simulator) - before) / 20
        memory = memory_bytes(server.pid) / 2**20
    per_event = seen["cpu_s"] / seen["frames"] * 1e6
    table.at_most("event to socket, 1,000 events/s over 1,000 homes, p99", seen["p99_ms"], 5, "ms",
                  f"p50 {seen['p50_ms']:.1f} ms, {seen['frames'] / seen['seconds']:.0f} frames/s",
                  LATENCY)
    table.note("  CPU per event of the server, whole pipeline", f"{per_event:.0f} µs",
               f"simulator {load:.2f} cores; server {memory:.0f} MiB")


def fan_out_rows(table):
    with ohmstead() as server, fleet(server, 1, RATE) as (homes, _):
        thousand = hold_sockets(server.port, sockets_of(server, homes * 1000), 2, 10, server.pid)
        table.at_most("1,000 sockets on one home at 10 frames/s, p99", thousand["p99_ms"], 50,
                      "ms", f"p50 {thousand['p50_ms']:.1f} ms", LATENCY)
        time.sleep(1)
        before = memory_bytes(server.pid)
        ours = hold_sockets(server.port, sockets_of(server, homes * SOCKETS), 2, 10, server.pid)
    frame = round(ours["bytes"] / ours["frames"])
    floor = plain_send(frame)
    with fastapi("no-key", ["none"]) as (peer, port):
        theirs = hold_sockets(port, [("/live", None, None)] * PEER_SOCKETS, 2, 5, peer)
    compare(table, frame, ours, floor, theirs)
    per_connection = (ours["memory"] - before) / SOCKETS / 1024
    table.at_most("  memory per connection", per_connection, 12, "KiB", digits=1)


def plain_send(frame_bytes):
    with Child(BUILD / "bench_plain_send", frame_bytes, RATE) as floor:
        return hold_sockets(int(floor.line()), [("/", None, None)] * SOCKETS, 2, 10, floor.pid)


def cpu_us(seen):
    return seen["cpu_s"] / seen["frames"] * 1e6


def compare(table, frame, ours, floor, theirs):
    delivered = ours["frames"] / (SOCKETS * RATE * ours["seconds"])
    table.add(Row(f"fan-out of {frame} B to 5,000 sockets at 10/s, delivered",
                  f"{delivered:.2%}, {ours['frames'] / ours['seconds']:,.0f}/s", "≥ 99 %",
                  f"FastAPI, 1,000 sockets: {theirs['frames'] / theirs['seconds']:,.0f}/s",
                  delivered >= 0.99))
    table.at_most("  p99", ours["p99_ms"], 100, "ms",
                  f"send() {floor['p99_ms']:.0f} ms, FastAPI {theirs['p99_ms']:.0f} ms", LATENCY, 1)
    ratio = cpu_us(ours) / cpu_us(floor)
    table.add(Row("  CPU per message", f"{cpu_us(ours):.2f} µs, {ratio:.2f}×", "≤ 1.3× send()",
                  f"send() {cpu_us(floor):.2f} µs, FastAPI {cpu_us(theirs):.1f} µs", ratio <= 1.3))
