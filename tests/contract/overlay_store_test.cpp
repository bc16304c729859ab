#include "contract/store_contract.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(OverlayStoreContract);

const SlotIndex kFirst = slot_of(kNow);
constexpr std::chrono::minutes kMinute{1};

Overlay overlay_over(SlotRange range, Instant at = kNow) {
    return {.id = OverlayId::make(),
            .channel = ChannelId::make(),
            .range = range,
            .kind = OverlayKind::flat,
            .amount = 1'234'567,
            .shape = {},
            .reason = "The plug was moved.",
            .made = {.user = UserId::make(), .name = "Sam", .at = at},
            .undone = std::nullopt};
}

Signature later(Milliseconds by = kMinute) {
    return {.user = UserId::make(), .name = "Alex", .at = kNow + by};
}

Task<std::vector<Overlay>> listed(Engine& engine, HomeId home) {
    auto overlays = co_await engine.overlays().list(system_scope(), std::move(home));
    co_return std::move(overlays).value();
}
Task<std::vector<Overlay>> in_force(Engine& engine, HomeId home, SlotRange range) {
    auto overlays = co_await engine.overlays().in_force(system_scope(), std::move(home), range);
    co_return std::move(overlays).value();
}
Task<DerivedState> state_of(Engine& engine, HomeId home) {
    auto state = co_await engine.derived().state(system_scope(), std::move(home));
    co_return std::move(state).value();
}

// A home whose slots of ten days are derived, as far as its state says.
Task<Dwelling> derived_dwelling(Engine& engine) {
    const Dwelling dwelling = co_await make_dwelling(engine, 1);
    auto& derived = engine.derived();
    (void)co_await derived.mark(system_scope(), dwelling.home, {kFirst, kFirst + 960});
    const DerivingLease lease{.holder = "a", .until = kNow + kMinute};
    const auto taken = co_await derived.take_lease(system_scope(), dwelling.home, lease, kNow);
    auto after = *taken.value();
    after.derived_to = kFirst + 960;
    after.dirty = {};
    const auto put = co_await derived.put_days(system_scope(), dwelling.home, lease, {}, after);
    EXPECT_EQ(put.value(), DaysPut::stored);
    co_return dwelling;
}

TEST_P(OverlayStoreContract, KeepsOverlaysOverARestart) {
    HomeId home;
    auto shaped = overlay_over({kFirst, kFirst + 3});
    shaped.kind = OverlayKind::proportional;
    shaped.shape = {1, 0, 1'234'566};
    auto unknown = overlay_over({kFirst - 96, kFirst + 96}, kNow + kMinute);
    unknown.kind = OverlayKind::unknown;
    unknown.amount = 0;
    const std::vector both{shaped, unknown};
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        home = dwelling.home;
        for (const auto& overlay : {unknown, shaped}) {
            const auto put = co_await engine.overlays().put(system_scope(), home, overlay);
            EXPECT_TRUE(put);
        }
    });
    with_engine([&](Engine& engine) -> Task<void> {
        EXPECT_EQ(co_await listed(engine, home), both);
        EXPECT_EQ(co_await in_force(engine, home, {kFirst, kFirst + 1}), both);
    });
}

TEST_P(OverlayStoreContract, FindsThoseOverARange) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const auto overlay = overlay_over({kFirst, kFirst + 4});
        (void)co_await engine.overlays().put(system_scope(), dwelling.home, overlay);
        const auto found = [&](SlotIndex from, SlotIndex to) {
            return in_force(engine, dwelling.home, {kFirst + from, kFirst + to});
        };
        EXPECT_EQ((co_await found(-5, 0)).size(), 0U);
        EXPECT_EQ((co_await found(-5, 1)).size(), 1U);
        EXPECT_EQ((co_await found(1, 2)).size(), 1U);
        EXPECT_EQ((co_await found(3, 9)).size(), 1U);
        EXPECT_EQ((co_await found(4, 9)).size(), 0U);
    });
}

TEST_P(OverlayStoreContract, AnUndoneOneIsListedButNotInForce) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        auto overlay = overlay_over({kFirst, kFirst + 4});
        (void)co_await engine.overlays().put(system_scope(), dwelling.home, overlay);
        const auto by = later();
        const auto undone =
            co_await engine.overlays().undo(system_scope(), dwelling.home, overlay.id, by);
        overlay.undone = by;
        EXPECT_EQ(undone.value(), overlay);
        EXPECT_EQ(co_await listed(engine, dwelling.home), std::vector{overlay});
        EXPECT_TRUE((co_await in_force(engine, dwelling.home, overlay.range)).empty());
    });
}

// Who reads slots looks for overlays only where there are any.
TEST_P(OverlayStoreContract, SlotsTellWhetherThereHasEverBeenOne) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 1);
        const Dwelling other = co_await make_dwelling(engine, 1);
        const auto told = [&engine](const Dwelling& of) -> Task<bool> {
            auto slots = co_await engine.slots().slots(system_scope(), of.home, of.channels,
                                                       span_of({kFirst, kFirst + 1}));
            co_return slots.value().has_overlays;
        };
        EXPECT_FALSE(co_await told(dwelling));
        const auto overlay = overlay_over({kFirst, kFirst + 4});
        (void)co_await engine.overlays().put(system_scope(), dwelling.home, overlay);
        EXPECT_TRUE(co_await told(dwelling));
        EXPECT_FALSE(co_await told(other));
        (void)co_await engine.overlays().undo(system_scope(), dwelling.home, overlay.id, later());
        EXPECT_TRUE(co_await told(dwelling));
    });
}

