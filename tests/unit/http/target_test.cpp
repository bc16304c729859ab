#include "http/target.hpp"

#include <gtest/gtest.h>

namespace ohmstead::http {
namespace {

TEST(Target, DecodesPathAndQuery) {
    const auto target = parse_target("/a/b%20c?x=1+2&y=%C3%A4&z&=v&&w=a=b;c").value();
    EXPECT_EQ(target.path, "/a/b c");
    ASSERT_EQ(target.query.size(), 5U);
    EXPECT_EQ(target.query[0].value, "1 2");
    EXPECT_EQ(target.query[1].value, "\u00e4");
    EXPECT_EQ(target.query[2].name, "z");
    EXPECT_EQ(target.query[2].value, "");
    EXPECT_EQ(target.query[3].name, "");
    EXPECT_EQ(target.query[4].value, "a=b;c");
}

TEST(Target, KeepsEncodedSlashesEncoded) {
    EXPECT_EQ(parse_target("/a%2Fb")->path, "/a%2Fb");
    EXPECT_EQ(parse_target("/a%5c..")->path, "/a%5c..");
    EXPECT_EQ(parse_target("/%252e%252e/")->path, "/%2e%2e/");
}

TEST(Target, RefusesWhatDoesNotBelongInAUrl) {
    for (const auto* text :
         {"", "evil", "/a#b", "/a\\b", "/\"", "/<x>", "/\x80", "/a b", "/%00", "/%ff", "/%zz", "/%",
          "/%4", "/%0d%0aX", "/%7f", "/?a=%zz", "/?a=%00", "/?%ff=1", "/?a=%C3("}) {
        EXPECT_FALSE(parse_target(text)) << text;
    }
    std::string many = "/?";
    for (int i = 0; i < 10'000; ++i) {
        many += "a" + std::to_string(i) + "=1&";
    }
    EXPECT_FALSE(parse_target(many));
}

TEST(Target, TakesItsPathFromTheAbsoluteForm) {
    EXPECT_EQ(parse_target("http://localhost/a?b=c")->path, "/a");
    EXPECT_EQ(parse_target("http://localhost")->path, "/");
}

TEST(Prefix, IsTakenOffWholeSegments) {
    std::string path = "/home/api";
    EXPECT_TRUE(take_prefix(path, "/home"));
    EXPECT_EQ(path, "/api");
    EXPECT_FALSE(take_prefix(path, "/ap"));
    EXPECT_TRUE(take_prefix(path, "/api"));
    EXPECT_EQ(path, "/");
    for (const auto* good : {"", "/a", "/api/hassio_ingress/Ab-1_"}) {
        EXPECT_TRUE(is_path_prefix(good)) << good;
    }
    for (const auto* bad : {"a", "/", "/a/", "//a", "/a//b", "/a\"", "/a?b", "/..", "/a b"}) {
        EXPECT_FALSE(is_path_prefix(bad)) << bad;
    }
}

}  // namespace
}  // namespace ohmstead::http
