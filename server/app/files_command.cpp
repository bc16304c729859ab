#include "app/files_command.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "api/dto_channel.hpp"
#include "api/dto_home.hpp"
#include "api/dto_job.hpp"
#include "app/api_client.hpp"
#include "async/sleep.hpp"
#include "base/units.hpp"

namespace ohmstead {

// How a file is to be imported: what `--preview` prints and `--map` reads.
struct ImportMap {
    std::optional<exchange::CsvSettings> csv;
    std::vector<api::ImportSeries> series;
};
BOOST_DESCRIBE_STRUCT(ImportMap, (), (csv, series))

namespace {

using api::JobDto;

constexpr std::chrono::milliseconds kLook{300};

Result<std::string> read_file(const std::string& name) {
    std::ifstream file(name, std::ios::binary);
    if (!file) {
        return make_error(ErrorCode::invalid, fmt::format("{} cannot be read.", name));
    }
    return std::string(std::istreambuf_iterator<char>(file), {});
}

Result<ServerLogin> login_of(const FilesLogin& login) {
    ServerLogin result{.server = login.server,
                       .fingerprint = login.fingerprint,
                       .email = login.email,
                       .password = {},
                       .code = login.code};
    if (!login.password_file.empty()) {
        OHMSTEAD_TRY(result.password, read_file(login.password_file));
        while (result.password.ends_with('\n') || result.password.ends_with('\r')) {
            result.password.pop_back();
        }
    } else if (const char* const password = std::getenv("OHMSTEAD_PASSWORD")) {
        result.password = password;
    }
    if (result.password.empty()) {
        return make_error(ErrorCode::invalid,
                          "Put your password into OHMSTEAD_PASSWORD, or name a --password-file.");
    }
    return result;
}

int run_work(const FilesLogin& login, const std::function<Task<Status>(ApiClient&)>& work) {
    auto server = login_of(login);
    if (!server) {
        fmt::print(stderr, "ohmstead: {}\n", server.error().detail);
        return 2;
    }
    boost::asio::io_context io{1};
    ApiClient client(std::move(*server));
    Status outcome;
    const auto all = [&]() -> Task<void> {
        outcome = co_await client.sign_in();
        if (outcome) {
            outcome = co_await work(client);
        }
    };
    boost::asio::co_spawn(io, all(), [](std::exception_ptr error) {
        if (error) {
            std::rethrow_exception(error);
        }
    });
    io.run();
    if (!outcome) {
        fmt::print(stderr, "ohmstead: {}\n", outcome.error().detail);
        for (const auto& field : outcome.error().fields) {
            fmt::print(stderr, "  {}: {}\n", field.pointer, field.detail);
        }
        return 1;
    }
    return 0;
}

Task<Result<HomeId>> find_home(ApiClient& client, std::string named) {
    if (!named.empty()) {
        co_return HomeId{std::move(named)};
    }
    OHMSTEAD_CO_TRY(const auto homes, co_await client.get<api::HomeList>("/homes"));
    if (homes.items.size() != 1) {
        std::string words = "Name the home by --home:";
        for (const auto& home : homes.items) {
            words += fmt::format("\n  {}  {}", home.id.value, home.name);
        }
        co_return make_error(ErrorCode::invalid, words);
    }
    co_return homes.items.front().id;
}

Task<Result<JobDto>> wait_for(ApiClient& client, JobDto job) {
    std::string step;
    while (job.state == api::JobState::running) {
        if (job.step != step && !job.step.empty()) {
            step = job.step;
            fmt::print(stderr, "{} …\n", step);
        }
        co_await sleep_for(kLook);
        OHMSTEAD_CO_TRY(job, co_await client.get<JobDto>("/jobs/" + job.id.value));
    }
    if (job.state == api::JobState::failed) {
        co_return make_error(ErrorCode::invalid, job.error);
    }
    co_return job;
}

// What the server proposes, of all series whose unit is known.
ImportMap proposed(const api::ImportDto& file) {
    ImportMap map{.csv = file.csv, .series = {}};
    for (const auto& series : file.series) {
        if (!parse_unit(series.unit)) {
            continue;
        }
        api::ImportSeries wanted{.series = series.series,
                                 .kind = series.kind,
                                 .unit = series.unit,
                                 .channel = series.channel,
                                 .new_channel = std::nullopt};
        if (!series.channel) {
            wanted.new_channel =
                api::NewChannel{.name = series.name, .role = series.role, .kind = std::nullopt};
        }
        map.series.push_back(std::move(wanted));
    }
    return map;
}

void print_faults(const std::vector<api::FileFaultDto>& faults) {
    for (const auto& fault : faults) {
        if (fault.line > 0) {
            fmt::print(stderr, "  line {}", fault.line);
            if (fault.column > 0) {
                fmt::print(stderr, ", column {}", fault.column);
            }
            fmt::print(stderr, ": ");
        } else {
            fmt::print(stderr, "  ");
        }
        fmt::print(stderr, "{}\n", fault.detail);
    }
}

void print_report(const api::ImportReport& report) {
    fmt::print("{} rows, {} of them refused, {} faults\n", report.rows, report.refused_rows,
               report.fault_count);
    for (const auto& channel : report.channels) {
        fmt::print("{}: {} new, {} known already, {} otherwise known", channel.name, channel.taken,
                   channel.repeated + channel.covered, channel.contradicting);
        if (channel.corrected > 0) {
            fmt::print(", {} corrected", channel.corrected);
        }
        if (channel.from && channel.to) {
            fmt::print(", {} to {}", format_rfc3339(*channel.from), format_rfc3339(*channel.to));
        }
        if (channel.kwh) {
            fmt::print(", {:.6f} kWh", *channel.kwh);
        } else if (channel.m3) {
            fmt::print(", {:.6f} m³", *channel.m3);
        }
        fmt::print("\n");
    }
    print_faults(report.faults);
}

Task<Status> import_with(ApiClient& client, ImportCommand command) {
    OHMSTEAD_CO_TRY(const auto home, co_await find_home(client, command.login.home));
    OHMSTEAD_CO_TRY(auto bytes, read_file(command.file));
    OHMSTEAD_CO_TRY(auto job, co_await client.upload<JobDto>("/homes/" + home.value + "/import",
                                                             std::move(bytes)));
    const auto under = "/jobs/" + job.id.value;
    ImportMap map = proposed(*job.import_);
    if (!command.map.empty()) {
        OHMSTEAD_CO_TRY(const auto text, read_file(command.map));
        OHMSTEAD_CO_TRY(map, reflect::decode_text<ImportMap>(text));
        if (map.csv && job.import_->csv && *map.csv != *job.import_->csv) {
            OHMSTEAD_CO_TRY(job, co_await client.send<JobDto>(
                                     HttpMethod::put, under + "/csv",
                                     fmt::format("{{\"csv\":{}}}", reflect::encode(*map.csv))));
        }
    }
    print_faults(job.import_->problems);
    if (command.preview) {
        fmt::print("{}\n", reflect::encode(map));
        co_return Status{};
    }
    const auto name = std::filesystem::path(command.file).filename().string();
    OHMSTEAD_CO_TRY(job, co_await client.send<JobDto>(
                             HttpMethod::post, under + "/start",
                             fmt::format("{{\"series\":{},\"file_name\":{}}}",
                                         reflect::encode(map.series), reflect::encode(name))));
    OHMSTEAD_CO_TRY(job, co_await wait_for(client, std::move(job)));
    print_report(*job.import_->report);
    co_return Status{};
}

Task<Status> export_with(ApiClient& client, ExportCommand command) {
    OHMSTEAD_CO_TRY(const auto home, co_await find_home(client, command.login.home));
    OHMSTEAD_CO_TRY(const auto known,
                    co_await client.get<api::ChannelList>("/homes/" + home.value + "/channels"));
    boost::json::array channels;
    for (std::string_view rest = command.channels; !rest.empty();) {
        const auto comma = std::min(rest.find(','), rest.size());
        const auto named = rest.substr(0, comma);
        rest.remove_prefix(std::min(comma + 1, rest.size()));
        const auto found = std::ranges::find_if(known.items, [&](const api::ChannelDto& channel) {
            return channel.id.value == named || channel.name == named;
        });
        if (found == known.items.end()) {
            co_return make_error(ErrorCode::invalid,
                                 fmt::format("The home has no channel {}.", named));
        }
        channels.emplace_back(found->id.value);
    }
    const boost::json::value wanted{{"format", command.format},
                                    {"from", command.from},
                                    {"to", command.to},
                                    {"period", command.period},
                                    {"channels", channels}};
    OHMSTEAD_CO_TRY(
        auto job, co_await client.send<JobDto>(HttpMethod::post, "/homes/" + home.value + "/export",
                                               boost::json::serialize(wanted)));
    OHMSTEAD_CO_TRY(job, co_await wait_for(client, std::move(job)));
    OHMSTEAD_CO_TRY(const auto bytes, co_await client.download("/jobs/" + job.id.value + "/file"));
    if (command.file.empty()) {
        std::fwrite(bytes.data(), 1, bytes.size(), stdout);
        co_return Status{};
    }
    std::ofstream file(command.file, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) {
        co_return make_error(ErrorCode::invalid,
                             fmt::format("{} cannot be written.", command.file));
    }
    fmt::print(stderr, "{} rows in {}\n", job.export_->rows, command.file);
    co_return Status{};
}

}  // namespace

int import_file(const ImportCommand& command) {
    return run_work(command.login, [&](ApiClient& client) { return import_with(client, command); });
}

int export_file(const ExportCommand& command) {
    return run_work(command.login, [&](ApiClient& client) { return export_with(client, command); });
}

}  // namespace ohmstead
