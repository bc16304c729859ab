"""The switchable plugs of the test home."""

from homeassistant.components.switch import SwitchDeviceClass, SwitchEntity
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .meters import DEVICES, DOMAIN, device_info, entity_id, signal


class PlugSwitch(SwitchEntity):
    _attr_has_entity_name = True
    _attr_should_poll = False
    _attr_device_class = SwitchDeviceClass.OUTLET

    def __init__(self, meters, device, entity):
        self._meters = meters
        self._key = entity["key"]
        self.entity_id = entity_id("switch", device, entity)
        self._attr_unique_id = self._key
        self._attr_name = entity["name"]
        self._attr_device_info = device_info(device)

    async def async_added_to_hass(self):
        self.async_on_remove(
            async_dispatcher_connect(self.hass, signal(self._key), self.async_write_ha_state)
        )

    @property
    def available(self):
        return self._meters.values[self._key] is not None

    @property
    def is_on(self):
        return bool(self._meters.values[self._key])

    async def async_turn_on(self, **kwargs):
        await self._meters.set({self._key: True})

    async def async_turn_off(self, **kwargs):
        await self._meters.set({self._key: False})


async def async_setup_entry(hass, entry, async_add_entities):
    async_add_entities(
        PlugSwitch(hass.data[DOMAIN], device, entity)
        for device in DEVICES
        for entity in device["entities"]
        if entity["platform"] == "switch"
    )
