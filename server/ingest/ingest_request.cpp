#include "ingest/ingest_request.hpp"

#include <string_view>

#include <fmt/format.h>
#include <simdjson.h>

#include "reflect/decode.hpp"

namespace ohmstead::ingest {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;
using simdjson::SUCCESS;

constexpr std::size_t kUsualReadings = 64;  // room to begin with
// What says who sends, beside the items.
constexpr std::string_view kSentAt = "sent_at";
constexpr std::string_view kEngineEpoch = "engine_epoch";
constexpr std::string_view kKnownDecisions = "known_decisions";
constexpr Instant kLatest{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}};

// Whether a value is merely another than wanted, and what follows it can still be read.
bool is_mismatch(error_code error) {
    return error == simdjson::INCORRECT_TYPE || error == simdjson::NUMBER_ERROR ||
           error == simdjson::NUMBER_OUT_OF_RANGE;
}

// Notes the first fault of an item.
void fault(IngestItem& item, std::string code, std::string detail) {
    if (!item.fault) {
        item.fault = IngestFault{std::move(code), std::move(detail)};
    }
}

// Reads a text of at most `longest` bytes.
error_code read_text(ondemand::value value, std::size_t longest, std::string_view name,
                     IngestItem& item, std::string& target) {
    std::string_view text;
    if (const auto error = value.get_string().get(text)) {
        fault(item, "malformed", fmt::format("{} is not a text", name));
        return is_mismatch(error) ? SUCCESS : error;
    }
    if (text.empty() || text.size() > longest) {
        fault(item, "malformed", fmt::format("{} is empty or too long", name));
        return SUCCESS;
    }
    target = text;
    return SUCCESS;
}

error_code read_time(ondemand::value value, std::optional<Instant>& time) {
    std::int64_t ms = 0;
    const auto not_number = value.get_int64().get(ms);
    if (!not_number) {
        // Compared as numbers: not every number of milliseconds is an instant.
        if (ms >= ms_of(kEarliestTime) && ms < ms_of(kLatest)) {
            time = instant_from_ms(ms);
        }
        return SUCCESS;
    }
    if (!is_mismatch(not_number)) {
        return not_number;
    }
    std::string_view text;
    if (const auto not_text = value.get_string().get(text)) {
        return is_mismatch(not_text) ? SUCCESS : not_text;
    }
    time = parse_rfc3339(text);
    return SUCCESS;
}

// Calls read(element, index) for each element of `value`, which should be an array.
template <class Read>
error_code each_element(ondemand::value value, std::string_view name, IngestItem& item, Read read) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) {
        fault(item, "malformed", fmt::format("{} is not a list", name));
        return is_mismatch(error) ? SUCCESS : error;
    }
    std::size_t index = 0;
    for (auto entry : array) {
        ondemand::value element;
        if (const auto error = std::move(entry).get(element)) {
            return error;
        }
        if (index == kMostReadingsPerItem) {
            fault(item, "too_many",
                  fmt::format("one item may hold {} readings", kMostReadingsPerItem));
        }
        // What follows a fault is walked over, not kept.
        if (!item.fault) {
            if (const auto error = read(element, index)) {
                return error;
            }
        }
        ++index;
    }
    return SUCCESS;
}

error_code read_times(ondemand::value value, IngestItem& item) {
    item.times.clear();
    item.times.reserve(kUsualReadings);
    return each_element(value, "t", item, [&](ondemand::value element, std::size_t index) {
        std::optional<Instant> time;
        if (const auto error = read_time(element, time)) {
            return error;
        }
        if (!time || *time < kEarliestTime || *time >= kLatest) {
            fault(item, "bad_time",
                  fmt::format("t/{} is neither milliseconds since 1970 nor RFC 3339", index));
            return SUCCESS;
        }
        item.times.push_back(*time);
        return SUCCESS;
    });
}

