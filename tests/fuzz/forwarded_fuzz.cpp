#include <algorithm>
#include <string>

#include "fuzz/require.hpp"
#include "http/forwarded.hpp"

// Lines "name: value" as a request's headers, the first line as a network. Whoever is not trusted
// changes nothing by what it says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ohmstead;
    namespace ip = boost::asio::ip;
    std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto next_line = [&] {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        return line;
    };
    (void)http::TrustedProxies::parse({std::string(next_line())});
    http::HeaderList headers;
    while (!text.empty()) {
        const auto line = next_line();
        const auto colon = std::min(line.find(':'), line.size());
        headers.add(
            {line.substr(0, colon), http::trimmed(line.substr(std::min(colon + 1, line.size())))});
    }
    const auto trusted = http::TrustedProxies::parse({"10.0.0.0/8", "fd00::/8"}).value();
    const auto seen_from = [&](const char* peer) {
        http::ConnectionFacts facts;
        facts.peer = ip::make_address(peer);
        return trusted.apply(facts, headers);
    };
    (void)seen_from("10.1.2.3");
    const auto stranger = seen_from("192.0.2.1");
    fuzz::require(stranger.connection.peer == ip::make_address("192.0.2.1"));
    fuzz::require(!stranger.connection.tls && !stranger.prefix);
    fuzz::require(stranger.connection.host == headers.find("Host"));
    return 0;
}
