#include "app/demo_consents.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "auth/demo_entry.hpp"
#include "crypto/bytes.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace ohmstead {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

enum class Ask { planning, advice, statement, evening, trial };

struct AskedFor {
    Ask ask;
    std::string_view purpose;
    SharedFields fields;
    Detail finest;
    days made_before{};  // today; and the next one after it, if it is positive
    days answer_by{};
};

constexpr days kHistory{62};
constexpr days kLasts{300};

constexpr std::array<AskedFor, 5> kAskedFor{
    {{Ask::planning, "Plan the local grid by what its homes take and feed in",
      SharedFields{SharedField::grid, SharedField::solar, SharedField::battery, SharedField::gas,
                   SharedField::devices},
      Detail::slot, days{60}, days{21}},
     {Ask::advice, "Advise on saving energy, by what is used each day",
      SharedFields{SharedField::grid, SharedField::solar, SharedField::battery, SharedField::gas,
                   SharedField::heat, SharedField::water},
      Detail::day, days{55}, days{21}},
     {Ask::statement, "Send a statement of what was used each month",
      SharedFields{SharedField::grid, SharedField::gas}, Detail::month, days{50}, days{21}},
     {Ask::evening, "Balance the evening peak: heat pumps, vehicles and batteries as they run",
      SharedFields{SharedField::grid, SharedField::solar, SharedField::battery,
                   SharedField::devices},
      Detail::live, days{45}, days{21}},
     {Ask::trial, "Try a price that changes by the hour on paper, without any bill",
      SharedFields{SharedField::grid}, Detail::slot, days{58}, days{-20}}}};

const AskedFor& asked_for(Ask ask) {
    return kAskedFor.at(static_cast<std::size_t>(ask));
}

Ask ask_of(ConsentStory story) {
    using enum ConsentStory;
    switch (story) {
        case accepted_grid:
        case accepted_days:
        case asked_live:
        case rejected:
            return Ask::evening;
        case asked_days:
            return Ask::advice;
        case asked_months:
            return Ask::statement;
        case timed_out:
            return Ask::trial;
        default:
            return Ask::planning;
    }
}

StoredRequest stored_request(const AskedFor& asked, sys_days today) {
    const Instant made_at = today - asked.made_before + std::chrono::hours{9};
    const auto words = fmt::format("request {}", static_cast<int>(asked.ask));
    return {.code_hash = hex_encode(sha256(bytes_of("ohmstead demo " + words))),
            .request = {.id = RequestId{demo_id(words)},
                        .provider = demo_provider_id(),
                        .purpose = std::string(asked.purpose),
                        .terms = {.fields = asked.fields,
                                  .finest = asked.finest,
                                  .history_from = today - kHistory,
                                  .starts_at = made_at,
                                  .ends_at = today + kLasts},
                        .made_at = made_at,
                        .answer_by = today + asked.answer_by}};
}

ConsentTerms given_in(ConsentStory story, ConsentTerms asked, sys_days today) {
    using enum ConsentStory;
    switch (story) {
        case accepted_grid:
            asked.fields = SharedFields{SharedField::grid};
            asked.finest = Detail::slot;
            asked.history_from = today - std::chrono::days{14};
            break;
        case accepted_days:
            asked.finest = Detail::day;
            break;
        case accepted_months:
            asked.finest = Detail::month;
            break;
        case ends_in_two_days:
            asked.ends_at = today + std::chrono::days{2} + std::chrono::hours{12};
            break;
        case ends_in_five_days:
            asked.ends_at = today + std::chrono::days{5} + std::chrono::hours{12};
            break;
        case starts_later:
            asked.starts_at = today + std::chrono::days{10};
            break;
        case expired:
            asked.ends_at = today - std::chrono::days{5};
            break;
        default:
            break;
    }
    return asked;
}

// What came after it was accepted; accepted where nothing did.
PermissionState end_of(ConsentStory story) {
    using enum ConsentStory;
    switch (story) {
        case revoked:
            return PermissionState::revoked;
        case terminated:
            return PermissionState::terminated;
        case fulfilled:
            return PermissionState::fulfilled;
        default:
            return PermissionState::accepted;
    }
}

}  // namespace

Provider demo_provider() {
    return {.id = demo_provider_id(),
            .name = "Lindtal Energie",
            .policy_link = "https://lindtal.example/privacy",
            .contact = "consent@lindtal.example"};
}

std::vector<StoredRequest> demo_requests(sys_days today) {
    std::vector<StoredRequest> requests;
    for (const auto& asked : kAskedFor) {
        requests.push_back(stored_request(asked, today));
    }
    return requests;
}

std::vector<Permission> consent_steps(ConsentStory story, const ConsentParties& parties,
                                      sys_days today) {
    constexpr std::chrono::days kTakenUp{40};
    constexpr std::chrono::days kAnswered{38};
    constexpr std::chrono::days kEnded{12};
    const auto by_admin = [&](PermissionState state, Instant at) {
        return PermissionChange{
            .state = state, .at = at, .by = parties.admin, .by_name = parties.admin_name};
    };
    // No two of them do so in the same minute.
    const Instant morning = today + std::chrono::hours{8} +
                            std::chrono::minutes{sha256(bytes_of(parties.home.value))[0] * 2};
    const auto request = stored_request(asked_for(ask_of(story)), today).request;
    auto first = permission_asked(request, demo_provider(), parties.home,
                                  by_admin(PermissionState::requested, morning - kTakenUp));
    first.id = parties.permission;
    std::vector<Permission> steps{std::move(first)};
    if (story == ConsentStory::requested || story == ConsentStory::timed_out) {
        return steps;
    }
    if (story == ConsentStory::rejected) {
        steps.push_back(
            change(steps.back(), by_admin(PermissionState::rejected, morning - kAnswered)).value());
        return steps;
    }
    steps.push_back(accept(steps.back(), given_in(story, request.terms, today),
                           by_admin(PermissionState::accepted, morning - kAnswered))
                        .value());
    if (const auto state = end_of(story); state != PermissionState::accepted) {
        auto by = by_admin(state, morning - kEnded);
        if (is_providers(state)) {
            by.by = parties.staff;
            by.by_name = parties.staff_name;
        }
        steps.push_back(change(steps.back(), std::move(by)).value());
    }
    return steps;
}

std::string demo_id(std::string_view words) {
    const auto digest = sha256(bytes_of(fmt::format("ohmstead demo {}", words)));
    std::string id;
    for (std::size_t place = 0; place < kIdLength; ++place) {
        id += kIdAlphabet[digest.at(place) % kIdAlphabet.size()];
    }
    return id;
}

}  // namespace ohmstead