error_code read_values(ondemand::value value, IngestItem& item) {
    item.values.clear();
    item.values.reserve(item.times.size());  // as many, as a rule
    return each_element(value, "v", item, [&](ondemand::value element, std::size_t index) {
        double number = 0;
        if (const auto error = element.get_double().get(number)) {
            fault(item, "bad_value", fmt::format("v/{} is not a number", index));
            return is_mismatch(error) ? SUCCESS : error;
        }
        item.values.push_back(number);
        return SUCCESS;
    });
}

error_code read_member(std::string_view key, ondemand::value value, IngestItem& item,
                       std::string& kind, std::string& measure) {
    if (key == "id") {
        return read_text(value, kLongestIngestId, "id", item, item.id);
    }
    if (key == "kind") {
        return read_text(value, kLongestIngestId, "kind", item, kind);
    }
    if (key == "channel") {
        return read_text(value, kLongestIngestId, "channel", item, item.channel.value);
    }
    if (key == "measure") {
        return read_text(value, kLongestIngestId, "measure", item, measure);
    }
    if (key == "t") {
        return read_times(value, item);
    }
    return key == "v" ? read_values(value, item) : SUCCESS;
}

// What can be said about an item once it is read to its end.
void judge(IngestItem& item, std::string_view kind, std::string_view measure) {
    if (item.fault) {
        return;
    }
    const auto known = reflect::enumerator_named<Measure>(measure);
    if (item.id.empty()) {
        fault(item, "malformed", "id is missing");
    } else if (kind != kReadingsKind[0]) {
        fault(item, "unsupported", "kind must be readings, blocks, chunks, live or results");
    } else if (item.channel.empty()) {
        fault(item, "malformed", "channel is missing");
    } else if (!known) {
        fault(item, "wrong_measure", "measure must be counter, power or state");
    } else if (item.times.size() != item.values.size()) {
        fault(item, "bad_value", "t and v must be equally long");
    } else if (item.times.empty()) {
        fault(item, "malformed", "t and v are missing or empty");
    } else {
        item.measure = *known;
    }
}

bool is_of_agents(std::string_view kind) {
    return kind == kBlocksKind[0] || kind == kChunksKind[0] || kind == kLiveKind[0] ||
           kind == kResultsKind[0];
}

// Reads an item of an agent, whose JSON is `text`.
void read_agent_item(std::string_view text, IngestItem& item) {
    item.fault.reset();  // what the members of readings would have to be
    auto read = reflect::decode_text<AgentItem>(text, {.ignore_unknown = true});
    if (read) {
        item.agent = std::move(*read);
        return;
    }
    const auto& fields = read.error().fields;
    fault(item, "malformed",
          fields.empty() ? read.error().detail
                         : fmt::format("{} {}", fields[0].pointer.substr(1), fields[0].detail));
}

error_code read_item(ondemand::document& document, ondemand::value value, IngestItem& item) {
    const char* const start = value.raw_json_token().data();
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) {
        fault(item, "malformed", "an item must be an object");
        return is_mismatch(error) ? SUCCESS : error;
    }
    std::string kind;
    std::string measure;
    for (auto entry : object) {
        ondemand::field field;
        std::string_view key;
        if (const auto error = std::move(entry).get(field)) {
            return error;
        }
        if (const auto error = field.unescaped_key().get(key)) {
            return error;
        }
        if (const auto error = read_member(key, field.value(), item, kind, measure)) {
            return error;
        }
    }
    if (!is_of_agents(kind)) {
        judge(item, kind, measure);
        return SUCCESS;
    }
    const char* end = nullptr;
    if (const auto error = document.current_location().get(end)) {
        return error;
    }
    read_agent_item({start, end}, item);
    return SUCCESS;
}

struct Body {
    std::optional<std::int64_t> protocol;
    IngestRequest request;
    bool has_items = false;
    bool too_many = false;
    std::string_view wrong_member;  // of the batch itself
};

error_code read_items(ondemand::document& document, ondemand::value value, Body& body) {
    auto& items = body.request.items;
    items.clear();
    body.has_items = false;
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) {
        return is_mismatch(error) ? SUCCESS : error;
    }
    body.has_items = true;
    for (auto entry : array) {
        ondemand::value element;
        if (const auto error = std::move(entry).get(element)) {
            return error;
        }
        if (items.size() == kMostIngestItems) {
            body.too_many = true;
            continue;
        }
        if (const auto error = read_item(document, element, items.emplace_back())) {
            return error;
        }
    }
    return SUCCESS;
}

