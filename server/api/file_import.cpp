#include "api/file_import.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "api/channel_edit.hpp"
#include "async/sleep.hpp"
#include "exchange/green_button.hpp"
#include "http/gunzip.hpp"
#include "ingest/file_plan.hpp"
#include "ingest/file_said.hpp"

namespace ohmstead::api {
namespace {

using exchange::FileContent;
using exchange::FileValue;
using exchange::SeriesUse;
using exchange::ValueKind;

constexpr std::size_t kBatch = 20'000;  // readings that are kept at once
constexpr std::chrono::milliseconds kLook{100};
// Of all sources the last: what Home Assistant or a program says of the same instant stays.
constexpr std::uint8_t kFileRank = 1;
// Text of numbers shrinks to far less than other text.
constexpr http::GunzipLimits kPacked{.bytes = exchange::kMostFileBytes, .ratio = 400};

using Text = std::shared_ptr<const std::string>;

FileFaultDto fault_dto(const exchange::FileFault& fault) {
    return {.line = static_cast<std::int64_t>(fault.line),
            .column = static_cast<std::int64_t>(fault.column),
            .code = fault.code,
            .detail = fault.detail};
}

std::int64_t number(std::size_t count) {
    return static_cast<std::int64_t>(count);
}

// What a file seems to be.
struct Proposal {
    exchange::FileFormat format = exchange::FileFormat::csv;
    exchange::CsvProposal csv;  // its series, of either format
};

Result<Proposal> propose(const std::string& text, const std::string& zone,
                         const std::optional<exchange::CsvSettings>& settings) {
    Proposal proposal;
    if (!settings && exchange::looks_like_green_button(text)) {
        proposal.format = exchange::FileFormat::green_button;
        OHMSTEAD_TRY(proposal.csv.series, exchange::propose_green_button(text));
        return proposal;
    }
    OHMSTEAD_TRY(proposal.csv, settings ? exchange::propose_csv(text, *settings)
                                        : exchange::propose_csv(text, zone));
    return proposal;
}

Result<Text> unpack(std::string bytes) {
    if (bytes.starts_with("\x1F\x8B")) {
        OHMSTEAD_TRY(bytes, http::gunzip(bytes, kPacked));
    }
    OHMSTEAD_TRY(auto text, exchange::text_of(std::move(bytes)));
    return std::make_shared<const std::string>(std::move(text));
}

// The channel that a series of that name and role is meant for.
std::optional<ChannelId> meant(const exchange::FileSeries& series,
                               const std::vector<Channel>& channels) {
    for (const auto& channel : channels) {
        if (is_in_use(channel) && channel.name == series.name) {
            return channel.id;
        }
    }
    const auto has_role = [&](const Channel& channel) {
        return is_in_use(channel) && channel.role == series.role &&
               series.role != ChannelRole::device;
    };
    const auto found = std::ranges::find_if(channels, has_role);
    return std::ranges::count_if(channels, has_role) == 1 ? std::optional(found->id) : std::nullopt;
}

void show(const Proposal& proposal, const std::vector<Channel>& channels, JobDto& job) {
    ImportDto shown{.format = proposal.format,
                    .csv = std::nullopt,
                    .columns = proposal.csv.columns,
                    .first_rows = proposal.csv.first_rows,
                    .series = {},
                    .problems = {},
                    .report = std::nullopt};
    if (proposal.format == exchange::FileFormat::csv) {
        shown.csv = proposal.csv.settings;
    }
    for (const auto& series : proposal.csv.series) {
        shown.series.push_back({.series = series.id,
                                .name = series.name,
                                .unit = series.unit,
                                .kind = series.kind,
                                .role = series.role,
                                .channel = meant(series, channels),
                                .values = number(series.values),
                                .examples = series.examples});
    }
    for (const auto& problem : proposal.csv.problems) {
        shown.problems.push_back(fault_dto(problem));
    }
    job.import_ = std::move(shown);
}

Result<FileContent> read(const Text& text, const ImportDto& as,
                         const std::vector<SeriesUse>& uses) {
    return as.csv ? exchange::read_csv(*text, *as.csv, uses)
                  : exchange::read_green_button(*text, uses);
}

Measure kept_as(ValueKind kind) {
    switch (kind) {
        case ValueKind::power:
            return Measure::power;
        case ValueKind::state:
            return Measure::state;
        default:
            return Measure::counter;
    }
}

// What a channel that exists cannot take; empty when it can.
std::string refusal_of(const Channel& channel, ValueKind kind) {
    const auto measure = kept_as(kind);
    if ((measure == Measure::state) == is_flow(channel.role)) {
        return is_flow(channel.role) ? "must be an amount, a counter or power for this channel"
                                     : "must be a state for this channel";
    }
    if (open_binding(channel, measure) != nullptr) {
        return {};
    }
    return measure == Measure::counter
               ? "does not fit: this channel is metered by its power. Take another channel"
               : "does not fit: this channel is metered by its counter. Take another channel";
}

// Where each of the wanted series goes to, in their order.
struct Target {
    std::optional<Channel> channel;  // nothing: a new one
    ChannelRole role = ChannelRole::device;
};

Result<std::vector<Target>> find_targets(const std::vector<ImportSeries>& wanted,
                                         const std::vector<Channel>& channels) {
    Error error{.code = ErrorCode::invalid, .detail = "Some series cannot be imported like this."};
    std::vector<Target> targets;
    std::set<ChannelId> used;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto fault = [&](std::string_view field, std::string code, std::string detail) {
            error.fields.push_back(
                {fmt::format("/series/{}/{}", i, field), std::move(code), std::move(detail)});
        };
        Target target;
        if (wanted[i].channel.has_value() == wanted[i].new_channel.has_value()) {
            fault("channel", "required", "one of channel and new_channel must be given");
        } else if (wanted[i].new_channel) {
            target.role = wanted[i].new_channel->role;
            if ((kept_as(wanted[i].kind) == Measure::state) == is_flow(target.role)) {
                fault("kind", "role", "does not fit the role");
            }
        } else {
            const auto found = std::ranges::find(channels, *wanted[i].channel, &Channel::id);
            if (found == channels.end() || !is_in_use(*found)) {
                fault("channel", "unknown", "is not a channel of this home");
            } else if (!used.insert(found->id).second) {
                fault("channel", "repeated", "takes another series of the file already");
            } else {
                if (const auto why = refusal_of(*found, wanted[i].kind); !why.empty()) {
                    fault("kind", "channel", why);
                }
                target = {.channel = *found, .role = found->role};
            }
        }
        if (kept_as(wanted[i].kind) == Measure::counter && wanted[i].kind == ValueKind::counter &&
            wanted[i].sign != SignPart::both) {
            fault("sign", "counter", "must be both for a counter");
        }
        if (wanted[i].right == FileRight::file && wanted[i].kind != ValueKind::amount &&
            wanted[i].kind != ValueKind::mean_power) {
            fault("right", "kind", "must be known but for amounts and mean power");
        }
        targets.push_back(std::move(target));
    }
    if (!error.fields.empty()) {
        return error;
    }
    return targets;
}

std::vector<SeriesUse> uses_of(const std::vector<ImportSeries>& wanted,
                               const std::vector<Target>& targets) {
    std::vector<SeriesUse> uses;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        uses.push_back({.series = wanted[i].series,
                        .kind = wanted[i].kind,
                        .unit = wanted[i].unit == "m3" ? "m³" : wanted[i].unit,
                        .quantity = quantity_of(targets[i].role),
                        .sign = wanted[i].sign,
                        .invert = wanted[i].invert});
    }
    return uses;
}

