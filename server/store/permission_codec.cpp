#include "store/permission_codec.hpp"

#include <utility>

#include <boost/describe/class.hpp>

#include "reflect/decode.hpp"
#include "reflect/encode.hpp"

namespace ohmstead {

BOOST_DESCRIBE_STRUCT(Provider, (), (id, name, policy_link, contact))
BOOST_DESCRIBE_STRUCT(PermissionChange, (), (state, at, by, by_name))

namespace {

struct KeptTerms {
    std::vector<SharedField> fields;
    Detail finest = Detail::day;
    Instant history_from{};
    Instant starts_at{};
    Instant ends_at{};
};
BOOST_DESCRIBE_STRUCT(KeptTerms, (), (fields, finest, history_from, starts_at, ends_at))

struct KeptRequest {
    RequestId id;
    ProviderId provider;
    std::string purpose;
    KeptTerms terms;
    Instant made_at{};
    Instant answer_by{};
};
BOOST_DESCRIBE_STRUCT(KeptRequest, (), (id, provider, purpose, terms, made_at, answer_by))

struct KeptPermission {
    PermissionId id;
    HomeId home;
    ProviderId provider;
    std::string provider_name;
    std::string policy_link;
    std::string contact;
    std::string purpose;
    KeptTerms asked;
    std::optional<KeptTerms> given;
    Instant answer_by{};
    std::vector<PermissionChange> history;
};
BOOST_DESCRIBE_STRUCT(KeptPermission, (),
                      (id, home, provider, provider_name, policy_link, contact, purpose, asked,
                       given, answer_by, history))

KeptTerms kept(const ConsentTerms& terms) {
    return {.fields = terms.fields.list(),
            .finest = terms.finest,
            .history_from = terms.history_from,
            .starts_at = terms.starts_at,
            .ends_at = terms.ends_at};
}

ConsentTerms terms_of(const KeptTerms& kept) {
    return {.fields = SharedFields::of(kept.fields),
            .finest = kept.finest,
            .history_from = kept.history_from,
            .starts_at = kept.starts_at,
            .ends_at = kept.ends_at};
}

template <class T>
Result<T> decoded(std::string_view text) {
    auto value = reflect::decode_text<T>(text);
    if (!value) {
        return make_error(ErrorCode::internal, "What is kept of a consent is damaged.");
    }
    return value;
}

}  // namespace

std::string encode_provider(const Provider& provider) {
    return reflect::encode(provider);
}
Result<Provider> decode_provider(std::string_view text) {
    return decoded<Provider>(text);
}

std::string encode_request(const ConsentRequest& request) {
    return reflect::encode(KeptRequest{.id = request.id,
                                       .provider = request.provider,
                                       .purpose = request.purpose,
                                       .terms = kept(request.terms),
                                       .made_at = request.made_at,
                                       .answer_by = request.answer_by});
}
Result<ConsentRequest> decode_request(std::string_view text) {
    OHMSTEAD_TRY(auto request, decoded<KeptRequest>(text));
    return ConsentRequest{.id = std::move(request.id),
                          .provider = std::move(request.provider),
                          .purpose = std::move(request.purpose),
                          .terms = terms_of(request.terms),
                          .made_at = request.made_at,
                          .answer_by = request.answer_by};
}

std::string encode_permission(const Permission& permission) {
    return reflect::encode(KeptPermission{
        .id = permission.id,
        .home = permission.home,
        .provider = permission.provider,
        .provider_name = permission.provider_name,
        .policy_link = permission.policy_link,
        .contact = permission.contact,
        .purpose = permission.purpose,
        .asked = kept(permission.asked),
        .given = permission.given ? std::optional(kept(*permission.given)) : std::nullopt,
        .answer_by = permission.answer_by,
        .history = permission.history});
}
Result<Permission> decode_permission(std::string_view text) {
    OHMSTEAD_TRY(auto permission, decoded<KeptPermission>(text));
    const bool is_given = permission.given.has_value();
    if (permission.history.empty() ||
        (permission.history.back().state == PermissionState::accepted && !is_given)) {
        return make_error(ErrorCode::internal, "What is kept of a consent is damaged.");
    }
    return Permission{.id = std::move(permission.id),
                      .home = std::move(permission.home),
                      .provider = std::move(permission.provider),
                      .provider_name = std::move(permission.provider_name),
                      .policy_link = std::move(permission.policy_link),
                      .contact = std::move(permission.contact),
                      .purpose = std::move(permission.purpose),
                      .asked = terms_of(permission.asked),
                      .given = is_given ? std::optional(terms_of(*permission.given)) : std::nullopt,
                      .answer_by = permission.answer_by,
                      .history = std::move(permission.history)};
}

Status require_change(const AccessScope& scope, const Permission& permission) {
    if (!is_providers(permission.state())) {
        return scope.require(permission.home, Right::give_consent);
    }
    if (scope.is_system()) {
        return {};
    }
    OHMSTEAD_TRY(const auto provider, scope.require_provider());
    if (provider != permission.provider) {
        return make_error(ErrorCode::not_found, "There is no such permission.");
    }
    return {};
}

}  // namespace ohmstead
