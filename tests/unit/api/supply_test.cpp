#include "unit/api/consent_fixture.hpp"

namespace ohmstead::test {
namespace {

class SupplyTest : public ConsentTest {
protected:
    Result<http::Response> put(const http::IdentityPtr& identity, const std::string& area,
                               const std::string& tariff, const std::string& provider) {
        return call(http::Method::put, under(home, "/supply"), identity, {},
                    R"({"provider":")" + provider + R"(","area":")" + area + R"(","tariff":")" +
                        tariff + "\"}");
    }
    Result<http::Response> put(const std::string& area, const std::string& tariff = "Day") {
        return put(admin_now(), area, tariff, company.id.value);
    }
    std::string supply() { return get(under(home, "/supply"), admin_now()).value().body; }
};

TEST_F(SupplyTest, AnAdminSaysWhoseCustomerTheHomeIsAndTakesItBack) {
    EXPECT_EQ(
        supply(),
        R"({"provider":null,"provider_name":null,"area":null,"tariff":null,"placed_at":null})");
    ASSERT_TRUE(put("North", "Day & night"));
    const auto told = R"({"provider":")" + company.id.value +
                      R"(","provider_name":"Grid & Sons","area":"North","tariff":"Day & night",)"
                      R"("placed_at":"2025-11-25T12:00:00Z"})";
    EXPECT_EQ(supply(), told);
    // What is said again was so before.
    clock.advance(Seconds{60});
    ASSERT_TRUE(put("North", "Day & night"));
    EXPECT_EQ(supply(), told);
    ASSERT_TRUE(put("South"));
    EXPECT_NE(supply().find("12:01:00Z"), std::string::npos);
    ASSERT_TRUE(call(http::Method::delete_, under(home, "/supply"), admin_now()));
    EXPECT_NE(supply().find("\"provider\":null"), std::string::npos);
}

TEST_F(SupplyTest, WrongFieldsAreNamed) {
    const auto unknown = put(admin_now(), "North", "Day", ProviderId::make().value);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::invalid);
    EXPECT_EQ(unknown.error().fields.at(0).pointer, "/provider");
    for (const auto* area : {"", " North", "North ", "Nor\\nth"}) {
        const auto refused = put(area);
        ASSERT_FALSE(refused) << area;
        EXPECT_EQ(refused.error().fields.at(0).pointer, "/area");
    }
    EXPECT_FALSE(put(std::string(61, 'n')));
    EXPECT_TRUE(put(std::string(60, 'n')));
}

TEST_F(SupplyTest, ProvidersAreNeitherToldNorAsked) {
    ASSERT_TRUE(put("North"));
    consent(request_body());
    const auto theirs = get(under(home, "/supply"), provider_now());
    ASSERT_FALSE(theirs);
    EXPECT_EQ(theirs.error().code, ErrorCode::forbidden);
    const auto moved = put(provider_now(), "South", "Day", company.id.value);
    ASSERT_FALSE(moved);
    EXPECT_EQ(moved.error().code, ErrorCode::forbidden);
}

TEST_F(SupplyTest, AnybodySignedInMayChooseAmongTheProvidersByName) {
    Provider first = company;
    first.id = ProviderId::make();
    first.name = "Aurora";
    permissions.providers[first.id] = first;
    const auto listed = get("/api/v1/providers", person_with({}));
    ASSERT_TRUE(listed);
    EXPECT_EQ(listed->body, R"({"items":[{"id":")" + first.id.value +
                                R"(","name":"Aurora"},{"id":")" + company.id.value +
                                R"(","name":"Grid & Sons"}],"next":null})");
}

class AggregateRouteTest : public SupplyTest {
protected:
    void publish(const ProviderId& provider, std::string area, std::string_view day,
                 AggregateDay figures) {
        PublishedDay published{
            .cell = {.provider = provider, .area = std::move(area), .tariff = "Day"},
            .day = parse_local_date(day).value(),
            .first = slot_of(clock.now()),
            .figures = std::move(figures)};
        aggregates.days.emplace(std::pair(published.day, published.cell), published);
    }
    Result<http::Response> ask(const std::string& from, const std::string& to) {
        return get("/api/v1/providers/aggregates", provider_now(), {{"from", from}, {"to", to}});
    }
};

TEST_F(AggregateRouteTest, TellsWhatIsPublishedToTheProviderAndNothingElse) {
    publish(company.id, "South", "2025-11-01",
            {.withheld = Withheld::too_few_homes, .amounts = {}});
    publish(company.id, "North", "2025-11-01",
            {.withheld = Withheld::nothing, .amounts = {12'300'000, 999}});
    publish(company.id, "North", "2025-11-02",
            {.withheld = Withheld::members_missing, .amounts = {}});
    publish(ProviderId::make(), "East", "2025-11-01",
            {.withheld = Withheld::nothing, .amounts = {1}});
    const auto told = ask("2025-11-01", "2025-11-02");
    ASSERT_TRUE(told);
    EXPECT_EQ(
        told->body,
        R"({"time_zone":"UTC","items":[{"area":"North","tariff":"Day","day":"2025-11-01","withheld":"nothing",)"
        R"("t":["2025-11-25T12:00:00Z","2025-11-25T12:15:00Z"],"kwh":[12.3,0.000999]},)"
        R"({"area":"South","tariff":"Day","day":"2025-11-01","withheld":"too_few_homes",)"
        R"("t":[],"kwh":[]}],"next":null})");
}

TEST_F(AggregateRouteTest, TakesOneToThirtyOneDays) {
    EXPECT_TRUE(ask("2025-11-01", "2025-12-02"));
    EXPECT_TRUE(ask("2025-11-01", "2025-11-02"));
    for (const auto& [from, to] : {std::pair{"2025-11-01", "2025-12-03"},
                                   {"2025-11-01", "2025-11-01"},
                                   {"2025-11-02", "2025-11-01"},
                                   {"2025-11-01", "2025-11-31"},
                                   {"2025-11-01T00:00:00Z", "2025-11-02"}}) {
        const auto refused = ask(from, to);
        ASSERT_FALSE(refused) << from << ' ' << to;
        EXPECT_EQ(refused.error().code, ErrorCode::malformed);
    }
    const auto people = get("/api/v1/providers/aggregates", admin_now(),
                            {{"from", "2025-11-01"}, {"to", "2025-11-02"}});
    ASSERT_FALSE(people);
    EXPECT_EQ(people.error().code, ErrorCode::forbidden);
}

}  // namespace
}  // namespace ohmstead::test
