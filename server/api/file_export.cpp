#include "api/file_export.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "api/channel_edit.hpp"
#include "api/query_error.hpp"
#include "api/query_span.hpp"
#include "exchange/csv_write.hpp"
#include "exchange/green_button_write.hpp"
#include "reflect/described.hpp"

namespace ohmstead::api {
namespace {

using exchange::ExportRow;

constexpr std::size_t kMostRows = 800'000;
constexpr std::size_t kLargestExport = std::size_t{128} << 20;
constexpr Milliseconds kLongestState = std::chrono::hours{24};

Error not_exportable(std::string field, std::string code, std::string detail) {
    Error error{.code = ErrorCode::invalid, .detail = "This cannot be exported.", .fields = {}};
    error.fields.push_back({std::move(field), std::move(code), std::move(detail)});
    return error;
}

// What is known of the periods, one row for each that anything is known of.
std::vector<ExportRow> rows_of(const std::vector<Slot>& slots, const std::vector<Span>& periods) {
    std::vector<ExportRow> rows;
    auto slot = slots.begin();
    for (const auto& period : periods) {
        const SlotRange range{slot_of(period.from), slot_of(period.to)};
        ExportRow row{
            .span = period, .value = 0, .quality = Quality::measured, .known_thousandths = 0};
        std::int64_t known = 0;
        bool any = false;
        while (slot != slots.end() && slot->index < range.to) {
            if (slot->index >= range.from && slot->quality != Quality::missing) {
                row.value += slot->amount;
                row.quality = any ? std::min(row.quality.value_or(slot->quality), slot->quality)
                                  : slot->quality;
                known += slot->seconds_covered;
                any = true;
            }
            ++slot;
        }
        if (any) {
            row.known_thousandths = static_cast<int>(known * 1000 / (range.size() * kSlotSeconds));
            rows.push_back(row);
        }
    }
    return rows;
}

// Readings of a state hold until the next one.
std::vector<ExportRow> states_of(const std::vector<Reading>& readings, Span span) {
    std::vector<ExportRow> rows;
    for (std::size_t i = 0; i < readings.size(); ++i) {
        const auto from = std::max(readings[i].at, span.from);
        auto to = i + 1 < readings.size() ? readings[i + 1].at : span.to;
        to = std::min(to, readings[i].at + kLongestState);
        if (from < to) {
            rows.push_back({.span = {from, to}, .value = readings[i].value});
        }
    }
    return rows;
}

Measure measure_of(const Channel& channel) {
    return is_flow(channel.role) ? Measure::counter : Measure::state;
}

// Takes the rows of one channel and piece of the time.
class FileWriter {
public:
    virtual ~FileWriter() = default;
    virtual void add(std::size_t channel, const std::vector<ExportRow>& rows) = 0;
    virtual std::string take() = 0;
    virtual std::string finish() = 0;
};

class CsvFileWriter final : public FileWriter {
public:
    CsvFileWriter(const ExportPlan& plan, Zone zone) : zone_(zone), text_(exchange::csv_header()) {
        for (const auto& channel : plan.channels) {
            series_.push_back(exchange::export_series(
                plan.home.name, channel.name,
                std::string(reflect::name_of_enumerator(channel.role)), quantity_of(channel.role),
                measure_of(channel), plan.home.currency));
        }
    }
    void add(std::size_t channel, const std::vector<ExportRow>& rows) override {
        for (const auto& row : rows) {
            exchange::add_csv_row(text_, series_[channel], row, zone_);
        }
    }
    std::string take() override { return std::exchange(text_, {}); }
    std::string finish() override { return take(); }

private:
    Zone zone_;
    std::vector<exchange::ExportSeries> series_;
    std::string text_;
};

class GreenButtonFileWriter final : public FileWriter {
public:
    GreenButtonFileWriter(const ExportPlan& plan, Zone zone, Instant now)
        : zone_(zone),
          writer_(plan.home.id, plan.home.name, zone, plan.span, interval_of(plan.period), now,
                  series_of(plan)) {}

    void add(std::size_t channel, const std::vector<ExportRow>& rows) override {
        for (auto first = rows.begin(); first != rows.end();) {
            auto block = zone_.day_span(zone_.date_of(first->span.from));
            block.to = std::max(block.to, first->span.to);
            auto last = first;
            while (last != rows.end() && block.contains(last->span.from)) {
                ++last;
            }
            writer_.add_block(channel, block, {first, last});
            first = last;
        }
    }
    std::string take() override { return writer_.take(); }
    std::string finish() override { return writer_.finish(); }

private:
    static Milliseconds interval_of(Period period) {
        switch (period) {
            case Period::slot:
                return Milliseconds{kSlotMs};
            case Period::hour:
                return std::chrono::hours{1};
            case Period::day:
                return std::chrono::hours{24};  // but for the two on which clocks change
            default:
                return Milliseconds{0};
        }
    }
    static std::vector<exchange::GreenButtonWriter::Series> series_of(const ExportPlan& plan) {
        std::vector<exchange::GreenButtonWriter::Series> series;
        for (const auto& channel : plan.channels) {
            series.push_back({channel.id, channel.name, channel.role});
        }
        return series;
    }

