#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "auth/identity_provider.hpp"
#include "base/result.hpp"

namespace ohmstead {

// A directory as the configuration has it. Its secret may lie in a file.
struct ConfiguredProvider {
    IdentityProvider provider;
    std::string client_secret_file;
};

// The settings of one [[identity_provider]], each as text.
using ProviderSettings = std::map<std::string, std::string, std::less<>>;

// What those settings make. Each fault is told to `report` with the setting's name and what is
// allowed; what comes of faulty ones is not to be used.
ConfiguredProvider read_provider(
    const ProviderSettings& settings,
    const std::function<void(std::string_view name, std::string reason)>& report);

// The variable of the environment that may hold a provider's secret.
std::string secret_variable_of(std::string_view provider);

// How the table is documented in the example of the file.
std::string example_provider();

// With the secrets that lie in files. precondition, in words for the owner, when one cannot be
// read.
Result<std::vector<IdentityProvider>> with_secrets(
    const std::vector<ConfiguredProvider>& providers);

}  // namespace ohmstead
