#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.hpp"
#include "async/task_group.hpp"
#include "auth/identity_provider.hpp"
#include "auth/provider_documents.hpp"
#include "auth/token_verifier.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"

namespace ohmstead {

// What directories need to be asked. References outlive them.
struct DirectoryServices {
    boost::asio::any_io_executor executor;
    HttpFetch fetch;
    TaskGroup& tasks;
    const Clock& clock;
    Log log;
};

// A directory as configured, with what it publishes.
struct Directory {
    Directory(IdentityProvider configured, const DirectoryServices& services);

    IdentityProvider provider;
    ProviderDocuments documents;

    // Whether `token` is good under `rules`. A key that is unknown may be new: then the set is
    // fetched again, if that was not tried just now. unauthenticated for a token that is not,
    // with the reason in `refusal`; unavailable while there are no keys.
    Task<Result<TokenClaims>> check(UnverifiedToken token, TokenRules rules, Instant now,
                                    std::string_view& refusal);
};

// All directories. I/O thread only.
class Directories {
public:
    Directories(std::vector<IdentityProvider> providers, DirectoryServices services);

    const std::vector<std::unique_ptr<Directory>>& all() const { return directories_; }
    // Null for an id that is not configured.
    Directory* find(std::string_view id) const;
    // The one by which people with this issuer sign in; null for none.
    Directory* of_issuer(std::string_view token_issuer) const;

    // Keeps what they publish up to date. The application calls it every minute.
    void maintain();

private:
    std::vector<std::unique_ptr<Directory>> directories_;
};

}  // namespace ohmstead
