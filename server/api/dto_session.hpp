#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "auth/demo_entry.hpp"
#include "base/ids.hpp"
#include "domain/access/link_terms.hpp"
#include "domain/access/roles.hpp"
#include "reflect/field_rule.hpp"
#include "store/visit_store.hpp"

namespace ohmstead::api {

struct SessionUser {
    static constexpr std::string_view kSchemaName = "SessionUser";
    UserId id;
    std::string name;
    std::optional<std::string> email;
};
BOOST_DESCRIBE_STRUCT(SessionUser, (), (id, name, email))

struct DirectoryWay {
    static constexpr std::string_view kSchemaName = "DirectoryWay";
    std::string id;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(DirectoryWay, (), (id, name))

struct SignInWays {
    static constexpr std::string_view kSchemaName = "SignInWays";
    bool local = true;
    std::vector<DemoRole> demo;
    bool setup = false;
    std::vector<DirectoryWay> directories = {};
};
BOOST_DESCRIBE_STRUCT(SignInWays, (), (local, demo, setup, directories))
inline constexpr FieldRule kWaysRules[]{
    {.field = "demo", .doc = "Roles that can be entered without an account; the demo alone"},
    {.field = "setup", .doc = "Nobody has registered yet: open the link the server printed"},
    {.field = "directories",
     .doc = "Open /api/v1/auth/oidc/{id}/start to sign in through one of them"}};
constexpr std::span<const FieldRule> rules_for(const SignInWays*) {
    return kWaysRules;
}

struct SessionLink {
    static constexpr std::string_view kSchemaName = "SessionLink";
    HomeId home;
    LinkKind kind = LinkKind::kiosk;
};
BOOST_DESCRIBE_STRUCT(SessionLink, (), (home, kind))

struct SessionDto {
    static constexpr std::string_view kSchemaName = "Session";
    bool signed_in = false;
    std::optional<SessionUser> user;
    std::optional<std::string> csrf_token;
    std::optional<std::string> second_step;
    std::optional<SessionLink> link;
    SignInWays ways;
    bool encrypted = false;
    bool demo = false;
    std::string version;
};
BOOST_DESCRIBE_STRUCT(SessionDto, (),
                      (signed_in, user, csrf_token, second_step, link, ways, encrypted, demo,
                       version))
inline constexpr FieldRule kSessionRules[]{
    {.field = "user", .null_when_absent = true},
    {.field = "csrf_token", .null_when_absent = true, .doc = "Send it back as X-CSRF-Token"},
    {.field = "second_step",
     .null_when_absent = true,
     .doc = "The password was right and a code is due: send this with it within five minutes"},
    {.field = "link",
     .null_when_absent = true,
     .doc = "Nobody is signed in, but the browser holds a link to this home"},
    {.field = "encrypted", .doc = "Whether nobody else on a network can read along"}};
constexpr std::span<const FieldRule> rules_for(const SessionDto*) {
    return kSessionRules;
}

struct SignedOut {
    static constexpr std::string_view kSchemaName = "SignedOut";
    std::optional<std::string> continue_at;
};
BOOST_DESCRIBE_STRUCT(SignedOut, (), (continue_at))
inline constexpr FieldRule kSignedOutRules[]{{.field = "continue_at",
                                              .null_when_absent = true,
                                              .doc = "Where to sign out of the directory, too"}};
constexpr std::span<const FieldRule> rules_for(const SignedOut*) {
    return kSignedOutRules;
}

struct SetupRequest {
    static constexpr std::string_view kSchemaName = "SetupRequest";
    std::string token;
    std::string name;
    std::string email;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(SetupRequest, (), (token, name, email, password))
inline constexpr FieldRule kSetupRules[]{
    {.field = "token", .max_length = 200, .doc = "Of the link that the server printed"},
    {.field = "name", .min_length = 1, .max_length = 80, .format = &formats::one_line},
    {.field = "email", .max_length = 254, .format = &formats::email},
    {.field = "password", .max_length = 512}};
constexpr std::span<const FieldRule> rules_for(const SetupRequest*) {
    return kSetupRules;
}

struct LocalSignIn {
    static constexpr std::string_view kSchemaName = "LocalSignIn";
    std::string email;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(LocalSignIn, (), (email, password))
inline constexpr FieldRule kLocalSignInRules[]{{.field = "email", .max_length = 254},
                                               {.field = "password", .max_length = 512}};
constexpr std::span<const FieldRule> rules_for(const LocalSignIn*) {
    return kLocalSignInRules;
}

struct SecondStep {
    static constexpr std::string_view kSchemaName = "SecondStep";
    std::string token;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(SecondStep, (), (token, code))
inline constexpr FieldRule kSecondStepRules[]{
    {.field = "token", .max_length = 200, .doc = "The second_step of the session"},
    {.field = "code", .max_length = 64, .doc = "Of the app, or a recovery code"}};
constexpr std::span<const FieldRule> rules_for(const SecondStep*) {
    return kSecondStepRules;
}

struct ResetPassword {
    static constexpr std::string_view kSchemaName = "ResetPassword";
    std::string token;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(ResetPassword, (), (token, password))
inline constexpr FieldRule kResetPasswordRules[]{
    {.field = "token", .max_length = 200, .doc = "Of the one-time link"},
    {.field = "password", .max_length = 512, .doc = "The new one, of 8 to 128 characters"}};
constexpr std::span<const FieldRule> rules_for(const ResetPassword*) {
    return kResetPasswordRules;
}

struct OpenLink {
    static constexpr std::string_view kSchemaName = "OpenLink";
    std::string token;
};
BOOST_DESCRIBE_STRUCT(OpenLink, (), (token))
inline constexpr FieldRule kOpenLinkRules[]{
    {.field = "token", .max_length = 200, .doc = "Of the link, behind its #"}};
constexpr std::span<const FieldRule> rules_for(const OpenLink*) {
    return kOpenLinkRules;
}

struct DemoSignIn {
    static constexpr std::string_view kSchemaName = "DemoSignIn";
    DemoRole role = DemoRole::viewer;
};
BOOST_DESCRIBE_STRUCT(DemoSignIn, (), (role))

struct MyVisit {
    static constexpr std::string_view kSchemaName = "MyVisit";
    VisitId id;
    Instant ends_at{};
};
BOOST_DESCRIBE_STRUCT(MyVisit, (), (id, ends_at))

struct MyHome {
    static constexpr std::string_view kSchemaName = "MyHome";
    HomeId id;
    std::string name;
    HomeRole role = HomeRole::viewer;
    std::optional<MyVisit> visit;
    std::vector<std::string> can;
};
BOOST_DESCRIBE_STRUCT(MyHome, (), (id, name, role, visit, can))
inline constexpr FieldRule kMyHomeRules[]{
    {.field = "visit", .null_when_absent = true, .doc = "Of an operator who is no member"},
    {.field = "can", .doc = "The rights in it, as docs/roles-and-consent.md names them"}};
constexpr std::span<const FieldRule> rules_for(const MyHome*) {
    return kMyHomeRules;
}

struct Me {
    static constexpr std::string_view kSchemaName = "Me";
    UserId id;
    std::string name;
    std::string email;
    ServerRole server_role = ServerRole::none;
    std::vector<MyHome> homes;
    std::vector<std::string> can;
};
BOOST_DESCRIBE_STRUCT(Me, (), (id, name, email, server_role, homes, can))
inline constexpr FieldRule kMeRules[]{
    {.field = "can", .doc = "The rights on the server, as docs/roles-and-consent.md names them"}};
constexpr std::span<const FieldRule> rules_for(const Me*) {
    return kMeRules;
}

}  // namespace ohmstead::api
