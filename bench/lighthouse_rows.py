"""What Lighthouse says of the pages on a phone."""

import json
import os
import shutil
import subprocess

from budgets import LATENCY, Row
from process import ROOT, WORK
from servers import cookie_of

from ohmstead_server import Ohmstead  # of tests/support, which servers has put on the path

LIGHTHOUSE = "lighthouse@12.8.2"
INSTALLED = ROOT / "build" / "peers" / "lighthouse"
CATEGORIES = {"performance": (90, LATENCY), "accessibility": (100, None),
              "best-practices": (100, None)}


def install():
    INSTALLED.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "install", "--prefix", str(INSTALLED), "--silent", "--no-audit",
                    "--ignore-scripts", "--no-package-lock", "--no-save", LIGHTHOUSE], check=True)


def scores(url, headers):
    report = WORK / "lighthouse.json"
    command = ["npx", "lighthouse", url, "--quiet", f"--only-categories={','.join(CATEGORIES)}",
               "--chrome-flags=--headless=new --no-sandbox --ignore-certificate-errors",
               "--output=json", f"--output-path={report}",
               f"--extra-headers={json.dumps(headers)}"]
    subprocess.run(command, cwd=INSTALLED, check=True,
                   env={**os.environ, "CHROME_PATH": shutil.which("chromium") or ""})
    categories = json.loads(report.read_text())["categories"]
    return {name: round(categories[name]["score"] * 100) for name in CATEGORIES}


def rows(table):
    install()
    with Ohmstead("--demo") as server:
        home = server.get("/homes")["items"][0]["id"]
        pages = {"sign-in": ("", {}), "Live": (f"homes/{home}/live", {"Cookie": cookie_of(server)})}
        for page, (path, headers) in pages.items():
            for name, score in scores(f"{server.url}/{path}", headers).items():
                budget, kind = CATEGORIES[name]
                row = Row(f"Lighthouse, phone, {page} page: {name}", str(score), f"≥ {budget}",
                          met=score >= budget)
                row.kind = kind or row.kind
                table.add(row)
