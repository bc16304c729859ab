#pragma once

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.hpp"
#include "base/time.hpp"
#include "store/access_log.hpp"
#include "store/aggregate_store.hpp"
#include "store/audit_log.hpp"
#include "store/command_store.hpp"
#include "store/derived_store.hpp"
#include "store/home_store.hpp"
#include "store/invitation_store.hpp"
#include "store/live_store.hpp"
#include "store/note_store.hpp"
#include "store/one_time_store.hpp"
#include "store/overlay_store.hpp"
#include "store/permission_store.hpp"
#include "store/reading_store.hpp"
#include "store/revocation_feed.hpp"
#include "store/second_factor_store.hpp"
#include "store/sign_in_store.hpp"
#include "store/slot_store.hpp"
#include "store/supply_store.hpp"
#include "store/user_store.hpp"
#include "store/visit_store.hpp"

namespace ohmstead::test {

// A store under test: all ports on one database.
class Engine {
public:
    virtual ~Engine() = default;
    virtual HomeStore& homes() = 0;
    virtual ReadingStore& readings() = 0;
    virtual SlotStore& slots() = 0;
    virtual UserStore& users() = 0;
    virtual SecondFactorStore& second_factors() = 0;
    virtual OneTimeStore& one_time() = 0;
    virtual SignInStore& sign_ins() = 0;
    virtual LiveStore& live() = 0;
    virtual CommandStore& commands() = 0;
    virtual AuditLog& audit() = 0;
    virtual NoteStore& notes() = 0;
    virtual VisitStore& visits() = 0;
    virtual InvitationStore& invitations() = 0;
    virtual DerivedStore& derived() = 0;
    virtual OverlayStore& overlays() = 0;
    virtual PermissionStore& permissions() = 0;
    virtual AccessLog& access() = 0;
    virtual RevocationFeed& revocations() = 0;
    virtual SupplyStore& supplies() = 0;
    virtual AggregateStore& aggregates() = 0;
    // Lets `by` pass on the engine's clock and everything happen that it does by time.
    virtual Task<void> let_time_pass(Milliseconds by) = 0;
    // Ends orderly. Nothing but the destructor may follow.
    virtual Task<Status> close() = 0;
};

// One kind of engine. open() may be called again on a folder after the last engine there was
// closed, or its process was killed.
struct EngineKind {
    std::string name;
    // Whether its data lies within the process and the folder, so that the end of the process is
    // the end of the engine.
    bool embedded;
    std::unique_ptr<Engine> (*open)(boost::asio::any_io_executor executor,
                                    const std::filesystem::path& folder, Instant now);

    friend void PrintTo(const EngineKind& kind, std::ostream* out) { *out << kind.name; }
};

// Every engine that there is: the suite runs on each, and expects equal answers.
std::vector<EngineKind> engine_kinds();
// Those whose data several processes share.
inline std::vector<EngineKind> shared_kinds() {
    auto kinds = engine_kinds();
    std::erase_if(kinds, [](const EngineKind& kind) { return kind.embedded; });
    return kinds;
}

}  // namespace ohmstead::test
