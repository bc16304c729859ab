#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "domain/home/channel.hpp"
#include "domain/time/period.hpp"
#include "exchange/csv_file.hpp"
#include "exchange/file.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

enum class JobKind { file_import, file_export };
BOOST_DESCRIBE_ENUM(JobKind, file_import, file_export)

// `proposed`: a file was read and waits to be started.
enum class JobState { proposed, running, done, failed };
BOOST_DESCRIBE_ENUM(JobState, proposed, running, done, failed)

struct FileFaultDto {
    static constexpr std::string_view kSchemaName = "FileFault";
    std::int64_t line = 0;
    std::int64_t column = 0;
    std::string code;
    std::string detail;
};
BOOST_DESCRIBE_STRUCT(FileFaultDto, (), (line, column, code, detail))
inline constexpr FieldRule kFileFaultRules[]{
    {.field = "line", .doc = "From 1; 0: the file as a whole"},
    {.field = "column", .doc = "From 1: of a CSV the field, of XML the character; 0: the line"},
    {.field = "code", .doc = "Stable, for programs"},
    {.field = "detail", .doc = "What is wrong, and what would be right or counts instead"}};
constexpr std::span<const FieldRule> rules_for(const FileFaultDto*) {
    return kFileFaultRules;
}

struct SeriesProposal {
    static constexpr std::string_view kSchemaName = "SeriesProposal";
    std::string series;
    std::string name;
    std::string unit;
    exchange::ValueKind kind = exchange::ValueKind::amount;
    ChannelRole role = ChannelRole::device;
    std::optional<ChannelId> channel;
    std::int64_t values = 0;
    std::vector<std::string> examples;
};
BOOST_DESCRIBE_STRUCT(SeriesProposal, (),
                      (series, name, unit, kind, role, channel, values, examples))
inline constexpr FieldRule kSeriesProposalRules[]{
    {.field = "series", .doc = "Names it within the file"},
    {.field = "unit", .doc = "Empty when the file does not tell"},
    {.field = "kind",
     .doc = "amount: of an interval; counter: what a meter stood at; mean_power: over an interval; "
            "power: at an instant; state: until the next one"},
    {.field = "channel", .doc = "One of the home that seems to be meant"},
    {.field = "values", .doc = "In the part that was looked at"}};
constexpr std::span<const FieldRule> rules_for(const SeriesProposal*) {
    return kSeriesProposalRules;
}

struct NewChannel {
    static constexpr std::string_view kSchemaName = "NewChannel";
    std::string name;
    ChannelRole role = ChannelRole::device;
    std::optional<DeviceKind> kind;
};
BOOST_DESCRIBE_STRUCT(NewChannel, (), (name, role, kind))
inline constexpr FieldRule kNewChannelRules[]{
    {.field = "name", .min_length = 1, .max_length = 120, .format = &formats::one_line}};
constexpr std::span<const FieldRule> rules_for(const NewChannel*) {
    return kNewChannelRules;
}

// Whose word counts of a span that is known otherwise.
enum class FileRight {
    known,  // what is known stays
    file,   // the file's amounts are laid over it, as corrections
};
BOOST_DESCRIBE_ENUM(FileRight, known, file)

struct ImportSeries {
    static constexpr std::string_view kSchemaName = "ImportSeries";
    std::string series;
    exchange::ValueKind kind = exchange::ValueKind::amount;
    std::string unit;
    SignPart sign = SignPart::both;
    bool invert = false;
    std::optional<ChannelId> channel;
    std::optional<NewChannel> new_channel;
    FileRight right = FileRight::known;
};
BOOST_DESCRIBE_STRUCT(ImportSeries, (),
                      (series, kind, unit, sign, invert, channel, new_channel, right))
inline constexpr FieldRule kImportSeriesRules[]{
    {.field = "series", .max_length = 255},
    {.field = "unit", .max_length = 20},
    {.field = "sign", .has_default = true, .doc = "Which part of signed numbers is taken"},
    {.field = "invert", .has_default = true},
    {.field = "channel", .doc = "One of the home's; or else new_channel"},
    {.field = "right",
     .has_default = true,
     .doc = "Of spans that are known otherwise: known: what is known stays; file: the file's "
            "amounts are laid over it as corrections. Of amounts and mean power"}};
constexpr std::span<const FieldRule> rules_for(const ImportSeries*) {
    return kImportSeriesRules;
}

struct StartImport {
    static constexpr std::string_view kSchemaName = "StartImport";
    JobId job;
    std::vector<ImportSeries> series;
    std::optional<std::string> file_name;
};
BOOST_DESCRIBE_STRUCT(StartImport, (), (job, series, file_name))
inline constexpr FieldRule kStartImportRules[]{
    {.field = "series", .min_length = 1, .max_length = 200},
    {.field = "file_name",
     .max_length = 255,
     .format = &formats::one_line,
     .doc = "By which corrections name the file"}};
constexpr std::span<const FieldRule> rules_for(const StartImport*) {
    return kStartImportRules;
}

