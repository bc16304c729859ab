#include "auth/directory_sign_in.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "auth/bearer_tokens.hpp"
#include "auth/return_path.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "unit/auth/directory_fixture.hpp"
#include "unit/auth/fake_stores.hpp"
#include "unit/auth/token_fixture.hpp"

namespace ohmstead {
namespace {

namespace json = boost::json;
using namespace test;
using testing::HasSubstr;

const std::string kRedirect = "https://energy.example/api/v1/auth/oidc/work/callback";

SignInAnswer answer_of(std::string state, std::string code, std::string issuer = {}) {
    SignInAnswer answer;
    answer.state = std::move(state);
    answer.code = std::move(code);
    answer.issuer = std::move(issuer);
    return answer;
}

// The value of a parameter in a query; none of the test's has escapes that matter.
std::string in_query(const std::string& url, const std::string& name) {
    const auto start = url.find(name + "=");
    if (start == std::string::npos) {
        return {};
    }
    const auto from = start + name.size() + 1;
    return url.substr(from, std::min(url.find('&', from), url.size()) - from);
}

class DirectorySignInTest : public testing::Test {
protected:
    explicit DirectorySignInTest(IdentityProvider provider = sample_provider())
        : directories_({std::move(provider), second_provider()},
                       {runner_.executor(), provider_.fetch(), tasks_, clock_, Log{}}) {
        publish(provider_, jwk_set_of({with_id(rsa_key().jwk(), "rsa-1")}));
        owner_ = users_.add("Owner", "owner@example.org");
        users_.users.back().server_role = ServerRole::operator_;
        answer_with_token([](json::object&) {});
    }
    static IdentityProvider second_provider() {
        auto provider = sample_provider();
        provider.id = "other";
        provider.issuer = "https://other.example";
        provider.discovery_base = provider.issuer;
        provider.token_issuers = {{provider.issuer, ""}};
        provider.entra = false;
        return provider;
    }

    // The token endpoint answers with an ID token for the nonce that the browser was sent with.
    void answer_with_token(std::function<void(json::object&)> change,
                           std::function<void(json::object&)> change_answer = {}) {
        provider_.answers["/token"] = [this, change = std::move(change),
                                       change_answer](const HttpRequest&) {
            auto claims = entra_id_claims();
            claims["nonce"] = nonce_;
            change(claims);
            json::object answer{{"token_type", "Bearer"},
                                {"access_token", "opaque"},
                                {"id_token", mint(rsa_key(), rs256_header(), claims)}};
            if (change_answer) {
                change_answer(answer);
            }
            return ScriptedProvider::text(json::serialize(answer));
        };
    }

    BegunSignIn begin(std::string return_to = "/live", std::optional<std::string> secret = {}) {
        auto begun =
            runner_.run(sign_in_.begin("work", std::move(secret), std::move(return_to), kRedirect));
        nonce_ = in_query(begun.value().url, "nonce");
        return begun.value();
    }
    Result<FinishedSignIn> finish(const BegunSignIn& begun, SignInAnswer answer) {
        return runner_.run(
            sign_in_.finish("work", begun.browser_secret, std::move(answer), kRedirect));
    }
    Result<FinishedSignIn> finish(const BegunSignIn& begun) {
        return finish(begun, answer_of(in_query(begun.url, "state"), "the-code"));
    }
    // From the button to the user.
    Result<FinishedSignIn> sign_in(std::function<void(json::object&)> change = {}) {
        answer_with_token(change ? std::move(change) : [](json::object&) {});
        return finish(begin());
    }
    User user_of(const Result<FinishedSignIn>& finished) {
        return runner_.run(users_.find_user(finished.value().user)).value().value();
    }
    ErrorCode refusal(const Result<FinishedSignIn>& finished) {
        EXPECT_FALSE(finished);
        return finished ? ErrorCode::internal : finished.error().code;
    }
    std::size_t exchanges() const { return provider_.times("/token"); }

