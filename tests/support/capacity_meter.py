"""Stands before a DynamoDB and computes what each request consumes.

The engine behind it may be any that speaks the protocol; what that says of consumed capacity is put
right on the way back. All requests must pass here, from the making of the tables on, one at a time:
the meter keeps the size of each item. Standard library only.
"""

import re
import time
from collections import defaultdict
from dataclasses import dataclass, field

from capacity import (STORED_ITEM_BYTES, item_bytes, read_units, transacted, write_units)

CONDITION = "ConditionalCheckFailedException"
CANCELLED = "TransactionCanceledException"
EQUALS = re.compile(r"(#?\w+)\s*=\s*(:\w+)")
VALUE = re.compile(r":\w+")
KEY_OF_ACTION = {"Update": "Key", "Delete": "Key", "ConditionCheck": "Key", "DeleteRequest": "Key",
                 "Put": "Item", "PutRequest": "Item"}


@dataclass(frozen=True)
class Touched:
    """One item, or one page of a query, that a request read or wrote."""
    at: float  # as time.time()
    client: str
    operation: str
    table: str
    key: tuple[str, ...]  # partition and sort key; of a query what the latter begins with
    read: float = 0
    write: float = 0
    served: bool = True  # False: a condition failed, which the answer gives no units for


@dataclass
class Kept:
    """The items of a table, by key."""
    names: list[str]  # of the key's attributes
    sizes: dict[tuple[str, ...], int] = field(default_factory=dict)

    def key_of(self, item):
        return tuple(next(iter(item[name].values())) for name in self.names)


class Meter:
    """`ask` in place of the engine. `touched` is what was consumed so far, oldest first."""

    def __init__(self):
        self.touched = []
        self._tables = {}

    def stored(self, table):
        """{key: bytes that are billed for keeping it}"""
        return {key: size + STORED_ITEM_BYTES for key, size in self._tables[table].sizes.items()}

    def table_names(self):
        return sorted(self._tables)

    def ask(self, client, operation, request, engine):
        """(status, answer) of the request. `engine(operation, request)` gives the same without the
        meter."""
        began = len(self.touched)
        status, answer = engine(operation, request)
        meter = getattr(self, f"_{operation}", None)
        if meter is None:
            return status, answer
        failure = answer.get("__type", "").rpartition("#")[2]
        if status != 200 and failure not in (CONDITION, CANCELLED):
            return status, answer
        served = status == 200

        def touch(table, key, **units):
            self.touched.append(Touched(time.time(), client, operation, table, key, served=served,
                                        **units))
        meter(request, answer, served, touch, engine)
        if served and operation != "CreateTable":
            single = "TableName" in request
            answer.pop("ConsumedCapacity", None)
            if request.get("ReturnConsumedCapacity", "NONE") != "NONE":
                consumed = consumed_of(self.touched[began:])
                answer["ConsumedCapacity"] = consumed[0] if single else consumed
        return status, answer

    def _CreateTable(self, request, answer, served, touch, engine):
        if "GlobalSecondaryIndexes" in request or "LocalSecondaryIndexes" in request:
            raise ValueError("what indexes consume is not counted here")
        self._tables[request["TableName"]] = Kept(
            [part["AttributeName"] for part in request["KeySchema"]])

    def _DeleteTable(self, request, answer, served, touch, engine):
        self._tables.pop(request["TableName"], None)

    def _GetItem(self, request, answer, served, touch, engine):
        self._get(request["TableName"], request["Key"], request, touch)

    def _BatchGetItem(self, request, answer, served, touch, engine):
        for table, part in request["RequestItems"].items():
            left = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
            for key in part["Keys"]:
                if key not in left:
                    self._get(table, key, part, touch)

    def _get(self, table, key, request, touch):
        kept = self._tables[table]
        key = kept.key_of(key)
        touch(table, key, read=read_units(kept.sizes.get(key, 0),
                                          request.get("ConsistentRead", False)))

    def _Query(self, request, answer, served, touch, engine):
        if "FilterExpression" in request or "IndexName" in request:
            raise ValueError("what filters and indexes consume is not counted here")
        kept = self._tables[request["TableName"]]
        size = sum(kept.sizes[kept.key_of(item)] for item in answer["Items"])
        touch(request["TableName"], queried_key(request),
              read=read_units(size, request.get("ConsistentRead", False)))

    def _PutItem(self, request, answer, served, touch, engine):
        self._single("Put", request, served, touch, engine)

    def _UpdateItem(self, request, answer, served, touch, engine):
        self._single("Update", request, served, touch, engine)

    def _DeleteItem(self, request, answer, served, touch, engine):
        self._single("Delete", request, served, touch, engine)

    def _single(self, action, request, served, touch, engine):
        key, units = self._write(action, request, served, engine)
        touch(request["TableName"], key, write=units)

    def _BatchWriteItem(self, request, answer, served, touch, engine):
        for table, changes in request["RequestItems"].items():
            left = answer.get("UnprocessedItems", {}).get(table, [])
            for change in changes:
                if change in left:
                    continue
                (action, part), = change.items()
                key, units = self._write(action, part | {"TableName": table}, served, engine)
                touch(table, key, write=units)

    def _TransactWriteItems(self, request, answer, served, touch, engine):
        for change in request["TransactItems"]:
            (action, part), = change.items()
            key, units = self._write(action, part, served, engine)
            touch(part["TableName"], key, write=transacted(units))

    def _write(self, action, part, served, engine):
        """The key and the units of one change, which has been made, or not if not `served`."""
        kept = self._tables[part["TableName"]]
        key = kept.key_of(part[KEY_OF_ACTION[action]])
        before = kept.sizes.get(key, 0)
        if not served or action == "ConditionCheck":
            return key, write_units(before)
        if action in ("Put", "PutRequest"):
            after = item_bytes(part["Item"])
        elif action == "Update":
            _, found = engine("GetItem", {"TableName": part["TableName"], "Key": part["Key"],
                                          "ConsistentRead": True})
            after = item_bytes(found.get("Item"))
        else:
            after = 0
        if after:
            kept.sizes[key] = after
        else:
            kept.sizes.pop(key, None)
        return key, write_units(before, after)


def queried_key(request):
    """The partition, and the first value that the sort key is held to."""
    condition = request["KeyConditionExpression"]
    values = request["ExpressionAttributeValues"]
    partition = EQUALS.search(condition)[2]
    others = [name for name in VALUE.findall(condition) if name != partition]
    return tuple(next(iter(values[name].values())) for name in (partition, *others[:1]))


def consumed_of(touched):
    """ConsumedCapacity, one for each table."""
    tables = defaultdict(float)
    for one in touched:
        tables[one.table] += one.read + one.write
    return [{"TableName": table, "CapacityUnits": units} for table, units in tables.items()]
