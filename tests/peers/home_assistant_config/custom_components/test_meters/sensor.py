"""The sensors of the test home."""

from datetime import datetime

from homeassistant.components.sensor import SensorEntity
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from .meters import DEVICES, DOMAIN, device_info, entity_id, last_reset_key, signal


class MeterSensor(SensorEntity):
    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, meters, device, entity):
        self._meters = meters
        self._key = entity["key"]
        self.entity_id = entity_id("sensor", device, entity)
        self._attr_unique_id = self._key
        self._attr_name = entity["name"]
        self._attr_device_class = entity["device_class"]
        self._attr_state_class = entity["state_class"]
        self._attr_native_unit_of_measurement = entity["unit"]
        self._attr_device_info = device_info(device)

    async def async_added_to_hass(self):
        self.async_on_remove(
            async_dispatcher_connect(self.hass, signal(self._key), self.async_write_ha_state)
        )

    @property
    def available(self):
        return self._meters.values[self._key] is not None

    @property
    def native_value(self):
        return self._meters.values[self._key]

    @property
    def last_reset(self):
        moment = self._meters.values.get(last_reset_key(self._key))
        return moment and datetime.fromisoformat(moment)


async def async_setup_entry(hass, entry, async_add_entities):
    async_add_entities(
        MeterSensor(hass.data[DOMAIN], device, entity)
        for device in DEVICES
        for entity in device["entities"]
        if entity["platform"] == "sensor"
    )
