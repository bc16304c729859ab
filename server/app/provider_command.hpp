#pragma once

#include <string>

#include "app/config.hpp"

namespace ohmstead {

// Makes a provider, whose days are those of the IANA `time_zone`, and prints its id. Works on the
// store directly, so the server may run or not.
int add_provider(const Config& config, const std::string& name, const std::string& policy_link,
                 const std::string& contact, const std::string& time_zone);

// Makes a user who is staff of the provider, and prints the link by which they set a password
// within a day, once.
int add_staff(const Config& config, const std::string& provider, const std::string& email,
              const std::string& name);

}  // namespace ohmstead
