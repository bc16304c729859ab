#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "app/config.hpp"
#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "ingest/agent_batch.hpp"
#include "net/http_pool.hpp"

namespace ohmstead {

// How an agent calls its server: HTTPS, the home's key, compressed bodies. While an answer names
// another address for the time that somebody looks, calls go there, as long as they are answered;
// otherwise the same call goes to the server's own at once. I/O thread only.
class AgentUplink {
public:
    struct Settings {
        Url ingest;  // the address of /ingest
        std::string fingerprint;
        std::string key;
        bool allow_plain_http = false;
    };
    // `cpu` outlives the uplink.
    AgentUplink(boost::asio::any_io_executor executor, Settings settings, Worker& cpu);

    // Writing the batch and reading the answer are work for `cpu`.
    Task<ingest::CallResult> call(ingest::IngestBatch batch);

private:
    struct Body {
        std::string bytes;
        bool packed = false;
    };
    struct Live {
        std::string named;  // as the server did
        Url ingest;
        std::unique_ptr<HttpPool> pool;
    };

    Task<ingest::CallResult> send(HttpPool& pool, Url ingest, Body body,
                                  std::chrono::seconds time_limit);
    // What an answer says of the next call.
    void take_up(const std::optional<std::string>& named);

    boost::asio::any_io_executor executor_;
    Settings settings_;
    Worker& cpu_;
    HttpPool pool_;
    std::optional<Live> live_;
    int calls_without_live_ = 0;  // since one was not answered there
};

// Whether the home's key may be sent there: over TLS, within this machine, or where plain HTTP is
// allowed by the owner.
bool may_carry_key(const Url& address, bool allow_plain_http);

// The address of /ingest at the server that an answer named. invalid when the key may not be sent
// there: the rules are those of the configured server, and a plain address is none beside a
// configured one with TLS.
Result<Url> live_ingest_address(const std::string& named, const Url& configured,
                                bool allow_plain_http);

// The address of /ingest below that of a server. invalid for what is no http(s) address.
Result<Url> ingest_address(const std::string& server);

}  // namespace ohmstead
