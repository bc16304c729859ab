#!/usr/bin/env python3
"""What a recording amounts to per local day, worked out from the CSV alone.

    python3 oracle.py hourly_counters.csv.gz --zone Europe/Berlin --end-of-hour pv_kwh
    {"pv_kwh": {"2016-05-01": 41250000, ...}}

It is the yardstick for the server, so it shares nothing with it and uses whole numbers and
decimals throughout. Amounts are in the base unit: mWh for energy, mL for volume.

Readings
    A blank, text, NaN or (for counters) negative cell is no reading. Of several at the same
    instant the greatest counts.
Counters
    The first reading is the baseline and counts nothing. Between two readings the difference is
    spread evenly over the time between them: up to an instant b of the span [t0, t1) it has
    counted floor(difference * (b - t0) / (t1 - t0)). Reading the spread at the borders of
    15-minute slots, or only at local midnights as here, gives the same days, because every local
    midnight is such a border.
    A counter that says only multiples of 0.1 or 1 kWh (m³) shows nothing until a step is full. When
    it rises after it stood still for longer than a slot, one step is spread over the time since it
    last rose, a day at most, and only the rest over the time since the reading before.
    A fall by at most 0.1 %, or by one step of the counter but not to 0, is noise: it counts nothing
    and the highest value stays the one to count from. A greater fall, or a rise beyond what 60 kW
    (40 m³/h) since the reading before, or since the counter last rose but for a day at most, plus
    1 kWh (1 m³) can explain, contradicts what was known. It is believed when the counter moves on
    from there, or stands still there for an hour: then only what follows counts. When instead the
    next reading agrees with the old value, it never happened. Nor did a fall that was believed of a
    counter that stood still, when it leaves its low level for the old one or above by more than
    1 kWh: within a hundredth above, 65 minutes after the reading before, or faster than 60 kW.
    What a counter rises by after it stood still, and could not have since the reading before, is
    spread over the time since it last rose, a day at most.
Power
    A reading holds until the next one, but no longer than 15 minutes; beyond that nothing is
    known. Negative power counts as none, more than 60 kW as no reading. Products of milliwatts and
    milliseconds are added up exactly, cut at midnights, and rounded down once per day; who rounds
    oftener may differ by some mWh.
"""

import argparse
import csv
import gzip
import json
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo

HOUR_MS = 3_600_000
HOLD_MS = 900_000
SETTLE_MS = HOUR_MS
NOISE_PER_MILLE = 1
NEAR_PERCENT = 1
HOURLY_MS = 65 * 60_000
MAX_POWER_MW = 60_000_000

ENERGY, VOLUME, POWER = "energy", "volume", "power"
# What a unit measures, and how many base units (mWh, mL, mW) it is.
UNITS = {
    "wh": (ENERGY, 10**3), "kwh": (ENERGY, 10**6), "mwh": (ENERGY, 10**9),
    "l": (VOLUME, 10**3), "dm3": (VOLUME, 10**3), "m3": (VOLUME, 10**6), "m³": (VOLUME, 10**6),
    "w": (POWER, 10**3), "kw": (POWER, 10**6),
}
# Base units per hour that are plausible, and at any time at once.
COARSE_STEPS = (1_000_000, 100_000)
STEPS = (*COARSE_STEPS, 10_000, 1_000)
REACH_MS = 24 * HOUR_MS
SLOT_MS = 900_000
LIMITS = {ENERGY: (60_000_000, 1_000_000), VOLUME: (40_000_000, 1_000_000)}
MAP_UNITS = {"energy": "kWh", "power": "W", "gas": "m³", "water": "m³"}


@dataclass
class Source:
    """A column of the file and how to take it. `sign` takes the positive or the negative part of a
    power, as a positive one. `accumulate`: the cells are amounts per row, and their running sum is
    the counter, which a negative one sets back."""

    column: str
    unit: str
    factor: Decimal = Decimal(1)
    sign: str = "positive"
    accumulate: bool = False

    @property
    def quantity(self):
        return UNITS[self.unit.lower()][0]


@dataclass
class Level:
    """A value that a counter shows, since when, and when it was last seen to."""

    value: int
    since: int
    seen: int


def instant_ms(text):
    """Milliseconds since 1970 of an ISO 8601 time; without an offset it is UTC."""
    moment = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(milliseconds=1)


