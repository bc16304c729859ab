"""What Ohmstead says a home used per local day, beside what it should say.

Amounts are whole mWh or mL, as the oracle's.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

LONGEST_QUERY = timedelta(days=366)


@dataclass
class Comparison:
    """One channel: both totals, and the days on which they are further apart than allowed."""

    name: str
    unit: str
    days: int
    expected: int
    found: int
    idle: bool = False  # nothing is expected of it
    differing: dict = field(default_factory=dict)  # {date: (expected, found)}

    @property
    def faults(self):
        if self.idle and (self.expected or self.found):
            return [f"{self.name}: it should stand still"]
        if not self.idle and not (self.expected and self.found):
            return [f"{self.name}: a total is zero or missing"]
        return [f"{self.name} {day}: {'nothing' if found is None else found} "
                f"instead of {expected}" for day, (expected, found) in self.differing.items()]


def amounts(columns):
    """The amounts of one channel in an answer of /energy, None where there is none. Gas is told in kWh, too, where its
    calorific value is set; its meter counts cubic metres."""
    values = columns.get("m3") or columns.get("kwh") or []
    return [None if value is None else round(value * 1_000_000) for value in values]


def by_day(server, path, zone, first, last):
    """{channel id: {ISO date: amount or None}} of the local days from `first` to `last`."""
    found = {}
    while first <= last:
        end = min(first + LONGEST_QUERY, last + timedelta(days=1))
        energy = server.get(f"{path}/energy?from={first}&to={end}&period=day")
        dates = [datetime.fromisoformat(start.replace("Z", "+00:00")).astimezone(zone).date()
                 for start in energy["t"]]
        for channel, columns in energy["channels"].items():
            pairs = zip(dates, amounts(columns))
            found.setdefault(channel, {}).update(
                {day.isoformat(): amount for day, amount in pairs})
        first = end
    return found


def compare(server, path, zone, channels, expected, tolerance=0, idle=()):
    """[Comparison] for {source: channel} and {source: {ISO date: amount}} of the same sources, of
    which `idle` amount to nothing."""
    all_days = sorted({day for days in expected.values() for day in days})
    found = by_day(server, path, zone, date.fromisoformat(all_days[0]),
                   date.fromisoformat(all_days[-1]))
    comparisons = []
    for source, days in expected.items():
        channel = channels[source]
        mine = found.get(channel["id"], {})
        differing = {day: (amount, mine.get(day)) for day, amount in days.items()
                     if abs((mine.get(day) or 0) - amount) > tolerance
                     or (amount and mine.get(day) is None)}
        comparisons.append(Comparison(
            name=f"{channel['name']} ({channel['role']})",
            unit="m³" if channel["role"] in ("gas", "water") else "kWh", days=len(days),
            expected=sum(days.values()), found=sum(mine.get(day) or 0 for day in days),
            idle=source in idle, differing=differing))
    return comparisons


def print_table(title, comparisons):
    print(f"\n{title}")
    print(f"  {'channel':44} {'days':>5} {'by the file':>18} {'by Ohmstead':>18} "
          f"{'days apart':>10}")
    for each in comparisons:
        print(f"  {each.name:44} {each.days:5} {each.expected / 1e6:13.6f} {each.unit:4} "
              f"{each.found / 1e6:13.6f} {each.unit:4} {len(each.differing):10}", flush=True)


def utc_text(moment):
    """A datetime in RFC 3339."""
    return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
