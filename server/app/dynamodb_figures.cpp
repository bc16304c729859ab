#include "app/dynamodb_figures.hpp"

#include <string>

namespace ohmstead {
namespace {

std::string name_of(dynamodb::Answered answered) {
    switch (answered) {
        case dynamodb::Answered::served:
            return "served";
        case dynamodb::Answered::throttled:
            return "throttled";
        case dynamodb::Answered::failed:
            return "failed";
    }
    return "failed";
}

}  // namespace

void DynamoDbFigures::requested(const dynamodb::RequestReport& report) {
    const std::string operation(report.operation);
    metrics_
        .counter("ohmstead_dynamodb_requests_total", "Requests to DynamoDB",
                 {{"operation", operation}, {"answered", name_of(report.answered)}})
        .add();
    // Units come in halves, so they are no counter of ours.
    const auto add = [&](const std::string& table, const char* kind, double units) {
        if (units > 0) {
            metrics_
                .gauge("ohmstead_dynamodb_units", "Capacity units of DynamoDB consumed so far",
                       {{"operation", operation}, {"table", table}, {"kind", kind}})
                .add(units);
        }
    };
    for (const auto& one : report.units) {
        add(one.table, "read", one.read);
        add(one.table, "write", one.write);
    }
}

}  // namespace ohmstead