def amount(text, source):
    """A cell in base units, or None when it is no reading."""
    try:
        value = Decimal((text or "").strip()) * source.factor
    except InvalidOperation:
        return None
    may_be_negative = source.quantity == POWER or source.accumulate
    if not value.is_finite() or (value < 0 and not may_be_negative):
        return None
    base_units = UNITS[source.unit.lower()][1]
    return int((value * base_units).to_integral_value(ROUND_HALF_EVEN))


def open_csv(path):
    if str(path).endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return open(path, encoding="utf-8", newline="")


def read_csv(path, sources, time_column=None, offset_ms=0):
    """{name: [(time in ms, amount)]} for {name: Source}, ascending, one reading per instant.

    The time is in the first column unless named; a row was read `offset_ms` after it.
    """
    found = {name: {} for name in sources}
    sums = {name: 0 for name, source in sources.items() if source.accumulate}
    with open_csv(path) as lines:
        rows = csv.DictReader(lines)
        time_column = time_column or rows.fieldnames[0]
        for row in rows:
            at = instant_ms(row[time_column]) + offset_ms
            for name, source in sources.items():
                value = amount(row[source.column], source)
                if value is not None and source.accumulate:
                    value = sums[name] = sums[name] + value
                if value is not None:
                    found[name][at] = max(value, found[name].get(at, value))
    return {name: sorted(readings.items()) for name, readings in found.items()}


def within(readings, start_ms=None, end_ms=None):
    """The readings of [start, end]; the first of them becomes the baseline."""
    return [(at, value) for at, value in readings
            if (start_ms is None or at >= start_ms) and (end_ms is None or at <= end_ms)]


def coarse_step(value):
    """The coarsest step that `value` is a multiple of; 0 of a finer one."""
    return next((step for step in COARSE_STEPS if value % step == 0), 0)


def is_noise(old, new):
    step = next((step for step in STEPS if old % step == 0 and new % step == 0), 0)
    return (old - new) * 1000 <= old * NOISE_PER_MILLE or (new != 0 and old - new <= step)


def spans_of(known, at, value, could_rise):
    """[(t0, t1, amount)] of a counter that came from `known` to `value`."""
    risen = value - known.value
    start = max(known.since, at - REACH_MS)
    if known.since < known.seen and not could_rise(known.seen, at, risen):
        return [(known.seen, at, 0), (start, at, risen)]
    step = min(coarse_step(known.value), coarse_step(value))
    if risen > 0 and step and start < known.seen and at - start > SLOT_MS:
        return [(known.seen, at, risen - step), (start, at, step)]
    return [(known.seen, at, risen)]


def differences(readings, quantity):
    """[(t0, t1, amount)] that a counter's readings amount to; see the rules above."""
    per_hour, at_once = LIMITS[quantity]
    spans = []
    known = rival = fallen_from = None

    def could_rise(since, at, risen):
        return risen <= per_hour * (at - since) // HOUR_MS + at_once

    def plausible(level, at, value):
        return could_rise(min(level.seen, max(level.since, at - REACH_MS)), at, value - level.value)

    def comes_back(at, value):
        old = Level(fallen_from.value, fallen_from.since, known.seen)
        if value < old.value and not is_noise(old.value, value):
            return False
        risen = value - known.value
        near = (value - old.value) * 100 <= value * NEAR_PERCENT and at - known.seen <= HOURLY_MS
        return (risen > at_once and plausible(old, at, value)
                and (near or not could_rise(known.seen, at, risen)))

    for at, value in readings:
        if known is None:
            known = Level(value, at, at)
            continue
        if value < known.value and is_noise(known.value, value):
            value = known.value
        elif fallen_from and comes_back(at, value):
            known = Level(fallen_from.value, fallen_from.since, known.seen)
            value = max(value, known.value)
            rival = fallen_from = None
        below = value < known.value
        on_rivals_side = rival is not None and below == (rival.value < known.value)
        if on_rivals_side and value == rival.value:
            rival.seen = at
            if at - rival.since >= SETTLE_MS:
                fallen_from = known if below else None
                known, rival = rival, None
            continue
        if on_rivals_side and value > rival.value and plausible(rival, at, value):
            known = rival
            fallen_from = None
        elif below or not plausible(known, at, value):
            rival = Level(value, at, at)
            continue
        spans += spans_of(known, at, value, could_rise)
        if value > known.value:
            fallen_from = None
        known = Level(value, at if value > known.value else known.since, at)
        rival = None
    return spans


def midnight_ms(date, zone):
    """The first instant of a local day, also where its midnight does not exist."""
    local = datetime(date.year, date.month, date.day, tzinfo=zone)
    return round(local.timestamp() * 1000)


