#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "async/task.hpp"
#include "auth/directories.hpp"
#include "auth/directory_users.hpp"
#include "auth/oidc_client.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "store/sign_in_store.hpp"

namespace ohmstead {

// A sign-in that has begun: where the browser goes, and what its start cookie has to hold.
struct BegunSignIn {
    std::string url;
    std::string browser_secret;
};

// What a directory sends back with the browser.
struct SignInAnswer {
    std::string state;
    std::string code;
    std::string error;  // instead of a code; a short word for programs
    std::string error_description;
    std::string issuer;  // RFC 9207
};

struct FinishedSignIn {
    UserId user;
    std::string return_to;  // a path of ours
};

// Signing in through directories, from the button to the user. Works with any process answering
// any step: what has begun lies in the store, hashed, and with the browser. I/O thread only.
class DirectorySignIn {
public:
    static constexpr Seconds kGoodFor = std::chrono::minutes{10};

    DirectorySignIn(Directories& directories, OidcClient& client, DirectoryUsers& users,
                    SignInStore& sign_ins, const Clock& clock, Log log)
        : directories_(directories),
          client_(client),
          users_(users),
          sign_ins_(sign_ins),
          clock_(clock),
          log_(log) {}

    const Directories& directories() const { return directories_; }

    // `browser_secret`: of the start cookie that the browser has already, if any. not_found for an
    // unknown provider; unavailable when it does not answer.
    Task<Result<BegunSignIn>> begin(std::string provider, std::optional<std::string> browser_secret,
                                    std::string return_to, std::string redirect_uri);

    // Ends what begin() began, once: the answer must be for a sign-in of this browser with this
    // provider, at most kGoodFor ago. unauthenticated otherwise, and when the directory does not
    // confirm it; besides as OidcClient::redeem() and DirectoryUsers::sign_in().
    Task<Result<FinishedSignIn>> finish(std::string provider,
                                        std::optional<std::string> browser_secret,
                                        SignInAnswer answer, std::string redirect_uri);

    // Where a signed-out browser goes to sign out of its user's directory as well; empty for a
    // user of none.
    Task<std::string> sign_out_url(User user, std::string then_to);

    Task<Status> maintain();

private:
    Task<Status> check_issuer(Directory& directory, std::string issuer);

    Directories& directories_;
    OidcClient& client_;
    DirectoryUsers& users_;
    SignInStore& sign_ins_;
    const Clock& clock_;
    Log log_;
};

// Text of a directory for people: one line of at most 200 bytes of printable text.
std::string shown_text(std::string_view text);

}  // namespace ohmstead
