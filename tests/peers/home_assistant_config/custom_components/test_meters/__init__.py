"""A Home Assistant integration with the meters and plugs of the test home."""

import voluptuous as vol

from homeassistant.config_entries import SOURCE_IMPORT
from homeassistant.helpers import config_validation as cv

from .meters import DOMAIN, Meters

CONFIG_SCHEMA = cv.empty_config_schema(DOMAIN)
PLATFORMS = ["sensor", "switch"]
SET_SCHEMA = vol.Schema({vol.Required("values"): {str: vol.Any(None, str, int, float, bool)}})


async def async_setup(hass, config):
    meters = Meters(hass)
    await meters.load()
    hass.data[DOMAIN] = meters

    async def handle_set(call):
        await meters.set(call.data["values"])

    hass.services.async_register(DOMAIN, "set", handle_set, schema=SET_SCHEMA)
    hass.async_create_task(
        hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_IMPORT}, data={})
    )
    return True


async def async_setup_entry(hass, entry):
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True