// What says who sends. Anything else than it has to be is noted.
error_code read_sender(std::string_view key, ondemand::value value, Body& body) {
    auto& request = body.request;
    ondemand::json_type type{};
    if (const auto error = value.type().get(type)) {
        return error;
    }
    if (type == ondemand::json_type::null) {
        return SUCCESS;
    }
    error_code error = SUCCESS;
    bool right = false;
    if (key == kEngineEpoch) {
        std::int64_t number = 0;
        error = value.get_int64().get(number);
        right = number > 0 && number <= kGreatestEpoch;
        request.engine_epoch = static_cast<std::uint32_t>(number);
    } else {
        std::string_view text;
        error = value.get_string().get(text);
        if (key == kSentAt) {
            request.sent_at = parse_rfc3339(text);
            right = request.sent_at.has_value();
        } else {
            request.known_decisions = text;
            right = text.size() <= kLongestIngestId;
        }
    }
    if (error && !is_mismatch(error)) {
        return error;
    }
    if (error || !right) {
        body.wrong_member = key;
    }
    return SUCCESS;
}

error_code read_body(ondemand::document& document, Body& body) {
    ondemand::object object;
    if (const auto error = document.get_object().get(object)) {
        return error;
    }
    for (auto entry : object) {
        ondemand::field field;
        std::string_view key;
        if (const auto error = std::move(entry).get(field)) {
            return error;
        }
        if (const auto error = field.unescaped_key().get(key)) {
            return error;
        }
        if (key == "protocol") {
            std::int64_t number = 0;
            const auto error = field.value().get_int64().get(number);
            if (error && !is_mismatch(error)) {
                return error;
            }
            body.protocol = error ? std::nullopt : std::optional(number);
        } else if (key == "items") {
            if (const auto error = read_items(document, field.value(), body)) {
                return error;
            }
        } else if (key == kSentAt || key == kEngineEpoch || key == kKnownDecisions) {
            if (const auto error = read_sender(key, field.value(), body)) {
                return error;
            }
        }
    }
    const bool at_end = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    return at_end ? SUCCESS : simdjson::TRAILING_CONTENT;
}

Error invalid(std::string pointer, std::string code, std::string detail) {
    return {.code = ErrorCode::invalid,
            .detail = "The batch is wrong.",
            .fields = {{std::move(pointer), std::move(code), std::move(detail)}}};
}

// Of all versions that are spoken.
std::string versions_text() {
    std::string text = "must be one of the versions that are spoken here: ";
    for (auto version = kOldestIngestProtocol; version <= kIngestProtocol; ++version) {
        text += fmt::format("{}{}", version == kOldestIngestProtocol ? "" : ", ", version);
    }
    return text;
}

}  // namespace

Result<IngestRequest> parse_ingest_request(std::string body) {
    // The parser reads in steps that go beyond the end.
    const auto size = body.size();
    body.resize(size + simdjson::SIMDJSON_PADDING);
    ondemand::parser parser;
    ondemand::document document;
    Body parsed;
    auto error = parser.iterate(body.data(), size, body.size()).get(document);
    if (!error) {
        error = read_body(document, parsed);
    }
    if (error) {
        return make_error(ErrorCode::malformed, "The body is not a JSON object of a batch.");
    }
    if (!parsed.protocol || *parsed.protocol < kOldestIngestProtocol ||
        *parsed.protocol > kIngestProtocol) {
        return invalid("/protocol", "unsupported", versions_text());
    }
    if (!parsed.wrong_member.empty()) {
        return invalid(fmt::format("/{}", parsed.wrong_member), "format",
                       "is not what it has to be");
    }
    if (parsed.too_many) {
        return invalid("/items", "too_many", fmt::format("must be at most {}", kMostIngestItems));
    }
    if (!parsed.has_items) {
        return invalid("/items", "required", "must be a list");
    }
    return std::move(parsed.request);
}

}  // namespace ohmstead::ingest
