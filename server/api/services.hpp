#pragma once

#include <string>

#include "api/home_runtime.hpp"
#include "api/jobs.hpp"
#include "async/worker.hpp"
#include "auth/api_keys.hpp"
#include "auth/demo_entry.hpp"
#include "auth/directory_sign_in.hpp"
#include "auth/local_accounts.hpp"
#include "auth/one_time_links.hpp"
#include "auth/password_reset.hpp"
#include "auth/second_factors.hpp"
#include "auth/sessions.hpp"
#include "auth/transport.hpp"
#include "base/time.hpp"
#include "ingest/agent_intake.hpp"
#include "ledger/corrections.hpp"
#include "ledger/explainer.hpp"
#include "ledger/ledger_reader.hpp"
#include "live/hub.hpp"
#include "observe/metrics.hpp"
#include "store/access_log.hpp"
#include "store/aggregate_store.hpp"
#include "store/audit_log.hpp"
#include "store/command_store.hpp"
#include "store/home_store.hpp"
#include "store/invitation_store.hpp"
#include "store/note_store.hpp"
#include "store/permission_store.hpp"
#include "store/reading_store.hpp"
#include "store/supply_store.hpp"
#include "store/user_store.hpp"
#include "store/visit_store.hpp"

namespace ohmstead::api {

// What the resources are made of. References to what the composition root owns and keeps until the
// server has ended; cheap to copy into handlers.
struct Services {
    const Clock& clock;
    Worker& cpu;  // for what would hold up the I/O thread
    HomeStore& homes;
    ReadingStore& readings;
    UserStore& users;
    CommandStore& commands;
    AuditLog& audit;
    NoteStore& notes;
    PermissionStore& permissions;
    AccessLog& access;
    LedgerReader& ledger;
    Corrections& corrections;
    Explainer& explainer;
    live::Hub& hub;
    HomeRuntime& runtime;
    Jobs& jobs;
    ingest::AgentIntake& agents;
    Sessions& sessions;
    LocalAccounts& accounts;
    ApiKeys& keys;
    OneTimeLinks& links;
    SecondFactors& second_factors;
    PasswordReset& password_reset;
    DemoEntry& demo_entry;
    DirectorySignIn& directory_sign_in;
    const TransportRules& transport;
    observe::Metrics& metrics;
    std::string version;
    bool demo = false;
    VisitStore& visits;
    InvitationStore& invitations;
    SupplyStore& supplies;
    AggregateStore& aggregates;
    bool single_household = false;
};

}  // namespace ohmstead::api
