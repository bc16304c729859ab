#include "app/command_line.hpp"

#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/agent_command.hpp"
#include "app/composition_root.hpp"
#include "app/config.hpp"
#include "app/files_command.hpp"
#include "app/key_command.hpp"
#include "app/provider_command.hpp"
#include "app/serve_command.hpp"
#include "app/tables_command.hpp"
#include "app/user_command.hpp"
#include "domain/access/access_matrix.hpp"

namespace ohmstead {
namespace {

// What the command line says over file and environment.
struct Overrides {
    std::string config_file;
    std::string listen;
    std::string data;
    std::string web;
    std::string store;
    bool demo = false;
};

class SilentLog final : public LogSink {
public:
    bool wants(LogLevel) const override { return false; }
    void write(LogLevel, std::string_view, std::string_view) override {}
};

std::map<std::string, std::string> our_environment() {
    std::map<std::string, std::string> ours;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        const auto equals = text.find('=');
        if (text.starts_with("OHMSTEAD_") && equals != std::string::npos) {
            ours.emplace(text.substr(0, equals), text.substr(equals + 1));
        }
    }
    return ours;
}

Result<Config> load_config(const Overrides& overrides) {
    std::string text;
    if (!overrides.config_file.empty()) {
        std::ifstream file(overrides.config_file);
        if (!file) {
            return make_error(ErrorCode::invalid,
                              fmt::format("{} cannot be read", overrides.config_file));
        }
        std::ostringstream content;
        content << file.rdbuf();
        text = content.str();
    }
    auto environment = our_environment();
    const auto override_with = [&](const char* name, const std::string& value) {
        if (!value.empty()) {
            environment[name] = value;
        }
    };
    override_with("OHMSTEAD_LISTEN", overrides.listen);
    override_with("OHMSTEAD_DATA", overrides.data);
    override_with("OHMSTEAD_WEB", overrides.web);
    override_with("OHMSTEAD_STORE", overrides.store);
    auto config = read_config(
        text, overrides.config_file.empty() ? "settings" : overrides.config_file, environment);
    if (config) {
        config->demo = overrides.demo;
    }
    return config;
}

// 2 when the configuration is wrong, with every fault on a line of its own.
template <class Command>
int with_config(const Overrides& overrides, Command command) {
    auto config = load_config(overrides);
    if (!config) {
        fmt::print(stderr, "ohmstead: {}\n", config.error().detail);
        for (const auto& field : config.error().fields) {
            fmt::print(stderr, "  {}\n", field.detail);
        }
        return 2;
    }
    return command(std::move(*config));
}

void add_folder_options(CLI::App& command, Overrides& overrides) {
    command.add_option("--config", overrides.config_file, "TOML file with settings");
    command.add_option("--data", overrides.data, "folder of the database, keys and certificate");
}

void add_config_options(CLI::App& command, Overrides& overrides) {
    add_folder_options(command, overrides);
    command.add_option("--store", overrides.store, "sqlite or dynamodb");
}

void add_login_options(CLI::App& command, FilesLogin& login) {
    command.add_option("--server", login.server, "address of the running server");
    command.add_option("--fingerprint", login.fingerprint,
                       "of the server's own certificate, as it prints when it starts");
    command.add_option("--email", login.email, "by which you sign in")->required();
    command.add_option("--password-file", login.password_file,
                       "file with your password; otherwise OHMSTEAD_PASSWORD");
    command.add_option("--code", login.code, "of the second step of your sign-in, if you have one");
    command.add_option("--home", login.home, "id of the home, where you have several");
}

void add_import_command(CLI::App& app, ImportCommand& command, int& exit_code) {
    auto* const add = app.add_subcommand("import", "bring a CSV or Green Button file into a home");
    add_login_options(*add, command.login);
    add->add_option("file", command.file, "may be packed by gzip")->required();
    add->add_option("--map", command.map, "how to read it, as --preview prints it");
    add->add_flag("--preview", command.preview, "print how it would be read, and import nothing");
    add->callback([&] { exit_code = import_file(command); });
}

void add_export_command(CLI::App& app, ExportCommand& command, int& exit_code) {
    auto* const add = app.add_subcommand("export", "write what a home's channels amounted to");
    add_login_options(*add, command.login);
    add->add_option("file", command.file, "to be written; otherwise it is printed");
    add->add_option("--format", command.format, "csv or green_button");
    add->add_option("--from", command.from, "date or RFC 3339")->required();
    add->add_option("--to", command.to, "not included")->required();
    add->add_option("--period", command.period, "slot, hour, day, week, month, quarter or year");
    add->add_option("--channels", command.channels, "names or ids, with commas between");
    add->callback([&] { exit_code = export_file(command); });
}

void add_user_command(CLI::App& app, Overrides& overrides, std::string& email, bool& second_factor,
                      int& exit_code) {
    auto* const user = app.add_subcommand("user", "people who sign in");
    user->require_subcommand(1);
    auto* const reset = user->add_subcommand(
        "reset", "print a link by which somebody who is locked out sets a new password, once");
    add_config_options(*reset, overrides);
    reset->add_option("email", email, "by which they sign in")->required();
    reset->add_flag("--second-factor", second_factor, "turn two-step sign-in off, too");
    reset->callback([&] {
        exit_code = with_config(overrides, [&](const Config& config) {
            return reset_user(config, email, second_factor);
        });
    });
}

struct ProviderOptions {
    std::string id;
    std::string name;
    std::string policy_link;
    std::string contact;
    std::string time_zone = "UTC";
    std::string email;
};

void add_provider_command(CLI::App& app, Overrides& overrides, ProviderOptions& options,
                          int& exit_code) {
    auto* const provider = app.add_subcommand("provider", "companies that homes may consent to");
    provider->require_subcommand(1);
    auto* const add = provider->add_subcommand("add", "make a provider and print its id");
    add_config_options(*add, overrides);
    add->add_option("--name", options.name, "as customers know it")->required();
    add->add_option("--policy", options.policy_link, "address of its privacy policy")->required();
    add->add_option("--contact", options.contact, "whom customers may ask")->required();
    add->add_option("--time-zone", options.time_zone,
                    "IANA; whose days its aggregates are of. It stays so");
    add->callback([&] {
        exit_code = with_config(overrides, [&](const Config& config) {
            return add_provider(config, options.name, options.policy_link, options.contact,
                                options.time_zone);
        });
    });
    auto* const staff = provider->add_subcommand(
        "staff", "make a user of a provider, and print a link to set a password, once");
    add_config_options(*staff, overrides);
    staff->add_option("--provider", options.id, "id of the provider")->required();
    staff->add_option("--email", options.email, "by which they sign in")->required();
    staff->add_option("--name", options.name, "of the person")->required();
    staff->callback([&] {
        exit_code = with_config(overrides, [&](const Config& config) {
            return add_staff(config, options.id, options.email, options.name);
        });
    });
}

int run(int argc, char** argv) {
    CLI::App app{"Ohmstead: a home's energy, live, over time, exact", "ohmstead"};
    app.require_subcommand(1);
    Overrides overrides;
    int exit_code = 0;

    auto* const serve_command = app.add_subcommand("serve", "serve homes");
    add_config_options(*serve_command, overrides);
    serve_command->add_option("--listen", overrides.listen, "HOST:PORT; port 0 takes a free one");
    serve_command->add_option("--web", overrides.web, "folder of the built web app");
    serve_command->add_flag("--demo", overrides.demo, "with simulated homes, on loopback");
    serve_command->callback([&] { exit_code = with_config(overrides, serve); });

    auto* const agent = app.add_subcommand(
        "agent", "run the engine of one home, and send what it measures to a server");
    add_folder_options(*agent, overrides);
    agent->callback([&] { exit_code = with_config(overrides, run_agent); });

    auto* const key = app.add_subcommand("key", "keys by which programs add readings to a home");
    key->require_subcommand(1);
    std::string home;
    std::string name = "ingest";
    std::string id;
    auto* const create = key->add_subcommand("create", "make a key and print it, once");
    add_config_options(*create, overrides);
    create->add_option("--home", home, "id of the home")->required();
    create->add_option("--name", name, "what it is for");
    create->callback([&] {
        exit_code = with_config(
            overrides, [&](const Config& config) { return create_key(config, home, name); });
    });
    auto* const list = key->add_subcommand("list", "list the keys");
    add_config_options(*list, overrides);
    list->callback([&] { exit_code = with_config(overrides, list_keys); });
    auto* const revoke = key->add_subcommand("revoke", "end a key");
    add_config_options(*revoke, overrides);
    revoke->add_option("id", id, "id of the key")->required();
    revoke->callback([&] {
        exit_code =
            with_config(overrides, [&](const Config& config) { return revoke_key(config, id); });
    });

    std::string email;
    bool second_factor = false;
    add_user_command(app, overrides, email, second_factor, exit_code);

    ProviderOptions provider_options;
    add_provider_command(app, overrides, provider_options, exit_code);
    ImportCommand import_command;
    add_import_command(app, import_command, exit_code);
    ExportCommand export_command;
    add_export_command(app, export_command, exit_code);

    auto* const tables = app.add_subcommand("tables", "the tables of a store on DynamoDB");
    tables->require_subcommand(1);
    auto* const create_all = tables->add_subcommand("create", "make those that are missing");
    add_config_options(*create_all, overrides);
    create_all->callback([&] { exit_code = with_config(overrides, create_tables); });

    auto* const check = app.add_subcommand("check-config", "say what is wrong with the settings");
    add_config_options(*check, overrides);
    check->callback([&] {
        exit_code = with_config(overrides, [](const Config&) {
            fmt::print("The configuration is fine.\n");
            return 0;
        });
    });
    app.add_subcommand("example-config", "print a commented file with every setting")->callback([] {
        fmt::print("{}", example_config());
    });
    app.add_subcommand("openapi", "print the API's OpenAPI document")->callback([] {
        SilentLog silent;
        fmt::print("{}", CompositionRoot::api_document(silent));
    });
    app.add_subcommand("access-matrix", "print who may do what with a home, in Markdown")
        ->callback([] { fmt::print("{}", access_matrix()); });
    app.add_subcommand("version", "print the version")->callback([] {
        fmt::print("{}\n", kVersion);
    });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return exit_code;
}

}  // namespace

int run_command_line(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "ohmstead: {}\n", error.what());
        return 1;
    }
}

}  // namespace ohmstead
