#pragma once

#include <string>
#include <string_view>

#include "async/task.hpp"
#include "auth/directories.hpp"
#include "auth/token_verifier.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ohmstead {

// What one sign-in is checked by. The browser's start cookie has the secret that all but the state
// is made of; nobody else knows it.
struct SignInProof {
    std::string nonce;
    std::string code_verifier;  // PKCE, RFC 7636
};
SignInProof proof_of(std::string_view browser_secret, std::string_view state);

// S256 of RFC 7636.
std::string code_challenge_of(std::string_view code_verifier);

// name=value pairs of application/x-www-form-urlencoded, values percent-encoded.
std::string form_of(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs);

// What OpenID Connect asks of a client with a secret: authorization code flow with PKCE. The
// directory's tokens stay here. Used on the I/O thread alone.
class OidcClient {
public:
    OidcClient(HttpFetch fetch, const Clock& clock, Log log)
        : fetch_(std::move(fetch)), clock_(clock), log_(log) {}

    // Where the browser goes to sign in. unavailable when the directory does not answer.
    Task<Result<std::string>> authorization_url(Directory& directory, std::string state,
                                                SignInProof proof, std::string redirect_uri);

    // Whom the code stands for. unauthenticated when the directory does not take it or its ID token
    // is not good; unavailable when it does not answer as it should within 10 s.
    Task<Result<TokenClaims>> redeem(Directory& directory, std::string code, SignInProof proof,
                                     std::string redirect_uri);

    // Where the browser goes to sign out there as well; empty when that is not known.
    Task<std::string> sign_out_url(Directory& directory, std::string login_hint,
                                   std::string then_to);

private:
    Task<Result<std::string>> exchange(Directory& directory, std::string body);
    Task<Result<TokenClaims>> check_answer(Directory& directory, std::string answer,
                                           SignInProof proof);

    HttpFetch fetch_;
    const Clock& clock_;
    Log log_;
};

}  // namespace ohmstead