Channel new_channel(const ImportSeries& wanted, std::size_t order) {
    Channel channel{.id = ChannelId::make(),
                    .name = wanted.new_channel->name,
                    .role = wanted.new_channel->role,
                    .kind = wanted.new_channel->kind.value_or(DeviceKind::other),
                    .included_in = std::nullopt,
                    .register_name = {},
                    .phase = {},
                    .area = {},
                    .device_entity = {},
                    .order = static_cast<std::int32_t>(order),
                    .bindings = {}};
    channel.bindings.push_back({.id = BindingId::make(),
                                .source_type = SourceType::push,
                                .measure = kept_as(wanted.kind)});
    return channel;
}

// The channels that the series go to, with those made that are new.
Task<Result<std::vector<Channel>>> make_channels(Services services, JobPtr job,
                                                 std::vector<ImportSeries> wanted) {
    OHMSTEAD_CO_TRY(auto all, co_await services.homes.channels(job->scope, job->dto.home));
    OHMSTEAD_CO_TRY(const auto targets, find_targets(wanted, all));
    std::vector<Channel> channels;
    bool any_new = false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (targets[i].channel) {
            channels.push_back(*targets[i].channel);
        } else {
            channels.push_back(new_channel(wanted[i], all.size()));
            all.push_back(channels.back());
            any_new = true;
        }
    }
    if (any_new) {
        OHMSTEAD_CO_TRY_VOID(
            co_await services.homes.put_channels(job->scope, job->dto.home, std::move(all)));
        OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(job->dto.home));
    }
    co_return channels;
}

