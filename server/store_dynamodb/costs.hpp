#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ohmstead::dynamodb {

enum class Answered { served, throttled, failed };

// One request that was sent, with what DynamoDB says it consumed.
struct RequestReport {
    struct Units {
        std::string table;  // without the prefix
        double read = 0;
        double write = 0;
    };

    std::string_view operation;  // "PutItem"
    Answered answered = Answered::served;
    std::vector<Units> units;
};

// Told about every request, on the I/O thread.
class CostObserver {
public:
    virtual ~CostObserver() = default;
    virtual void requested(const RequestReport& report) = 0;
};

// Sums it all up. I/O thread only.
class CostTable final : public CostObserver {
public:
    struct Requests {
        std::uint64_t served = 0;
        std::uint64_t throttled = 0;
        std::uint64_t failed = 0;
    };
    struct Units {
        double read = 0;
        double write = 0;
    };

    void requested(const RequestReport& report) override;

    // By operation.
    const std::map<std::string, Requests, std::less<>>& requests() const { return requests_; }
    // By operation and table.
    const std::map<std::pair<std::string, std::string>, Units>& units() const { return units_; }

private:
    std::map<std::string, Requests, std::less<>> requests_;
    std::map<std::pair<std::string, std::string>, Units> units_;
};

}  // namespace ohmstead::dynamodb