    Zone zone_;
    exchange::GreenButtonWriter writer_;
};

std::unique_ptr<FileWriter> make_writer(const ExportPlan& plan, Zone zone, Instant now) {
    if (plan.format == ExportFormat::csv) {
        return std::make_unique<CsvFileWriter>(plan, zone);
    }
    return std::make_unique<GreenButtonFileWriter>(plan, zone, now);
}

// The shortest period whose sums the view shows.
Period finest_of(const View& view) {
    if (view.sees_slots()) {
        return Period::slot;
    }
    return view.sees_days() ? Period::day : Period::month;
}

// Whether sums of `period` can be made of such of `finest`.
bool is_made_of(Period period, Period finest) {
    const auto rank = [](Period each) {
        switch (each) {
            case Period::slot:
                return 0;
            case Period::hour:
                return 1;
            case Period::day:
            case Period::week:
                return 2;
            default:
                return 3;
        }
    };
    return rank(period) >= rank(finest);
}

// What is read at once: as a rule months, of which no period may be cut.
Period piece_of(Period period) {
    const bool is_own =
        period == Period::week || period == Period::quarter || period == Period::year;
    return is_own ? period : Period::month;
}

// The same as rows_in() for whoever sees sums of days or months alone.
Task<Result<std::vector<std::vector<ExportRow>>>> sums_in(Services services, JobPtr job,
                                                          const ExportPlan& plan, Zone zone,
                                                          Span piece) {
    const Boundary from{zone.date_of(piece.from)};
    const Boundary to{plus_days(zone.date_of(piece.to - Milliseconds{1}), 1)};
    OHMSTEAD_CO_TRY(const auto answer, co_await services.ledger.energy(job->scope, job->dto.home,
                                                                       from, to, plan.period));
    std::vector<std::vector<ExportRow>> rows(plan.channels.size());
    for (std::size_t i = 0; i < plan.channels.size(); ++i) {
        const auto column =
            std::ranges::find(answer.view.channels, plan.channels[i].id, &ChannelColumn::channel);
        if (column == answer.view.channels.end()) {
            continue;
        }
        for (std::size_t at = 0; at < answer.view.periods.size(); ++at) {
            const auto period = answer.view.periods[at];
            const auto known = static_cast<std::int64_t>(column->known_slots[at]);
            const bool asked_for = plan.span.from <= period.from && period.to <= plan.span.to;
            if (known > 0 && asked_for) {
                const SlotRange whole{slot_of(period.from), slot_of(period.to)};
                rows[i].push_back(
                    {.span = period,
                     .value = column->amount[at],
                     .quality = std::nullopt,
                     .known_thousandths = static_cast<int>(known * 1000 / whole.size())});
            }
        }
    }
    co_return rows;
}

// The rows of every channel in a piece of the time, in the plan's order.
Task<Result<std::vector<std::vector<ExportRow>>>> rows_in(Services services, JobPtr job,
                                                          const ExportPlan& plan, Zone zone,
                                                          Span piece) {
    if (plan.by_sums) {
        co_return co_await sums_in(services, std::move(job), plan, zone, piece);
    }
    std::vector<ChannelId> flows;
    for (const auto& channel : plan.channels) {
        if (is_flow(channel.role)) {
            flows.push_back(channel.id);
        }
    }
    const SlotRange range{slot_of(piece.from), slot_of(piece.to)};
    OHMSTEAD_CO_TRY(auto slots,
                    co_await services.ledger.slots(job->scope, job->dto.home, flows, range));
    std::map<ChannelId, std::vector<Slot>> slots_of;
    for (auto& each : slots) {
        slots_of[each.channel] = std::move(each.slots);
    }
    std::vector<std::vector<ExportRow>> rows(plan.channels.size());
    for (std::size_t i = 0; i < plan.channels.size(); ++i) {
        const auto& channel = plan.channels[i];
        if (!is_flow(channel.role)) {
            OHMSTEAD_CO_TRY(const auto readings,
                            co_await services.readings.read(job->scope, job->dto.home, channel.id,
                                                            Measure::state, piece,
                                                            /*with_previous=*/true));
            rows[i] = states_of(readings, piece);
        }
    }
    auto work = [&] {
        const auto periods = cut(zone, piece, plan.period);
        for (std::size_t i = 0; i < plan.channels.size(); ++i) {
            if (is_flow(plan.channels[i].role)) {
                rows[i] = rows_of(slots_of[plan.channels[i].id], periods);
            }
        }
    };
    co_await services.cpu.run(work);
    co_return rows;
}

}  // namespace

Task<Result<ExportPlan>> plan_export(Services services, AccessScope scope, ExportRequest in) {
    OHMSTEAD_CO_TRY(const auto view,
                    scope.view(in.home, Right::export_files, services.clock.now()));
    const auto finest = finest_of(view);
    const auto period = in.period.value_or(finest);
    if (!is_made_of(period, finest)) {
        co_return make_error(ErrorCode::forbidden,
                             fmt::format("The home's consent is for sums of a {} or longer.",
                                         reflect::name_of_enumerator(finest)));
    }
    OHMSTEAD_CO_TRY(const auto span, parse_query_span(in.from, in.to));
    ExportPlan plan{.home = {},
                    .channels = {},
                    .span = {},
                    .period = period,
                    .format = in.format,
                    .by_sums = !view.sees_slots()};
    OHMSTEAD_CO_TRY(plan.home, co_await services.homes.get(scope, in.home));
    OHMSTEAD_CO_TRY(const auto channels, co_await services.homes.channels(scope, in.home));
    const auto zone = Zone::find(plan.home.time_zone).value_or(Zone::utc());
    const auto instant = [&](const Boundary& boundary) {
        const auto* date = std::get_if<LocalDate>(&boundary);
        return date != nullptr ? zone.instant_of(*date) : std::get<Instant>(boundary);
    };
    plan.span = {instant(span.from), std::min(instant(span.to), services.clock.now())};
    if (plan.span.empty()) {
        co_return not_exportable("/to", "order",
                                 "must be later than the start, and not only ahead");
    }
    const bool green = in.format == ExportFormat::green_button;
    if (green && piece_of(period) != Period::month) {
        co_return not_exportable("/period", "format",
                                 "must be slot, hour, day or month for Green Button");
    }
    for (const auto& channel : channels) {
        const bool named = std::ranges::find(in.channels, channel.id) != in.channels.end();
        // States come as readings, which are finer than anything that is consented to.
        const bool fits = (!green || exchange::has_green_button(channel.role)) &&
                          (!view.limited || is_flow(channel.role));
        if (named && !fits) {
            co_return not_exportable(
                "/channels", "format",
                fmt::format("this format has no word for \"{}\"", channel.name));
        }
        if (named || (in.channels.empty() && fits)) {
            plan.channels.push_back(channel);
        }
    }
    for (const auto& id : in.channels) {
        if (std::ranges::find(plan.channels, id, &Channel::id) == plan.channels.end()) {
            co_return make_error(ErrorCode::not_found, "The home has no such channel.");
        }
    }
    if (plan.channels.empty()) {
        co_return not_exportable("/channels", "none", "name none that can be exported like this");
    }
    if (count_at_most(plan.span, period) * plan.channels.size() > kMostRows) {
        co_return Error{
            .code = ErrorCode::too_large,
            .detail = fmt::format("The file would have more than {} rows: take a shorter "
                                  "time, longer periods or fewer channels.",
                                  kMostRows)};
    }
    co_return plan;
}

Task<Status> run_export(Services services, JobPtr job, ExportPlan plan) {
    job->dto.step = "write";
    const auto zone = Zone::find(plan.home.time_zone).value_or(Zone::utc());
    const auto pieces = cut(zone, plan.span, piece_of(plan.period));
    job->dto.total = static_cast<std::int64_t>(pieces.size());
    co_await services.runtime.settle(job->dto.home);
    const auto writer = make_writer(plan, zone, services.clock.now());
    auto file = std::make_shared<std::string>();
    std::int64_t rows = 0;
    for (const auto& piece : pieces) {
        OHMSTEAD_CO_TRY_VOID(co_await services.jobs.may_go_on(job));
        OHMSTEAD_CO_TRY(const auto of_channels, co_await rows_in(services, job, plan, zone, piece));
        auto work = [&] {
            for (std::size_t i = 0; i < of_channels.size(); ++i) {
                writer->add(i, of_channels[i]);
                rows += static_cast<std::int64_t>(of_channels[i].size());
            }
            *file += writer->take();
        };
        co_await services.cpu.run(work);
        if (file->size() > kLargestExport) {
            co_return make_error(ErrorCode::too_large,
                                 "The file became too large: take a shorter time.");
        }
        ++job->dto.done;
    }
    *file += writer->finish();
    const bool csv = plan.format == ExportFormat::csv;
    job->dto.export_ = ExportDto{
        .file_name = fmt::format(
            "ohmstead-{}-{}.{}", format_local_date(zone.date_of(plan.span.from)),
            format_local_date(zone.date_of(plan.span.to - Milliseconds{1})), csv ? "csv" : "xml"),
        .rows = rows,
        .bytes = static_cast<std::int64_t>(file->size())};
    job->file = std::move(file);
    co_return Status{};
}

}  // namespace ohmstead::api