ingest::FilePlan plan(const ImportSeries& wanted, std::vector<FileValue> values,
                      const std::vector<Reading>& known) {
    const auto prevails =
        wanted.right == FileRight::file ? ingest::Prevails::file : ingest::Prevails::known;
    switch (wanted.kind) {
        case ValueKind::mean_power:
            return ingest::plan_amounts(ingest::amounts_of(std::move(values)), known, prevails);
        case ValueKind::amount:
            return ingest::plan_amounts(std::move(values), known, prevails);
        case ValueKind::counter:
            return ingest::plan_counter(std::move(values), known);
        default:
            return ingest::plan_instants(std::move(values), known);
    }
}

std::optional<Span> span_of(const std::vector<FileValue>& values) {
    std::optional<Span> span;
    for (const auto& value : values) {
        if (!span) {
            span = Span{value.from, value.to};
        }
        span->from = std::min(span->from, value.from);
        span->to = std::max(span->to, value.to);
    }
    return span;
}

// One series of the file, on its way into a channel.
struct Planned {
    Channel channel;
    ImportSeries wanted;
    ingest::FilePlan plan;
    std::size_t corrected = 0;
};

Task<Result<Planned>> plan_one(Services services, JobPtr job, Channel channel, ImportSeries wanted,
                               std::vector<FileValue> values) {
    Planned planned{.channel = std::move(channel), .wanted = std::move(wanted), .plan = {}};
    std::vector<Reading> known;
    if (const auto span = span_of(values)) {
        const Span around{span->from - ingest::kFilePlanReach, span->to + ingest::kFilePlanReach};
        OHMSTEAD_CO_TRY(known, co_await services.readings.read(
                                   job->scope, job->dto.home, planned.channel.id,
                                   kept_as(planned.wanted.kind), around, /*with_previous=*/true));
        // Beyond it lies the end of what goes on after the span.
        OHMSTEAD_CO_TRY(const auto after, co_await services.readings.read(
                                              job->scope, job->dto.home, planned.channel.id,
                                              kept_as(planned.wanted.kind),
                                              {around.to, around.to + std::chrono::hours{24 * 40}},
                                              /*with_previous=*/false));
        if (!after.empty()) {
            known.push_back(after.front());
        }
    }
    auto work = [&planned, &known, values = std::move(values)]() mutable {
        return plan(planned.wanted, std::move(values), known);
    };
    planned.plan = co_await services.cpu.run(std::move(work));
    co_return planned;
}

// Since when anything of a channel comes out of the file.
std::map<ChannelId, Instant> since_of(const std::vector<Planned>& all) {
    std::map<ChannelId, Instant> since;
    for (const auto& planned : all) {
        // What was kept and not metered, because the process ended, is metered now.
        if (planned.plan.span && is_flow(planned.channel.role)) {
            since.emplace(planned.channel.id, planned.plan.span->from - std::chrono::hours{1});
        }
    }
    return since;
}

Task<Status> keep(Services services, JobPtr job, std::vector<Planned>& all) {
    const auto since = since_of(all);
    for (auto& planned : all) {
        auto& readings = planned.plan.readings;
        for (std::size_t from = 0; from < readings.size(); from += kBatch) {
            OHMSTEAD_CO_TRY_VOID(co_await services.jobs.may_go_on(job));
            const auto first = readings.begin() + static_cast<std::ptrdiff_t>(from);
            const auto count = std::min(kBatch, readings.size() - from);
            std::vector<SeriesReadings> batch{
                {.channel = planned.channel.id,
                 .measure = kept_as(planned.wanted.kind),
                 .source_rank = kFileRank,
                 .readings = {first, first + static_cast<std::ptrdiff_t>(count)}}};
            OHMSTEAD_CO_TRY_VOID(co_await services.runtime.keep_file(
                job->scope, job->dto.home,
                {.batch = std::move(batch), .since = since, .is_last = false}));
            job->dto.done += number(count);
        }
        readings = {};
    }
    co_return co_await services.runtime.keep_file(job->scope, job->dto.home,
                                                  {.batch = {}, .since = since, .is_last = true});
}

Task<Status> wait_until_metered(Services services, JobPtr job) {
    while (services.runtime.has_unmetered(job->dto.home)) {
        OHMSTEAD_CO_TRY_VOID(co_await services.jobs.may_go_on(job));
        co_await sleep_for(kLook);
    }
    co_await services.runtime.settle(job->dto.home);
    co_return Status{};
}

