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
    std::string_view who;  // V viewer, M manager, A admin, r reading key, i ingest key, P provider
};

// Written by hand from what the roles are for: what the table says is held to it cell by cell.
constexpr Expected kExpected[]{
    {"home.read", "VMArP"},   {"live.read", "VMArP"},  {"energy.read", "VMArP"},
    {"files.export", "VMAP"}, {"home.edit", "A"},      {"channels.edit", "A"},
    {"connection.edit", "A"}, {"devices.switch", "A"}, {"notes.edit", "A"},
    {"figures.correct", "A"}, {"files.import", "A"},   {"engine.command", "A"},
    {"trail.read", "A"},      {"home.delete", "A"},    {"readings.add", "i"},
    {"consents.read", "VMA"}, {"consents.give", "A"},
};
constexpr std::string_view kLetters = "VMAriP";

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

TEST(AccessTable, TheMatrixHasARowForEachRight) {
    const auto matrix = access_matrix();
    for (const auto& row : kAccessTable) {
        EXPECT_NE(matrix.find("`" + std::string(row.name) + "`"), std::string::npos) << row.name;
    }
}

}  // namespace
}  // namespace ohmstead
