#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/provider_settings.hpp"
#include "base/result.hpp"

namespace ohmstead {

// Where to listen: "127.0.0.1:8420", "[::1]:8420". Port 0 takes a free one.
struct ListenAddress {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8420;
};

// Where everything that is kept lies.
enum class StoreKind { sqlite, dynamodb };

// Everything that can be set. Sources, later ones win: the defaults here, the TOML file, the
// environment (OHMSTEAD_<NAME>), the command line.
struct Config {
    ListenAddress listen;
    std::string data = "ohmstead-data";
    std::string web = "web/dist";
    std::vector<std::string> hosts;            // names that a request's Host may carry
    std::vector<std::string> trusted_proxies;  // addresses whose forwarding headers count
    std::string path_prefix;                   // "" or "/some/path"
    std::string frame_ancestors = "'none'";
    bool allow_plain_http = false;
    bool plain_http = false;               // serve without TLS; needs loopback or allow_plain_http
    std::optional<bool> single_household;  // nothing: where the store is this process's own
    std::string tls_certificate;           // PEM files; empty: a local certificate is made and kept
    std::string tls_key;
    std::string log_level = "info";
    std::int64_t session_idle_days = 7;
    std::int64_t session_absolute_days = 30;
    std::int64_t max_connections = 1024;
    std::int64_t max_connections_per_address = 32;
    std::int64_t max_requests_per_minute = 3000;
    StoreKind store = StoreKind::sqlite;
    std::string dynamodb_region;           // needed where DynamoDB is used
    std::string dynamodb_endpoint;         // empty: AWS's own of the region
    std::string dynamodb_table_prefix;     // before every table's name
    std::string live_server;               // address that agents call while their home is watched
    std::string agent_server;              // address of the server that an agent sends to
    std::string agent_server_fingerprint;  // of its certificate; empty: the system's authorities
    std::string agent_key;                 // of the home; secret, like the next one
    std::string agent_key_file;
    std::string agent_home_assistant;  // its address, for the engine of an agent
    std::string agent_home_assistant_fingerprint;
    std::string agent_token;  // secret, like the next one
    std::string agent_token_file;
    std::int64_t agent_keep_days = 30;  // readings that the server has
    bool demo = false;                  // set by `serve --demo` alone
    std::vector<ConfiguredProvider> identity_providers;
    std::string home_assistant_token;  // for the demo's simulated homes alone
};

// Whether operators of the server are admins of every home on it. Unless set, not so in the demo,
// whose customers' homes are those of strangers.
bool is_single_household(const Config& config);

// The text of the commented TOML file that documents every setting with its default.
std::string example_config();

// Reads `toml_text` (from a file called `file_name`, for messages) over the defaults, then
// `environment` (names with OHMSTEAD_ in front). Every wrong value is reported with its setting,
// the line where there is one, and what is allowed; an unknown setting is an error too.
Result<Config> read_config(std::string_view toml_text, std::string_view file_name,
                           const std::map<std::string, std::string>& environment);

// "HOST:PORT" or "[V6]:PORT".
Result<ListenAddress> parse_listen_address(std::string_view text);

}  // namespace ohmstead
