#include "domain/corrections/overlay_draft.hpp"

#include <gmock/gmock.h>

#include "unit/domain/random_home.hpp"

namespace ohmstead::test {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

const Instant kNow = utc("2024-06-01T12:34:00Z");

std::vector<Channel> some_channels() {
    return {channel("import", ChannelRole::grid_import), channel("water", ChannelRole::water),
            channel("soc", ChannelRole::battery_soc)};
}

OverlayDraft draft() {
    return {.channel = ChannelId{"import"},
            .span = {utc("2024-05-31T00:00:00Z"), utc("2024-05-31T01:00:00Z")},
            .kind = OverlayKind::flat,
            .amount = 1'000'000,
            .reason = "The meter stood still."};
}

std::vector<std::string> codes_of(const OverlayDraft& draft, const Home& home = {}) {
    std::vector<std::string> codes;
    for (const auto& fault : faults_of(draft, home, some_channels(), kNow)) {
        codes.push_back(fault.pointer + " " + fault.code);
    }
    return codes;
}

TEST(OverlayDraft, AGoodOneHasNoFault) {
    EXPECT_THAT(codes_of(draft()), ElementsAre());
    auto unknown = draft();
    unknown.kind = OverlayKind::unknown;
    unknown.amount.reset();
    EXPECT_THAT(codes_of(unknown), ElementsAre());
    auto today = draft();
    today.span = {utc("2024-06-01T12:15:00Z"), utc("2024-06-01T12:30:00Z")};
    EXPECT_THAT(codes_of(today), ElementsAre());
}

TEST(OverlayDraft, AllFaultsAreToldAtOnce) {
    const OverlayDraft wrong{.channel = ChannelId{"nothing"},
                             .span = {utc("2024-05-31T00:01:00Z"), kNow + minutes{1}},
                             .kind = OverlayKind::proportional,
                             .amount = -1,
                             .reason = "  "};
    EXPECT_THAT(codes_of(wrong),
                UnorderedElementsAre("/channel unknown", "/from off_slot", "/to off_slot",
                                     "/to future", "/amount negative", "/reason empty"));
}

TEST(OverlayDraft, HoldsToWhatCanBe) {
    auto state = draft();
    state.channel = ChannelId{"soc"};
    EXPECT_THAT(codes_of(state), ElementsAre("/channel not_summed"));
    auto turned = draft();
    std::swap(turned.span.from, turned.span.to);
    EXPECT_THAT(codes_of(turned), ElementsAre("/to order"));
    auto open = draft();
    open.span.to = utc("2024-06-01T12:45:00Z");
    EXPECT_THAT(codes_of(open), ElementsAre("/to future"));
    auto longest = draft();
    longest.span.from = longest.span.to - hours{24 * 92};
    EXPECT_THAT(codes_of(longest), ElementsAre());
    longest.span.from -= minutes{15};
    EXPECT_THAT(codes_of(longest), ElementsAre("/to too_long"));
    auto early = draft();
    early.span = {utc("2004-05-01T00:00:00Z"), utc("2004-05-01T01:00:00Z")};
    EXPECT_THAT(codes_of(early), ElementsAre("/from too_early"));
}

TEST(OverlayDraft, AnAmountIsGivenExactlyWhereThereIsOne) {
    auto missing = draft();
    missing.amount.reset();
    EXPECT_THAT(codes_of(missing), ElementsAre("/amount required"));
    auto surplus = draft();
    surplus.kind = OverlayKind::unknown;
    EXPECT_THAT(codes_of(surplus), ElementsAre("/amount unexpected"));
}

TEST(OverlayDraft, TheGateOfMeteringHoldsForPeopleToo) {
    auto most = draft();
    most.amount = 60'000'000;  // 60 kW over the hour
    EXPECT_THAT(codes_of(most), ElementsAre());
    most.amount = 60'000'001;
    EXPECT_THAT(codes_of(most), ElementsAre("/amount implausible"));
    most.channel = ChannelId{"water"};
    most.amount = 40'000'001;
    EXPECT_THAT(codes_of(most), ElementsAre("/amount implausible"));
}

TEST(OverlayDraft, TheMainFuseTellsWhatIsPlausible) {
    auto much = draft();
    much.amount = 100'000'000;  // in an hour
    EXPECT_THAT(codes_of(much), ElementsAre("/amount implausible"));
    Home home;
    home.main_fuse = MainFuse{.phases = 3, .amps = 100};
    EXPECT_THAT(codes_of(much, home), ElementsAre());
    home.main_fuse = MainFuse{.phases = 1, .amps = 25};
    much.amount = 10'000'000;
    EXPECT_THAT(codes_of(much, home), ElementsAre("/amount implausible"));
}

TEST(OverlayDraft, BecomesAnOverlay) {
    const Signature made{.user = UserId{"u"}, .name = "Sam", .at = kNow};
    const auto overlay = overlay_of(draft(), {}, some_channels(), {}, made).value();
    const SlotIndex from = slot_of(draft().span.from);
    EXPECT_FALSE(overlay.id.empty());
    EXPECT_EQ(overlay.range, (SlotRange{from, from + 4}));
    EXPECT_EQ(overlay.made, made);
    EXPECT_EQ(overlay.amount, 1'000'000);
    EXPECT_TRUE(overlay.shape.empty());
}

TEST(OverlayDraft, NoSlotOfAShapeIsBeyondTheGate) {
    auto shaped = draft();
    shaped.kind = OverlayKind::proportional;
    shaped.amount = 20'000'000;
    const SlotIndex from = slot_of(shaped.span.from);
    const std::vector even{whole_slot(from, 5), whole_slot(from + 1, 5)};
    const auto overlay = overlay_of(shaped, {}, some_channels(), even, {});
    EXPECT_THAT(overlay.value().shape, ElementsAre(10'000'000, 10'000'000, 0, 0));
    const std::vector spike{whole_slot(from, 5)};
    const auto refused = overlay_of(shaped, {}, some_channels(), spike, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid);
    EXPECT_EQ(refused.error().fields.at(0).code, "implausible");
}

}  // namespace
}  // namespace ohmstead::test
