#include "contract/store_contract.hpp"

namespace ohmstead::test {
namespace {

OHMSTEAD_STORE_CONTRACT(NoteStoreContract);

Note note_of(std::string_view first, std::string_view last, std::string text) {
    return {.id = NoteId::make(),
            .first = parse_local_date(first).value(),
            .last = parse_local_date(last).value(),
            .text = std::move(text),
            .by = UserId::make(),
            .by_name = "Ada <b>",
            .at = kNow};
}

TEST_P(NoteStoreContract, KeepsNotesOverARestartByTheirFirstDate) {
    HomeId home;
    const Note vacation = note_of("2025-07-26", "2025-08-09", "Vacation – \"two\" weeks");
    const Note meter = note_of("2025-09-03", "2025-09-03", "New meter");
    const Note pump = note_of("2024-12-31", "2025-01-02", "New heat pump");
    with_engine([&](Engine& engine) -> Task<void> {
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        home = dwelling.home;
        for (const auto& note : {vacation, meter, pump, vacation}) {
            const auto added = co_await engine.notes().add(system_scope(), home, note);
            EXPECT_TRUE(added);
        }
    });
    with_engine([&](Engine& engine) -> Task<void> {
        const auto all = co_await engine.notes().notes(system_scope(), home);
        EXPECT_EQ(all.value(), (std::vector{pump, vacation, meter}));
    });
}

TEST_P(NoteStoreContract, ReplacesAndErasesTheOneThatIsNamed) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& notes = engine.notes();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        const Note kept = note_of("2025-07-26", "2025-08-09", "Vacation");
        const Note gone = note_of("2025-09-03", "2025-09-03", "A mistake");
        (void)co_await notes.add(system_scope(), home, kept);
        (void)co_await notes.add(system_scope(), home, gone);
        Note longer = kept;
        longer.last = parse_local_date("2025-08-16").value();
        longer.text = "Vacation, a week more";
        longer.by_name = "Bob";
        longer.at = kNow + Seconds{1};
        const auto replaced = co_await notes.replace(system_scope(), home, longer);
        EXPECT_TRUE(replaced);
        const auto erased = co_await notes.erase(system_scope(), home, gone.id);
        EXPECT_TRUE(erased);
        const auto all = co_await notes.notes(system_scope(), home);
        EXPECT_EQ(all.value(), std::vector{longer});
        const auto again = co_await notes.erase(system_scope(), home, gone.id);
        EXPECT_EQ(refusal(again), ErrorCode::not_found);
        const auto late = co_await notes.replace(system_scope(), home, gone);
        EXPECT_EQ(refusal(late), ErrorCode::not_found);
        const auto still = co_await notes.notes(system_scope(), home);
        EXPECT_EQ(still.value(), std::vector{longer});
    });
}

TEST_P(NoteStoreContract, KeepsToTheScope) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& notes = engine.notes();
        const Dwelling dwelling = co_await make_dwelling(engine, 0);
        const Dwelling other = co_await make_dwelling(engine, 0);
        const Note note = note_of("2025-07-26", "2025-08-09", "Vacation");
        const auto admin = member(dwelling.home, HomeRole::admin);
        const auto viewer = member(dwelling.home, HomeRole::viewer);
        const auto manager = member(dwelling.home, HomeRole::manager);
        const auto stranger = member(other.home, HomeRole::admin);
        const auto added = co_await notes.add(admin, dwelling.home, note);
        EXPECT_TRUE(added);
        for (const auto& [scope, expected] :
             {std::pair{manager, ErrorCode::forbidden}, {stranger, ErrorCode::not_found}}) {
            const auto add = co_await notes.add(scope, dwelling.home, note);
            EXPECT_EQ(refusal(add), expected);
            const auto replace = co_await notes.replace(scope, dwelling.home, note);
            EXPECT_EQ(refusal(replace), expected);
            const auto erase = co_await notes.erase(scope, dwelling.home, note.id);
            EXPECT_EQ(refusal(erase), expected);
        }
        const auto by_viewer = co_await notes.notes(viewer, dwelling.home);
        EXPECT_EQ(by_viewer.value(), std::vector{note});
        const auto by_stranger = co_await notes.notes(stranger, dwelling.home);
        EXPECT_EQ(refusal(by_stranger), ErrorCode::not_found);
        // A note's id is nothing in another home.
        const auto elsewhere = co_await notes.erase(stranger, other.home, note.id);
        EXPECT_EQ(refusal(elsewhere), ErrorCode::not_found);
        const auto others = co_await notes.notes(stranger, other.home);
        EXPECT_EQ(others.value(), std::vector<Note>{});
    });
}

TEST_P(NoteStoreContract, GoesWithItsHome) {
    with_engine([](Engine& engine) -> Task<void> {
        auto& notes = engine.notes();
        const auto home = (co_await make_dwelling(engine, 0)).home;
        const Note note = note_of("2025-07-26", "2025-08-09", "Vacation");
        (void)co_await notes.add(system_scope(), home, note);
        const auto erased = co_await engine.homes().erase(system_scope(), home);
        EXPECT_TRUE(erased);
        const auto found = co_await notes.notes(system_scope(), home);
        EXPECT_EQ(refusal(found), ErrorCode::not_found);
        const auto late = co_await notes.add(system_scope(), home, note);
        EXPECT_EQ(refusal(late), ErrorCode::not_found);
        const auto replaced = co_await notes.replace(system_scope(), home, note);
        EXPECT_EQ(refusal(replaced), ErrorCode::not_found);
    });
}

}  // namespace
}  // namespace ohmstead::test
