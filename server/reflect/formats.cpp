#include <algorithm>
#include <chrono>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::formats {
namespace {

bool is_control_or_blank(char c) {
    return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F;
}

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool is_email(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
           text.find('@', at + 1) == std::string_view::npos && text.size() <= 254 &&
           std::ranges::none_of(text, is_control_or_blank);
}

bool is_date(std::string_view text) {
    return text.size() == 10 && parse_rfc3339(std::string(text) + "T00:00:00Z").has_value();
}

bool is_capitals(std::string_view text, std::size_t length) {
    return text.size() == length &&
           std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_hex_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_sha256(std::string_view text) {
    constexpr std::size_t kDigits = 64;
    constexpr std::size_t kWithColons = kDigits + kDigits / 2 - 1;
    const bool colons = text.size() == kWithColons;
    if (!colons && text.size() != kDigits) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (colons && i % 3 == 2 ? text[i] != ':' : !is_hex_digit(text[i])) {
            return false;
        }
    }
    return true;
}

bool is_one_line(std::string_view text) {
    return std::ranges::none_of(text, is_control) && !text.starts_with(' ') && !text.ends_with(' ');
}

}  // namespace

const TextFormat id{.name = "id",
                    .pattern = "^[a-z2-7]{20}$",
                    .detail = "must be an id: 20 characters of a-z and 2-7",
                    .matches = is_well_formed_id};
const TextFormat email{
    .name = "email", .pattern = {}, .detail = "must be an e-mail address", .matches = is_email};
const TextFormat date{.name = "date",
                      .pattern = {},
                      .detail = "must be a date such as 2026-03-01",
                      .matches = is_date};
const TextFormat currency{.name = "currency",
                          .pattern = "^[A-Z]{3}$",
                          .detail = "must be a currency code such as EUR",
                          .matches = [](std::string_view text) { return is_capitals(text, 3); }};
const TextFormat country{.name = "country",
                         .pattern = "^[A-Z]{2}$",
                         .detail = "must be a country code such as DE",
                         .matches = [](std::string_view text) { return is_capitals(text, 2); }};
const TextFormat sha256{
    .name = "sha256",
    .pattern = "^([0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31})$",
    .detail = "must be a SHA-256 fingerprint: 64 hexadecimal digits, with or without colons",
    .matches = is_sha256};
const TextFormat one_line{.name = "one-line",
                          .pattern = {},
                          .detail = "must be one line without a blank at either end",
                          .matches = is_one_line};

}  // namespace ohmstead::formats