// The file's amounts over what is known otherwise, of the series of which it is right. What was
// new is metered by then, and is no other.
Task<Status> correct(Services services, JobPtr job, std::string reason, std::vector<Planned>& all) {
    bool any = false;
    for (auto& planned : all) {
        auto values = std::exchange(planned.plan.said, {});
        if (values.empty()) {
            continue;
        }
        OHMSTEAD_CO_TRY_VOID(co_await services.jobs.may_go_on(job));
        auto& faults = planned.plan.faults;
        auto work = [&values, &faults, now = services.clock.now()] {
            return ingest::said_of(values, now, faults);
        };
        auto said = co_await services.cpu.run(work);
        OHMSTEAD_CO_TRY(const auto laid, co_await services.corrections.lay_over(
                                             job->scope, job->dto.home, planned.channel.id,
                                             std::move(said), reason, job->owner_name));
        if (laid.implausible > 0) {
            faults.add(0, 0, "implausible",
                       fmt::format("{}: {} amounts are more than a home can use or make in that "
                                   "time; what is known stays",
                                   planned.channel.name, laid.implausible));
        }
        planned.corrected = laid.amounts;
        any = any || laid.amounts > 0;
    }
    if (any) {
        OHMSTEAD_CO_TRY_VOID(co_await services.runtime.reload(job->dto.home));
    }
    co_return Status{};
}

// What the channel amounts to now, over what the file says of it.
Task<Result<std::int64_t>> total_of(Services services, JobPtr job, ChannelId channel, Span span) {
    OHMSTEAD_CO_TRY(const auto answer,
                    co_await services.ledger.energy(job->scope, job->dto.home, span.from, span.to,
                                                    Period::year));
    std::int64_t total = 0;
    for (const auto& column : answer.view.channels) {
        if (column.channel == channel) {
            for (const auto amount : column.amount) {
                total += amount;
            }
        }
    }
    co_return total;
}

Task<Result<ImportReport>> report_of(Services services, JobPtr job, const FileContent& content,
                                     std::vector<Planned> all) {
    ImportReport report{.rows = number(content.rows),
                        .refused_rows = number(content.refused_rows),
                        .fault_count = number(content.faults.count()),
                        .faults = {},
                        .channels = {}};
    std::vector<exchange::FileFault> faults = content.faults.kept();
    for (const auto& planned : all) {
        ImportedChannel channel{.channel = planned.channel.id,
                                .name = planned.channel.name,
                                .series = planned.wanted.series,
                                .taken = number(planned.plan.taken),
                                .repeated = number(planned.plan.repeated),
                                .covered = number(planned.plan.covered),
                                .contradicting = number(planned.plan.faults.count()),
                                .corrected = number(planned.corrected),
                                .from = std::nullopt,
                                .to = std::nullopt,
                                .kwh = std::nullopt,
                                .m3 = std::nullopt};
        if (const auto& span = planned.plan.span) {
            channel.from = span->from;
            channel.to = span->to;
            if (is_flow(planned.channel.role) && span->from < span->to) {
                OHMSTEAD_CO_TRY(const auto total,
                                co_await total_of(services, job, planned.channel.id, *span));
                const auto quantity = quantity_of(planned.channel.role);
                const auto unit = base_units_per_display_unit(quantity, Measure::counter);
                const double shown = static_cast<double>(total) / static_cast<double>(unit);
                (quantity == Quantity::volume ? channel.m3 : channel.kwh) = shown;
            }
        }
        report.fault_count += channel.contradicting;
        faults.insert(faults.end(), planned.plan.faults.kept().begin(),
                      planned.plan.faults.kept().end());
        report.channels.push_back(std::move(channel));
    }
    std::ranges::sort(faults, {},
                      [](const auto& fault) { return std::pair(fault.line, fault.column); });
    for (const auto& fault : faults) {
        if (report.faults.size() < exchange::FileFaults::kKept) {
            report.faults.push_back(fault_dto(fault));
        }
    }
    co_return report;
}

}  // namespace

