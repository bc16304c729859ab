#include <string_view>

#include "auth/token_verifier.hpp"
#include "fuzz/require.hpp"

// A token that is read is checked without a fault, and nobody can have signed it with a key that
// is not there. What is a key set is read the same way again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ohmstead;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    // RFC 7515, appendix A.3: a key whose other half the seeds are not signed with.
    static const JwkSet keys =
        read_jwk_set(
            R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})")
            .value();
    static const TokenRules rules{.use = TokenRules::Use::api,
                                  .algorithm = SignatureAlgorithm::es256,
                                  .issuers = {{"https://id.example", ""}},
                                  .audience = "ohmstead",
                                  .nonce = {},
                                  .scope = "access",
                                  .roles_claim = "roles"};
    if (const auto token = read_token(text)) {
        fuzz::require(token->text == text);
        fuzz::require(!verify_token(*token, rules, keys, instant_from_ms(1'767'225'600'000)));
    }
    if (const auto set = read_jwk_set(text)) {
        for (const auto& key : set->keys) {
            fuzz::require(!key.key.verifies(text));
        }
        fuzz::require(read_jwk_set(text)->keys.size() == set->keys.size());
    }
    return 0;
}
