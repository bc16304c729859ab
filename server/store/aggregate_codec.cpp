#include "store/aggregate_codec.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <boost/describe/class.hpp>

#include "reflect/decode.hpp"
#include "reflect/encode.hpp"

namespace ohmstead {
namespace {

struct KeptFigures {
    Withheld withheld = Withheld::nothing;
    std::int64_t first = 0;
    std::vector<std::int64_t> amounts;
};
BOOST_DESCRIBE_STRUCT(KeptFigures, (), (withheld, first, amounts))

}  // namespace

std::string encode_figures(const PublishedDay& day) {
    return reflect::encode(KeptFigures{
        .withheld = day.figures.withheld, .first = day.first, .amounts = day.figures.amounts});
}

Status decode_figures(std::string_view text, PublishedDay& day) {
    auto kept = reflect::decode_text<KeptFigures>(text);
    if (!kept || (kept->withheld == Withheld::nothing) == kept->amounts.empty()) {
        return make_error(ErrorCode::internal, "What is kept of an aggregate is damaged.");
    }
    day.first = kept->first;
    day.figures = {.withheld = kept->withheld, .amounts = std::move(kept->amounts)};
    return {};
}

void sort_published(std::vector<PublishedDay>& days) {
    std::ranges::sort(days, [](const PublishedDay& a, const PublishedDay& b) {
        return std::tie(a.day, a.cell) < std::tie(b.day, b.cell);
    });
}

Status require_system(const AccessScope& scope) {
    return scope.is_system() ? Status{}
                             : make_error(ErrorCode::forbidden, "This is for the server itself.");
}

Status require_staff_of(const AccessScope& scope, const ProviderId& provider) {
    if (scope.is_system()) {
        return {};
    }
    OHMSTEAD_TRY(const auto own, scope.require_provider());
    return own == provider ? Status{}
                           : make_error(ErrorCode::not_found, "There is no such provider.");
}

}  // namespace ohmstead
