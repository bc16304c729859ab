#include "app/provider_settings.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include <fmt/format.h>

#include "auth/text_rules.hpp"
#include "base/ascii.hpp"
#include "crypto/private_file.hpp"

namespace ohmstead {
namespace {

constexpr std::string_view kMicrosoft = "https://login.microsoftonline.com";
constexpr std::size_t kLongestIssuer = 512;
constexpr std::size_t kShortestSecret = 16;

constexpr std::array<std::string_view, 16> kNames{
    "id",           "kind",      "name",      "tenant",        "allowed_tenants",
    "authority",    "issuer",    "client_id", "client_secret", "client_secret_file",
    "api_audience", "api_scope", "algorithm", "roles_claim",   "email_domains",
    "provider_id"};

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 32 && text.front() != '-' &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

// Of the form that Entra writes a tenant in: lower-case hexadecimal digits, 8-4-4-4-12.
bool is_guid(std::string_view text) {
    constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    return text.size() == kForm.size() &&
           std::equal(text.begin(), text.end(), kForm.begin(), [](char c, char form) {
               const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
               return form == 'x' ? digit : c == form;
           });
}

bool is_printable(std::string_view text, std::size_t longest) {
    return !text.empty() && text.size() <= longest &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::vector<std::string> list_in(std::string_view text) {
    std::vector<std::string> list;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        if (comma > 0) {
            list.emplace_back(text.substr(0, comma));
        }
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return list;
}

// Reads the settings of one table, and tells what is wrong with them.
class Reader {
public:
    using Report = std::function<void(std::string_view, std::string)>;

    Reader(const ProviderSettings& settings, const Report& report)
        : settings_(settings), report_(report) {}

    ConfiguredProvider read() {
        for (const auto& [name, text] : settings_) {
            if (std::find(kNames.begin(), kNames.end(), name) == kNames.end()) {
                report_(name, "is not a setting of an identity_provider");
            }
        }
        read_common();
        const auto kind = text("kind");
        if (kind == "entra") {
            provider_.entra = true;
            read_entra();
        } else if (kind == "oidc") {
            read_oidc();
        } else {
            report_("kind", "must be entra or oidc");
        }
        if (has("provider_id") && provider_.roles_claim.empty()) {
            refuse("provider_id",
                   "goes with roles_claim: it says what the role Provider stands for");
        }
        return {.provider = std::move(provider_), .client_secret_file = text("client_secret_file")};
    }

private:
    bool has(std::string_view name) const { return settings_.find(name) != settings_.end(); }
    std::string text(std::string_view name, std::string_view otherwise = "") const {
        const auto found = settings_.find(name);
        return found == settings_.end() ? std::string(otherwise) : found->second;
    }
    void refuse(std::string_view name, std::string reason) { report_(name, std::move(reason)); }
    void refuse_with(std::initializer_list<std::string_view> names, std::string_view kind) {
        for (const auto name : names) {
            if (has(name)) {
                refuse(name, fmt::format("does not go with kind = \"{}\"", kind));
            }
        }
    }

    void read_common() {
        provider_.id = text("id");
        if (!is_id(provider_.id)) {
            refuse("id", "must be 1 to 32 lower-case letters, digits and -");
        }
        provider_.name = text("name");
        if (!is_person_name(provider_.name) || provider_.name.size() > 60) {
            refuse("name", "must be what the button says, 1 to 60 characters");
        }
        provider_.client_id = text("client_id");
        if (!is_printable(provider_.client_id, 200)) {
            refuse("client_id", "must be the id that the directory gave this server");
        }
        read_secret();
        provider_.staff_of = ProviderId{text("provider_id")};
        if (has("provider_id") && !is_printable(provider_.staff_of.value, 64)) {
            refuse("provider_id", "must be an id that ohmstead provider add has told");
        }
        provider_.api_audience = text("api_audience");
        provider_.api_scope = text("api_scope", "access");
        if (has("api_audience") && !is_printable(provider_.api_audience, 200)) {
            refuse("api_audience", "must be what tokens for this server name as their audience");
        }
        if (!is_printable(provider_.api_scope, 100)) {
            refuse("api_scope", "must be one scope, without blanks");
        }
    }

    void read_secret() {
        provider_.client_secret = text("client_secret");
        if (has("client_secret") == has("client_secret_file")) {
            refuse("client_secret", "or client_secret_file must be given, one of the two");
        } else if (has("client_secret") &&
                   (!is_printable(provider_.client_secret, 1'000) ||
                    provider_.client_secret.size() < kShortestSecret ||
                    provider_.client_secret.find("...") != std::string::npos)) {
            refuse("client_secret",
                   "must be the directory's secret for this server, at least 16 characters");
        }
    }

    void read_entra() {
        refuse_with({"issuer", "algorithm", "email_domains"}, "entra");
        provider_.roles_claim = text("roles_claim", "roles");
        const auto authority = text("authority", kMicrosoft);
        if (!is_safe_provider_url(authority) || authority.ends_with('/')) {
            refuse("authority",
                   "must be an https address such as https://login.microsoftonline.us");
        }
        auto tenant = lower_case(text("tenant"));
        auto allowed = list_in(lower_case(text("allowed_tenants")));
        const bool several = tenant == "organizations" || tenant == "common";
        if (!several && !is_guid(tenant)) {
            refuse("tenant",
                   "must be the directory's tenant id, or organizations with allowed_tenants");
        } else if (several &&
                   (allowed.empty() || !std::all_of(allowed.begin(), allowed.end(), is_guid))) {
            refuse("allowed_tenants", "must be the ids of the tenants whose people may sign in");
        } else if (!several && has("allowed_tenants")) {
            refuse("allowed_tenants", "goes with tenant = \"organizations\" alone");
        }
        provider_.discovery_base = fmt::format("{}/{}/v2.0", authority, tenant);
        provider_.issuer =
            fmt::format("{}/{}/v2.0", authority, several ? "{tenantid}" : tenant.c_str());
        if (!several) {
            allowed = {tenant};
        }
        for (const auto& each : allowed) {
            provider_.token_issuers.push_back(
                {.issuer = fmt::format("{}/{}/v2.0", authority, each), .tenant = each});
        }
    }

    void read_oidc() {
        refuse_with({"tenant", "allowed_tenants", "authority"}, "oidc");
        provider_.roles_claim = text("roles_claim");
        provider_.email_domains = list_in(text("email_domains"));
        provider_.issuer = text("issuer");
        if (!is_safe_provider_url(provider_.issuer) || provider_.issuer.size() > kLongestIssuer ||
            provider_.issuer.find_first_of("?#") != std::string::npos) {
            refuse("issuer", "must be the directory's https address, exactly as it names itself");
        }
        provider_.discovery_base = provider_.issuer.ends_with('/')
                                       ? provider_.issuer.substr(0, provider_.issuer.size() - 1)
                                       : provider_.issuer;
        provider_.token_issuers = {{.issuer = provider_.issuer, .tenant = {}}};
        const auto algorithm = text("algorithm", "RS256");
        if (algorithm != "RS256" && algorithm != "ES256") {
            refuse("algorithm", "must be RS256 or ES256");
        }
        provider_.algorithm =
            algorithm == "ES256" ? SignatureAlgorithm::es256 : SignatureAlgorithm::rs256;
    }

    const ProviderSettings& settings_;
    const Report& report_;
    IdentityProvider provider_;
};

}  // namespace

ConfiguredProvider read_provider(
    const ProviderSettings& settings,
    const std::function<void(std::string_view name, std::string reason)>& report) {
    return Reader(settings, report).read();
}

std::string secret_variable_of(std::string_view provider) {
    std::string name = "OHMSTEAD_CLIENT_SECRET_";
    std::transform(provider.begin(), provider.end(), std::back_inserter(name), [](char c) {
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : (c == '-' ? '_' : c);
    });
    return name;
}

std::string example_provider() {
    return R"(
# Directories through which people sign in, as many as there are; docs/roles-and-consent.md says how
# each is set up. The secret may also stand in OHMSTEAD_CLIENT_SECRET_WORK, for the id "work".
#[[identity_provider]]
#id = "work"                        # in addresses
#kind = "entra"                     # or "oidc", with issuer = "https://…" instead of tenant
#name = "Example Ltd"               # on the button
#tenant = "…"                       # or "organizations" with allowed_tenants = ["…"]
#client_id = "…"
#client_secret_file = "/etc/ohmstead/work-secret"
#roles_claim = "roles"              # "": the directory has no say in roles
#provider_id = "…"                  # whose staff people with the role Provider are
#api_audience = "…"                 # take access tokens for it on the API, with scope api_scope
#api_scope = "access"
#authority = "https://login.microsoftonline.com"
#algorithm = "RS256"                # of kind "oidc" also "ES256"
#email_domains = ["example.org"]    # of kind "oidc": who may sign in, by verified address
)";
}

Result<std::vector<IdentityProvider>> with_secrets(
    const std::vector<ConfiguredProvider>& providers) {
    std::vector<IdentityProvider> found;
    for (const auto& each : providers) {
        found.push_back(each.provider);
        if (each.client_secret_file.empty()) {
            continue;
        }
        OHMSTEAD_TRY(auto content,
                     read_private_file(each.client_secret_file, FileAudience::user_and_group));
        if (content) {
            content->erase(content->find_last_not_of(" \r\n\t") + 1);
        }
        if (!content || content->size() < kShortestSecret) {
            return make_error(ErrorCode::precondition,
                              fmt::format("client_secret_file of the identity_provider \"{}\" is "
                                          "not there, or holds no secret: {}",
                                          each.provider.id, each.client_secret_file));
        }
        found.back().client_secret = std::move(*content);
    }
    return found;
}

}  // namespace ohmstead
