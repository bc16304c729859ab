#pragma once

#include "observe/metrics.hpp"
#include "store_dynamodb/costs.hpp"

namespace ohmstead {

// What DynamoDB says that requests consumed, as figures of the process. `metrics` outlives it.
class DynamoDbFigures final : public dynamodb::CostObserver {
public:
    explicit DynamoDbFigures(observe::Metrics& metrics) : metrics_(metrics) {}

    void requested(const dynamodb::RequestReport& report) override;

private:
    observe::Metrics& metrics_;
};

}  // namespace ohmstead
