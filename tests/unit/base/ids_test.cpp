#include "base/ids.hpp"

#include <set>

#include <gtest/gtest.h>

#include "base/result.hpp"

namespace ohmstead {
namespace {

TEST(Ids, AreWellFormedAndDifferent) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto id = HomeId::make();
        EXPECT_TRUE(is_well_formed_id(id.value)) << id.value;
        EXPECT_TRUE(seen.insert(id.value).second);
    }
}

TEST(Ids, HaveOneForm) {
    EXPECT_TRUE(is_well_formed_id("abcdefghij234567klmn"));
    for (const auto* text :
         {"", "abcdefghij234567klm", "abcdefghij234567klmno", "ABCDEFGHIJ234567KLMN",
          "abcdefghij134567klmn", "abcdefghij/34567klmn", "../../../../../../etc"}) {
        EXPECT_FALSE(is_well_formed_id(text)) << text;
    }
}

TEST(Result, CarriesAnErrorToWhereItIsHandled) {
    const auto fail = []() -> Result<int> {
        return make_error(ErrorCode::not_found, "There is no such home.");
    };
    const auto pass_on = [&]() -> Result<std::string> {
        OHMSTEAD_TRY(const int value, fail());
        return std::to_string(value);
    };
    const auto result = pass_on();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::not_found);
    EXPECT_THROW(static_cast<void>(fail().value()), ErrorException);
    EXPECT_EQ(name_of(ErrorCode::not_found), "not_found");
}

}  // namespace
}  // namespace ohmstead
