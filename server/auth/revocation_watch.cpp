#include "auth/revocation_watch.hpp"

#include <algorithm>

#include "async/sleep.hpp"

namespace ohmstead {
namespace {

constexpr Milliseconds kLookEvery{250};
constexpr Milliseconds kJudgeEvery{50};
// Longer than a transaction takes and than clocks differ.
constexpr Milliseconds kLookBack = std::chrono::seconds{30};

}  // namespace

RevocationWatch::RevocationWatch(RevocationFeed& feed, Sessions& sessions, ApiKeys& keys,
                                 const Clock& clock, Log log, Trust trust)
    : feed_(feed),
      sessions_(sessions),
      keys_(keys),
      clock_(clock),
      log_(log),
      trust_(trust),
      good_at_(clock.now()) {}

Task<void> RevocationWatch::run() {
    for (;;) {
        const auto looked = co_await look();
        if (!looked && !failing_) {
            log_.warning("what others revoke is not seen: {}", looked.error().detail);
        }
        failing_ = !looked;
        sessions_.end_expired_tokens();
        co_await sleep_for(kLookEvery);
    }
}

Task<Status> RevocationWatch::look() {
    const Instant now = clock_.now();
    // A clock that went back must not hide what is noted from now on.
    const Instant from = std::min(good_at_, now) - kLookBack;
    OHMSTEAD_CO_TRY(const auto notes, co_await feed_.since(from));
    for (const RevocationNote& note : notes) {
        if (applied_.insert(note).second) {
            co_await apply(note);
        }
    }
    // Not before: where applying takes too long, trust ends.
    good_at_ = now;
    std::erase_if(applied_, [&](const RevocationNote& note) { return note.at < from; });
    judge();
    co_return Status{};
}

Task<void> RevocationWatch::guard() {
    while (trust_) {
        judge();
        co_await sleep_for(kJudgeEvery);
    }
}

void RevocationWatch::judge() {
    if (!trust_) {
        return;
    }
    // After a clock that went back, how old the look is cannot be told either.
    const auto age = clock_.now() - good_at_;
    const bool trusted = age >= Milliseconds{0} && age <= *trust_;
    if (trusted == trusted_) {
        return;
    }
    trusted_ = trusted;
    if (trusted) {
        log_.info("rights can be told again");
        sessions_.trust();
        keys_.trust();
    } else {
        log_.warning("what others revoke cannot be seen: nobody is let in until it can");
        sessions_.distrust();
        keys_.distrust();
    }
}

Task<void> RevocationWatch::apply(RevocationNote note) {
    switch (note.kind) {
        case RevokedKind::session:
            sessions_.ended_elsewhere(note.subject);
            break;
        case RevokedKind::user:
            co_await sessions_.rights_changed(UserId{note.subject});
            co_await keys_.rights_changed(UserId{note.subject});
            break;
        case RevokedKind::api_key:
            keys_.revoked_elsewhere(ApiKeyId{note.subject});
            break;
        case RevokedKind::permission:
            sessions_.consents_changed(ProviderId{note.subject});
            break;
    }
}

}  // namespace ohmstead