def cut_at_midnights(start_ms, end_ms, zone):
    """[(date, start, end)] of the local days that [start, end) touches."""
    parts = []
    at = start_ms
    while at < end_ms:
        date = datetime.fromtimestamp(at // 1000, zone).date()
        border = min(end_ms, midnight_ms(date + timedelta(days=1), zone))
        parts.append((date, at, border))
        at = border
    return parts


def counter_days(readings, zone, quantity=ENERGY):
    """{date: amount} of a counter's [(time in ms, amount)] in `zone`, a ZoneInfo."""
    days = {}
    for start, end, difference in differences(readings, quantity):
        counted = 0
        for date, _, border in cut_at_midnights(start, end, zone):
            until_here = difference * (border - start) // (end - start)
            days[date] = days.get(date, 0) + until_here - counted
            counted = until_here
    return days


def power_days(readings, zone, sign="positive"):
    """{date: mWh} of power readings [(time in ms, mW)]."""
    if sign == "negative":
        readings = [(at, -power) for at, power in readings]
    readings = [(at, max(power, 0)) for at, power in readings if power <= MAX_POWER_MW]
    exact = {}
    for (start, power), (end, _) in zip(readings, readings[1:]):
        for date, begin, border in cut_at_midnights(start, min(end, start + HOLD_MS), zone):
            exact[date] = exact.get(date, 0) + power * (border - begin)
    return {date: energy // HOUR_MS for date, energy in exact.items()}


def days(path, zone, sources, time_column=None, offset_ms=0, start_ms=None, end_ms=None):
    """{name: {ISO date: amount}} for {name: Source}: the whole of this script as one call."""
    result = {}
    for name, readings in read_csv(path, sources, time_column, offset_ms).items():
        readings = within(readings, start_ms, end_ms)
        source = sources[name]
        if source.quantity == POWER:
            found = power_days(readings, zone, source.sign)
        else:
            found = counter_days(readings, zone, source.quantity)
        result[name] = {date.isoformat(): found[date] for date in sorted(found)}
    return result


def read_map(path):
    """What a replay map says of its file: {"zone", "sources", "time_column", "offset_ms"} to be
    passed to `days`, with the entity's id as the name. Columns that a replay calculates from
    several, or that are neither amount nor power, are left out."""
    content = json.loads(Path(path).read_text())
    time = content.get("time", {})
    sources = {}
    for entry in content["columns"]:
        unit = entry.get("unit", MAP_UNITS.get(entry["kind"]))
        simple = "column" in entry and "terms" not in entry
        if entry["kind"] in MAP_UNITS and unit.lower() in UNITS and simple:
            sources[entry["entity_id"]] = Source(
                entry["column"], unit, Decimal(str(entry.get("factor", 1))),
                accumulate=entry.get("accumulate", False))
    return {"zone": ZoneInfo(content["time_zone"]), "sources": sources,
            "time_column": time.get("column"), "offset_ms": int(time.get("offset_s", 0) * 1000)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("csv", type=Path, help="recording, plain or .gz")
    parser.add_argument("columns", nargs="*", metavar="COLUMN[:UNIT]",
                        help="default: every column whose name ends with a unit")
    parser.add_argument("--map", type=Path, help="take columns, zone and time from a replay map")
    parser.add_argument("--zone", type=ZoneInfo, default=ZoneInfo("UTC"))
    parser.add_argument("--end-of-hour", action="store_true",
                        help="rows were read at the end of the hour they name")
    parser.add_argument("--from", dest="start", type=instant_ms, help="earliest reading")
    parser.add_argument("--to", dest="end", type=instant_ms, help="latest reading")
    arguments = parser.parse_args()

    if arguments.map:
        plan = read_map(arguments.map)
    else:
        sources = {}
        with open_csv(arguments.csv) as lines:
            header = next(csv.reader(lines))
        for text in arguments.columns or header:
            column, _, unit = text.partition(":")
            unit = unit or column.rsplit("_", 1)[-1]
            if unit.lower() in UNITS:
                sources[column] = Source(column, unit)
            elif arguments.columns:
                parser.error(f"{column}: name one of the units {', '.join(UNITS)}")
        plan = {"zone": arguments.zone, "sources": sources,
                "offset_ms": HOUR_MS if arguments.end_of_hour else 0}
    json.dump(days(arguments.csv, **plan, start_ms=arguments.start, end_ms=arguments.end),
              sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