struct ImportedChannel {
    static constexpr std::string_view kSchemaName = "ImportedChannel";
    ChannelId channel;
    std::string name;
    std::string series;
    std::int64_t taken = 0;
    std::int64_t repeated = 0;
    std::int64_t covered = 0;
    std::int64_t contradicting = 0;
    std::int64_t corrected = 0;
    std::optional<Instant> from;
    std::optional<Instant> to;
    std::optional<double> kwh;
    std::optional<double> m3;
};
BOOST_DESCRIBE_STRUCT(ImportedChannel, (),
                      (channel, name, series, taken, repeated, covered, contradicting, corrected,
                       from, to, kwh, m3))
inline constexpr FieldRule kImportedChannelRules[]{
    {.field = "taken", .doc = "Values that are new"},
    {.field = "repeated", .doc = "Equal to what was known, or to another row"},
    {.field = "covered", .doc = "Between known readings that lie closer together"},
    {.field = "contradicting", .doc = "Other than what is known or another row, which stays"},
    {.field = "corrected", .doc = "Laid over what is known otherwise, where the file is right"},
    {.field = "from", .doc = "What the file says of it"},
    {.field = "kwh", .doc = "What the channel amounts to now, from `from` to `to`"},
    {.field = "m3", .doc = "The same of gas and water"}};
constexpr std::span<const FieldRule> rules_for(const ImportedChannel*) {
    return kImportedChannelRules;
}

struct ImportReport {
    static constexpr std::string_view kSchemaName = "ImportReport";
    std::int64_t rows = 0;
    std::int64_t refused_rows = 0;
    std::int64_t fault_count = 0;
    std::vector<FileFaultDto> faults;
    std::vector<ImportedChannel> channels;
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (rows, refused_rows, fault_count, faults, channels))
inline constexpr FieldRule kImportReportRules[]{
    {.field = "refused_rows", .doc = "Of which nothing could be read"},
    {.field = "faults", .doc = "The first hundred, by line"}};
constexpr std::span<const FieldRule> rules_for(const ImportReport*) {
    return kImportReportRules;
}

struct ImportDto {
    static constexpr std::string_view kSchemaName = "Import";
    exchange::FileFormat format = exchange::FileFormat::csv;
    std::optional<exchange::CsvSettings> csv;
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> first_rows;
    std::vector<SeriesProposal> series;
    std::vector<FileFaultDto> problems;
    std::optional<ImportReport> report;
};
BOOST_DESCRIBE_STRUCT(ImportDto, (), (format, csv, columns, first_rows, series, problems, report))
inline constexpr FieldRule kImportRules[]{
    {.field = "csv", .doc = "How a CSV is read; may be changed until the import is started"},
    {.field = "problems", .doc = "What a person should look at before it is started"},
    {.field = "report", .doc = "Once it is done"}};
constexpr std::span<const FieldRule> rules_for(const ImportDto*) {
    return kImportRules;
}

enum class ExportFormat { csv, green_button };
BOOST_DESCRIBE_ENUM(ExportFormat, csv, green_button)

struct ExportRequest {
    static constexpr std::string_view kSchemaName = "ExportRequest";
    HomeId home;
    ExportFormat format = ExportFormat::csv;
    std::string from;
    std::string to;
    std::optional<Period> period;
    std::vector<ChannelId> channels;
};
BOOST_DESCRIBE_STRUCT(ExportRequest, (), (home, format, from, to, period, channels))
inline constexpr FieldRule kExportRequestRules[]{
    {.field = "from", .max_length = 40, .doc = "RFC 3339, or a local date of the home"},
    {.field = "to", .max_length = 40, .doc = "RFC 3339, or a local date; not included"},
    {.field = "period",
     .doc = "What a row is of, in the home's time zone; if it is not given, the finest that you "
            "may see. Green Button takes slot, hour, day and month"},
    {.field = "channels", .max_length = 200, .has_default = true, .doc = "None named: all"}};
constexpr std::span<const FieldRule> rules_for(const ExportRequest*) {
    return kExportRequestRules;
}

struct ExportDto {
    static constexpr std::string_view kSchemaName = "Export";
    std::string file_name;
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(ExportDto, (), (file_name, rows, bytes))

struct JobPath {
    JobId job;
};
BOOST_DESCRIBE_STRUCT(JobPath, (), (job))

struct JobDto {
    static constexpr std::string_view kSchemaName = "Job";
    JobId id;
    HomeId home;
    JobKind kind = JobKind::file_import;
    JobState state = JobState::proposed;
    std::int64_t done = 0;
    std::int64_t total = 0;
    std::string step;
    std::string error;
    std::optional<ImportDto> import_;
    std::optional<ExportDto> export_;
};
BOOST_DESCRIBE_STRUCT(JobDto, (),
                      (id, home, kind, state, done, total, step, error, import_, export_))
inline constexpr FieldRule kJobRules[]{
    {.field = "done", .doc = "Of `total`, in the present step"},
    {.field = "total", .doc = "0: not known"},
    {.field = "step", .doc = "read, keep, meter, or write; empty when nothing runs"},
    {.field = "error", .doc = "Why it failed; empty otherwise"}};
constexpr std::span<const FieldRule> rules_for(const JobDto*) {
    return kJobRules;
}

struct ChangeSettings {
    static constexpr std::string_view kSchemaName = "ChangeCsvSettings";
    JobId job;
    exchange::CsvSettings csv;
};
BOOST_DESCRIBE_STRUCT(ChangeSettings, (), (job, csv))

}  // namespace ohmstead::api
