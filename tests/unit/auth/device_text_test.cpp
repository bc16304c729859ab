#include "auth/device_text.hpp"

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

TEST(DeviceText, NamesBrowserAndSystem) {
    EXPECT_EQ(device_text("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
              "Firefox on Linux");
    EXPECT_EQ(device_text("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
                          "like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0"),
              "Edge on Windows");
    EXPECT_EQ(device_text("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) "
                          "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 "
                          "Safari/604.1"),
              "Safari on iPhone");
    EXPECT_EQ(device_text("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, "
                          "like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36"),
              "Chrome on Android");
}

TEST(DeviceText, OfAnythingElseKeepsTheBeginningThatCanBeShown) {
    EXPECT_EQ(device_text(""), "");
    EXPECT_EQ(device_text("curl/8.14.1"), "curl/8.14.1");
    EXPECT_EQ(device_text("a\r\nb\x1b[31mc\x7f" + std::string(1, '\0') +
                          "\xe2\x80\xae"
                          "d  "),
              "ab[31mcd");
    EXPECT_EQ(device_text("<script>alert(1)</script>"), "<script>alert(1)</script>")
        << "whoever shows it shows it as text";
    EXPECT_EQ(device_text(std::string(100'000, 'x')), std::string(60, 'x'));
}

}  // namespace
}  // namespace ohmstead
