"""The demo's energy company: its customers in every state of consent, and what it sees of them."""

import hashlib
import sys
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support")]

from ohmstead_server import Ohmstead, Refused, wait_for  # noqa: E402

CUSTOMERS = 40
OF_THE_HOUSEHOLD = 3  # consents of the House, twice, and of the Flat
SEEDED_S = 60
PAST = timedelta(days=62)
# One for each way not to be seen.
UNSEEN = {"haas": "requested", "jandl": "rejected", "lechner": "timed_out", "neubauer": "revoked",
          "pichler": "terminated", "reiter": "expired", "schwarz": "fulfilled", "unger": "accepted"}
FIELD_OF = {"grid_import": "grid", "grid_export": "grid", "battery_charge": "battery",
            "battery_discharge": "battery", "device": "devices"}
FINER_THAN = {"live": (), "slot": (), "day": ("slot",), "month": ("slot", "day")}


def demo_id(words):
    digest = hashlib.sha256(f"ohmstead demo {words}".encode()).digest()
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[byte % 32] for byte in digest[:20])


def text(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def midnight():
    return datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)


def customers_of(provider):
    return provider.get("/providers/customers")["items"]


def customers_so_far(provider):
    """As many as there are; none where consents change faster than they are read, and it is told
    to try again."""
    try:
        return customers_of(provider)
    except Refused as refusal:
        if refusal.status == 503:
            return []
        raise


def wait_until_seeded(provider):
    """They come one after the other, and so do the states of each."""
    def all_of_them():
        items = customers_so_far(provider)
        is_last = any(each["permission"] == demo_id("consent furrer")
                      and each["state"] == "fulfilled" for each in items)
        return items if is_last else None
    return wait_for(all_of_them, SEEDED_S, "all customers", 0.2)


def sums_of(customer):
    """Sums of the last two months by the finest period that the consent is for."""
    period = "month" if customer["given"]["detail"] == "month" else "day"
    first, end = (midnight() - PAST).date(), midnight().date()
    return f"/homes/{customer['home']}/energy?from={first}&to={end}&period={period}"


def content(server):
    """All that the provider is told of its customers, but for the household, whose homes have other
    ids in every demo."""
    provider = server.entered_as("provider")
    homes = [home["id"] for home in server.get("/homes")["items"]]
    household = {demo_id(f"consent {which} of {home}")
                 for home in homes for which in ("first", "second")}
    told = {}
    for customer in customers_of(provider):
        if customer["permission"] in household:
            continue
        home = customer["home"]
        if home:
            energy = provider.get(sums_of(customer))
            told[home] = [energy.get(part) for part in ("t", "home", "channels")]
            told[home].append(provider.get(f"/homes/{home}/channels"))
        told[customer["permission"]] = customer
    return told


