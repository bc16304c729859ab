#pragma once

#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "app/config.hpp"
#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "ingest/agent_batch.hpp"
#include "net/http_pool.hpp"

namespace ohmstead {

// How an agent calls its server: HTTPS, the home's key, compressed bodies. I/O thread only.
class AgentUplink {
public:
    struct Settings {
        Url ingest;  // the address of /ingest
        std::string fingerprint;
        std::string key;
    };
    // `cpu` outlives the uplink.
    AgentUplink(boost::asio::any_io_executor executor, Settings settings, Worker& cpu);

    // Writing the batch and reading the answer are work for `cpu`.
    Task<ingest::CallResult> call(ingest::IngestBatch batch);

private:
    Settings settings_;
    Worker& cpu_;
    HttpPool pool_;
};

// The address of /ingest below that of a server. invalid for what is no http(s) address.
Result<Url> ingest_address(const std::string& server);

}  // namespace ohmstead
