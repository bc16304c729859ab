#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/time.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

struct SecondFactorDto {
    static constexpr std::string_view kSchemaName = "SecondFactor";
    bool on = false;
    std::int64_t recovery_codes_left = 0;
};
BOOST_DESCRIBE_STRUCT(SecondFactorDto, (), (on, recovery_codes_left))

struct AccountDto {
    static constexpr std::string_view kSchemaName = "Account";
    std::string name;
    std::string email;
    bool has_password = false;
    SecondFactorDto second_factor;
};
BOOST_DESCRIBE_STRUCT(AccountDto, (), (name, email, has_password, second_factor))
inline constexpr FieldRule kAccountRules[]{
    {.field = "has_password",
     .doc = "Whether the name, the password and the second step are kept here, to be changed"}};
constexpr std::span<const FieldRule> rules_for(const AccountDto*) {
    return kAccountRules;
}

struct UpdateAccount {
    static constexpr std::string_view kSchemaName = "UpdateAccount";
    std::string name;
};
BOOST_DESCRIBE_STRUCT(UpdateAccount, (), (name))
inline constexpr FieldRule kUpdateAccountRules[]{
    {.field = "name", .min_length = 1, .max_length = 80, .format = &formats::one_line}};
constexpr std::span<const FieldRule> rules_for(const UpdateAccount*) {
    return kUpdateAccountRules;
}

struct ChangePassword {
    static constexpr std::string_view kSchemaName = "ChangePassword";
    std::string current_password;
    std::string password;
};
BOOST_DESCRIBE_STRUCT(ChangePassword, (), (current_password, password))
inline constexpr FieldRule kChangePasswordRules[]{
    {.field = "current_password", .max_length = 512},
    {.field = "password", .max_length = 512, .doc = "The new one, of 8 to 128 characters"}};
constexpr std::span<const FieldRule> rules_for(const ChangePassword*) {
    return kChangePasswordRules;
}

struct BeginSecondFactor {
    static constexpr std::string_view kSchemaName = "BeginSecondFactor";
    std::string current_password;
};
BOOST_DESCRIBE_STRUCT(BeginSecondFactor, (), (current_password))
inline constexpr FieldRule kBeginSecondFactorRules[]{
    {.field = "current_password", .max_length = 512}};
constexpr std::span<const FieldRule> rules_for(const BeginSecondFactor*) {
    return kBeginSecondFactorRules;
}

struct EnrolmentDto {
    static constexpr std::string_view kSchemaName = "Enrolment";
    std::string secret;
    std::string uri;
};
BOOST_DESCRIBE_STRUCT(EnrolmentDto, (), (secret, uri))
inline constexpr FieldRule kEnrolmentRules[]{
    {.field = "secret", .doc = "For an authenticator app, base32; shown this once"},
    {.field = "uri", .doc = "The same to be scanned: otpauth://…"}};
constexpr std::span<const FieldRule> rules_for(const EnrolmentDto*) {
    return kEnrolmentRules;
}

struct ConfirmSecondFactor {
    static constexpr std::string_view kSchemaName = "ConfirmSecondFactor";
    std::string code;
};
BOOST_DESCRIBE_STRUCT(ConfirmSecondFactor, (), (code))
inline constexpr FieldRule kConfirmSecondFactorRules[]{
    {.field = "code", .max_length = 64, .doc = "What the app shows"}};
constexpr std::span<const FieldRule> rules_for(const ConfirmSecondFactor*) {
    return kConfirmSecondFactorRules;
}

struct RecoveryCodes {
    static constexpr std::string_view kSchemaName = "RecoveryCodes";
    std::vector<std::string> codes;
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (codes))
inline constexpr FieldRule kRecoveryCodesRules[]{
    {.field = "codes", .doc = "Each good once in place of the app; shown this once"}};
constexpr std::span<const FieldRule> rules_for(const RecoveryCodes*) {
    return kRecoveryCodesRules;
}

struct EndSecondFactor {
    static constexpr std::string_view kSchemaName = "EndSecondFactor";
    std::string current_password;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(EndSecondFactor, (), (current_password, code))
inline constexpr FieldRule kEndSecondFactorRules[]{
    {.field = "current_password", .max_length = 512},
    {.field = "code", .max_length = 64, .doc = "Of the app, or a recovery code"}};
constexpr std::span<const FieldRule> rules_for(const EndSecondFactor*) {
    return kEndSecondFactorRules;
}

struct DeleteAccount {
    static constexpr std::string_view kSchemaName = "DeleteAccount";
    std::optional<std::string> current_password;
};
BOOST_DESCRIBE_STRUCT(DeleteAccount, (), (current_password))
inline constexpr FieldRule kDeleteAccountRules[]{
    {.field = "current_password",
     .max_length = 512,
     .doc = "Needed where there is one; all others must have signed in in the last ten minutes"}};
constexpr std::span<const FieldRule> rules_for(const DeleteAccount*) {
    return kDeleteAccountRules;
}

}  // namespace ohmstead::api
