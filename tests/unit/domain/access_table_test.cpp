#include "domain/access/access_table.hpp"

#include <string>
#include <string_view>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

#include "domain/access/access_matrix.hpp"

namespace ohmstead {
namespace {

struct Expected {
    std::string_view right;
    // V viewer, M manager, A admin, v visitor, r reading key, i ingest key, P provider
    std::string_view who;
};

// Written by hand from what the roles are for: what the table says is held to it cell by cell.
constexpr Expected kExpected[]{
    {"home.read", "VMAvrP"},   {"live.read", "VMAvrP"},  {"energy.read", "VMAvrP"},
    {"files.export", "VMAvP"}, {"home.edit", "Av"},      {"channels.edit", "Av"},
    {"connection.edit", "Av"}, {"devices.switch", "Av"}, {"notes.edit", "Av"},
    {"figures.correct", "Av"}, {"files.import", "Av"},   {"engine.command", "Av"},
    {"trail.read", "Av"},      {"people.read", "VMA"},   {"people.manage", "A"},
    {"visits.end", "Av"},      {"home.leave", "VMA"},    {"home.hand_over", "A"},
    {"home.delete", "A"},      {"readings.add", "i"},    {"consents.read", "VMA"},
    {"consents.give", "A"},
};
constexpr std::string_view kLetters = "VMAvriP";

TEST(AccessTable, EveryCellIsWhatWasMeant) {
    ASSERT_EQ(std::size(kExpected), kAccessTable.size());
    for (std::size_t row = 0; row < kAccessTable.size(); ++row) {
        ASSERT_EQ(kAccessTable.at(row).name, kExpected[row].right);
        for (std::size_t column = 0; column < kLetters.size(); ++column) {
            const bool meant = kExpected[row].who.find(kLetters[column]) != std::string_view::npos;
            EXPECT_EQ(allows(kAccessTable.at(row).right, static_cast<Standing>(column)), meant)
                << kExpected[row].right << ' ' << kLetters[column];
        }
    }
}

TEST(AccessTable, WhoeverHasARoleHasWhatIsBelowIt) {
    for (const auto& row : kAccessTable) {
        EXPECT_LE(row.who.contain(Standing::viewer), row.who.contain(Standing::manager));
        EXPECT_LE(row.who.contain(Standing::manager), row.who.contain(Standing::admin));
    }
}

TEST(AccessTable, OnTheServerOperatorsMayEverythingAndOthersCreateHomes) {
    for (const auto& row : kServerAccessTable) {
        EXPECT_TRUE(allows(row.right, ServerRole::operator_)) << row.name;
        EXPECT_EQ(allows(row.right, ServerRole::none), row.name == "homes.create") << row.name;
    }
}

TEST(AccessTable, TheMatrixHasARowForEachRight) {
    const auto matrix = access_matrix();
    for (const auto& row : kAccessTable) {
        EXPECT_NE(matrix.find("`" + std::string(row.name) + "`"), std::string::npos) << row.name;
    }
    for (const auto& row : kServerAccessTable) {
        EXPECT_NE(matrix.find("`" + std::string(row.name) + "`"), std::string::npos) << row.name;
    }
}

}  // namespace
}  // namespace ohmstead
