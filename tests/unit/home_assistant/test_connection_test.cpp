#include "home_assistant/test_connection.hpp"

#include <cctype>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "async/sleep.hpp"
#include "reflect/described.hpp"
#include "support/scripted_home_assistant.hpp"
#include "support/self_signed_certificate.hpp"
#include "support/task_runner.hpp"
#include "support/tls_front.hpp"

namespace ohmstead::home_assistant {
namespace {

using namespace std::chrono_literals;

class TestConnectionTest : public testing::Test {
protected:
    ConnectionTest test(std::string url, std::string token = test::ScriptedHomeAssistant::kToken,
                        std::chrono::milliseconds limit = 2s) {
        return runner.run(run_test(
            {.url = std::move(url), .token = std::move(token), .pinned_fingerprint = {}}, limit));
    }

    Task<ConnectionTest> run_test(LinkSettings settings, std::chrono::milliseconds limit) {
        auto result = co_await test_connection(std::move(settings), limit);
        server.stop();
        co_return result;
    }

    test::TaskRunner runner;
    test::ScriptedHomeAssistant server{runner.context()};
};

TEST_F(TestConnectionTest, SaysWhatItFound) {
    const auto result = test(server.url() + "/");
    EXPECT_EQ(result.code, TestCode::ok);
    EXPECT_EQ(result.message, "Connected to Home Assistant 2026.7.3.");
    EXPECT_EQ(result.version, "2026.7.3");
    EXPECT_EQ(result.location_name, "Home");
    EXPECT_EQ(result.time_zone, "Europe/Amsterdam");
    EXPECT_EQ(result.currency, "EUR");
    EXPECT_EQ(result.country, "NL");
}

TEST_F(TestConnectionTest, AWrongToken) {
    const auto result = test(server.url(), "wrong");
    EXPECT_EQ(result.code, TestCode::token_refused);
    EXPECT_EQ(result.version, std::nullopt);
}

TEST_F(TestConnectionTest, ATokenWithLineBreaksIsNeverSent) {
    EXPECT_EQ(test(server.url(), "a\r\nb").code, TestCode::token_refused);
    EXPECT_EQ(server.connections(), 0U);
}

TEST_F(TestConnectionTest, ABannedAddress) {
    server.decline_with(403);
    const auto result = test(server.url());
    EXPECT_EQ(result.code, TestCode::banned);
    EXPECT_NE(result.message.find("blocked"), std::string::npos);
}

TEST_F(TestConnectionTest, SomethingThatIsNotHomeAssistant) {
    server.decline_with(404);
    EXPECT_EQ(test(server.url()).code, TestCode::not_home_assistant);
}

TEST_F(TestConnectionTest, ARedirectIsNotFollowed) {
    server.decline_with(301, "http://169.254.169.254/latest/meta-data");
    EXPECT_EQ(test(server.url()).code, TestCode::not_home_assistant);
}

TEST_F(TestConnectionTest, AWebSocketThatSaysSomethingElse) {
    server.queue_script([](test::ScriptedConnection& connection) -> Task<void> {
        co_await connection.send(R"({"hello":"world"})");
        (void)co_await connection.receive();
    });
    EXPECT_EQ(test(server.url()).code, TestCode::not_home_assistant);
}

TEST_F(TestConnectionTest, NobodyThere) {
    // Port 1 of the own machine: refused at once.
    EXPECT_EQ(test("http://127.0.0.1:1").code, TestCode::unreachable);
}

TEST_F(TestConnectionTest, NoAnswer) {
    server.queue_script([](test::ScriptedConnection& connection) -> Task<void> {
        (void)co_await connection.receive();
    });
    EXPECT_EQ(test(server.url(), "token", 50ms).code, TestCode::timeout);
}

TEST_F(TestConnectionTest, StillStarting) {
    server.answer_with("get_config",
                       {{"version", "2026.7.3"}, {"state", "STARTING"}, {"location_name", "Home"}});
    const auto result = test(server.url());
    EXPECT_EQ(result.code, TestCode::starting);
    EXPECT_EQ(result.location_name, "Home");
}

TEST_F(TestConnectionTest, EncryptionWhereThereIsNone) {
    EXPECT_EQ(test("https://127.0.0.1:" + std::to_string(server.port())).code, TestCode::tls);
}

// A Home Assistant behind TLS with a certificate of its own making.
class EncryptedTest : public TestConnectionTest {
protected:
    ConnectionTest test_pinned(std::string fingerprint) {
        return runner.run(run_pinned(std::move(fingerprint)));
    }

