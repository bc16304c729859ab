"""The README names the Home Assistants that are tested as peers, and no other."""

import re
import sys
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "peers"))

import environment  # noqa: E402

VERSION = re.compile(r"\b20\d\d\.\d{1,2}(?:\.\d+)?\b")


class PeerVersions(unittest.TestCase):
    def test_the_readme_names_the_oldest_and_the_newest_and_no_other(self):
        tested = [environment.home_assistant_version(release)
                  for release in (environment.OLDEST, environment.NEWEST)]
        self.assertEqual(VERSION.findall((ROOT / "README.md").read_text()), tested)

    def test_each_was_recorded(self):
        recordings = ROOT / "tests" / "fixtures" / "home_assistant"
        for release, folder in ((environment.OLDEST, recordings),
                                (environment.NEWEST, recordings / "newest")):
            with self.subTest(release):
                said = {re.search(r'"home_assistant": "([^"]*)"', path.read_text())[1]
                        for path in folder.glob("*.json")}
                self.assertEqual(said, {environment.home_assistant_version(release)})


if __name__ == "__main__":
    unittest.main()
