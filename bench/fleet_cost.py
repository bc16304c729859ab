"""What a home of a fleet costs a month, from what a run has counted (fleet_run.py). Pure."""

from dataclasses import dataclass

BUDGET_USD = 0.20

# List prices in US dollars of us-east-1, as of 2025, without free tiers and reservations: DynamoDB
# on demand, Standard tables; API Gateway, HTTP API, up to 512 KB a request; Lambda on arm64; an
# Application Load Balancer; Fargate on x86. aws.amazon.com/dynamodb/pricing/on-demand,
# /api-gateway/pricing, /lambda/pricing, /elasticloadbalancing/pricing, /fargate/pricing.
REGION = "us-east-1"
PRICES_OF = 2025
WRITE_UNIT = 0.625e-6
READ_UNIT = 0.125e-6
STORED_GB = 0.25
GATEWAY_CALL = 1.00e-6
FUNCTION_CALL = 0.20e-6
FUNCTION_GB_S = 13.3334e-6
BALANCER_UNIT_HOUR = 0.008
PROCESSOR_HOUR = 0.04048

# What no run can count.
DAYS = 30.4  # of a month
WATCHED_HOURS = 2  # of a day
HOMES_PER_TASK = 1000
FUNCTION_GB = 0.125
CALL_S = 0.005  # of a function's call, and of each request to DynamoDB in it
REQUEST_S = 0.005
# In a function's call: a task remembers keys, a function asks for each. Its last use is written once
# an hour, which a short run may not see.
KEY_READS = 1
BALANCER_UNIT_BYTES = 1e9  # in an hour
BALANCER_UNIT_CONNECTIONS = 3000  # that are open
HEADER_BYTES = 1000  # of a call and its answer, and what TLS adds
TASK_CALL_S = 0.002  # of a task's processor
READINGS_KEPT_DAYS = 13 * DAYS
SLOTS_KEPT_DAYS = 5 * 365  # kept for ever: what has come together after five years

DAY_S = 86_400
SLOTS_AN_HOUR = 4


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


IDLE_HOURS = DAYS * (24 - WATCHED_HOURS)  # of a month
WATCHED_S = DAYS * WATCHED_HOURS * 3600


def idle_calls(counted):
    """A month, through the gateway. One an hour brings what has come together."""
    return IDLE_HOURS * 3600 / counted["idle_interval_s"]


def direct_calls(counted):
    return WATCHED_S / counted["watched_interval_s"]


def chunks_a_month(counted):
    stored = counted["stored"]
    return stored["chunks"] / stored["hours"] * 24 * DAYS


def beyond_plain(counted, name, unit):
    """What calls that carried something consumed more than those with live values alone."""
    plain, carrying = counted["direct_calls"], counted[name]
    return carrying[unit] - plain[unit] / plain["calls"] * carrying["calls"]


def scaled(what, often, each, counted):
    """`each`: how many of it `counted` is the sum of."""
    return Line(what, often, counted["read"] / each * often, counted["write"] / each * often)


def hourly(counted, unit):
    """Of a call that brings an hour's slots and live values while nobody looks. No run is long
    enough to count how many blocks change in an hour: all of a day's are taken."""
    closing, plain = counted["closing_calls"], counted["direct_calls"]
    each = (beyond_plain(counted, "closing_calls", unit)
            - (closing["blocks"] if unit != "read" else 0)) / closing["calls"]
    blocks = counted["stored"]["blocks"] if unit != "read" else 0
    return plain[unit] / plain["calls"] + each + blocks


def database_lines(counted):
    idle, direct, closing, chunks = (counted[name] for name in
                                     ("idle_calls", "direct_calls", "closing_calls",
                                      "chunk_calls"))
    slots = {unit: beyond_plain(counted, "closing_calls", unit) for unit in ("read", "write")}
    hour = {unit: beyond_plain(counted, "chunk_calls", unit) for unit in ("read", "write")}
    return [
        scaled("calls while nobody looks", idle_calls(counted), idle["calls"], idle),
        Line("  the key of each, its last use", idle_calls(counted),
             idle_calls(counted) * KEY_READS, DAYS * 24),
        scaled("calls while somebody looks", direct_calls(counted), direct["calls"], direct),
        Line("slots of an hour, while nobody looks", IDLE_HOURS,
             *(hourly(counted, unit) * IDLE_HOURS for unit in ("read", "write"))),
        scaled("slots that close, while somebody looks", SLOTS_AN_HOUR * WATCHED_S / 3600,
               closing["closings"], slots),
        scaled("readings of an hour and series", chunks_a_month(counted), chunks["chunks"], hour),
        scaled("days that are derived", DAYS, counted["days"]["days"], counted["days"]),
        scaled("a task that follows the home, seconds", WATCHED_S,
               counted["followed"]["seconds"], counted["followed"]),
        scaled("what a task sees to by itself, seconds", DAY_S * DAYS,
               counted["alone"]["seconds"], counted["alone"])]


def function_seconds(counted):
    """Of all calls of a month through the gateway."""
    idle, chunks = counted["idle_calls"], counted["chunk_calls"]
    requests = ((idle["requests"] / idle["calls"] + KEY_READS) * idle_calls(counted) +
                hourly(counted, "requests") * IDLE_HOURS +
                beyond_plain(counted, "chunk_calls", "requests") / chunks["chunks"]
                * chunks_a_month(counted))
    return idle_calls(counted) * CALL_S + requests * REQUEST_S


def balancer_units(counted):
    """Of a month: hours of one unit. Its bytes and its one connection, though the greater counts."""
    direct = counted["direct_calls"]
    size = (direct["sent_bytes"] + direct["answered_bytes"]) / direct["calls"] + HEADER_BYTES
    return (direct_calls(counted) * size / BALANCER_UNIT_BYTES
            + WATCHED_S / 3600 / BALANCER_UNIT_CONNECTIONS)


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
    calls = idle_calls(counted)
    direct = direct_calls(counted)
    task = task_line(counted)
    return database_lines(counted) + [
        Line(f"its share of a task, {HOMES_PER_TASK:,} homes each", 1,
             task.read / HOMES_PER_TASK, task.write / HOMES_PER_TASK),
        Line("what is kept, MB", stored_bytes(counted) / 1e6,
             other_usd=stored_bytes(counted) / 1e9 * STORED_GB),
        Line("API Gateway, calls", calls, other_usd=calls * GATEWAY_CALL),
        Line("Lambda, calls", calls,
             other_usd=calls * FUNCTION_CALL +
             function_seconds(counted) * FUNCTION_GB * FUNCTION_GB_S),
        Line("the load balancer, calls", direct,
             other_usd=balancer_units(counted) * BALANCER_UNIT_HOUR),
        Line("a task's processor, calls", direct,
             other_usd=direct * TASK_CALL_S / 3600 * PROCESSOR_HOUR)]
