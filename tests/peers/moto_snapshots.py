"""moto copies a whole table for each part of a transaction, so as to be able to put it back: with
thousands of items each takes seconds, and nobody else is served. Here a table's copy shares its
items, and who changes an item in place changes one of its own.

`install` once, before anything is served; one request at a time, as `dynamodb.running` serves them.
"""

import copy
from collections import defaultdict

from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table


def _with_shared_items(table, _memo):
    twin = copy.copy(table)
    twin.items = defaultdict(dict)
    for key, held in table.items.items():
        twin.items[key] = dict(held) if table.has_range_key else held
    return twin


def _give_its_own(table, key, sort_key):
    item = table.get_item(key, sort_key)
    if item is not None:
        held, place = (table.items[key], sort_key) if table.has_range_key else (table.items, key)
        held[place] = copy.deepcopy(item)


def install():
    update_item = DynamoDBBackend.update_item

    def update_its_own(backend, table_name, key, *arguments, **named):
        table = backend.get_table(table_name)
        _give_its_own(table, *backend.get_keys_value(table, key))
        return update_item(backend, table_name, key, *arguments, **named)

    Table.__deepcopy__ = _with_shared_items
    DynamoDBBackend.update_item = update_its_own
