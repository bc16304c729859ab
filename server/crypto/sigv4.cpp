#include "crypto/sigv4.hpp"

#include <map>

#include <fmt/format.h>

#include "base/ascii.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace ohmstead {
namespace {

// Without blanks at the ends, and one for each run inside.
std::string canonical_value(std::string_view value) {
    std::string canonical;
    for (const char c : value) {
        if (c != ' ' || (!canonical.empty() && canonical.back() != ' ')) {
            canonical.push_back(c);
        }
    }
    if (!canonical.empty() && canonical.back() == ' ') {
        canonical.pop_back();
    }
    return canonical;
}

// "20150830T123600Z"
std::string basic_format(Instant at) {
    auto text = format_rfc3339(std::chrono::floor<Seconds>(at));
    std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
    return text;
}

struct CanonicalHeaders {
    std::string lines;
    std::string names;
};

CanonicalHeaders canonical_headers(
    const std::vector<std::pair<std::string, std::string>>& headers) {
    std::map<std::string, std::string> sorted;
    for (const auto& [name, value] : headers) {
        const auto [entry, first] = sorted.try_emplace(lower_case(name), canonical_value(value));
        if (!first) {
            entry->second += ',' + canonical_value(value);
        }
    }
    CanonicalHeaders canonical;
    for (const auto& [name, value] : sorted) {
        canonical.lines += name + ':' + value + '\n';
        canonical.names += (canonical.names.empty() ? "" : ";") + name;
    }
    return canonical;
}

Sha256Digest signing_key(const SigV4Request& request, std::string_view day,
                         const std::string& secret) {
    const auto first = hmac_sha256(bytes_of("AWS4" + secret), bytes_of(day));
    const auto second = hmac_sha256(first, bytes_of(request.region));
    const auto third = hmac_sha256(second, bytes_of(request.service));
    return hmac_sha256(third, bytes_of("aws4_request"));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> sign_v4(const SigV4Request& request,
                                                         const SigningCredentials& credentials) {
    const auto time = basic_format(request.at);
    const auto day = time.substr(0, 8);
    std::vector<std::pair<std::string, std::string>> added{{"X-Amz-Date", time}};
    if (!credentials.session_token.empty()) {
        added.emplace_back("X-Amz-Security-Token", credentials.session_token);
    }
    auto all = request.headers;
    all.insert(all.end(), added.begin(), added.end());
    const auto headers = canonical_headers(all);
    const auto canonical = fmt::format("{}\n/\n\n{}\n{}\n{}", request.method, headers.lines,
                                       headers.names, hex_encode(sha256(bytes_of(request.body))));
    const auto scope = fmt::format("{}/{}/{}/aws4_request", day, request.region, request.service);
    const auto to_sign = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", time, scope,
                                     hex_encode(sha256(bytes_of(canonical))));
    const auto key = signing_key(request, day, credentials.secret_access_key);
    added.emplace_back(
        "Authorization",
        fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                    credentials.access_key_id, scope, headers.names,
                    hex_encode(hmac_sha256(key, bytes_of(to_sign)))));
    return added;
}

}  // namespace ohmstead
