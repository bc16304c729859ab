#pragma once

#include <string>
#include <vector>

#include "domain/home/channel.hpp"
#include "domain/time/zone.hpp"
#include "exchange/export_row.hpp"

namespace ohmstead::exchange {

// Writes a Green Button file (ESPI in an Atom feed): a usage point for each kind of service, a
// meter reading for each channel, blocks of local days or of what is longer. Amounts are in
// thousandths of Wh or litre, so that nothing is rounded. What is not known is left out. Ids follow
// from the home's and the channels', so they are the same in every export.
class GreenButtonWriter {
public:
    struct Series {
        ChannelId id;
        std::string name;
        ChannelRole role = ChannelRole::grid_import;
    };

    // `interval` is how long the rows are; 0 when that differs, as of months.
    GreenButtonWriter(HomeId home, std::string title, Zone zone, Span span, Milliseconds interval,
                      Instant now, std::vector<Series> series);

    // The rows of one series in a block, ascending; at least one. Blocks begin at different dates.
    void add_block(std::size_t series, Span block, const std::vector<ExportRow>& rows);

    // What was written since the last call.
    std::string take();
    std::string finish();

private:
    void begin_entry(const std::string& self, const std::string& up,
                     const std::vector<std::string>& related, const std::string& title);
    void end_entry();
    std::string uuid(const std::string& path) const;
    std::string reading_path(std::size_t series) const;

    HomeId home_;
    Zone zone_;
    Milliseconds interval_;
    std::string now_;
    std::vector<Series> series_;
    std::string text_;
};

// Whether ESPI has a word for that role's amounts.
bool has_green_button(ChannelRole role);

}  // namespace ohmstead::exchange