    test::SelfSignedCertificate certificate{"homeassistant.local"};
    test::TlsFront front{runner.context(), certificate.context, server.port()};

private:
    Task<ConnectionTest> run_pinned(std::string fingerprint) {
        LinkSettings settings{.url = "https://127.0.0.1:" + std::to_string(front.port()),
                              .token = test::ScriptedHomeAssistant::kToken,
                              .pinned_fingerprint = std::move(fingerprint)};
        auto result = co_await run_test(std::move(settings), 5s);
        front.stop();
        co_return result;
    }
};

TEST_F(EncryptedTest, ConnectsToThePinnedCertificate) {
    const auto result = test_pinned(certificate.fingerprint);
    EXPECT_EQ(result.code, TestCode::ok);
    EXPECT_EQ(result.location_name, "Home");
    EXPECT_EQ(result.tls_fingerprint, std::nullopt);
    EXPECT_EQ(server.count("get_config"), 1U);
}

TEST_F(EncryptedTest, TakesThePinInSmallLettersWithoutColons) {
    std::string pin;
    for (const char c : certificate.fingerprint) {
        if (c != ':') {
            pin += static_cast<char>(std::tolower(c));
        }
    }
    EXPECT_EQ(test_pinned(pin).code, TestCode::ok);
}

TEST_F(EncryptedTest, RefusesAnotherCertificateThanThePinnedBeforeItSaysAWord) {
    const test::SelfSignedCertificate another("homeassistant.local");
    const auto result = test_pinned(another.fingerprint);
    EXPECT_EQ(result.code, TestCode::changed_certificate);
    EXPECT_EQ(result.tls_fingerprint, certificate.fingerprint);
    EXPECT_THAT(result.message, testing::HasSubstr("another certificate"));
    EXPECT_THAT(result.message, testing::HasSubstr(certificate.fingerprint));
    EXPECT_EQ(front.bytes_received(), 0U);
}

TEST_F(EncryptedTest, NamesTheCertificateThatItDoesNotKnow) {
    const auto result = test_pinned("");
    EXPECT_EQ(result.code, TestCode::unknown_certificate);
    EXPECT_EQ(result.tls_fingerprint, certificate.fingerprint);
    EXPECT_THAT(result.message, testing::HasSubstr("not known"));
    EXPECT_THAT(result.message, testing::HasSubstr(certificate.fingerprint));
    EXPECT_EQ(front.bytes_received(), 0U);
}

TEST_F(TestConnectionTest, AddressesThatAreNone) {
    for (const std::string url :
         {"", "home", "ftp://host", "file:///etc/passwd", "http://user:pass@127.0.0.1",
          "http://127.0.0.1/#x", "http://127.0.0.1/?x", "http://0/"}) {
        EXPECT_EQ(test(url).code, TestCode::invalid_url) << url;
    }
    EXPECT_EQ(test("http://169.254.169.254").code, TestCode::refused_address);
    EXPECT_EQ(server.connections(), 0U);
}

// What people can be told, from what brings it about.
class EveryCode : public EncryptedTest, public testing::WithParamInterface<TestCode> {
protected:
    ConnectionTest brought_about(TestCode code) {
        const auto port = std::to_string(server.port());
        if (code != TestCode::unknown_certificate && code != TestCode::changed_certificate) {
            front.stop();  // nobody comes to it
        }
        switch (code) {
            case TestCode::ok:
                break;
            case TestCode::starting:
                server.answer_with("get_config", {{"version", "2026.7.3"}, {"state", "STARTING"}});
                break;
            case TestCode::invalid_url:
                return test("home");
            case TestCode::refused_address:
                return test("http://169.254.169.254");
            case TestCode::unresolved:
                // A longer label than a name may have: refused without asking anybody.
                return test("http://" + std::string(64, 'a') + ".local");
            case TestCode::unreachable:
                return test("http://127.0.0.1:1");
            case TestCode::tls:
                return test("https://127.0.0.1:" + port);
            case TestCode::unknown_certificate:
                return test_pinned("");
            case TestCode::changed_certificate:
                return test_pinned(test::SelfSignedCertificate("homeassistant.local").fingerprint);
            case TestCode::timeout:
                server.queue_script([](test::ScriptedConnection& connection) -> Task<void> {
                    (void)co_await connection.receive();
                });
                return test(server.url(), "token", 50ms);
            case TestCode::not_home_assistant:
                server.decline_with(404);
                break;
            case TestCode::proxy_failing:
                server.decline_with(502);
                break;
            case TestCode::banned:
                server.decline_with(403);
                break;
            case TestCode::token_refused:
                return test(server.url(), "wrong");
            case TestCode::closed:
                server.queue_script([](test::ScriptedConnection& connection) -> Task<void> {
                    co_await connection.send(R"({"type":"auth_required","ha_version":"2026.7.3"})");
                    (void)co_await connection.receive();
                    connection.drop();
                });
                break;
        }
        return test(server.url());
    }
};

TEST_P(EveryCode, HasACauseAndASentence) {
    const auto result = brought_about(GetParam());
    EXPECT_EQ(result.code, GetParam());
    EXPECT_FALSE(result.message.empty());
}

std::vector<TestCode> all_codes() {
    std::vector<TestCode> codes;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<TestCode>>(
        [&](auto each) { codes.push_back(each.value); });
    return codes;
}

INSTANTIATE_TEST_SUITE_P(All, EveryCode, testing::ValuesIn(all_codes()), [](const auto& each) {
    return std::string(reflect::name_of_enumerator(each.param));
});

}  // namespace
}  // namespace ohmstead::home_assistant
