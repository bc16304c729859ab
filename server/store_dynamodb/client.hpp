#pragma once

#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "store_dynamodb/costs.hpp"
#include "store_dynamodb/credentials.hpp"
#include "store_dynamodb/requests.hpp"
#include "store_dynamodb/settings.hpp"
#include "store_dynamodb/timing.hpp"

namespace ohmstead::dynamodb {

class Calls;

// What a client is made of. References outlive the client.
struct ClientServices {
    boost::asio::any_io_executor executor;
    CredentialProvider& credentials;
    const Clock& clock;
    Log log = {};
    CostObserver* costs = nullptr;
    std::unique_ptr<Timing> timing = make_timing();
};

// DynamoDB over our own HTTP client: one method per operation. I/O thread only; outlives its calls.
//
// Throttling, lost connections and faults of the service are repeated with growing pauses, within
// the limits of the settings. Errors: `unavailable` when that did not help, when too many calls are
// waiting already (nothing was sent then) or when there are no credentials; `internal`, logged with
// the request's id, for what repeating cannot help. After an `unavailable` write it is not known
// whether it was written, so writes should be such that the same one can simply be made again.
class Client {
public:
    // Errors (invalid): a region or endpoint that cannot be one.
    static Result<std::unique_ptr<Client>> make(ClientServices services, Settings settings);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    Task<Result<std::optional<Item>>> get_item(Get get);
    Task<Result<WriteOutcome>> put_item(Put put);
    Task<Result<WriteOutcome>> update_item(Update update);
    Task<Result<WriteOutcome>> delete_item(Delete erase);

    Task<Result<Page>> query(Query query);
    // All pages. Errors: too_large when there are more than `most` items.
    Task<Result<std::vector<Item>>> query_all(Query query, std::size_t most);

    // Those of the keys that have an item, in no order; any number of keys, all different.
    Task<Result<std::vector<Item>>> batch_get(std::string table, std::vector<Item> keys,
                                              bool consistent = false);
    // Any number of changes to different items, without conditions, in no order and not as one:
    // after an error some may be written.
    Task<Status> batch_write(std::vector<Change> changes);
    // All of 1 to 100 actions on different items, or none. Repeating it within is harmless.
    Task<Result<Transaction>> transact_write(std::vector<Action> actions);

    Task<Result<TableState>> describe_table(std::string name);
    // Makes the table where there is none, waits until it can be used, and sets its expiry. A table
    // with another key is `conflict`.
    Task<Status> ensure_table(Table table);

private:
    explicit Client(std::unique_ptr<Calls> calls);

    std::unique_ptr<Calls> calls_;
};

}  // namespace ohmstead::dynamodb
