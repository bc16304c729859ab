#include "app/config.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <iterator>
#include <optional>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>
#include <toml++/toml.h>

#include "net/url.hpp"
#include "store_dynamodb/endpoint.hpp"

namespace ohmstead {
namespace {

// A setting: its name in the file, what it means, and how text becomes its value. An error text
// says what is allowed.
using Parse = std::optional<std::string> (*)(Config&, std::string_view);
struct Setting {
    std::string_view name;
    std::string_view meaning;
    std::string_view shown_default;  // as TOML
    Parse parse;
};

std::optional<std::string> parse_bool(bool& target, std::string_view text) {
    if (text != "true" && text != "false") {
        return "must be true or false";
    }
    target = text == "true";
    return std::nullopt;
}

std::optional<std::string> parse_number(std::int64_t& target, std::string_view text,
                                        std::int64_t low, std::int64_t high) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < low || value > high) {
        return fmt::format("must be a whole number from {} to {}", low, high);
    }
    target = value;
    return std::nullopt;
}

// A list arrives as comma-separated text, from the file and the environment alike.
void parse_list(std::vector<std::string>& target, std::string_view text) {
    target.clear();
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        auto item = text.substr(0, comma);
        while (item.starts_with(' ')) {
            item.remove_prefix(1);
        }
        while (item.ends_with(' ')) {
            item.remove_suffix(1);
        }
        if (!item.empty()) {
            target.emplace_back(item);
        }
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
}

std::optional<std::string> parse_addresses(std::vector<std::string>& target,
                                           std::string_view text) {
    parse_list(target, text);
    for (const auto& item : target) {
        boost::system::error_code error;
        boost::asio::ip::make_address(item, error);
        if (error) {
            return fmt::format("'{}' is not an IP address", item);
        }
    }
    return std::nullopt;
}

std::optional<std::string> parse_path_prefix(std::string& target, std::string_view text) {
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./";
    const bool well_formed = text.empty() || (text.starts_with('/') && text.size() > 1);
    if (!well_formed || text.find("//") != std::string_view::npos ||
        text.find("..") != std::string_view::npos ||
        text.find_first_not_of(kAllowed) != std::string_view::npos) {
        return "must be empty or a path such as /energy, of letters, digits, - _ . and /";
    }
    if (text.ends_with('/')) {
        text.remove_suffix(1);
    }
    target = text;
    return std::nullopt;
}

std::optional<std::string> parse_log_level(std::string& target, std::string_view text) {
    constexpr std::array<std::string_view, 4> kLevels{"debug", "info", "warning", "error"};
    if (std::find(kLevels.begin(), kLevels.end(), text) == kLevels.end()) {
        return "must be debug, info, warning or error";
    }
    target = text;
    return std::nullopt;
}

std::optional<std::string> parse_header_text(std::string& target, std::string_view text) {
    if (text.find_first_of("\r\n;,\"") != std::string_view::npos || text.empty()) {
        return "must be a list of origins separated by blanks, or 'none' or 'self' in quotes";
    }
    target = text;
    return std::nullopt;
}

std::optional<std::string> parse_store(StoreKind& target, std::string_view text) {
    if (text != "sqlite" && text != "dynamodb") {
        return "must be sqlite or dynamodb";
    }
    target = text == "sqlite" ? StoreKind::sqlite : StoreKind::dynamodb;
    return std::nullopt;
}

std::optional<std::string> parse_region(std::string& target, std::string_view text) {
    target = text;
    const bool possible = text.empty() || dynamodb::endpoint_of({.region = target});
    return possible ? std::nullopt
                    : std::optional<std::string>("must be a region's name, such as eu-central-1");
}

std::optional<std::string> parse_endpoint(std::string& target, std::string_view text) {
    target = text;
    const bool possible =
        text.empty() || dynamodb::endpoint_of({.region = "eu-central-1", .endpoint = target});
    return possible ? std::nullopt
                    : std::optional<std::string>(
                          "must be https://HOST, or http://HOST:PORT of this machine");
}

std::optional<std::string> parse_table_prefix(std::string& target, std::string_view text) {
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    if (text.size() > 200 || text.find_first_not_of(kAllowed) != std::string_view::npos) {
        return "must be at most 200 letters, digits, - _ and .";
    }
    target = text;
    return std::nullopt;
}

std::optional<std::string> parse_address(std::string& target, std::string_view text) {
    target = text;
    if (text.empty()) {
        return std::nullopt;
    }
    const auto url = parse_url(text);
    const bool is_http = url && (url->scheme == UrlScheme::https || url->scheme == UrlScheme::http);
    return is_http
               ? std::nullopt
               : std::optional<std::string>("must be an address such as https://energy.example");
}

