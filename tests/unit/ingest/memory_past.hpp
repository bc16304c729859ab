#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "store/past_store.hpp"

namespace ohmstead::ingest {

// Survives the importer, as a store does.
class MemoryPast final : public PastStore {
public:
    Task<Result<std::vector<PastRecord>>> load(AccessScope, HomeId) override {
        std::vector<PastRecord> all;
        for (const auto& [key, record] : records) {
            all.push_back(record);
        }
        co_return all;
    }
    Task<Status> put(AccessScope, HomeId, std::vector<PastRecord> more) override {
        if (broken) {
            co_return make_error(ErrorCode::unavailable, "The disk is full.");
        }
        for (auto& record : more) {
            const auto key = std::pair(record.channel, record.source);
            records.insert_or_assign(key, std::move(record));
        }
        co_return Status{};
    }

    std::map<std::pair<ChannelId, std::string>, PastRecord> records;
    bool broken = false;
};

}  // namespace ohmstead::ingest
