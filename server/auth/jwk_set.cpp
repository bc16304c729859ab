#include "auth/jwk_set.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "crypto/encoding.hpp"
#include "reflect/parse.hpp"

namespace ohmstead {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostKeys = 100;
constexpr std::size_t kLongestId = 256;

// One key, or why it does not count; no reason for a key of another kind.
struct Judged {
    std::optional<VerifyingKey> key = {};
    std::string_view reason = {};
};

// A member as text: empty when absent, nothing when it is something else.
std::optional<std::string_view> text_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr) {
        return std::string_view{};
    }
    const auto* text = value->if_string();
    return text == nullptr ? std::nullopt : std::optional<std::string_view>(*text);
}

std::optional<Bytes> bytes_in(const json::object& object, std::string_view name) {
    const auto text = text_in(object, name);
    return text ? base64url_decode(*text) : std::nullopt;
}

bool has_private_part(const json::object& key) {
    constexpr std::array<std::string_view, 8> kPrivate{"d", "p", "q", "dp", "dq", "qi", "oth", "k"};
    return std::any_of(kPrivate.begin(), kPrivate.end(),
                       [&](std::string_view name) { return key.contains(name); });
}

bool may_verify(const json::object& key) {
    const auto use = text_in(key, "use");
    if (!use || (key.contains("use") && *use != "sig")) {
        return false;
    }
    const auto* operations = key.if_contains("key_ops");
    if (operations == nullptr) {
        return true;
    }
    const auto* list = operations->if_array();
    return list != nullptr && !list->empty() &&
           std::all_of(list->begin(), list->end(), [](const json::value& operation) {
               return operation.is_string() && operation.get_string() == "verify";
           });
}

Judged judge_numbers(const json::object& key, SignatureAlgorithm algorithm) {
    const bool rsa = algorithm == SignatureAlgorithm::rs256;
    const auto first = bytes_in(key, rsa ? "n" : "x");
    const auto second = bytes_in(key, rsa ? "e" : "y");
    if (!first || !second) {
        return {.reason = "its numbers are not base64url"};
    }
    auto made =
        rsa ? VerifyingKey::from_rsa(*first, *second) : VerifyingKey::from_p256(*first, *second);
    if (!made) {
        return {.reason = rsa ? "it is too weak, or no RSA key" : "it is not on its curve"};
    }
    return {.key = std::move(made)};
}

Judged judge(const json::object& key) {
    const auto type = text_in(key, "kty");
    const auto curve = text_in(key, "crv");
    if (has_private_part(key)) {
        return {.reason = "its private part is published"};
    }
    const bool rsa = type == "RSA";
    if (!rsa && (type != "EC" || curve != "P-256")) {
        return {};
    }
    const auto algorithm = rsa ? SignatureAlgorithm::rs256 : SignatureAlgorithm::es256;
    if (!may_verify(key)) {
        return {};
    }
    if (key.contains("alg") && text_in(key, "alg") != name_of(algorithm)) {
        return {};
    }
    return judge_numbers(key, algorithm);
}

// Nothing when it has one that is none.
std::optional<std::string> id_of(const json::object& key) {
    const auto id = text_in(key, "kid");
    if (!id || id->size() > kLongestId || (key.contains("kid") && id->empty())) {
        return std::nullopt;
    }
    return std::string(*id);
}

}  // namespace

Result<JwkSet> read_jwk_set(std::string_view text) {
    if (text.size() > kLargestJwkSet) {
        return make_error(ErrorCode::too_large, "The key set is too large.");
    }
    OHMSTEAD_TRY(const auto value, reflect::parse_json(text));
    const auto* object = value.if_object();
    const auto* list = object == nullptr ? nullptr : object->if_contains("keys");
    if (list == nullptr || !list->is_array()) {
        return make_error(ErrorCode::malformed, "This is no key set.");
    }
    const auto& entries = list->get_array();
    if (entries.size() > kMostKeys) {
        return make_error(ErrorCode::too_large, "The key set has more than 100 keys.");
    }
    std::map<std::string, int> times;
    for (const auto& entry : entries) {
        if (!entry.is_object()) {
            return make_error(ErrorCode::malformed, "This is no key set.");
        }
        if (const auto id = id_of(entry.get_object()); id && !id->empty()) {
            ++times[*id];
        }
    }
    JwkSet set;
    std::size_t place = 0;
    for (const auto& entry : entries) {
        ++place;
        const auto& key = entry.get_object();
        const auto refuse = [&](std::string_view reason) {
            set.refused.push_back(fmt::format("key {} of {}: {}", place, entries.size(), reason));
        };
        const auto id = id_of(key);
        const auto issuer = text_in(key, "issuer");
        if (!id || !issuer) {
            refuse("its kid or issuer is no text");
            continue;
        }
        if (!id->empty() && times[*id] > 1) {
            refuse("another one has the same kid");
            continue;
        }
        auto judged = judge(key);
        if (judged.key) {
            set.keys.push_back(
                {.id = *id, .key = std::move(*judged.key), .issuer = std::string(*issuer)});
        } else if (!judged.reason.empty()) {
            refuse(judged.reason);
        }
    }
    return set;
}

}  // namespace ohmstead
