#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "store/aggregate_codec.hpp"
#include "store_dynamodb/aggregate_keys.hpp"
#include "store_dynamodb/aggregate_stores.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMostAggregates = 1'000'000;

// Tells the groups of a provider apart, whatever characters their names have.
std::string digest_of(const AggregateCell& cell) {
    const boost::json::array names{boost::json::string(cell.area),
                                   boost::json::string(cell.tariff)};
    return hex_encode(sha256(bytes_of(boost::json::serialize(names))));
}

Check not_settled(const ProviderId& provider, Month month) {
    return {.table = kHomes,
            .key = aggregate_month_key(provider, month),
            .condition = "attribute_not_exists(#home_id)",
            .placeholders = {.names = {{"#home_id", "home_id"}}}};
}

Query within(const ProviderId& provider, std::string_view from, std::string_view to) {
    return {.table = kHomes,
            .key_condition = "#id = :provider AND #item BETWEEN :from AND :to",
            .placeholders = {.names = {{"#id", "home_id"}, {"#item", "item"}},
                             .values = {{":provider", string_value(provider_partition(provider))},
                                        {":from", string_value(from)},
                                        {":to", string_value(to)}}},
            .consistent = true};
}

Result<PublishedDay> published_in(const Item& item, const ProviderId& provider) {
    PublishedDay day;
    day.cell.provider = provider;
    OHMSTEAD_TRY(day.cell.area, read_string(item, "area"));
    OHMSTEAD_TRY(day.cell.tariff, read_string(item, "tariff"));
    OHMSTEAD_TRY(day.day, read_local_date(item, "day"));
    OHMSTEAD_TRY(const auto data, read_string(item, "data"));
    OHMSTEAD_TRY_VOID(decode_figures(data, day));
    return day;
}

class DynamoAggregateStore final : public AggregateStore {
public:
    explicit DynamoAggregateStore(Client& client) : client_(client) {}

    Task<Result<std::string>> settle_zone(AccessScope scope, ProviderId provider,
                                          std::string zone) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        Put put{.table = kHomes,
                .item = with(aggregate_zone_key(provider), {{"time_zone", string_value(zone)}}),
                .condition = "attribute_not_exists(#home_id)",
                .placeholders = {.names = {{"#home_id", "home_id"}}}};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.put_item(std::move(put)));
        if (outcome.written == Written::yes) {
            co_return zone;
        }
        co_return read_string(outcome.item, "time_zone");
    }

    Task<Result<std::optional<std::string>>> zone(AccessScope scope, ProviderId provider) override {
        OHMSTEAD_CO_TRY_VOID(require_staff_of(scope, provider));
        Get get{.table = kHomes, .key = aggregate_zone_key(provider)};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return std::optional<std::string>{};
        }
        OHMSTEAD_CO_TRY(auto zone, read_string(*item, "time_zone"));
        co_return std::optional{std::move(zone)};
    }

    // Member by member, as a transaction holds no month of a large provider; nobody reads them
    // before the month's own item says that they are complete. Each is written under the condition
    // that it does not yet, so what several write at once is settled by the first who is done.
    Task<Status> freeze(AccessScope scope, ProviderId provider, Month month,
                        std::vector<PlacedHome> members) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        for (const auto& member : members) {
            OHMSTEAD_CO_TRY(const bool is_settled, co_await add(provider, month, member));
            if (is_settled) {
                co_return Status{};
            }
        }
        Put settled{.table = kHomes,
                    .item = aggregate_month_key(provider, month),
                    .condition = "attribute_not_exists(#home_id)",
                    .placeholders = {.names = {{"#home_id", "home_id"}}}};
        OHMSTEAD_CO_TRY_VOID(co_await client_.put_item(std::move(settled)));
        co_return Status{};
    }

    Task<Result<std::optional<std::vector<PlacedHome>>>> members(AccessScope scope,
                                                                 ProviderId provider,
                                                                 Month month) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        Get get{.table = kHomes, .key = aggregate_month_key(provider, month), .consistent = true};
        OHMSTEAD_CO_TRY(const auto settled, co_await client_.get_item(std::move(get)));
        if (!settled) {
            co_return std::optional<std::vector<PlacedHome>>{};
        }
        const auto prefix = aggregate_member_prefix(month);
        OHMSTEAD_CO_TRY(
            const auto items,
            co_await client_.query_all(within(provider, prefix, prefix + "~"), kMostAggregates));
        std::vector<PlacedHome> found;
        for (const Item& item : items) {
            PlacedHome member;
            member.cell.provider = provider;
            OHMSTEAD_CO_TRY(member.cell.area, read_string(item, "area"));
            OHMSTEAD_CO_TRY(member.cell.tariff, read_string(item, "tariff"));
            if (has(item, "home")) {
                OHMSTEAD_CO_TRY(member.home.value, read_string(item, "home"));
            }
            found.push_back(std::move(member));
        }
        co_return std::optional(std::move(found));
    }

    Task<Status> publish(AccessScope scope, PublishedDay day) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        Put put{.table = kHomes,
                .item = with(published_key(day.cell.provider, day.day, digest_of(day.cell)),
                             {{"day", local_date_value(day.day)},
                              {"area", string_value(day.cell.area)},
                              {"tariff", string_value(day.cell.tariff)},
                              {"data", string_value(encode_figures(day))}}),
                .condition = "attribute_not_exists(#home_id)",
                .placeholders = {.names = {{"#home_id", "home_id"}}}};
        OHMSTEAD_CO_TRY_VOID(co_await client_.put_item(std::move(put)));
        co_return Status{};
    }

    Task<Result<std::vector<PublishedDay>>> published(AccessScope scope, ProviderId provider,
                                                      LocalDate first, LocalDate last) override {
        OHMSTEAD_CO_TRY_VOID(require_staff_of(scope, provider));
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(
                            within(provider, first_published_of(first), last_published_of(last)),
                            kMostAggregates));
        std::vector<PublishedDay> days;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(auto day, published_in(item, provider));
            days.push_back(std::move(day));
        }
        sort_published(days);
        co_return days;
    }

private:
    // Whether the month was settled before.
    Task<Result<bool>> add(ProviderId provider, Month month, PlacedHome member) {
        const auto id = make_random_id();
        Put place{.table = kHomes,
                  .item = with(
                      aggregate_place_key(member.home, month),
                      {{"provider", string_value(provider.value)}, {"member", string_value(id)}}),
                  .condition = "attribute_not_exists(#home_id)",
                  .placeholders = {.names = {{"#home_id", "home_id"}}}};
        Put entry{.table = kHomes,
                  .item = with(aggregate_member_key(provider, month, id),
                               {{"home", string_value(member.home.value)},
                                {"area", string_value(member.cell.area)},
                                {"tariff", string_value(member.cell.tariff)}})};
        std::vector<Action> actions{not_settled(provider, month), home_exists(member.home),
                                    std::move(place), std::move(entry)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        co_return outcome.written == Written::condition_failed&& outcome.parts.at(0).written ==
            Written::condition_failed;
    }

    Client& client_;
};

}  // namespace

std::unique_ptr<AggregateStore> make_aggregate_store(Client& client) {
    return std::make_unique<DynamoAggregateStore>(client);
}

}  // namespace ohmstead::dynamodb
