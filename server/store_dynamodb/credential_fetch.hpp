#pragma once

#include <string>
#include <string_view>

#include "async/task.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"
#include "store_dynamodb/credentials.hpp"
#include "store_dynamodb/timing.hpp"

namespace ohmstead::dynamodb {

// The body of a 200, from up to three attempts of 2 s, with a pause where another may help. Errors:
// unavailable, in words for the log that repeat nothing of the answer.
Task<Result<std::string>> fetch_text(HttpRequest request, Timing& timing);

// {"AccessKeyId":…,"SecretAccessKey":…,"Token":…,"Expiration":…}, all of them.
Result<Credentials> read_credentials_json(std::string_view text);

// The Credentials of AssumeRoleWithWebIdentity's answer. Takes the one form that STS sends, without
// entities, comments or attributes inside.
Result<Credentials> read_credentials_xml(std::string_view text);

}  // namespace ohmstead::dynamodb