TEST_P(OverlayStoreContract, WhoUndidItFirstStays) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine);
        const auto overlay = overlay_over({kFirst, kFirst + 4});
        (void)co_await engine.overlays().put(system_scope(), dwelling.home, overlay);
        const auto first = later();
        (void)co_await engine.overlays().undo(system_scope(), dwelling.home, overlay.id, first);
        const auto before = co_await state_of(engine, dwelling.home);
        const auto second = co_await engine.overlays().undo(system_scope(), dwelling.home,
                                                            overlay.id, later(kMinute * 2));
        EXPECT_EQ(second.value().undone, first);
        EXPECT_EQ(co_await state_of(engine, dwelling.home), before);
        // Nor does putting it once more bring it back.
        (void)co_await engine.overlays().put(system_scope(), dwelling.home, overlay);
        EXPECT_TRUE((co_await in_force(engine, dwelling.home, overlay.range)).empty());
        EXPECT_EQ(co_await state_of(engine, dwelling.home), before);
    });
}

TEST_P(OverlayStoreContract, MarksWhatItChangesInTheDerivedDays) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine);
        const auto clean = co_await state_of(engine, dwelling.home);
        const auto overlay = overlay_over({kFirst + 100, kFirst + 110});
        (void)co_await engine.overlays().put(system_scope(), dwelling.home, overlay);
        const auto dirty = co_await state_of(engine, dwelling.home);
        EXPECT_EQ(dirty.dirty, overlay.range);
        EXPECT_GT(dirty.revision, clean.revision);
        const DerivingLease lease{.holder = "a", .until = kNow + kMinute};
        auto after = dirty;
        after.dirty = {};
        const auto put =
            co_await engine.derived().put_days(system_scope(), dwelling.home, lease, {}, after);
        EXPECT_EQ(put.value(), DaysPut::stored);
        (void)co_await engine.overlays().undo(system_scope(), dwelling.home, overlay.id, later());
        EXPECT_EQ((co_await state_of(engine, dwelling.home)).dirty, overlay.range);
    });
}

// Days that were summed without the overlay are not stored behind its back.
TEST_P(OverlayStoreContract, DaysThatWereSummedBeforeItAreRefused) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await derived_dwelling(engine);
        const auto before = co_await state_of(engine, dwelling.home);
        const auto overlay = overlay_over({kFirst + 100, kFirst + 110});
        (void)co_await engine.overlays().put(system_scope(), dwelling.home, overlay);
        const DerivingLease lease{.holder = "a", .until = kNow + kMinute};
        const auto put =
            co_await engine.derived().put_days(system_scope(), dwelling.home, lease, {}, before);
        EXPECT_EQ(put.value(), DaysPut::marked);
    });
}

TEST_P(OverlayStoreContract, KeepsToTheScope) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const Dwelling other = co_await make_dwelling(engine, 0);
        auto& overlays = engine.overlays();
        const auto overlay = overlay_over({kFirst, kFirst + 4});
        const auto admin = member(dwelling.home, HomeRole::admin);
        for (const auto role : {HomeRole::viewer, HomeRole::manager}) {
            const auto scope = member(dwelling.home, role);
            const auto put = co_await overlays.put(scope, dwelling.home, overlay);
            EXPECT_EQ(refusal(put), ErrorCode::forbidden);
            const auto undone = co_await overlays.undo(scope, dwelling.home, overlay.id, later());
            EXPECT_EQ(refusal(undone), ErrorCode::forbidden);
            const auto list = co_await overlays.list(scope, dwelling.home);
            EXPECT_TRUE(list);
            const auto held = co_await overlays.in_force(scope, dwelling.home, overlay.range);
            EXPECT_TRUE(held);
        }
        const auto put = co_await overlays.put(admin, dwelling.home, overlay);
        EXPECT_TRUE(put);
        const auto elsewhere = co_await overlays.put(admin, other.home, overlay);
        EXPECT_EQ(refusal(elsewhere), ErrorCode::not_found);
        const auto read = co_await overlays.list(admin, other.home);
        EXPECT_EQ(refusal(read), ErrorCode::not_found);
        const auto held = co_await overlays.in_force(admin, other.home, overlay.range);
        EXPECT_EQ(refusal(held), ErrorCode::not_found);
        const auto by_key = co_await overlays.list(scope_for_ingest(dwelling.home), dwelling.home);
        EXPECT_EQ(refusal(by_key), ErrorCode::not_found);
        const auto misplaced =
            co_await overlays.undo(system_scope(), other.home, overlay.id, later());
        EXPECT_EQ(refusal(misplaced), ErrorCode::not_found);
        EXPECT_TRUE((co_await listed(engine, other.home)).empty());
        EXPECT_EQ(co_await listed(engine, dwelling.home), std::vector{overlay});
    });
}

TEST_P(OverlayStoreContract, NothingOfAnErasedHomeRemains) {
    with_engine([](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const auto overlay = overlay_over({kFirst, kFirst + 4});
        (void)co_await engine.overlays().put(system_scope(), dwelling.home, overlay);
        const auto erased = co_await engine.homes().erase(system_scope(), dwelling.home);
        EXPECT_TRUE(erased);
        EXPECT_TRUE((co_await listed(engine, dwelling.home)).empty());
        EXPECT_TRUE((co_await in_force(engine, dwelling.home, overlay.range)).empty());
        const auto put = co_await engine.overlays().put(system_scope(), dwelling.home, overlay);
        EXPECT_EQ(refusal(put), ErrorCode::not_found);
        const auto undone =
            co_await engine.overlays().undo(system_scope(), dwelling.home, overlay.id, later());
        EXPECT_EQ(refusal(undone), ErrorCode::not_found);
    });
}

}  // namespace
}  // namespace ohmstead::test