    TaskRunner runner_;
    ManualClock clock_{kTokenNow};
    TaskGroup tasks_{runner_.executor(), Log{}};
    ScriptedProvider provider_;
    FakeUserStore users_;
    FakeHomeStore homes_;
    FakeSignInStore pending_;
    test::FakePermissionStore permissions_;
    Sessions sessions_{users_, homes_, permissions_, clock_, SessionLimits{}, Log{}};
    Directories directories_;
    OidcClient client_{provider_.fetch(), clock_, Log{}};
    DirectoryUsers directory_users_{users_, sessions_, clock_, Log{}};
    DirectorySignIn sign_in_{directories_, client_, directory_users_, pending_, clock_, Log{}};
    BearerTokens tokens_{directories_, directory_users_, sessions_, clock_, Log{}};
    UserId owner_;
    std::string nonce_;
};

TEST_F(DirectorySignInTest, SendsTheBrowserWithEverythingThatIsCheckedLater) {
    const auto begun = begin();
    EXPECT_THAT(begun.url, testing::StartsWith("https://login.microsoftonline.com/authorize?"));
    EXPECT_EQ(in_query(begun.url, "response_type"), "code");
    EXPECT_EQ(in_query(begun.url, "client_id"), kClient);
    EXPECT_EQ(in_query(begun.url, "code_challenge_method"), "S256");
    EXPECT_EQ(in_query(begun.url, "redirect_uri"),
              "https%3A%2F%2Fenergy.example%2Fapi%2Fv1%2Fauth%2Foidc%2Fwork%2Fcallback");
    EXPECT_EQ(in_query(begun.url, "state").size(), 43U);
    EXPECT_EQ(in_query(begun.url, "nonce").size(), 43U);
    // What is stored tells neither the state nor the browser's secret.
    ASSERT_EQ(pending_.pending.size(), 1U);
    EXPECT_EQ(pending_.pending[0].state_hash.size(), 64U);
    EXPECT_NE(pending_.pending[0].browser_hash, begun.browser_secret);
}

// RFC 7636, appendix B.
TEST(OidcClientTest, ChallengesAsTheStandardDoes) {
    EXPECT_EQ(code_challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
              "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

TEST_F(DirectorySignInTest, TheFirstSignInMakesTheUserAndTheNextOneFindsIt) {
    const auto first = sign_in();
    ASSERT_TRUE(first) << first.error().detail;
    EXPECT_EQ(first->return_to, "/live");
    const auto user = user_of(first);
    EXPECT_EQ(user.name, "Ann");
    EXPECT_EQ(user.directory->issuer, kEntraIssuer);
    EXPECT_EQ(user.directory->subject, kOid);
    EXPECT_EQ(user.directory->home_role_cap, HomeRole::viewer);
    EXPECT_TRUE(user.password_hash.empty());
    EXPECT_EQ(sign_in().value().user, user.id);
    EXPECT_EQ(users_.users.size(), 2U);

    const auto& exchange = provider_.requests.back();
    EXPECT_THAT(exchange.body, HasSubstr("grant_type=authorization_code&code=the-code&"));
    EXPECT_THAT(exchange.body, testing::Not(HasSubstr("secret")));
    EXPECT_EQ(exchange.headers.back().second,
              "Basic " + base64_encode(bytes_of(std::string(kClient) + ":a%20secret")));
}

TEST_F(DirectorySignInTest, TheVerifierIsTheChallengesOwn) {
    const auto begun = begin();
    ASSERT_TRUE(finish(begun));
    const auto verifier = in_query(provider_.requests.back().body, "code_verifier");
    EXPECT_EQ(code_challenge_of(verifier), in_query(begun.url, "code_challenge"));
}

TEST_F(DirectorySignInTest, Oidc05AStateIsGoodOnceForItsBrowserForTenMinutes) {
    const auto begun = begin();
    const auto state = in_query(begun.url, "state");
    EXPECT_EQ(refusal(finish(begun, answer_of("", "c"))), ErrorCode::unauthenticated);
    EXPECT_EQ(refusal(finish(begun, answer_of("wrong", "c"))), ErrorCode::unauthenticated);
    const auto elsewhere = begin();
    EXPECT_EQ(refusal(finish(elsewhere, answer_of(state, "c"))), ErrorCode::unauthenticated);
    EXPECT_EQ(exchanges(), 0U);

    const auto good = begin();
    EXPECT_TRUE(finish(good));
    EXPECT_EQ(refusal(finish(good)), ErrorCode::unauthenticated);
    EXPECT_EQ(exchanges(), 1U);

    const auto old = begin();
    clock_.advance(std::chrono::minutes{11});
    EXPECT_EQ(refusal(finish(old)), ErrorCode::unauthenticated);
    EXPECT_EQ(exchanges(), 1U);
}

TEST_F(DirectorySignInTest, Oidc06WithoutTheStartCookieNothingHappens) {
    const auto begun = begin();
    const auto state = in_query(begun.url, "state");
    for (const std::optional<std::string>& cookie :
         {std::optional<std::string>{}, std::optional<std::string>{""},
          std::optional<std::string>{"x"}, std::optional<std::string>{state},
          std::optional<std::string>{begin().browser_secret}}) {
        const auto finished =
            runner_.run(sign_in_.finish("work", cookie, answer_of(state, "c"), kRedirect));
        EXPECT_EQ(refusal(finished), ErrorCode::unauthenticated);
    }
    EXPECT_EQ(exchanges(), 0U);
}

TEST_F(DirectorySignInTest, Oidc07OneBrowserBeginsSeveral) {
    const auto first = begin("/live");
    const auto nonce = nonce_;
    const auto second = begin("/history", first.browser_secret);
    EXPECT_EQ(second.browser_secret, first.browser_secret);
    EXPECT_NE(in_query(second.url, "state"), in_query(first.url, "state"));
    EXPECT_EQ(finish(second).value().return_to, "/history");
    nonce_ = nonce;
    EXPECT_EQ(finish(first).value().return_to, "/live");
}

TEST_F(DirectorySignInTest, Oidc09WithoutBeginningThereIsNoEnd) {
    const BegunSignIn made_up{.url = "x?state=abc", .browser_secret = std::string(43, 'A')};
    EXPECT_EQ(refusal(finish(made_up)), ErrorCode::unauthenticated);
    EXPECT_EQ(refusal(runner_.run(sign_in_.finish("unknown", std::string(43, 'A'),
                                                  answer_of("abc", "c"), kRedirect))),
              ErrorCode::not_found);
    EXPECT_TRUE(provider_.requests.empty());
}

TEST_F(DirectorySignInTest, Oidc10AnotherNonceIsRefused) {
    for (const json::value& nonce : json::array{"another", "", 7, nullptr}) {
        EXPECT_EQ(refusal(sign_in([&](json::object& claims) { claims["nonce"] = nonce; })),
                  ErrorCode::unauthenticated);
    }
    EXPECT_EQ(refusal(sign_in([](json::object& claims) { claims.erase("nonce"); })),
              ErrorCode::unauthenticated);
    // The nonce of an earlier sign-in.
    begin();
    const auto earlier = nonce_;
    EXPECT_EQ(refusal(sign_in([&](json::object& claims) { claims["nonce"] = earlier; })),
              ErrorCode::unauthenticated);
    EXPECT_EQ(users_.users.size(), 1U);
}

TEST_F(DirectorySignInTest, Oidc12AnAnswerOfAnotherDirectoryIsRefused) {
    const auto begun = begin();
    const auto state = in_query(begun.url, "state");
    const auto crossed = runner_.run(
        sign_in_.finish("other", begun.browser_secret, answer_of(state, "c"), kRedirect));
    EXPECT_EQ(refusal(crossed), ErrorCode::unauthenticated);

    const auto named = begin();
    EXPECT_EQ(refusal(finish(
                  named, answer_of(in_query(named.url, "state"), "c", "https://other.example"))),
              ErrorCode::unauthenticated);
    EXPECT_EQ(exchanges(), 0U);
    const auto right = begin();
    EXPECT_TRUE(
        finish(right, answer_of(in_query(right.url, "state"), "c", std::string(kEntraIssuer))));
}

TEST_F(DirectorySignInTest, Oidc12APromisedIssuerMustBeThere) {
    const auto base = std::string("https://login.microsoftonline.com");
    provider_.says(
        kProviderDiscovery,
        json::serialize(json::object{{"issuer", kEntraIssuer},
                                     {"authorization_endpoint", base + "/authorize"},
                                     {"token_endpoint", base + "/token"},
                                     {"jwks_uri", base + "/keys"},
                                     {"authorization_response_iss_parameter_supported", true}}));
    EXPECT_EQ(refusal(finish(begin())), ErrorCode::unauthenticated);
    EXPECT_EQ(exchanges(), 0U);
}

TEST_F(DirectorySignInTest, Oidc18WhatADirectorySaysIsPlainTextOfSomeLength) {
    const auto begun = begin();
    auto answer = answer_of(in_query(begun.url, "state"), "");
    answer.error = "access_denied";
    answer.error_description = "<script>alert(1)</script>\r\n\x1b[31m" + std::string(5'000, 'x');
    const auto finished = finish(begun, std::move(answer));
    ASSERT_FALSE(finished);
    EXPECT_LT(finished.error().detail.size(), 300U);
    EXPECT_EQ(finished.error().detail.find_first_of("\r\n\x1b"), std::string::npos);
    EXPECT_EQ(exchanges(), 0U);
}

TEST_F(DirectorySignInTest, Oidc19BadAnswersOfTheTokenEndpointAreOneCleanMessage) {
    const auto refused_with = [&](ScriptedProvider::Answer answer) {
        provider_.answers["/token"] = std::move(answer);
        const auto before = exchanges();
        const auto code = refusal(finish(begin()));
        EXPECT_LE(exchanges() - before, 2U);
        return code;
    };
    const auto says = [](std::string body, int status) -> ScriptedProvider::Answer {
        return [=](const HttpRequest&) { return ScriptedProvider::text(body, status); };
    };
    EXPECT_EQ(refused_with(says("oh", 500)), ErrorCode::unavailable);
    EXPECT_EQ(refused_with(says("{\"id_to", 200)), ErrorCode::unavailable);
    EXPECT_EQ(refused_with(says("{}", 200)), ErrorCode::unavailable);
    EXPECT_EQ(refused_with(says(R"({"id_token":7})", 200)), ErrorCode::unavailable);
    EXPECT_EQ(refused_with(says("", 302)), ErrorCode::unavailable);
    EXPECT_EQ(refused_with(says(R"({"error":"invalid_grant"})", 400)), ErrorCode::unauthenticated);
    EXPECT_EQ(refused_with(says(R"({"id_token":"a.b.c"})", 200)), ErrorCode::unauthenticated);
    EXPECT_EQ(refused_with([](const HttpRequest&) {
                  return HttpResponse{
                      .status = 200, .headers = {{"Content-Type", "text/html"}}, .body = "{}"};
              }),
              ErrorCode::unavailable);
    for (const auto failure :
         {NetFailure::timeout, NetFailure::too_large, NetFailure::unreachable, NetFailure::tls}) {
        EXPECT_EQ(refused_with([=](const HttpRequest& request) -> NetResult<HttpResponse> {
                      EXPECT_EQ(request.time_limit, std::chrono::seconds{10});
                      EXPECT_LE(request.max_body, std::size_t{256} * 1024);
                      return NetError{.failure = failure};
                  }),
                  ErrorCode::unavailable);
    }
    EXPECT_EQ(users_.users.size(), 1U);
}

TEST_F(DirectorySignInTest, ADirectoryThatIsDownIsUnavailable) {
    provider_.fails(kProviderDiscovery, NetFailure::unreachable);
    const auto begun = runner_.run(sign_in_.begin("work", std::nullopt, "/", kRedirect));
    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().code, ErrorCode::unavailable);
    EXPECT_THAT(begun.error().detail, HasSubstr("Example Ltd does not answer"));
}

TEST_F(DirectorySignInTest, ADirectoryThatHasGoneAwayLeadsNobodyToADeadEnd) {
    const auto user = user_of(sign_in());
    provider_.fails("/keys", NetFailure::unreachable);
    clock_.advance(ProviderDocuments::kFreshKeys);
    ASSERT_TRUE(runner_.run(sign_in_.maintain()));
    const auto away = runner_.run(sign_in_.begin("work", std::nullopt, "/", kRedirect));
    ASSERT_FALSE(away);
    EXPECT_EQ(away.error().code, ErrorCode::unavailable);
    EXPECT_EQ(runner_.run(sign_in_.sign_out_url(user, "https://energy.example/sign-in")), "");
    // Tokens are checked with the keys that are known.
    EXPECT_TRUE(runner_.run(tokens_.find(mint(rsa_key(), rs256_header(), entra_access_claims()))));

    publish(provider_, jwk_set_of({with_id(rsa_key().jwk(), "rsa-1")}));
    clock_.advance(ProviderDocuments::kBetweenTries);
    EXPECT_TRUE(sign_in(
        [this](json::object& claims) { claims["exp"] = ms_of(clock_.now()) / 1000 + 3600; }));
}

TEST_F(DirectorySignInTest, Oidc25TheAccessTokensHashFits) {
    const auto hash_of = [](std::string_view token) {
        const auto digest = sha256(bytes_of(token));
        return base64url_encode(ByteView(digest).first(16));
    };
    EXPECT_TRUE(sign_in([&](json::object& claims) { claims["at_hash"] = hash_of("opaque"); }));
    EXPECT_EQ(refusal(sign_in([&](json::object& claims) { claims["at_hash"] = hash_of("other"); })),
              ErrorCode::unauthenticated);
    answer_with_token([&](json::object& claims) { claims["at_hash"] = hash_of("opaque"); },
                      [](json::object& answer) { answer.erase("access_token"); });
    EXPECT_EQ(refusal(finish(begin())), ErrorCode::unauthenticated);
}

TEST_F(DirectorySignInTest, Oidc29ClocksMayDifferByAMinute) {
    for (const int ahead : {59, -59}) {
        EXPECT_TRUE(sign_in([&](json::object& claims) {
            claims["iat"] = kTokenNowS + ahead;
            claims["nbf"] = kTokenNowS + ahead;
            claims["exp"] = kTokenNowS + ahead + (ahead < 0 ? 0 : 3600);
        })) << ahead;
    }
    EXPECT_EQ(refusal(sign_in([](json::object& claims) { claims["iat"] = kTokenNowS + 90; })),
              ErrorCode::unauthenticated);
}

TEST_F(DirectorySignInTest, Oidc30PeopleWithOneEmailAddressAreTwoUsers) {
    const auto with_email = [](std::string oid) {
        return [oid](json::object& claims) {
            claims["oid"] = oid;
            claims["email"] = "owner@example.org";
        };
    };
    const auto first = sign_in(with_email("11111111-2222-4333-8444-555566667777")).value().user;
    const auto second = sign_in(with_email("21111111-2222-4333-8444-555566667777")).value().user;
    EXPECT_NE(first, second);
    EXPECT_NE(first, owner_);
    EXPECT_NE(second, owner_);
}

TEST_F(DirectorySignInTest, Oidc31NameAndEmailFollowTheDirectory) {
    const auto first = sign_in([](json::object& claims) { claims["email"] = "a@example.org"; });
    EXPECT_EQ(user_of(first).email, "a@example.org");
    const auto again = sign_in([](json::object& claims) {
        claims["email"] = "b@example.org";
        claims["name"] = "Ann Other";
        claims["login_hint"] = "hint";
    });
    EXPECT_EQ(again.value().user, first.value().user);
    EXPECT_EQ(user_of(again).email, "b@example.org");
    EXPECT_EQ(user_of(again).name, "Ann Other");
    EXPECT_EQ(user_of(again).directory->login_hint, "hint");
    // Whoever gets the old address inherits nothing.
    const auto heir = sign_in([](json::object& claims) {
        claims["email"] = "a@example.org";
        claims["oid"] = "31111111-2222-4333-8444-555566667777";
    });
    EXPECT_NE(heir.value().user, first.value().user);
}

TEST_F(DirectorySignInTest, Oidc32ASubjectIsNeverAnIdOfOurs) {
    const auto found = sign_in([&](json::object& claims) { claims["oid"] = owner_.value; });
    EXPECT_NE(found.value().user, owner_);
}

TEST_F(DirectorySignInTest, Oidc33AnOddEmailAddressIsLeftOut) {
    const auto found = sign_in([](json::object& claims) { claims["email"] = "a@b@c"; });
    EXPECT_EQ(user_of(found).email, "");
}

TEST_F(DirectorySignInTest, RolesOfTheDirectoryCapThoseInHomes) {
    const HomeId home = HomeId::make();
    const auto role_with = [&](json::array roles) {
        const auto finished = sign_in([&](json::object& claims) { claims["roles"] = roles; });
        homes_.members[finished.value().user] = {{home, HomeRole::admin}};
        const auto session = runner_.run(sessions_.start(finished.value().user)).value();
        return session.identity->scope.role_in(home);
    };
    EXPECT_EQ(role_with({"Viewer"}), HomeRole::viewer);
    EXPECT_EQ(role_with({"Manager"}), HomeRole::manager);
    EXPECT_EQ(role_with({"Viewer", "Manager"}), HomeRole::manager);
    EXPECT_EQ(role_with({"Admin"}), HomeRole::admin);
    EXPECT_EQ(role_with({}), HomeRole::viewer);
    EXPECT_EQ(role_with({"Manager", "something else"}), HomeRole::manager);
}

TEST_F(DirectorySignInTest, TheAdminRoleOperatesTheServerAsLongAsItIsHeld) {
    const auto server_role_with = [&](json::array roles) {
        return user_of(sign_in([&](json::object& claims) { claims["roles"] = roles; })).server_role;
    };
    EXPECT_EQ(server_role_with({"Admin"}), ServerRole::operator_);
    EXPECT_EQ(server_role_with({"Viewer"}), ServerRole::none);
    EXPECT_EQ(server_role_with({"admin", "Viewer"}), ServerRole::none);
}

TEST_F(DirectorySignInTest, TheLastOperatorSignsInAndStaysOneWhateverTheDirectorySays) {
    users_.users.clear();
    const auto with = [&](json::array roles) {
        return sign_in([&](json::object& claims) {
            claims["roles"] = roles;
            claims["name"] = "Ann Again";
        });
    };
    const auto user = user_of(with({"Admin"})).id;
    const auto session = runner_.run(sessions_.start(user)).value();
    for (const auto& roles :
         {json::array{"Viewer"}, json::array{}, json::array{"Provider", "Manager"}}) {
        const auto found = with(roles);
        ASSERT_TRUE(found) << found.error().detail;
        EXPECT_EQ(user_of(found).server_role, ServerRole::operator_);
        EXPECT_TRUE(user_of(found).provider.empty());
        EXPECT_EQ(user_of(found).name, "Ann Again");
    }
    // What the directory says of homes holds nevertheless.
    EXPECT_EQ(user_of(with({"Viewer"})).directory->home_role_cap, HomeRole::viewer);
    EXPECT_FALSE(session.identity->grant.valid());
    // With another operator there it goes as the directory says.
    users_.add("Owner", "owner@example.org");
    users_.users.back().server_role = ServerRole::operator_;
    EXPECT_EQ(user_of(with({"Viewer"})).server_role, ServerRole::none);
}

class StaffSignInTest : public DirectorySignInTest {
protected:
    static IdentityProvider provider() {
        auto provider = sample_provider();
        provider.staff_of = ProviderId{"grid"};
        return provider;
    }
    StaffSignInTest() : DirectorySignInTest(provider()) {}

    User with(json::array roles) {
        return user_of(sign_in([&](json::object& claims) { claims["roles"] = roles; }));
    }
};

TEST_F(StaffSignInTest, TheProviderRoleIsOfTheStaffAsLongAsItIsHeld) {
    const auto staff = with({"Provider"});
    EXPECT_EQ(staff.server_role, ServerRole::provider);
    EXPECT_EQ(staff.provider, ProviderId{"grid"});
    EXPECT_EQ(staff.directory->home_role_cap, HomeRole::viewer);
    const auto session = runner_.run(sessions_.start(staff.id)).value();
    EXPECT_TRUE(session.identity->scope.require_provider());

    EXPECT_EQ(with({"Provider", "Manager"}).directory->home_role_cap, HomeRole::manager);
    const auto not_staff = with({"Viewer"});
    EXPECT_EQ(not_staff.id, staff.id);
    EXPECT_EQ(not_staff.server_role, ServerRole::none);
    EXPECT_TRUE(not_staff.provider.empty());
    EXPECT_FALSE(session.identity->grant.valid());
    const auto now = runner_.run(sessions_.find(session.secret)).value();
    EXPECT_FALSE(now->scope.require_provider());
}

TEST_F(StaffSignInTest, WhoeverIsAdminAsWellOperatesTheServerAndSeesNoCustomers) {
    const auto user = with({"Provider", "Admin"});
    EXPECT_EQ(user.server_role, ServerRole::operator_);
    EXPECT_TRUE(user.provider.empty());
}

TEST_F(DirectorySignInTest, TheProviderRoleStandsForNothingWhereItIsNotSaidWhose) {
    const auto refused =
        sign_in([](json::object& claims) { claims["roles"] = json::array{"Provider"}; });
    EXPECT_EQ(refusal(refused), ErrorCode::forbidden);
}

TEST_F(DirectorySignInTest, Jwt34ARoleThatIsNotKnownGrantsNothing) {
    for (const char* role : {"admin", "ADMIN", "Owner", "Ems.Admin", "Admin "}) {
        const auto finished =
            sign_in([&](json::object& claims) { claims["roles"] = json::array{role}; });
        EXPECT_EQ(refusal(finished), ErrorCode::forbidden) << role;
        EXPECT_THAT(finished.error().detail, HasSubstr("no role that this server knows"));
    }
}

TEST_F(DirectorySignInTest, LosingARoleEndsWhatWasOpenedWithIt) {
    const HomeId home = HomeId::make();
    const auto first =
        sign_in([](json::object& claims) { claims["roles"] = json::array{"Admin"}; });
    homes_.members[first.value().user] = {{home, HomeRole::admin}};
    const auto session = runner_.run(sessions_.start(first.value().user)).value();
    EXPECT_TRUE(session.identity->grant.valid());
    (void)sign_in();
    EXPECT_FALSE(session.identity->grant.valid());
    const auto now = runner_.run(sessions_.find(session.secret)).value();
    EXPECT_EQ(now->scope.role_in(home), HomeRole::viewer);
}

TEST_F(DirectorySignInTest, Ses07WhoIsDisabledIsRefused) {
    const auto user = sign_in().value().user;
    const auto session = runner_.run(sessions_.start(user)).value();
    for (auto& each : users_.users) {
        each.disabled = each.id == user;
    }
    sessions_.rights_removed(user);
    EXPECT_FALSE(session.identity->grant.valid());
    EXPECT_FALSE(runner_.run(sessions_.find(session.secret)));
    EXPECT_EQ(refusal(sign_in()), ErrorCode::forbidden);
}

TEST_F(DirectorySignInTest, WhileNobodyOperatesTheServerItsOperatorComesFirst) {
    users_.users.clear();
    EXPECT_EQ(refusal(sign_in()), ErrorCode::forbidden);
    EXPECT_TRUE(sign_in([](json::object& claims) { claims["roles"] = json::array{"Admin"}; }));
}

TEST_F(DirectorySignInTest, SigningOutGoesOnAtTheDirectory) {
    const auto found = sign_in([](json::object& claims) { claims["login_hint"] = "O.CiQ hint"; });
    const auto url =
        runner_.run(sign_in_.sign_out_url(user_of(found), "https://energy.example/sign-in"));
    EXPECT_EQ(url, "https://login.microsoftonline.com/logout?client_id=" + std::string(kClient) +
                       "&post_logout_redirect_uri=https%3A%2F%2Fenergy.example%2Fsign-in"
                       "&logout_hint=O.CiQ%20hint");
    const auto local = runner_.run(users_.find_user(owner_)).value().value();
    EXPECT_EQ(runner_.run(sign_in_.sign_out_url(local, "https://energy.example/sign-in")), "");
}

class DomainSignInTest : public DirectorySignInTest {
protected:
    static IdentityProvider provider() {
        auto provider = sample_provider();
        provider.email_domains = {"example.com"};
        provider.roles_claim.clear();
        return provider;
    }
    DomainSignInTest() : DirectorySignInTest(provider()) {}
};

TEST_F(DomainSignInTest, Oidc33OnlyVerifiedAddressesOfTheDomainMay) {
    const auto with = [&](std::string email, bool verified) {
        return sign_in([=](json::object& claims) {
            claims["email"] = email;
            claims["email_verified"] = verified;
        });
    };
    EXPECT_EQ(refusal(with("ann@evil-example.com", true)), ErrorCode::forbidden);
    EXPECT_EQ(refusal(with("ann@example.com.evil", true)), ErrorCode::forbidden);
    EXPECT_EQ(refusal(with("ann@example.com", false)), ErrorCode::forbidden);
    const auto user = user_of(with("ann@example.com", true));
    // A directory without a say in roles caps none.
    EXPECT_EQ(user.directory->home_role_cap, std::nullopt);
}

TEST_F(DirectorySignInTest, ABearerTokenStandsForWhoeverHasSignedIn) {
    const auto token = mint(rsa_key(), rs256_header(), entra_access_claims());
    const auto unknown = runner_.run(tokens_.find(token));
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::unauthenticated);
    EXPECT_EQ(users_.users.size(), 1U);

    const auto user = sign_in().value().user;
    const HomeId home = HomeId::make();
    homes_.members[user] = {{home, HomeRole::admin}};
    const auto identity = runner_.run(tokens_.find(token)).value();
    EXPECT_EQ(identity->means, Identity::Means::token);
    EXPECT_EQ(identity->subject.user, user);
    EXPECT_EQ(identity->scope.role_in(home), HomeRole::viewer);
    EXPECT_TRUE(identity->csrf_token.empty());
    // The same token again costs no second look.
    const int reads = users_.reads;
    EXPECT_EQ(runner_.run(tokens_.find(token)).value(), identity);
    EXPECT_EQ(users_.reads, reads);
}

TEST_F(DirectorySignInTest, ABearerTokensGrantEndsWithItAndWithTheRight) {
    const auto user = sign_in().value().user;
    const auto token = mint(rsa_key(), rs256_header(), entra_access_claims());
    const auto identity = runner_.run(tokens_.find(token)).value();
    sessions_.rights_removed(user);
    EXPECT_FALSE(identity->grant.valid());
    const auto again = runner_.run(tokens_.find(token)).value();
    EXPECT_TRUE(again->grant.valid());
    clock_.advance(std::chrono::hours{1} + Seconds{59});
    sessions_.end_expired_tokens();
    EXPECT_TRUE(again->grant.valid());
    clock_.advance(Seconds{1});
    sessions_.end_expired_tokens();
    EXPECT_FALSE(again->grant.valid());
    EXPECT_FALSE(runner_.run(tokens_.find(token)));
}

TEST_F(DirectorySignInTest, WhenRightsCannotBeToldNoTokenIsTaken) {
    (void)sign_in();
    const auto token = mint(rsa_key(), rs256_header(), entra_access_claims());
    const auto identity = runner_.run(tokens_.find(token)).value();
    sessions_.distrust();
    EXPECT_FALSE(identity->grant.valid());
    EXPECT_EQ(runner_.run(tokens_.find(token)).error().code, ErrorCode::unavailable);
    sessions_.trust();
    EXPECT_TRUE(runner_.run(tokens_.find(token)));
}

TEST_F(DirectorySignInTest, Jwt06AFloodOfUnknownKeysAsksOnce) {
    (void)sign_in();
    clock_.advance(std::chrono::seconds{31});
    const auto before = provider_.times("/keys");
    for (int i = 0; i < 200; ++i) {
        auto header = rs256_header();
        header["kid"] = "unknown-" + std::to_string(i);
        EXPECT_FALSE(runner_.run(tokens_.find(mint(rsa_key(), header, entra_access_claims()))));
    }
    EXPECT_EQ(provider_.times("/keys"), before + 1);
    EXPECT_TRUE(runner_.run(tokens_.find(mint(rsa_key(), rs256_header(), entra_access_claims()))));
}

TEST_F(DirectorySignInTest, Jwt38ATokenWhoseKeyIsGoneIsTakenNoLonger) {
    (void)sign_in();
    const auto token = mint(rsa_key(), rs256_header(), entra_access_claims());
    const auto identity = runner_.run(tokens_.find(token)).value();
    provider_.says("/keys", jwk_set_of({with_id(other_rsa_key().jwk(), "new")}));
    clock_.advance(ProviderDocuments::kFreshKeys);
    directories_.maintain();
    runner_.run(sleep_for(Milliseconds{0}));
    EXPECT_FALSE(runner_.run(tokens_.find(token)));
    EXPECT_FALSE(identity->grant.valid()) << "nor does what was opened with it go on";
}

TEST_F(DirectorySignInTest, Oidc26AnIdTokenIsNoBearerToken) {
    (void)sign_in();
    EXPECT_FALSE(runner_.run(tokens_.find(mint(rsa_key(), rs256_header(), entra_id_claims()))));
}

TEST(ReturnPath, Oidc16OnlyPagesOfOurs) {
    for (const char* good :
         {"/", "/live", "/homes/abc/history?period=day&from=2026-01-01", "/devices?x=1", "/a/"}) {
        EXPECT_EQ(safe_return_path(good), good);
    }
    for (const std::string& bad : {std::string("//evil"),
                                   std::string("/\\evil"),
                                   std::string("/%09/evil"),
                                   std::string("javascript:alert(1)"),
                                   std::string("data:text/html,x"),
                                   std::string("https:evil"),
                                   std::string("https://evil"),
                                   std::string(""),
                                   std::string("live"),
                                   std::string("/\t/evil"),
                                   std::string("/\n/evil"),
                                   std::string("///evil"),
                                   std::string("/./evil"),
                                   std::string("/../evil"),
                                   std::string("/.evil"),
                                   std::string("/@evil"),
                                   std::string("/evil.example"),
                                   std::string("/x//evil"),
                                   std::string("/x?u=//evil/"),
                                   std::string("/x#//evil"),
                                   std::string("/api/v1/me"),
                                   std::string("/api"),
                                   std::string(" /x"),
                                   std::string("/x\0y", 4),
                                   std::string("/\xe3\x80\x82"
                                               "evil"),
                                   std::string("\\\\evil"),
                                   std::string("/;evil"),
                                   std::string("/:evil"),
                                   "/" + std::string(600, 'a')}) {
        EXPECT_EQ(safe_return_path(bad), "/") << bad;
    }
}

// What redirects are known to be tricked with: every way to write a host, after every way to begin.
TEST(ReturnPath, Oidc15NothingLeavesTheOrigin) {
    int tried = 0;
    for (const char* begin : {"//",
                              "///",
                              "////",
                              "/\\",
                              "\\/",
                              "\\\\",
                              "/\\/",
                              "/%2f",
                              "/%2f%2f",
                              "/%5c",
                              "%2f%2f",
                              "/%09/",
                              "/%0d%0a/",
                              "/%00/",
                              "/\t/",
                              "/\r/",
                              "/ /",
                              "http:",
                              "http:/",
                              "http://",
                              "https:",
                              "https:/",
                              "https://",
                              "HTTPS://",
                              "javascript:",
                              "javascript://",
                              "data:",
                              "vbscript:",
                              "file://",
                              "ftp://",
                              "ws://",
                              "?//",
                              "/?\\",
                              "#//",
                              "/.//",
                              "/..//",
                              ".//",
                              "@",
                              "/@",
                              "//@",
                              "/;@",
                              "/:@",
                              "\xe2\x81\x84/",
                              "/\xe2\x81\x84",
                              "\x01/",
                              "/\x7f/"}) {
        for (const char* host :
             {"evil.example", "evil%2eexample", "evil%E3%80%82example", "[::1]", "[::ffff:1.2.3.4]",
              "2130706433", "0x7f000001", "017700000001", "127.1", "evil.example:80",
              "evil.example@energy.example", "energy.example@evil.example",
              "energy.example.evil.example", "evil.example/energy.example", "evil.example%23",
              "evil.example#@energy.example", "evil.example?energy.example",
              "\xe2\x91\xa0.example"}) {
            const auto path = safe_return_path(std::string(begin) + host);
            ++tried;
            ASSERT_TRUE(path.starts_with('/')) << begin << host;
            EXPECT_FALSE(path.size() > 1 && (path[1] == '/' || path[1] == '\\')) << begin << host;
            EXPECT_EQ(path.find_first_of("\\\t\r\n@"), std::string::npos) << begin << host;
            const auto end = std::min(path.find('?'), path.size());
            EXPECT_EQ(path.substr(0, end).find_first_of("%.:"), std::string::npos) << begin << host;
        }
    }
    EXPECT_GT(tried, 800);
}

}  // namespace
}  // namespace ohmstead
