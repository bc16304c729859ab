#pragma once

#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"

namespace ohmstead {

// How far the past of one source of one channel is imported. `data` is the importer's own text.
struct PastRecord {
    ChannelId channel;
    std::string source;
    bool done = false;  // all of it is kept and metered: until then its readings are needed
    std::string data;

    friend bool operator==(const PastRecord&, const PastRecord&) = default;
};

// What an engine notes while it imports a home's past, so that it can go on after any end. These
// are facts of the engine, beside its own readings. Partition: one home; atomic unit: one put.
// Errors: not_found outside the scope and for channels that are not the home's, unavailable.
class PastStore {
public:
    virtual ~PastStore() = default;

    // By channel and source.
    virtual Task<Result<std::vector<PastRecord>>> load(AccessScope scope, HomeId home) = 0;
    // Adds or replaces all of them together. Needs the right to ingest.
    virtual Task<Status> put(AccessScope scope, HomeId home, std::vector<PastRecord> records) = 0;
};

}  // namespace ohmstead