class DemoCustomers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Ohmstead("--demo"))
        began = time.monotonic()
        cls.provider = cls.server.entered_as("provider")
        cls.customers = wait_until_seeded(cls.provider)
        print(f"\nall customers {time.monotonic() - began:.1f} s after the address", end="")

    def seen(self):
        """Customers whose home may be looked at now."""
        return [customer for customer in self.customers if customer["home"]]

    def refused(self, status, path, provider=None):
        with self.assertRaises(Refused, msg=path) as refusal:
            (provider or self.provider).get(path)
        self.assertEqual(refusal.exception.status, status, path)

    def test_customers_are_in_every_state(self):
        self.assertEqual(len(self.customers), CUSTOMERS + OF_THE_HOUSEHOLD)
        states = {}
        for customer in self.customers:
            states.setdefault(customer["state"], []).append(customer)
        self.assertEqual(set(states), {"requested", "accepted", "rejected", "timed_out", "revoked",
                                       "terminated", "expired", "fulfilled"})
        for state, items in states.items():
            for customer in items:
                if state != "accepted":
                    self.assertIsNone(customer["home"], state)
                    self.assertIsNone(customer["home_name"], state)
        soon = text(datetime.now(timezone.utc) + timedelta(days=7))
        ending = [each for each in states["accepted"] if each["given"]["ends_at"] < soon]
        self.assertEqual(len(ending), 2)
        self.assertEqual({each["given"]["detail"] for each in self.seen()},
                         {"live", "slot", "day", "month"})
        self.assertTrue(any(set(each["given"]["fields"]) < set(each["asked"]["fields"])
                            for each in self.seen()))
        self.assertGreater(len(self.provider.get("/providers/requests")["items"]), 3)

    def test_energy_is_seen_as_far_as_each_consent_goes(self):
        yesterday = midnight() - timedelta(days=1)
        for customer in self.seen():
            if customer["home_name"] == "Flat":
                continue  # its past is still on its way
            home, given = customer["home"], customer["given"]
            with self.subTest(customer["home_name"]):
                energy = self.provider.get(sums_of(customer))
                self.assertGreater(sum(each or 0 for each in energy["grid_import"]), 50)
                for role in ("solar", "battery_charge"):
                    if FIELD_OF.get(role, role) not in given["fields"]:
                        self.assertIsNone(energy.get(role))
                if not {"grid", "solar", "battery"} <= set(given["fields"]):
                    self.assertIsNone(energy.get("home"))
                for channel in self.provider.get(f"/homes/{home}/channels")["items"]:
                    self.assertIn(FIELD_OF.get(channel["role"], channel["role"]), given["fields"])
                for period in FINER_THAN[given["detail"]]:
                    self.refused(403, f"/homes/{home}/energy?from={text(yesterday)}"
                                      f"&to={text(midnight())}&period={period}")
                if given["detail"] != "live":
                    self.refused(403, f"/homes/{home}/live")
                for forbidden in ("people", "audit", "connection", "permissions", "access-log"):
                    self.assertIn(self.status(f"/homes/{home}/{forbidden}"), (403, 404), forbidden)

    def status(self, path):
        try:
            self.provider.get(path)
        except Refused as refusal:
            return refusal.status
        return 200

    def test_of_who_does_not_consent_nothing_is_told(self):
        states = {customer["permission"]: customer["state"] for customer in self.customers}
        day = midnight().date()
        for key, state in UNSEEN.items():
            with self.subTest(key):
                self.assertEqual(states[demo_id(f"consent {key}")], state)
                home = demo_id(f"home {key}")
                for part in ("", "/channels", f"/energy?from={day - PAST}&to={day}&period=day",
                             "/live"):
                    self.refused(404, f"/homes/{home}{part}")

    def test_the_load_profile_is_of_those_who_consent_to_slots(self):
        day = midnight() - timedelta(days=3)
        profile = self.provider.get(f"/providers/load-profile?from={text(day)}"
                                    f"&to={text(day + timedelta(days=1))}")
        self.assertEqual(len(profile["t"]), 96)
        self.assertGreater(profile["homes"], 10)
        self.assertGreater(profile["left_out"], 3)
        columns = {column["name"]: column for column in profile["columns"]}
        self.assertGreater(min(columns["home"]["homes"]), 8)
        self.assertGreater(min(columns["home"]["mean_kwh"]), 0.01)
        sun = columns["solar"]["mean_kwh"]
        self.assertGreater(max(sun), max(sun[:16]))

    def test_sums_of_many_are_published_or_withheld_with_the_reason(self):
        end = (midnight() - timedelta(days=2)).date()
        first = end - timedelta(days=8)

        def published():
            items = self.provider.get(f"/providers/aggregates?from={first}&to={end}")["items"]
            return items if len(items) == 3 * (end - first).days else None
        items = wait_for(published, SEEDED_S, "three groups on each day", 0.5)
        self.assertEqual({(each["area"], each["withheld"]) for each in items},
                         {("Graz", "nothing"), ("Passau", "one_home_too_large"),
                          ("Chur", "too_few_homes")})
        for each in items:
            if each["area"] == "Graz":
                self.assertEqual(len(each["kwh"]), 96)
                self.assertGreater(min(each["kwh"]), 0.5)
            else:
                self.assertEqual(each["kwh"], [])
        # Since the first of the two months.
        oldest = (midnight() - PAST).date()
        items = self.provider.get(f"/providers/aggregates?from={oldest}"
                                  f"&to={oldest + timedelta(days=20)}")["items"]
        self.assertEqual({each["withheld"] for each in items if each["area"] == "Graz"},
                         {"nothing"})

    def test_the_household_does_not_see_its_neighbours(self):
        home = demo_id("home aigner")
        for role in ("viewer", "manager", "admin"):
            person = self.server.entered_as(role)
            self.assertEqual({each["name"] for each in person.get("/homes")["items"]},
                             {"House", "Flat", "Cottage"})
            self.refused(404, f"/homes/{home}", person)
            self.refused(403, "/providers/customers", person)

    def test_z_the_house_answers_and_withdraws(self):
        """Named so that it is the last."""
        house = {each["name"]: each["id"] for each in self.server.get("/homes")["items"]}["House"]
        asked = {each["state"]: each
                 for each in self.server.get(f"/homes/{house}/permissions")["items"]}
        self.assertEqual(set(asked), {"revoked", "requested"})
        looks = self.server.get(f"/homes/{house}/access-log")["items"]
        self.assertTrue(looks)
        self.assertEqual({each["organisation"] for each in looks}, {"Lindtal Energie"})
        self.refused(404, f"/homes/{house}/channels")
        permission = f"/homes/{house}/permissions/{asked['requested']['id']}"
        # Both hold before they are answered.
        self.server.post(f"{permission}/accept", {"fields": ["grid"], "detail": "day"})
        channels = self.provider.get(f"/homes/{house}/channels")["items"]
        self.assertEqual({each["role"] for each in channels} - {"grid_import", "grid_export"},
                         set())
        self.server.post(f"{permission}/withdraw")
        self.refused(404, f"/homes/{house}/channels")


class SeededAgain(unittest.TestCase):
    """However often it was cut off, the same comes of it."""

    def test_an_end_half_way_and_later_starts_change_nothing(self):
        with Ohmstead("--demo") as whole, Ohmstead("--demo") as cut:
            wait_until_seeded(whole.entered_as("provider"))
            expected = content(whole)
            self.assertGreater(len(expected), CUSTOMERS)
            provider = cut.entered_as("provider")
            for known in (0, 12, 30):
                wait_for(lambda: len(customers_so_far(provider)) > known, SEEDED_S, "some", 0.01)
                cut.kill()
                cut.start()
                provider = cut.entered_as("provider")
            wait_until_seeded(provider)
            self.assertEqual(content(cut), expected)
            cut.stop()
            print(f"\nstart with all customers there: {cut.start():.2f} s", end="")
            self.assertEqual(content(cut), expected)


if __name__ == "__main__":
    unittest.main()
