#include "store_dynamodb/costs.hpp"

namespace ohmstead::dynamodb {

void CostTable::requested(const RequestReport& report) {
    auto& requests = requests_[std::string(report.operation)];
    switch (report.answered) {
        case Answered::served:
            ++requests.served;
            break;
        case Answered::throttled:
            ++requests.throttled;
            break;
        case Answered::failed:
            ++requests.failed;
            break;
    }
    for (const auto& one : report.units) {
        auto& units = units_[{std::string(report.operation), one.table}];
        units.read += one.read;
        units.write += one.write;
    }
}

}  // namespace ohmstead::dynamodb
