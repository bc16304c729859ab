#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/byte_stream.hpp"
#include "store/hour_readings.hpp"
#include "store_sqlite/series_key.hpp"

namespace ohmstead {

// Readings of one series and hour, as a journal row holds them.
struct JournalGroup {
    ChunkKey key = 0;
    std::vector<HourReading> readings;  // ascending, without doubles, all of one rank
};

// Packs the groups of one journal row. The layout is in docs/storage.md.
class JournalRow {
public:
    JournalRow();

    // `readings` ascends without doubles, is not empty, and is all of one rank.
    void add(ChunkKey key, std::span<const HourReading> readings);

    bool empty() const { return groups_ == 0; }
    std::size_t size() const { return out_.size(); }
    Packed sealed() && { return std::move(out_).sealed(); }

private:
    ByteWriter out_;
    std::size_t groups_ = 0;
    ChunkKey previous_key_ = 0;
    std::uint32_t previous_offset_ = 0;
};

// malformed for anything JournalRow could not have written.
Result<std::vector<JournalGroup>> decode_journal_row(std::string_view bytes);

}  // namespace ohmstead
