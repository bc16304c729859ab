#include <string>

#include "fuzz/require.hpp"
#include "store_dynamodb/consumption.hpp"
#include "store_dynamodb/credential_fetch.hpp"
#include "store_dynamodb/item.hpp"
#include "store_dynamodb/live_values.hpp"
#include "store_dynamodb/reply.hpp"

namespace {

using namespace ohmstead;
using namespace ohmstead::dynamodb;

void read_all(const Item& item) {
    for (const auto& attribute : item) {
        const std::string_view name{attribute.key().data(), attribute.key().size()};
        (void)read_string(item, name);
        (void)read_bool(item, name);
        (void)read_string_set(item, name);
        (void)read_list(item, name);
        (void)read_map(item, name);
        if (const auto number = read_number(item, name)) {
            (void)number_value(*number);
        }
        // Bytes have one spelling.
        if (const auto bytes = read_bytes(item, name)) {
            fuzz::require(bytes_value(*bytes).at("B") == attribute.value().at("B"));
        }
    }
}

}  // namespace

// Every reader of what DynamoDB, and whoever hands out its credentials, sends, and of live values.
// The first byte chooses the status.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
    constexpr int kStatuses[]{200, 400, 500};
    const HttpResponse response{
        .status = kStatuses[data[0] % 3],
        .headers = {{"Date", text.substr(0, 29)}, {"x-amz-retry-after", text.substr(0, 6)}},
        .body = text};
    const auto reply = read_reply(response);
    if (reply) {
        fuzz::require(response.status == 200);
        (void)units_of("Query", *reply, "p");
        read_all(*reply);
    } else {
        fuzz::require(!reply.error().code.empty());
        fuzz::require(reply.error().kind != FailureKind::condition || response.status != 200);
    }
    (void)parse_http_date(text);
    LiveSnapshot snapshot;
    if (decode_values(text, snapshot)) {
        const auto packed = encode_values(snapshot);
        LiveSnapshot again;
        fuzz::require(packed && decode_values(*packed, again) &&
                      encode_values(again).value() == *packed);
    }
    for (const auto& credentials : {read_credentials_json(text), read_credentials_xml(text)}) {
        fuzz::require(!credentials || !credentials->signing.secret_access_key.empty());
    }
    return 0;
}
