#include "auth/one_time_links.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "auth/secret_hash.hpp"
#include "base/ids.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "unit/auth/fake_one_time_store.hpp"
#include "unit/auth/here_and_now.hpp"

namespace ohmstead {
namespace {

using namespace std::chrono_literals;
using test::kNow;

class OneTimeLinksTest : public testing::Test {
protected:
    std::string issue(OneTimeKind kind, const std::string& subject) {
        return runner_.run(links_.issue(kind, subject, "{}", 24h)).value();
    }
    std::optional<OneTimeSecret> take(OneTimeKind kind, const std::string& token) {
        return runner_.run(links_.take(kind, token)).value();
    }

    test::TaskRunner runner_;
    test::ManualClock clock_{kNow};
    test::FakeOneTimeStore store_;
    OneTimeLinks links_{store_, clock_};
    std::string ann_ = UserId::make().value;
    std::string bob_ = UserId::make().value;
};

TEST_F(OneTimeLinksTest, ATokenIsGoodOnce) {
    const auto token = issue(OneTimeKind::password_reset, ann_);
    EXPECT_EQ(runner_.run(links_.look(OneTimeKind::password_reset, token)).value()->subject, ann_);
    EXPECT_EQ(take(OneTimeKind::password_reset, token)->subject, ann_) << "looking is no use";
    EXPECT_EQ(take(OneTimeKind::password_reset, token), std::nullopt);
}

TEST_F(OneTimeLinksTest, TheStoreNeverSeesTheToken) {
    const auto token = issue(OneTimeKind::password_reset, ann_);
    EXPECT_EQ(token.size(), 43U) << "256 bits";
    const auto& stored = store_.secrets.begin()->second;
    EXPECT_EQ(stored.secret_hash, hash_of_secret(token));
    EXPECT_EQ(take(OneTimeKind::password_reset, stored.secret_hash), std::nullopt);
}

TEST_F(OneTimeLinksTest, NothingElseIsGood) {
    const auto token = issue(OneTimeKind::password_reset, ann_);
    EXPECT_EQ(take(OneTimeKind::second_step, token), std::nullopt);
    EXPECT_EQ(take(OneTimeKind::password_reset, ""), std::nullopt);
    EXPECT_EQ(take(OneTimeKind::password_reset, std::string(1'000'000, 'A')), std::nullopt);
    clock_.advance(24h);
    EXPECT_EQ(take(OneTimeKind::password_reset, token), std::nullopt) << "too old";
}

TEST_F(OneTimeLinksTest, AllOfASubjectAreWithdrawnTogether) {
    const auto one = issue(OneTimeKind::password_reset, ann_);
    const auto two = issue(OneTimeKind::password_reset, ann_);
    const auto other = issue(OneTimeKind::password_reset, bob_);
    EXPECT_TRUE(runner_.run(links_.withdraw_all(OneTimeKind::password_reset, ann_)));
    EXPECT_EQ(take(OneTimeKind::password_reset, one), std::nullopt);
    EXPECT_EQ(take(OneTimeKind::password_reset, two), std::nullopt);
    EXPECT_TRUE(take(OneTimeKind::password_reset, other).has_value());
}

TEST_F(OneTimeLinksTest, MaintenanceRemovesWhatIsTooOld) {
    issue(OneTimeKind::password_reset, ann_);
    clock_.advance(24h);
    EXPECT_TRUE(runner_.run(links_.maintain()));
    EXPECT_EQ(store_.secrets.size(), 1U);
    clock_.advance(1ms);
    EXPECT_TRUE(runner_.run(links_.maintain()));
    EXPECT_TRUE(store_.secrets.empty());
}

TEST(SecretHash, SES_01_SecretsDoNotRepeat) {
    std::vector<std::string> secrets(200'000);
    std::ranges::generate(secrets, make_secret);
    std::ranges::sort(secrets);
    EXPECT_EQ(std::ranges::adjacent_find(secrets), secrets.end());
    EXPECT_EQ(secrets.front().size(), 43U) << "256 bits";
}

TEST(SecretHash, PublicIdsHaveTheFormOfIdsAndDoNotRepeat) {
    std::set<std::string> ids;
    for (int i = 0; i < 1'000; ++i) {
        const auto id = public_id_of(hash_of_secret(std::to_string(i)));
        EXPECT_TRUE(is_well_formed_id(id)) << id;
        ids.insert(id);
    }
    EXPECT_EQ(ids.size(), 1'000U);
}

}  // namespace
}  // namespace ohmstead
