#include "base/ascii.hpp"

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

TEST(Ascii, LowersLettersAndLeavesEveryOtherByte) {
    EXPECT_EQ(lower_case("Ohm.Stead@AZ-09[`{"), "ohm.stead@az-09[`{");
    EXPECT_EQ(lower_case("Ärger ΩMEGA"), "Ärger Ωmega");
}

}  // namespace
}  // namespace ohmstead