Task<Result<JobPtr>> propose_import(Services services, http::IdentityPtr who, HomeId home,
                                    std::string bytes) {
    OHMSTEAD_CO_TRY_VOID(who->scope.require(home, Right::import_files));
    // Of a home that takes no files nothing has to be looked at.
    OHMSTEAD_CO_TRY_VOID(co_await services.runtime.keep_file(who->scope, home, {}));
    OHMSTEAD_CO_TRY(const auto stored, co_await services.homes.get(who->scope, home));
    OHMSTEAD_CO_TRY(const auto channels, co_await services.homes.channels(who->scope, home));
    auto work = [bytes = std::move(bytes),
                 zone = stored.time_zone]() mutable -> Result<std::pair<Text, Proposal>> {
        OHMSTEAD_TRY(auto text, unpack(std::move(bytes)));
        if (text->size() > exchange::kMostFileBytes) {
            return make_error(ErrorCode::too_large,
                              fmt::format("The file is larger than {} MB: split it.",
                                          exchange::kMostFileBytes >> 20));
        }
        OHMSTEAD_TRY(auto proposal, propose(*text, zone, std::nullopt));
        return std::pair(std::move(text), std::move(proposal));
    };
    OHMSTEAD_CO_TRY(auto read, co_await services.cpu.run(std::move(work)));
    OHMSTEAD_CO_TRY(auto job, services.jobs.add(*who, std::move(home), JobKind::file_import,
                                                std::move(read.first)));
    show(read.second, channels, job->dto);
    co_return job;
}

Task<Status> propose_again(Services services, JobPtr job, exchange::CsvSettings settings) {
    if (job->dto.state != JobState::proposed || !job->dto.import_ || !job->dto.import_->csv) {
        co_return make_error(ErrorCode::conflict, "Only a CSV that is not started can be changed.");
    }
    OHMSTEAD_CO_TRY(const auto channels,
                    co_await services.homes.channels(job->scope, job->dto.home));
    auto work = [text = job->file, settings = std::move(settings)] {
        return propose(*text, {}, settings);
    };
    OHMSTEAD_CO_TRY(const auto proposal, co_await services.cpu.run(std::move(work)));
    show(proposal, channels, job->dto);
    co_return Status{};
}

Task<Status> check_import(Services services, JobPtr job, std::vector<ImportSeries> wanted) {
    if (job->dto.state != JobState::proposed) {
        co_return make_error(ErrorCode::conflict, "This import was started already.");
    }
    if (services.jobs.is_importing(job->dto.home)) {
        co_return make_error(ErrorCode::conflict, "Another file is being imported into this home.");
    }
    OHMSTEAD_CO_TRY(const auto channels,
                    co_await services.homes.channels(job->scope, job->dto.home));
    OHMSTEAD_CO_TRY(const auto targets, find_targets(wanted, channels));
    const auto uses = uses_of(wanted, targets);
    // Settings and series are judged before the first row.
    auto work = [&job, &uses]() -> Status {
        const auto& as = *job->dto.import_;
        const std::string_view head = std::string_view(*job->file).substr(0, std::size_t{64} << 10);
        if (as.csv) {
            OHMSTEAD_TRY_VOID(exchange::read_csv(head, *as.csv, uses));
        } else {
            OHMSTEAD_TRY_VOID(exchange::read_green_button(*job->file, uses));
        }
        return {};
    };
    co_return co_await services.cpu.run(work);
}

Task<Status> run_import(Services services, JobPtr job, std::vector<ImportSeries> wanted,
                        std::string file_name) {
    job->dto.step = "read";
    OHMSTEAD_CO_TRY(const auto all, co_await services.homes.channels(job->scope, job->dto.home));
    OHMSTEAD_CO_TRY(const auto targets, find_targets(wanted, all));
    auto reading = [text = job->file, as = *job->dto.import_, uses = uses_of(wanted, targets)] {
        return read(text, as, uses);
    };
    OHMSTEAD_CO_TRY(auto content, co_await services.cpu.run(std::move(reading)));
    job->file.reset();
    OHMSTEAD_CO_TRY(const auto channels, co_await make_channels(services, job, wanted));
    std::vector<Planned> planned;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        OHMSTEAD_CO_TRY_VOID(co_await services.jobs.may_go_on(job));
        ingest::refuse_impossible(content.series[i], services.clock.now(), content.faults);
        OHMSTEAD_CO_TRY(auto one, co_await plan_one(services, job, channels[i], wanted[i],
                                                    std::exchange(content.series[i], {})));
        job->dto.total += number(one.plan.readings.size());
        planned.push_back(std::move(one));
    }
    job->dto.step = "keep";
    OHMSTEAD_CO_TRY_VOID(co_await keep(services, job, planned));
    job->dto.step = "meter";
    OHMSTEAD_CO_TRY_VOID(co_await wait_until_metered(services, job));
    auto reason = file_name.empty() ? std::string("As a file says that is taken to be right.")
                                    : fmt::format("As the file {} says.", file_name);
    OHMSTEAD_CO_TRY_VOID(co_await correct(services, job, std::move(reason), planned));
    OHMSTEAD_CO_TRY(job->dto.import_->report,
                    co_await report_of(services, job, content, std::move(planned)));
    co_return Status{};
}

}  // namespace ohmstead::api
