#pragma once

#include <memory>

#include "async/worker.hpp"
#include "base/log.hpp"
#include "store_dynamodb/client.hpp"

namespace ohmstead {

class AccessLog;
class AuditLog;
class CommandStore;
class DerivedStore;
class HomeStore;
class InvitationStore;
class LiveStore;
class NoteStore;
class OneTimeStore;
class OverlayStore;
class PermissionStore;
class ReadingStore;
class RevocationFeed;
class SecondFactorStore;
class SlotStore;
class UserStore;
class VisitStore;

namespace dynamodb {

// The stores on DynamoDB's tables, which must exist (`ohmstead tables create`). They keep nothing
// in memory, so any number of processes may have them at once. Client and clock outlive them; I/O
// thread only. How items lie in the tables: docs/storage.md.
std::unique_ptr<HomeStore> make_home_store(Client& client, const Clock& clock);
std::unique_ptr<AccessLog> make_access_log(Client& client);
std::unique_ptr<PermissionStore> make_permission_store(Client& client, const Clock& clock);
std::unique_ptr<AuditLog> make_audit_log(Client& client);
std::unique_ptr<CommandStore> make_command_store(Client& client);
std::unique_ptr<LiveStore> make_live_store(Client& client);
std::unique_ptr<InvitationStore> make_invitation_store(Client& client, const Clock& clock);
std::unique_ptr<NoteStore> make_note_store(Client& client);
std::unique_ptr<OneTimeStore> make_one_time_store(Client& client);
std::unique_ptr<OverlayStore> make_overlay_store(Client& client, const Clock& clock);
std::unique_ptr<DerivedStore> make_derived_store(Client& client, const Clock& clock, Log log);
// Readings are unpacked on `cpu`, which outlives the store, too.
std::unique_ptr<ReadingStore> make_reading_store(Client& client, Worker& cpu, Log log);
std::unique_ptr<SlotStore> make_slot_store(Client& client, const Clock& clock, Log log);
std::unique_ptr<VisitStore> make_visit_store(Client& client, const Clock& clock);
std::unique_ptr<SecondFactorStore> make_second_factor_store(Client& client);
std::unique_ptr<UserStore> make_user_store(Client& client, const Clock& clock);
std::unique_ptr<RevocationFeed> make_revocation_feed(Client& client);

}  // namespace dynamodb
}  // namespace ohmstead
