"""`ohmstead tables create` makes what is missing, and changes nothing that is there.

    python3 -m unittest -v dynamodb_tables_test           # in this folder
"""

import os
import subprocess
import unittest

import dynamodb
import environment

import boto3  # in the peer's packages, which importing dynamodb has entered

BINARY = environment.PROJECT / "build" / "release" / "ohmstead"
REGION = "eu-central-1"


class Tables(unittest.TestCase):
    def setUp(self):
        self.variables = self.enterContext(dynamodb.running()) | {
            "OHMSTEAD_DYNAMODB_REGION": REGION, "OHMSTEAD_DYNAMODB_TABLE_PREFIX": "here-"}
        self.client = boto3.client(
            "dynamodb", region_name=REGION,
            endpoint_url=self.variables["OHMSTEAD_DYNAMODB_ENDPOINT"],
            aws_access_key_id="test", aws_secret_access_key="test")
        for table in self.client.list_tables()["TableNames"]:
            self.client.delete_table(TableName=table)

    def create(self, **variables):
        return subprocess.run([str(BINARY), "tables", "create"], capture_output=True, text=True,
                              env=os.environ | self.variables | variables)

    def key_of(self, table):
        schema = self.client.describe_table(TableName=table)["Table"]["KeySchema"]
        return [part["AttributeName"] for part in schema]

    def test_makes_all_tables_and_may_be_repeated(self):
        for _ in range(2):
            made = self.create()
            self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual({name: self.key_of(name)
                          for name in self.client.list_tables()["TableNames"]},
                         {"here-Users": ["user_id"],
                          "here-EnergyData": ["data_type", "timestamp"],
                          "here-Alerts": ["alert_type", "alert_id"],
                          "here-Homes": ["home_id", "item"],
                          "here-Sessions": ["id", "item"]})
        expiry = self.client.describe_time_to_live(TableName="here-Sessions")
        self.assertEqual(expiry["TimeToLiveDescription"],
                         {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"})

    def test_refuses_a_table_with_another_key(self):
        self.client.create_table(
            TableName="here-Homes", BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "other", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "other", "AttributeType": "S"}])
        made = self.create()
        self.assertEqual(made.returncode, 1)
        self.assertIn("here-Homes: A table of this name exists already, with another key.",
                      made.stderr)
        self.assertEqual(self.key_of("here-Homes"), ["other"])

    def test_needs_a_region(self):
        made = self.create(OHMSTEAD_DYNAMODB_REGION="")
        self.assertEqual(made.returncode, 2)
        self.assertIn("dynamodb_region", made.stderr)


if __name__ == "__main__":
    unittest.main()
