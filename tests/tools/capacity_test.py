"""DynamoDB's capacity units: the rules' published examples, and a meter before an engine."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from capacity import (item_bytes, number_bytes, read_units, transacted, value_bytes,  # noqa: E402
                      write_units)
from capacity_meter import Meter  # noqa: E402

KB = 1024
ALL = {"KeyConditionExpression": "#p = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}}


class Sizes(unittest.TestCase):
    def test_text_counts_in_utf_8(self):
        self.assertEqual(value_bytes({"S": "kWh"}), 3)
        self.assertEqual(value_bytes({"S": "€"}), 3)

    def test_a_number_takes_a_byte_for_two_significant_digits_and_one(self):
        for text, size in {"0": 2, "7": 2, "27": 2, "123": 3, "-123": 4, "1000": 2, "0.0012": 2,
                           "1.5E+10": 2, "1.50": 2, "00027": 2, "9" * 38: 20,
                           "-" + "9" * 38: 21}.items():
            self.assertEqual(number_bytes(text), size, text)

    def test_binary_counts_raw(self):
        self.assertEqual(value_bytes({"B": "AAECAw=="}), 4)

    def test_truth_and_null_take_a_byte(self):
        self.assertEqual(value_bytes({"BOOL": False}), 1)
        self.assertEqual(value_bytes({"NULL": True}), 1)

    def test_lists_and_maps_take_three_bytes_and_one_for_each_element(self):
        self.assertEqual(value_bytes({"L": []}), 3)
        self.assertEqual(value_bytes({"M": {}}), 3)
        self.assertEqual(value_bytes({"L": [{"S": "ab"}, {"BOOL": True}]}), 3 + 2 + 2 + 1)
        self.assertEqual(value_bytes({"M": {"name": {"L": [{"N": "12"}]}}}),
                         (3 + 1 + 4) + (3 + 1) + 2)

    def test_sets_count_their_members(self):
        self.assertEqual(value_bytes({"SS": ["ab", "c"]}), 3)
        self.assertEqual(value_bytes({"NS": ["123", "4"]}), 5)
        self.assertEqual(value_bytes({"BS": ["AAEC"]}), 3)

    def test_an_item_counts_names_and_values(self):
        self.assertEqual(item_bytes({"pk": {"S": "SITE#s1"}, "größe": {"N": "27"}}), 2 + 7 + 7 + 2)
        self.assertEqual(item_bytes(None), 0)

    def test_what_is_no_type_is_refused(self):
        with self.assertRaises(ValueError):
            value_bytes({"X": "1"})


class Units(unittest.TestCase):
    """Examples of the Developer Guide."""

    def test_reads_are_rounded_up_to_4_kb(self):
        self.assertEqual(read_units(3.5 * KB, True), 1)
        self.assertEqual(read_units(10 * KB, True), 3)
        self.assertEqual(read_units(4 * KB, True), 1)
        self.assertEqual(read_units(4 * KB + 1, True), 2)

    def test_reads_that_may_be_old_cost_half(self):
        self.assertEqual(read_units(80 * KB, False), 10)
        self.assertEqual(read_units(1, False), 0.5)

    def test_a_query_is_rounded_up_once(self):
        self.assertEqual(read_units(40.8 * KB, True), 11)
        self.assertEqual(read_units(1500 * 64, True), 24)

    def test_reading_nothing_costs_as_much_as_the_least(self):
        self.assertEqual(read_units(0, True), 1)
        self.assertEqual(read_units(0, False), 0.5)

    def test_writes_are_rounded_up_to_1_kb(self):
        self.assertEqual(write_units(0, 1.6 * KB), 2)
        self.assertEqual(write_units(0, 500) + write_units(0, 3.5 * KB), 5)
        self.assertEqual(write_units(KB), 1)
        self.assertEqual(write_units(0), 1)

    def test_a_write_counts_the_larger_of_before_and_after(self):
        self.assertEqual(write_units(2 * KB, 10), 2)
        self.assertEqual(write_units(10, 3 * KB), 3)

    def test_a_transaction_costs_twice(self):
        self.assertEqual(transacted(write_units(0, 500)), 2)


class Engine:
    """Does what it is told with whole items; conditions fail as it is told."""

    def __init__(self):
        self.items = {}
        self.fails = None

    def __call__(self, operation, request):
        if self.fails and operation != "GetItem":
            return 400, {"__type": f"com.amazonaws.dynamodb.v20120810#{self.fails}"}
        match operation:
            case "GetItem":
                found = self.items.get(request["Key"]["id"]["S"])
                return 200, {"Item": found} if found else {}
            case "PutItem":
                self._put(request["Item"])
            case "UpdateItem":
                self._put(request["Key"] | {"data": request["ExpressionAttributeValues"][":data"]})
            case "DeleteItem":
                self.items.pop(request["Key"]["id"]["S"], None)
            case "BatchWriteItem" | "TransactWriteItems":
                for change in [*request.get("RequestItems", {}).get("T", ()),
                               *request.get("TransactItems", ())]:
                    for part in change.values():
                        if "Item" in part:
                            self._put(part["Item"])
            case "Query":
                return 200, {"Items": list(self.items.values()), "ConsumedCapacity": {}}
        return 200, {}

    def _put(self, item):
        self.items[item["id"]["S"]] = item


class Metering(unittest.TestCase):
    def setUp(self):
        self.engine = Engine()
        self.meter = Meter()
        self.ask("CreateTable", TableName="T",
                 KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}])

    def ask(self, operation, **request):
        request["ReturnConsumedCapacity"] = "TOTAL"
        _, self.answer = self.meter.ask("c", operation, request, self.engine)
        return self.answer.get("ConsumedCapacity")

    def units(self, operation, **request):
        return self.ask(operation, TableName="T", **request)["CapacityUnits"]

    @staticmethod
    def key(name):
        return {"id": {"S": name}}

    def item(self, name, kilobytes):
        return self.key(name) | {"data": {"S": "x" * round(kilobytes * KB - 6 - len(name))}}

    def test_a_write_knows_what_was_there_before(self):
        self.assertEqual(self.units("PutItem", Item=self.item("a", 3)), 3)
        self.assertEqual(self.units("PutItem", Item=self.item("a", 0.5)), 3)
        self.assertEqual(self.units("PutItem", Item=self.item("a", 0.5)), 1)

    def test_an_update_counts_the_whole_item_that_comes_of_it(self):
        self.ask("PutItem", TableName="T", Item=self.item("a", 0.5))
        values = {":data": {"S": "x" * 2 * KB}}
        self.assertEqual(self.units("UpdateItem", Key=self.key("a"),
                                    ExpressionAttributeValues=values), 3)
        self.assertEqual(self.units("GetItem", Key=self.key("a"), ConsistentRead=True), 1)

    def test_a_delete_counts_what_goes_and_nothing_is_left(self):
        self.ask("PutItem", TableName="T", Item=self.item("a", 2.5))
        self.assertEqual(self.units("DeleteItem", Key=self.key("a")), 3)
        self.assertEqual(self.units("DeleteItem", Key=self.key("a")), 1)
        self.assertEqual(self.meter.stored("T"), {})

    def test_a_failed_condition_costs_what_is_there_and_changes_nothing(self):
        self.ask("PutItem", TableName="T", Item=self.item("a", 2.5))
        self.engine.fails = "ConditionalCheckFailedException"
        self.assertIsNone(self.ask("PutItem", TableName="T", Item=self.item("a", 9)))
        self.assertEqual((self.meter.touched[-1].write, self.meter.touched[-1].served), (3, False))
        self.engine.fails = None
        self.assertEqual(self.units("GetItem", Key=self.key("a"), ConsistentRead=False), 0.5)

    def test_a_refused_request_costs_nothing(self):
        self.engine.fails = "ValidationException"
        self.assertIsNone(self.ask("PutItem", TableName="T", Item=self.item("a", 1)))
        self.assertEqual(self.meter.touched, [])

    def test_each_item_of_a_batch_is_rounded_by_itself(self):
        changes = [{"PutRequest": {"Item": self.item("a", 0.5)}},
                   {"PutRequest": {"Item": self.item("b", 3.5)}}]
        consumed = self.ask("BatchWriteItem", RequestItems={"T": changes})
        self.assertEqual(consumed, [{"TableName": "T", "CapacityUnits": 5}])
        keys = [self.key("a"), self.key("b"), self.key("missing")]
        consumed = self.ask("BatchGetItem",
                            RequestItems={"T": {"Keys": keys, "ConsistentRead": True}})
        self.assertEqual(consumed, [{"TableName": "T", "CapacityUnits": 3}])

    def test_a_transaction_costs_twice_and_its_checks_too(self):
        actions = [{"Put": {"TableName": "T", "Item": self.item("a", 1.5)}},
                   {"ConditionCheck": {"TableName": "T", "Key": self.key("b")}}]
        consumed = self.ask("TransactWriteItems", TransactItems=actions)
        self.assertEqual(consumed, [{"TableName": "T", "CapacityUnits": 6}])

    def test_a_query_counts_its_items_together(self):
        for name in ("a", "b", "c"):
            self.ask("PutItem", TableName="T", Item=self.item(name, 2))
        self.assertEqual(self.units("Query", ConsistentRead=True, **ALL), 2)
        self.assertEqual(self.units("Query", **ALL), 1)

    def test_what_it_cannot_count_it_refuses(self):
        with self.assertRaises(ValueError):
            self.ask("Query", TableName="T", FilterExpression="#a = :a")
        with self.assertRaises(ValueError):
            self.ask("CreateTable", TableName="U", KeySchema=[], GlobalSecondaryIndexes=[{}])

    def test_the_engines_own_figures_are_replaced(self):
        self.assertEqual(self.ask("Query", TableName="T", **ALL),
                         {"TableName": "T", "CapacityUnits": 0.5})


if __name__ == "__main__":
    unittest.main()
