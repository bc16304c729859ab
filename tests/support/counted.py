"""What the counters of a simulated home amount to, as far as anybody can know it from outside.

Amounts are whole mWh or mL. Between two steps of a counter nobody knows when it counted, so an
amount is a span [low, high]: exact where the counter stepped right on both borders.
"""

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import oracle
from day_totals import utc_text

BEFORE = timedelta(hours=3)
# Today's sums are sent every ten seconds, so they may be that much older than what is compared.
LAG = timedelta(seconds=12)
BALANCE_ROLES = ("grid_import", "grid_export", "solar", "battery_charge", "battery_discharge")


def zone_where_it_is_morning():
    """A zone whose day has been going for some hours and does not end soon."""
    offset = (6 - datetime.now(timezone.utc).hour + 12) % 24 - 12
    return ZoneInfo(f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT")


def midnight_in(zone):
    now = datetime.now(zone)
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def counters_of(channels):
    """Of {source: channel} those that are metered by a counter."""
    return {source: channel for source, channel in channels.items()
            if channel["bindings"][0]["measure"] == "counter"}


def joined(rows):
    """The rows of a counter that was reset, as if it had gone on from where it stood."""
    found, behind = [], 0
    for (_, before), (at, value) in zip([(0, 0), *rows], rows):
        behind += max(0, before - value)
        found.append((at, value + behind))
    return found


def readings(peer, entities, start, end):
    """{entity: [(ms, amount)]} of what counters showed, of those that the home has now; without
    the falls of resets."""
    units = peer.units()
    entities = [entity for entity in entities if entity in units]
    found = {}
    for entity, rows in peer.history(entities, utc_text(start), utc_text(end)).items():
        source = oracle.Source(entity, units[entity])
        values = [(oracle.instant_ms(at), oracle.amount(state, source)) for at, state in rows]
        found[entity] = joined([(at, value) for at, value in values if value is not None])
    return found


def level_at(rows, at):
    """(low, high) of what a rising counter stood at."""
    before = bisect_right(rows, at, key=lambda row: row[0])
    after = bisect_left(rows, at, key=lambda row: row[0])
    low = rows[max(0, before - 1)][1]
    return low, rows[after][1] if after < len(rows) else low


def amount_between(rows, start, end):
    """(low, high) of what a rising counter counted from `start` to `end`."""
    start_low, start_high = level_at(rows, start)
    end_low, end_high = level_at(rows, end)
    return end_low - start_high, end_high - start_low


def today_faults(server, home, peer, channels, zone):
    """What of today's sums on the Live page does not agree with the simulated home's counters:
    one line each. [] when all does."""
    counters = counters_of(channels)
    midnight = midnight_in(zone)
    today = server.get(f"{home}/live")["today"]
    now = datetime.now(timezone.utc)
    rows = readings(peer, counters, midnight - BEFORE, now + timedelta(seconds=2))
    low, high = {}, {}
    faults = [] if counters else ["there is no counter"]
    for source, channel in counters.items():
        role = channel["role"]
        key = role if role in BALANCE_ROLES else channel["id"]
        if not rows.get(source):
            faults.append(f"{channel['name']}: the home does not have it now")
            continue
        since = oracle.instant_ms(midnight.isoformat())
        late, _ = amount_between(rows[source], since, oracle.instant_ms(utc_text(now - LAG)))
        _, early = amount_between(rows[source], since, rows[source][-1][0])
        low[key] = low.get(key, 0) + late
        high[key] = high.get(key, 0) + early
    names = {channel["id"]: channel["name"] for channel in counters.values()}
    shown = {**{role: today.get(role) for role in BALANCE_ROLES},
             **today.get("devices", {}), **today.get("volumes", {})}
    for key in low:
        if shown.get(key) is None:
            faults.append(f"{names.get(key, key)}: nothing is shown")
        elif not low[key] <= round(shown[key] * 1_000_000) <= high[key]:
            faults.append(f"{names.get(key, key)}: {round(shown[key] * 1_000_000)} is not in "
                          f"[{low[key]}, {high[key]}]")
    return faults
