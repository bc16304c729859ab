"""Files that go into a home and come out of it, through the API."""

import urllib.error
import urllib.request
import json

from ohmstead_server import Refused, wait_for

PATIENCE_S = 120
UNITS = ("kWh", "Wh", "MWh", "W", "kW", "L", "m³", "%", "°C", "g/kWh", "EUR/MWh", "EUR/kWh")


def send_file(server, path, data, kind="application/octet-stream"):
    """The job that the upload makes. A change of rights, as of a home just created, ends what is under
    way when it is heard of: that is sent once more."""
    try:
        return send_once(server, path, data, kind)
    except Refused as refused:
        if refused.status != 401:
            raise
        return send_once(server, path, data, kind)


def send_once(server, path, data, kind):
    request = urllib.request.Request(
        server.url + "/api/v1" + path + "/import", data,
        {"Origin": server.url, "X-CSRF-Token": server.csrf, "Content-Type": kind}, method="POST")
    try:
        with server.opener.open(request, timeout=60) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        raise Refused(error.code, json.loads(error.read())) from None


def wanted(job, changes=None, only=None):
    """What of the proposal is imported: each series into its channel, or a new one. `changes`
    {series: {field: value}}, `only` these series."""
    series = []
    for each in job["import"]["series"]:
        if (only and each["series"] not in only) or each["unit"] not in UNITS:
            continue
        use = {field: each[field] for field in ("series", "kind", "unit")}
        if each.get("channel"):
            use["channel"] = each["channel"]
        else:
            use["new_channel"] = {"name": each["name"], "role": each["role"]}
        use |= (changes or {}).get(each["series"], {})
        series.append(use)
    return series


def start(server, job, series, **more):
    return server.post(f"/jobs/{job['id']}/start", {"series": series} | more)


def finish(server, job):
    """The job when it is over."""
    def over():
        now = server.get(f"/jobs/{job['id']}")
        return now if now["state"] in ("done", "failed") else None
    return wait_for(over, PATIENCE_S, "the job is over", 0.05)


def import_file(server, path, data, settings=None, changes=None, only=None):
    """Imports all of a file as it is proposed; the report."""
    job = send_file(server, path, data)
    if settings:
        job = server.put(f"/jobs/{job['id']}/csv", {"csv": job["import"]["csv"] | settings})
    start(server, job, wanted(job, changes, only))
    job = finish(server, job)
    if job["state"] != "done":
        raise AssertionError(job["error"])
    return job["import"]["report"]


def export_file(server, path, **options):
    """The bytes of an export."""
    job = server.post(f"{path}/export", options)
    job = finish(server, job)
    if job["state"] != "done":
        raise AssertionError(job["error"])
    with server.opener.open(f"{server.url}/api/v1/jobs/{job['id']}/file", timeout=60) as answer:
        return answer.read()
