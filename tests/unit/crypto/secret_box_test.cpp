#include "crypto/secret_box.hpp"

#include <fstream>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/encoding.hpp"
#include "crypto/private_file.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead {
namespace {

constexpr std::string_view kPurpose = "home_assistant_token/a";

mode_t mode_of(const std::filesystem::path& path) {
    struct stat about{};
    EXPECT_EQ(stat(path.c_str(), &about), 0);
    return about.st_mode & 0777;
}

TEST(PrivateFile, IsReadableByItsUserAlone) {
    const test::TemporaryFolder folder;
    write_private_file(folder / "secret", "one");
    EXPECT_EQ(mode_of(folder / "secret"), 0600U);
    write_private_file(folder / "secret", "two");
    EXPECT_EQ(read_private_file(folder / "secret").value(), "two");
    EXPECT_EQ(mode_of(folder / "secret"), 0600U);
}

TEST(PrivateFile, ReplacesWhatACrashLeftBehind) {
    const test::TemporaryFolder folder;
    std::ofstream(folder / "secret.new") << "half a sec";
    write_private_file(folder / "secret", "whole");
    EXPECT_EQ(read_private_file(folder / "secret").value(), "whole");
    EXPECT_FALSE(std::filesystem::exists(folder / "secret.new"));
}

TEST(PrivateFile, TellsAnAbsentFileFromARefusedOne) {
    const test::TemporaryFolder folder;
    EXPECT_EQ(read_private_file(folder / "nothing").value(), std::nullopt);

    write_private_file(folder / "secret", "x");
    chmod((folder / "secret").c_str(), 0640);
    const auto refused = read_private_file(folder / "secret");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::precondition);
    EXPECT_THAT(refused.error().detail, testing::HasSubstr("chmod 600"));
    EXPECT_TRUE(read_private_file(folder / "secret", FileAudience::user_and_group));
    EXPECT_FALSE(read_private_file(folder.path()));
}

TEST(PrivateFile, RefusesAHugeFile) {
    const test::TemporaryFolder folder;
    write_private_file(folder / "secret", std::string(2 * 1024 * 1024, 'x'));
    EXPECT_FALSE(read_private_file(folder / "secret"));
}

TEST(SecretBox, OpensWhatItSealedForThatPurposeAlone) {
    const test::TemporaryFolder folder;
    const auto box = SecretBox::from_key_file(folder / "key").value();
    for (const std::string& secret : {std::string("token-123"), std::string(),
                                      std::string(5000, 'x'), std::string("a\0b", 3)}) {
        const std::string sealed = box.seal(secret, kPurpose);
        EXPECT_EQ(box.open(sealed, kPurpose).value(), secret);
        EXPECT_FALSE(box.open(sealed, "home_assistant_token/b"));
    }
}

TEST(SecretBox, ShowsNothingOfTheSecretAndNeverTheSameTextTwice) {
    const test::TemporaryFolder folder;
    const auto box = SecretBox::from_key_file(folder / "key").value();
    const std::string sealed = box.seal("canary", kPurpose);
    EXPECT_THAT(sealed, testing::Not(testing::HasSubstr("canary")));
    EXPECT_NE(sealed, box.seal("canary", kPurpose));
}

TEST(SecretBox, RefusesATextChangedInAnyCharacter) {
    const test::TemporaryFolder folder;
    const auto box = SecretBox::from_key_file(folder / "key").value();
    const std::string sealed = box.seal("canary", kPurpose);
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        std::string changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(box.open(changed, kPurpose)) << i;
        EXPECT_FALSE(box.open(sealed.substr(0, i), kPurpose)) << i;
    }
    EXPECT_FALSE(box.open(sealed + "A", kPurpose));
}

TEST(SecretBox, KeepsItsKeyForTheNextStartInAFileOfItsUserAlone) {
    const test::TemporaryFolder folder;
    const auto first = SecretBox::from_key_file(folder / "key").value();
    EXPECT_EQ(mode_of(folder / "key"), 0600U);
    const auto second = SecretBox::from_key_file(folder / "key").value();
    EXPECT_EQ(second.open(first.seal("canary", kPurpose), kPurpose).value(), "canary");
}

TEST(SecretBox, AnotherKeyOpensNothing) {
    const test::TemporaryFolder folder;
    const auto ours = SecretBox::from_key_file(folder / "key").value();
    const auto theirs = SecretBox::from_key_file(folder / "other").value();
    EXPECT_FALSE(theirs.open(ours.seal("canary", kPurpose), kPurpose));
}

TEST(SecretBox, RotatesByANewFirstLine) {
    const test::TemporaryFolder folder;
    const auto old_box = SecretBox::from_key_file(folder / "key").value();
    const std::string sealed = old_box.seal("canary", kPurpose);
    const std::string old_line = *read_private_file(folder / "key").value();
    write_private_file(folder / "key", std::string(64, 'a') + "\n" + old_line);

    const auto box = SecretBox::from_key_file(folder / "key").value();
    EXPECT_EQ(box.open(sealed, kPurpose).value(), "canary");
    const std::string resealed = box.seal("canary", kPurpose);

    write_private_file(folder / "key", std::string(64, 'a'));
    const auto later = SecretBox::from_key_file(folder / "key").value();
    EXPECT_EQ(later.open(resealed, kPurpose).value(), "canary");
    EXPECT_FALSE(later.open(sealed, kPurpose));
}

TEST(SecretBox, SaysWhichLineOfAKeyFileIsWrong) {
    const test::TemporaryFolder folder;
    write_private_file(folder / "key", std::string(64, 'a') + "\nchange-me\n");
    const auto box = SecretBox::from_key_file(folder / "key");
    ASSERT_FALSE(box);
    EXPECT_EQ(box.error().code, ErrorCode::invalid);
    EXPECT_THAT(box.error().detail, testing::HasSubstr("line 2"));
    EXPECT_THAT(box.error().detail, testing::Not(testing::HasSubstr("change-me")));

    write_private_file(folder / "key", "\n");
    EXPECT_FALSE(SecretBox::from_key_file(folder / "key"));
}

}  // namespace
}  // namespace ohmstead
