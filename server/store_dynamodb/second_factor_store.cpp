#include "store/second_factor_store.hpp"

#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

Item factor_item(const UserId& user, const SecondFactor& factor) {
    Item item =
        with(second_factor_key(user), {{"sealed_secret", string_value(factor.sealed_secret)},
                                       {"confirmed", bool_value(factor.confirmed)},
                                       {"last_step", number_value(factor.last_step)}});
    // A set is never empty.
    if (!factor.recovery_hashes.empty()) {
        item.emplace("recovery", string_set_value(factor.recovery_hashes));
    }
    return item;
}

Result<SecondFactor> factor_in(const Item& item) {
    SecondFactor factor;
    OHMSTEAD_TRY(factor.sealed_secret, read_string(item, "sealed_secret"));
    OHMSTEAD_TRY(factor.confirmed, read_bool(item, "confirmed"));
    OHMSTEAD_TRY(factor.last_step, read_number(item, "last_step"));
    if (has(item, "recovery")) {
        OHMSTEAD_TRY(factor.recovery_hashes, read_string_set(item, "recovery"));
    }
    return factor;
}

class DynamoSecondFactorStore final : public SecondFactorStore {
public:
    explicit DynamoSecondFactorStore(Client& client) : client_(client) {}

    Task<Status> put(UserId user, SecondFactor factor) override {
        std::vector<Action> actions{Check{.table = kUsers,
                                          .key = user_key(user),
                                          .condition = "attribute_exists(#id)",
                                          .placeholders = {.names = {{"#id", "user_id"}}}},
                                    Put{.table = kUsers, .item = factor_item(user, factor)}};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        co_return outcome.written == Written::yes
            ? Status{}
            : make_error(ErrorCode::not_found, "There is no such user.");
    }

    Task<Result<std::optional<SecondFactor>>> find(UserId user) override {
        Get get{.table = kUsers, .key = second_factor_key(user), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return std::optional<SecondFactor>{};
        }
        OHMSTEAD_CO_TRY(auto factor, factor_in(*item));
        co_return std::optional(std::move(factor));
    }

    Task<Status> erase(UserId user) override {
        Delete erase{.table = kUsers, .key = second_factor_key(user)};
        OHMSTEAD_CO_TRY_VOID(co_await client_.delete_item(std::move(erase)));
        co_return Status{};
    }

    Task<Result<bool>> use_step(UserId user, std::int64_t step) override {
        Update update{.table = kUsers,
                      .key = second_factor_key(user),
                      .update = "SET #step = :step",
                      .condition = "#step < :step",
                      .placeholders = {.names = {{"#step", "last_step"}},
                                       .values = {{":step", number_value(step)}}}};
        auto used = co_await once(std::move(update));
        co_return used;
    }

    Task<Result<bool>> use_recovery_code(UserId user, std::string code_hash) override {
        Update update{.table = kUsers,
                      .key = second_factor_key(user),
                      .update = "DELETE #codes :gone",
                      .condition = "contains(#codes, :code)",
                      .placeholders = {.names = {{"#codes", "recovery"}},
                                       .values = {{":gone", string_set_value({code_hash})},
                                                  {":code", string_value(code_hash)}}}};
        auto used = co_await once(std::move(update));
        co_return used;
    }

private:
    // An update whose answer was lost may have been the one that wrote. Then the code is used, and
    // who gave it gives the next one.
    Task<Result<bool>> once(Update update) {
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.update_item(std::move(update)));
        co_return outcome.written == Written::yes;
    }

    Client& client_;
};

}  // namespace

std::unique_ptr<SecondFactorStore> make_second_factor_store(Client& client) {
    return std::make_unique<DynamoSecondFactorStore>(client);
}

}  // namespace ohmstead::dynamodb