std::optional<std::string> parse_fingerprint(std::string& target, std::string_view text) {
    std::size_t digits = 0;
    for (const char c : text) {
        const bool is_digit =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (!is_digit && c != ':') {
            return "must be 64 hexadecimal digits, with or without colons, or empty";
        }
        digits += is_digit ? 1 : 0;
    }
    if (digits != 0 && digits != 64) {
        return "must be 64 hexadecimal digits, with or without colons, or empty";
    }
    target = text;
    return std::nullopt;
}

std::optional<std::string> parse_text(std::string& target, std::string_view text) {
    target = text;
    return std::nullopt;
}

constexpr std::array kSettings{
    Setting{"listen", "Address and port. Other machines reach it only when it is not loopback.",
            "\"127.0.0.1:8420\"",
            [](Config& c, std::string_view text) -> std::optional<std::string> {
                auto parsed = parse_listen_address(text);
                if (!parsed) {
                    return parsed.error().detail;
                }
                c.listen = *parsed;
                return std::nullopt;
            }},
    Setting{"data", "Folder of the database, keys and certificate.", "\"ohmstead-data\"",
            [](Config& c, std::string_view text) -> std::optional<std::string> {
                c.data = text;
                return text.empty() ? std::optional<std::string>("must not be empty")
                                    : std::nullopt;
            }},
    Setting{"web", "Folder of the built web app.", "\"web/dist\"",
            [](Config& c, std::string_view text) -> std::optional<std::string> {
                c.web = text;
                return std::nullopt;
            }},
    Setting{"hosts",
            "Names by which browsers may call this server, besides localhost and IP addresses.",
            "[]",
            [](Config& c, std::string_view text) -> std::optional<std::string> {
                parse_list(c.hosts, text);
                return std::nullopt;
            }},
    Setting{
        "trusted_proxies", "Addresses of proxies whose X-Forwarded-* headers count.", "[]",
        [](Config& c, std::string_view text) { return parse_addresses(c.trusted_proxies, text); }},
    Setting{
        "path_prefix", "Path under which a proxy publishes the server.", "\"\"",
        [](Config& c, std::string_view text) { return parse_path_prefix(c.path_prefix, text); }},
    Setting{"frame_ancestors", "Who may show the pages in a frame.", "\"'none'\"",
            [](Config& c, std::string_view text) {
                return parse_header_text(c.frame_ancestors, text);
            }},
    Setting{"plain_http", "Serve without TLS. On loopback this works as it is.", "false",
            [](Config& c, std::string_view text) { return parse_bool(c.plain_http, text); }},
    Setting{"allow_plain_http",
            "Allow plain HTTP on private addresses as well. Every page then says so.", "false",
            [](Config& c, std::string_view text) { return parse_bool(c.allow_plain_http, text); }},
    Setting{"tls_certificate", "PEM file; without it a local certificate is made and kept.", "\"\"",
            [](Config& c, std::string_view text) -> std::optional<std::string> {
                c.tls_certificate = text;
                return std::nullopt;
            }},
    Setting{"tls_key", "PEM file of the certificate's private key.", "\"\"",
            [](Config& c, std::string_view text) -> std::optional<std::string> {
                c.tls_key = text;
                return std::nullopt;
            }},
    Setting{"log_level", "debug, info, warning or error.", "\"info\"",
            [](Config& c, std::string_view text) { return parse_log_level(c.log_level, text); }},
    Setting{"session_idle_days", "A session ends when it is not used for so long.", "7",
            [](Config& c, std::string_view text) {
                return parse_number(c.session_idle_days, text, 1, 365);
            }},
    Setting{"session_absolute_days", "A session ends after so long in any case.", "30",
            [](Config& c, std::string_view text) {
                return parse_number(c.session_absolute_days, text, 1, 365);
            }},
    Setting{
        "single_household",
        "Whoever operates the server is an admin of every home on it. Never so where servers share "
        "a store.",
        "true",
        [](Config& c, std::string_view text) {
            bool is_so = false;
            auto reason = parse_bool(is_so, text);
            c.single_household = is_so;
            return reason;
        }},
    Setting{"max_connections", "Connections in all.", "1024",
            [](Config& c, std::string_view text) {
                return parse_number(c.max_connections, text, 8, 100'000);
            }},
    Setting{"max_connections_per_address", "Connections from one address.", "32",
            [](Config& c, std::string_view text) {
                return parse_number(c.max_connections_per_address, text, 1, 100'000);
            }},
    Setting{"max_requests_per_minute", "Requests of one user, or of one address without a user.",
            "3000",
            [](Config& c, std::string_view text) {
                return parse_number(c.max_requests_per_minute, text, 60, 10'000'000);
            }},
    Setting{
        "store",
        "sqlite: all in the data folder. dynamodb: in tables that servers share; then engines run "
        "at the homes.",
        "\"sqlite\"", [](Config& c, std::string_view text) { return parse_store(c.store, text); }},
    Setting{"dynamodb_region", "AWS region of the tables that `ohmstead tables create` makes.",
            "\"\"",
            [](Config& c, std::string_view text) { return parse_region(c.dynamodb_region, text); }},
    Setting{
        "dynamodb_endpoint", "Address of DynamoDB, when it is not AWS's own of the region.", "\"\"",
        [](Config& c, std::string_view text) { return parse_endpoint(c.dynamodb_endpoint, text); }},
    Setting{"dynamodb_table_prefix", "What the names of all tables begin with.", "\"\"",
            [](Config& c, std::string_view text) {
                return parse_table_prefix(c.dynamodb_table_prefix, text);
            }},
    Setting{
        "live_server",
        "Address that agents call while somebody looks at their home, if it is another one than "
        "they call otherwise.",
        "\"\"",
        [](Config& c, std::string_view text) { return parse_address(c.live_server, text); }},
    Setting{"agent_server", "Address of the server that `ohmstead agent` sends to.", "\"\"",
            [](Config& c, std::string_view text) { return parse_address(c.agent_server, text); }},
    Setting{"agent_server_fingerprint",
            "SHA-256 of that server's certificate, when it is the server's own.", "\"\"",
            [](Config& c, std::string_view text) {
                return parse_fingerprint(c.agent_server_fingerprint, text);
            }},
    Setting{"agent_key", "The home's key, as `ohmstead key create` printed it at the server.",
            "\"\"", [](Config& c, std::string_view text) { return parse_text(c.agent_key, text); }},
    Setting{"agent_key_file", "File that holds the key instead, for its owner's eyes only.", "\"\"",
            [](Config& c, std::string_view text) { return parse_text(c.agent_key_file, text); }},
    Setting{"agent_home_assistant", "Address of the Home Assistant that an agent reads.", "\"\"",
            [](Config& c, std::string_view text) {
                return parse_address(c.agent_home_assistant, text);
            }},
    Setting{"agent_home_assistant_fingerprint", "SHA-256 of its certificate, when it is its own.",
            "\"\"",
            [](Config& c, std::string_view text) {
                return parse_fingerprint(c.agent_home_assistant_fingerprint, text);
            }},
    Setting{"agent_token", "Long-lived access token of that Home Assistant.", "\"\"",
            [](Config& c, std::string_view text) { return parse_text(c.agent_token, text); }},
    Setting{"agent_token_file", "File that holds the token instead, for its owner's eyes only.",
            "\"\"",
            [](Config& c, std::string_view text) { return parse_text(c.agent_token_file, text); }},
    Setting{"agent_keep_days", "How long an agent keeps readings that its server has.", "30",
            [](Config& c, std::string_view text) {
                return parse_number(c.agent_keep_days, text, 14, 36'500);
            }},
};

const Setting* find_setting(std::string_view name) {
    const auto found = std::find_if(kSettings.begin(), kSettings.end(),
                                    [&](const Setting& setting) { return setting.name == name; });
    return found == kSettings.end() ? nullptr : &*found;
}

// A TOML value as the text that Setting::parse takes; nothing for tables and dates.
std::optional<std::string> text_of(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* number = node.as_integer()) {
        return std::to_string(number->get());
    }
    if (const auto* flag = node.as_boolean()) {
        return flag->get() ? "true" : "false";
    }
    if (const auto* list = node.as_array()) {
        std::string joined;
        for (const auto& item : *list) {
            if (!item.is_string()) {
                return std::nullopt;
            }
            joined += (joined.empty() ? "" : ",") + item.as_string()->get();
        }
        return joined;
    }
    return std::nullopt;
}

// The tables of [[identity_provider]], each with the line it begins in.
void read_providers(
    Config& config, const toml::node& node, std::string_view file_name,
    const std::map<std::string, std::string>& environment,
    const std::function<void(std::string_view, std::string_view, std::string)>& report) {
    const auto* tables = node.as_array();
    if (tables == nullptr || !tables->is_homogeneous<toml::table>()) {
        report(fmt::format("{} line {}", file_name, node.source().begin.line), "identity_provider",
               "must be a table, [[identity_provider]]");
        return;
    }
    for (const auto& each : *tables) {
        const auto where = fmt::format("{} line {}", file_name, each.source().begin.line);
        const auto report_here = [&](std::string_view name, std::string reason) {
            report(where, fmt::format("identity_provider {}", name), std::move(reason));
        };
        ProviderSettings settings;
        for (const auto& [key, value] : *each.as_table()) {
            const auto text = text_of(value);
            if (!text) {
                report_here(key.str(), "must be a text or a list of texts");
            }
            settings.emplace(std::string(key.str()), text.value_or(""));
        }
        const auto id = settings.find("id");
        const auto secret = id == settings.end() ? environment.end()
                                                 : environment.find(secret_variable_of(id->second));
        if (secret != environment.end()) {
            settings.erase("client_secret_file");
            settings.insert_or_assign("client_secret", secret->second);
        }
        config.identity_providers.push_back(read_provider(settings, report_here));
        for (std::size_t i = 0; i + 1 < config.identity_providers.size(); ++i) {
            if (config.identity_providers[i].provider.id ==
                config.identity_providers.back().provider.id) {
                report_here("id", "is another one's already");
            }
        }
    }
}

std::string environment_name(std::string_view setting) {
    std::string name = "OHMSTEAD_";
    std::transform(setting.begin(), setting.end(), std::back_inserter(name),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return name;
}

}  // namespace

std::string example_config() {
    std::string text =
        "# Ohmstead's settings. Each may also be given as OHMSTEAD_<NAME> in the environment.\n";
    for (const auto& setting : kSettings) {
        text += fmt::format("\n# {}\n# {} = {}\n", setting.meaning, setting.name,
                            setting.shown_default);
    }
    return text + example_provider();
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
    const auto colon = text.rfind(':');
    std::int64_t port = 0;
    if (colon == std::string_view::npos || parse_number(port, text.substr(colon + 1), 0, 65535)) {
        return make_error(ErrorCode::invalid, "must be HOST:PORT, such as 127.0.0.1:8420");
    }
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) {
        host = host.substr(1, host.size() - 2);
    }
    boost::system::error_code error;
    const std::string name = host == "localhost" ? "127.0.0.1" : std::string(host);
    boost::asio::ip::make_address(name, error);
    if (error) {
        return make_error(ErrorCode::invalid,
                          "must be an IP address and a port, such as 127.0.0.1:8420 or [::1]:8420");
    }
    return ListenAddress{name, static_cast<std::uint16_t>(port)};
}

Result<Config> read_config(std::string_view toml_text, std::string_view file_name,
                           const std::map<std::string, std::string>& environment) {
    Config config;
    Error problems{.code = ErrorCode::invalid, .detail = "The configuration has errors."};
    const auto report = [&](std::string_view where, std::string_view name, std::string reason) {
        problems.fields.push_back(
            {std::string(name), "invalid", fmt::format("{}: {} {}", where, name, reason)});
    };

    toml::table table;
    try {
        table = toml::parse(toml_text, file_name);
    } catch (const toml::parse_error& error) {
        problems.fields.push_back({"", "malformed",
                                   fmt::format("{} line {}: {}", file_name,
                                               error.source().begin.line, error.description())});
        return problems;
    }
    for (const auto& [key, node] : table) {
        const auto where = fmt::format("{} line {}", file_name, node.source().begin.line);
        if (key.str() == "identity_provider") {
            read_providers(config, node, file_name, environment, report);
            continue;
        }
        const auto* setting = find_setting(key.str());
        const auto text = text_of(node);
        if (setting == nullptr) {
            report(where, key.str(), "is not a setting");
        } else if (!text) {
            report(where, key.str(), "must be a text, number, true, false or a list of texts");
        } else if (auto reason = setting->parse(config, *text)) {
            report(where, key.str(), *reason);
        }
    }
    for (const auto& setting : kSettings) {
        const auto name = environment_name(setting.name);
        const auto found = environment.find(name);
        if (found == environment.end()) {
            continue;
        }
        if (auto reason = setting.parse(config, found->second)) {
            report("the environment", name, *reason);
        }
    }
    if (config.tls_certificate.empty() != config.tls_key.empty()) {
        report(file_name, "tls_certificate", "and tls_key are given together or not at all");
    }
    if (config.store == StoreKind::dynamodb && config.dynamodb_region.empty()) {
        report(file_name, "store", "= \"dynamodb\" needs dynamodb_region, where the tables are");
    }
    if (config.store == StoreKind::dynamodb && config.single_household.value_or(false)) {
        report(file_name, "single_household", "= true needs store = \"sqlite\"");
    }
    if (!config.agent_key.empty() && !config.agent_key_file.empty()) {
        report(file_name, "agent_key", "and agent_key_file are not given together");
    }
    if (!config.agent_token.empty() && !config.agent_token_file.empty()) {
        report(file_name, "agent_token", "and agent_token_file are not given together");
    }
    if (!problems.fields.empty()) {
        return problems;
    }
    return config;
}

bool is_single_household(const Config& config) {
    return config.single_household.value_or(config.store == StoreKind::sqlite && !config.demo);
}

}  // namespace ohmstead
