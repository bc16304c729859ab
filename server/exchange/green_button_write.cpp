#include "exchange/green_button_write.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "crypto/bytes.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "exchange/espi_codes.hpp"
#include "exchange/local_time_parameters.hpp"

namespace ohmstead::exchange {
namespace {

constexpr std::string_view kBase = "/espi/1_1/resource/";
constexpr std::string_view kEspi = "http://naesb.org/espi";

// What a role is to ESPI.
struct Service {
    int kind;  // of the usage point
    std::int64_t commodity;
    std::int64_t direction;
    std::int64_t uom;
    int reading_kind;  // energy or volume
};

std::optional<Service> service_of(ChannelRole role) {
    constexpr int kEnergy = 12;
    constexpr int kVolume = 58;
    constexpr std::int64_t kLitres = 134;
    switch (role) {
        case ChannelRole::grid_import:
            return Service{0, espi::kCommodityElectricity, espi::kForward, espi::kWattHours,
                           kEnergy};
        case ChannelRole::grid_export:
            return Service{0, espi::kCommodityElectricity, espi::kReverse, espi::kWattHours,
                           kEnergy};
        case ChannelRole::gas:
            return Service{1, espi::kCommodityGas, espi::kForward, kLitres, kVolume};
        case ChannelRole::water:
            return Service{2, espi::kCommodityWater, espi::kForward, kLitres, kVolume};
        default:
            return std::nullopt;
    }
}

// What XML can hold of a text, as it has to be written.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20) {
                    result += c;
                }
        }
    }
    return result;
}

std::optional<std::int64_t> quality_code(Quality quality) {
    switch (quality) {
        case Quality::edited:
            return espi::kQualityEdited;
        case Quality::estimated:
        case Quality::recovered:
            return espi::kQualityEstimated;
        default:
            return std::nullopt;
    }
}

std::int64_t seconds_of(Instant at) {
    return ms_of(at) / 1000;
}

}  // namespace

bool has_green_button(ChannelRole role) {
    return service_of(role).has_value();
}

GreenButtonWriter::GreenButtonWriter(HomeId home, std::string title, Zone zone, Span span,
                                     Milliseconds interval, Instant now, std::vector<Series> series)
    : home_(std::move(home)),
      zone_(zone),
      interval_(interval),
      now_(format_rfc3339(std::chrono::floor<Seconds>(now))),
      series_(std::move(series)) {
    const auto subscription = fmt::format("{}Subscription/{}", kBase, home_.value);
    text_ = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>{}</id>\n<title>{}</title>\n"
        "<updated>{}</updated>\n<link rel=\"self\" href=\"{}Batch/Subscription/{}\"/>\n",
        uuid(subscription), escaped(title), now_, kBase, home_.value);
    const auto local = fmt::format("{}LocalTimeParameters/{}", kBase, home_.value);
    const auto year = std::chrono::year_month_day{zone_.date_of(span.from)}.year();
    const auto parameters = espi::local_time_parameters(zone_, year);
    begin_entry(local, fmt::format("{}LocalTimeParameters", kBase), {}, zone_.name());
    text_ += fmt::format(
        "<LocalTimeParameters xmlns=\"{}\"><dstEndRule>{}</dstEndRule><dstOffset>{}</dstOffset>"
        "<dstStartRule>{}</dstStartRule><tzOffset>{}</tzOffset></LocalTimeParameters>",
        kEspi, parameters.dst_end, parameters.dst_offset, parameters.dst_start, parameters.offset);
    end_entry();
    const auto length = interval_.count() == 0 ? std::string{}
                                               : fmt::format("<intervalLength>{}</intervalLength>",
                                                             interval_.count() / 1000);
    for (std::size_t i = 0; i < series_.size(); ++i) {
        const auto service = service_of(series_[i].role).value();
        const auto point = fmt::format("{}/UsagePoint/{}", subscription, series_[i].id.value);
        begin_entry(point, subscription + "/UsagePoint", {point + "/MeterReading", local},
                    series_[i].name);
        text_ += fmt::format(
            "<UsagePoint xmlns=\"{}\"><ServiceCategory><kind>{}</kind>"
            "</ServiceCategory><status>1</status></UsagePoint>",
            kEspi, service.kind);
        end_entry();
        const auto reading = reading_path(i);
        const auto type = fmt::format("{}ReadingType/{}", kBase, series_[i].id.value);
        begin_entry(reading, point + "/MeterReading", {reading + "/IntervalBlock", type},
                    series_[i].name);
        text_ += fmt::format("<MeterReading xmlns=\"{}\"/>", kEspi);
        end_entry();
        begin_entry(type, fmt::format("{}ReadingType", kBase), {}, series_[i].name);
        text_ += fmt::format(
            "<ReadingType xmlns=\"{}\"><accumulationBehaviour>{}</accumulationBehaviour>"
            "<commodity>{}</commodity><dataQualifier>12</dataQualifier>"
            "<defaultQuality>{}</defaultQuality><flowDirection>{}</flowDirection>"
            "{}<kind>{}</kind><phase>0</phase>"
            "<powerOfTenMultiplier>-3</powerOfTenMultiplier><timeAttribute>0</timeAttribute>"
            "<uom>{}</uom></ReadingType>",
            kEspi, espi::kDeltaData, service.commodity, espi::kQualityRaw, service.direction,
            length, service.reading_kind, service.uom);
        end_entry();
    }
}

