"""What the meters of the test home show.

The values are kept in a file, not in Home Assistant: like a real meter they survive its restart,
and a test may turn them while it is down.
"""

import json
from pathlib import Path

from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.entity import DeviceInfo
from homeassistant.util import slugify

DOMAIN = "test_meters"
VALUES_FILE = "test_meters.json"
DEVICES = json.loads(Path(__file__).with_name("devices.json").read_text())


def device_info(device):
    info = DeviceInfo(
        identifiers={(DOMAIN, device["id"])},
        name=device["name"],
        manufacturer=device["manufacturer"],
        model=device["model"],
        suggested_area=device["area"],
    )
    if "via" in device:
        info["via_device"] = (DOMAIN, device["via"])
    return info


def entity_id(platform, device, entity):
    """Without the area, which newer versions put in front of ids they make themselves."""
    return f"{platform}.{slugify(device['name'] + ' ' + entity['name'])}"


def last_reset_key(key):
    return f"{key}_last_reset"


def signal(key):
    return f"{DOMAIN}_{key}"


class Meters:
    """Readings by entity key; None means that the device does not answer. Beside the reading of a
    meter that is set back is the time when it last was."""

    def __init__(self, hass):
        self._hass = hass
        self._path = Path(hass.config.path(VALUES_FILE))
        self.values = {}

    async def load(self):
        def read():
            return json.loads(self._path.read_text()) if self._path.exists() else {}

        self.values = {
            entity["key"]: entity["initial"] for device in DEVICES for entity in device["entities"]
        }
        self.values.update({
            last_reset_key(entity["key"]): entity["last_reset"]
            for device in DEVICES for entity in device["entities"] if "last_reset" in entity
        })
        self.values.update(await self._hass.async_add_executor_job(read))

    async def set(self, changes):
        self.values.update(changes)
        text = json.dumps(self.values)
        await self._hass.async_add_executor_job(self._path.write_text, text)
        for key in changes:
            async_dispatcher_send(self._hass, signal(key))
