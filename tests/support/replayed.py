"""A recording that is played back as a home, and whether Ohmstead counted what it says.

Of a home whose counters are all known: what was lost or counted twice shows in a day or a slot.
"""

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import day_totals
import oracle
from day_totals import amounts, utc_text
from ohmstead_server import wait_for
from simulator import record

ZONE = ZoneInfo("Europe/Amsterdam")
SETTLE_S = 90


def record_until_now(csv, span, step_s, home="house"):
    """Records the last `span` of a simulated home; returns its replay map."""
    end = datetime.now(timezone.utc).replace(second=0, microsecond=0)
    end -= timedelta(minutes=end.minute % 15)  # a slot that is still open is not stored
    return record(csv, home, utc_text(end - span), utc_text(end), step_s)


def rows_in(csv):
    with open(csv) as lines:
        return sum(1 for _ in lines) - 1


def judge(test, server, home, channels, csv, replay_map, title):
    """Fails `test` unless every counter of the recording counts to what it says, by day and slot.
    `channels` are those of {source: channel}."""
    plan = oracle.read_map(replay_map)
    counters = {source: channel for source, channel in channels.items()
                if channel["bindings"][0]["measure"] == "counter"}
    expected = {source: days for source, days in oracle.days(csv, **plan).items()
                if source in counters}
    idle = {source for source, days in expected.items() if not sum(days.values())}
    test.assertGreater(len(counters) - len(idle), 10)
    result = []

    def healed():
        result[:] = day_totals.compare(server, home, plan["zone"], counters, expected, idle=idle)
        return not any(each.faults for each in result)
    try:
        wait_for(healed, SETTLE_S, "what was missed is healed", 1)
    except AssertionError:
        pass  # the faults below say more
    day_totals.print_table(title, result)
    test.assertEqual([fault for each in result for fault in each.faults][:20], [])
    _judge_slots(test, server, home, plan["zone"], counters, expected)


def _judge_slots(test, server, home, zone, counters, expected):
    all_days = sorted({day for days in expected.values() for day in days})
    last = date.fromisoformat(all_days[-1]) + timedelta(days=1)
    energy = server.get(f"{home}/energy?from={all_days[0]}&to={last}&period=slot")
    test.assertEqual(len(set(energy["t"])), len(energy["t"]))
    test.assertEqual(energy["t"], sorted(energy["t"]))
    for source, channel in counters.items():
        by_day = {}
        for start, amount in zip(energy["t"], amounts(energy["channels"][channel["id"]])):
            day = datetime.fromisoformat(start).astimezone(zone).date().isoformat()
            by_day[day] = by_day.get(day, 0) + (amount or 0)
        for day, amount in expected[source].items():
            test.assertEqual(by_day[day], amount, f"{channel['name']} {day}, slot by slot")
