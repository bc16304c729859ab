#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/file.hpp"
#include "exchange/xml_reader.hpp"

namespace ohmstead::exchange::espi {

// One interval as it is written.
struct IntervalReading {
    std::size_t line = 0;
    std::optional<std::int64_t> start;
    std::optional<std::int64_t> duration;
    std::optional<std::int64_t> value;
};

struct ReadingType {
    std::int64_t accumulation = kNone;
    std::int64_t commodity = kNone;
    std::int64_t direction = kNone;
    std::int64_t uom = kNone;
    std::int64_t power_of_ten = 0;

    static constexpr std::int64_t kNone = 0;
};

// An entry of the feed, with the one resource that it carries.
struct Entry {
    std::string self;
    std::string up;
    std::vector<std::string> related;
    std::string title;
    enum class Kind { other, usage_point, meter_reading, reading_type, interval_block } kind{};
    std::int64_t service = 0;
    ReadingType type;
    std::vector<IntervalReading> readings;
};

// Gathers the entries of a feed.
class Feed final : public XmlListener {
public:
    void begin(std::string_view name) override;
    void attribute(Attribute attribute) override;
    Status end(std::string_view name, std::string_view text, std::size_t line) override;

    const std::vector<Entry>& entries() const { return entries_; }
    FileFaults& faults() { return faults_; }

private:
    bool within(std::string_view name) const;
    std::optional<std::int64_t> number(std::string_view text, std::size_t line,
                                       std::string_view name);
    void end_of_type(std::string_view name, std::string_view text, std::size_t line);
    void end_of_reading(std::string_view name, std::string_view text, std::size_t line);

    std::vector<std::string> open_;
    std::string rel_;
    std::string href_;
    std::optional<Entry> entry_;
    std::optional<IntervalReading> reading_;
    std::vector<Entry> entries_;
    std::size_t values_ = 0;
    FileFaults faults_;
};

}  // namespace ohmstead::exchange::espi
