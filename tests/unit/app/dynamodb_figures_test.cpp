#include "app/dynamodb_figures.hpp"

#include <gmock/gmock.h>

namespace ohmstead::test {
namespace {

using dynamodb::Answered;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(DynamoDbFigures, AddUpByOperationAndTable) {
    observe::Metrics metrics;
    DynamoDbFigures figures(metrics);
    figures.requested({.operation = "Query",
                       .answered = Answered::served,
                       .units = {{.table = "Homes", .read = 0.5}}});
    figures.requested({.operation = "Query",
                       .answered = Answered::served,
                       .units = {{.table = "Homes", .read = 2}}});
    figures.requested({.operation = "TransactWriteItems",
                       .answered = Answered::served,
                       .units = {{.table = "Homes", .write = 4}, {.table = "Users", .write = 2}}});
    figures.requested({.operation = "Query", .answered = Answered::throttled, .units = {}});
    EXPECT_THAT(
        metrics.text(),
        AllOf(
            HasSubstr(R"(ohmstead_dynamodb_requests_total{operation="Query",answered="served"} 2)"),
            HasSubstr(
                R"(ohmstead_dynamodb_requests_total{operation="Query",answered="throttled"} 1)"),
            HasSubstr(
                R"(ohmstead_dynamodb_units{operation="Query",table="Homes",kind="read"} 2.5)"),
            HasSubstr(R"({operation="TransactWriteItems",table="Homes",kind="write"} 4)"),
            HasSubstr(R"({operation="TransactWriteItems",table="Users",kind="write"} 2)"),
            Not(HasSubstr(R"({operation="Query",table="Homes",kind="write"})"))));
}

}  // namespace
}  // namespace ohmstead::test