std::string GreenButtonWriter::reading_path(std::size_t series) const {
    return fmt::format("{}Subscription/{}/UsagePoint/{}/MeterReading/1", kBase, home_.value,
                       series_[series].id.value);
}

// RFC 9562, version 8: of the path's digest.
std::string GreenButtonWriter::uuid(const std::string& path) const {
    auto digest = sha256(bytes_of(path));
    digest[6] = static_cast<std::uint8_t>((digest[6] & 0x0F) | 0x80);
    digest[8] = static_cast<std::uint8_t>((digest[8] & 0x3F) | 0x80);
    const auto hex = hex_encode(ByteView(digest).first(16));
    return fmt::format("urn:uuid:{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4),
                       hex.substr(12, 4), hex.substr(16, 4), hex.substr(20));
}

void GreenButtonWriter::begin_entry(const std::string& self, const std::string& up,
                                    const std::vector<std::string>& related,
                                    const std::string& title) {
    text_ += fmt::format(
        "<entry>\n<id>{}</id>\n<link rel=\"self\" href=\"{}\"/>\n"
        "<link rel=\"up\" href=\"{}\"/>\n",
        uuid(self), self, up);
    for (const auto& link : related) {
        text_ += fmt::format("<link rel=\"related\" href=\"{}\"/>\n", link);
    }
    text_ += fmt::format("<title>{}</title>\n<content type=\"xml\">", escaped(title));
}

void GreenButtonWriter::end_entry() {
    text_ += fmt::format("</content>\n<published>{}</published><updated>{}</updated>\n</entry>\n",
                         now_, now_);
}

void GreenButtonWriter::add_block(std::size_t series, Span block,
                                  const std::vector<ExportRow>& rows) {
    const auto blocks = reading_path(series) + "/IntervalBlock";
    const auto date = format_local_date(zone_.date_of(block.from));
    begin_entry(fmt::format("{}/{}", blocks, date), blocks, {}, date);
    text_ += fmt::format(
        "<IntervalBlock xmlns=\"{}\"><interval><duration>{}</duration><start>{}"
        "</start></interval>",
        kEspi, (block.to - block.from).count() / 1000, seconds_of(block.from));
    for (const auto& row : rows) {
        text_ += "<IntervalReading>";
        const auto code = row.quality ? quality_code(*row.quality) : std::nullopt;
        if (code) {
            text_ += fmt::format("<ReadingQuality><quality>{}</quality></ReadingQuality>", *code);
        }
        text_ += fmt::format(
            "<timePeriod><duration>{}</duration><start>{}</start></timePeriod>"
            "<value>{}</value></IntervalReading>",
            (row.span.to - row.span.from).count() / 1000, seconds_of(row.span.from), row.value);
    }
    text_ += "</IntervalBlock>";
    end_entry();
}

std::string GreenButtonWriter::take() {
    return std::exchange(text_, {});
}

std::string GreenButtonWriter::finish() {
    return take() + "</feed>\n";
}

}  // namespace ohmstead::exchange
