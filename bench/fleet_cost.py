"""What a home of a fleet costs a month, from what a run has counted (fleet_run.py). Pure."""

import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from capacity import STORED_ITEM_BYTES, write_units  # noqa: E402

BUDGET_USD = 0.20

# List prices in US dollars of us-east-1, as of 2025, without free tiers and reservations: DynamoDB
# on demand, Standard tables; API Gateway, HTTP API, up to 512 KB a request; Lambda on arm64.
# aws.amazon.com/dynamodb/pricing/on-demand, /api-gateway/pricing, /lambda/pricing.
REGION = "us-east-1"
PRICES_OF = 2025
WRITE_UNIT = 0.625e-6
READ_UNIT = 0.125e-6
STORED_GB = 0.25
GATEWAY_CALL = 1.00e-6
FUNCTION_CALL = 0.20e-6
FUNCTION_GB_S = 13.3334e-6

# What no run can count.
DAYS = 30.4  # of a month
WATCHED_HOURS = 2  # of a day
HOMES_PER_TASK = 1000
FUNCTION_GB = 0.125
CALL_S = 0.005  # of a function's call, and of each request to DynamoDB in it
REQUEST_S = 0.005
READINGS_KEPT_DAYS = 13 * DAYS
SLOTS_KEPT_DAYS = 5 * 365  # kept for ever: what has come together after five years

DAY_S = 86_400
SLOTS = 96
NOTED_HOUR_BYTES = 4  # an hour in the item that notes a month's


@dataclass
class Line:
    what: str
    often: float  # a month
    read: float = 0  # units a month
    write: float = 0
    other_usd: float = 0

    @property
    def usd(self):
        return self.read * READ_UNIT + self.write * WRITE_UNIT + self.other_usd


def calls_a_month(counted):
    watched_s = WATCHED_HOURS * 3600
    return DAYS * ((DAY_S - watched_s) / counted["idle_interval_s"] +
                   watched_s / counted["watched_interval_s"])


def beyond_plain(counted, name, unit):
    """What calls that carried something consumed more than plain ones would have."""
    plain, carrying = counted["plain_calls"], counted[name]
    return carrying[unit] - plain[unit] / plain["calls"] * carrying["calls"]


def scaled(what, often, each, counted):
    """`each`: how many of it `counted` is the sum of."""
    return Line(what, often, counted["read"] / each * often, counted["write"] / each * often)


def note_writes(entries, size):
    """Units of noting an hour in its month's item, on average over the month: it grows."""
    bare = size - STORED_ITEM_BYTES - entries * NOTED_HOUR_BYTES
    hours = round(DAYS * 24)
    return sum(write_units(bare + hour * NOTED_HOUR_BYTES)
               for hour in range(1, hours + 1)) / hours


def database_lines(counted):
    calls, closing, chunks = (counted[name] for name in
                              ("plain_calls", "closing_calls", "chunk_calls"))
    stored = counted["stored"]
    chunks_a_month = stored["chunks"] / stored["hours"] * 24 * DAYS
    # The run knows the notes of hours while they are small.
    grown = note_writes(*stored["notes"]) - chunks["note_writes"] / chunks["chunks"]
    hour = {unit: beyond_plain(counted, "chunk_calls", unit) for unit in ("read", "write")}
    hour["write"] += grown * chunks["chunks"]
    watched_s = WATCHED_HOURS * 3600 * DAYS
    return [
        scaled("the agent's calls", calls_a_month(counted), calls["calls"], calls),
        scaled("slots that close", SLOTS * DAYS, closing["closings"],
               {unit: beyond_plain(counted, "closing_calls", unit) for unit in ("read", "write")}),
        scaled("readings of an hour and series", chunks_a_month, chunks["chunks"], hour),
        scaled("days that are derived", DAYS, counted["days"]["days"], counted["days"]),
        scaled("a task that follows the home, seconds", watched_s,
               counted["followed"]["seconds"], counted["followed"]),
        scaled("what a task sees to by itself, seconds", DAY_S * DAYS,
               counted["alone"]["seconds"], counted["alone"])]


def function_seconds(counted):
    """Of all calls of a month."""
    calls, closing, chunks = (counted[name] for name in
                              ("plain_calls", "closing_calls", "chunk_calls"))
    stored = counted["stored"]
    requests = (calls["requests"] / calls["calls"] * calls_a_month(counted) +
                beyond_plain(counted, "closing_calls", "requests") / closing["closings"]
                * SLOTS * DAYS +
                beyond_plain(counted, "chunk_calls", "requests") / chunks["chunks"]
                * stored["chunks"] / stored["hours"] * 24 * DAYS)
    return calls_a_month(counted) * CALL_S + requests * REQUEST_S


def stored_bytes(counted):
    stored = counted["stored"]
    readings = stored["chunk_bytes"] / stored["hours"] * 24 * READINGS_KEPT_DAYS
    return readings + stored["block_bytes"] * SLOTS_KEPT_DAYS


def task_line(counted):
    """A month of a task without homes: it looks whose rights have ended."""
    seconds = DAY_S * DAYS
    return scaled("a task's look at rights, seconds", seconds, counted["feed"]["task_seconds"],
                  counted["feed"])


def lines_of(counted):
    """One home, one month."""
    calls = calls_a_month(counted)
    task = task_line(counted)
    return database_lines(counted) + [
        Line(f"its share of a task, {HOMES_PER_TASK:,} homes each", 1,
             task.read / HOMES_PER_TASK, task.write / HOMES_PER_TASK),
        Line("what is kept, MB", stored_bytes(counted) / 1e6,
             other_usd=stored_bytes(counted) / 1e9 * STORED_GB),
        Line("API Gateway, calls", calls, other_usd=calls * GATEWAY_CALL),
        Line("Lambda, calls", calls,
             other_usd=calls * FUNCTION_CALL +
             function_seconds(counted) * FUNCTION_GB * FUNCTION_GB_S)]
