#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class HomeEdit : public ApiTest {
protected:
    Result<http::Response> patch(std::string body) {
        return call(http::Method::patch, under(home, ""), person(HomeRole::admin, home), {},
                    std::move(body));
    }
    std::string wrong_field(std::string body) {
        const auto answered = patch(std::move(body));
        EXPECT_FALSE(answered);
        EXPECT_THAT(answered.error().fields, SizeIs(1));
        return answered.error().fields.at(0).pointer;
    }
};

TEST_F(HomeEdit, CalorificValuesAreKeptByTheirDateAndShownAsGiven) {
    const auto changed = patch(R"({"calorific_values":[{"from":"2026-01-01","kwh_per_m3":10.123456},
                                   {"from":"2024-10-01","kwh_per_m3":9.769}]})");
    ASSERT_TRUE(changed) << changed.error().detail;
    EXPECT_EQ(boost::json::parse(changed->body).at("calorific_values"),
              boost::json::parse(R"([{"from":"2024-10-01","kwh_per_m3":9.769},
                                     {"from":"2026-01-01","kwh_per_m3":10.123456}])"));
    ASSERT_THAT(homes.homes[home].calorific_values, SizeIs(2));
    EXPECT_EQ(homes.homes[home].calorific_values[1].mwh_per_m3, 10'123'456);

    ASSERT_TRUE(patch(R"({"name":"Another"})"));
    EXPECT_THAT(homes.homes[home].calorific_values, SizeIs(2)) << "left out, they stay";
    ASSERT_TRUE(patch(R"({"calorific_values":[]})"));
    EXPECT_THAT(homes.homes[home].calorific_values, IsEmpty());
}

TEST_F(HomeEdit, CalorificValuesAreRefusedWithTheFieldThatIsWrong) {
    EXPECT_EQ(wrong_field(R"({"calorific_values":[{"from":"2026-01-01","kwh_per_m3":10},
                              {"from":"2026-01-01","kwh_per_m3":11}]})"),
              "/calorific_values/1/from");
    EXPECT_EQ(wrong_field(R"({"calorific_values":[{"from":"2026-02-30","kwh_per_m3":10}]})"),
              "/calorific_values/0/from");
    EXPECT_EQ(wrong_field(R"({"calorific_values":[{"from":"2026-01-01","kwh_per_m3":0}]})"),
              "/calorific_values/0/kwh_per_m3");
    EXPECT_THAT(homes.homes[home].calorific_values, IsEmpty());
}

}  // namespace
}  // namespace ohmstead::test
