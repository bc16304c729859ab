#include "api/routes.hpp"

#include "api/account_routes.hpp"
#include "api/aggregate_routes.hpp"
#include "api/audit_routes.hpp"
#include "api/channel_routes.hpp"
#include "api/check_routes.hpp"
#include "api/command_routes.hpp"
#include "api/connection_routes.hpp"
#include "api/consent_routes.hpp"
#include "api/correction_routes.hpp"
#include "api/credential_routes.hpp"
#include "api/decision_routes.hpp"
#include "api/demo_routes.hpp"
#include "api/device_routes.hpp"
#include "api/directory_routes.hpp"
#include "api/energy_routes.hpp"
#include "api/explain_routes.hpp"
#include "api/home_routes.hpp"
#include "api/ingest_routes.hpp"
#include "api/invitation_routes.hpp"
#include "api/job_routes.hpp"
#include "api/link_routes.hpp"
#include "api/live_routes.hpp"
#include "api/note_look.hpp"
#include "api/note_routes.hpp"
#include "api/parity_routes.hpp"
#include "api/people_routes.hpp"
#include "api/power_routes.hpp"
#include "api/provider_routes.hpp"
#include "api/session_routes.hpp"
#include "api/supply_routes.hpp"
#include "api/system_routes.hpp"
#include "api/user_routes.hpp"

namespace ohmstead::api {

http::Routes make_routes(const Services& services, LiveSocket& live_socket, DemoControl* demo) {
    http::Routes routes;
    add_session_routes(routes, services);
    add_account_routes(routes, services);
    add_credential_routes(routes, services);
    add_directory_routes(routes, services);
    add_home_routes(routes, services);
    add_connection_routes(routes, services);
    add_parity_routes(routes, services);
    add_command_routes(routes, services);
    add_audit_routes(routes, services);
    add_consent_routes(routes, services);
    add_provider_routes(routes, services);
    add_supply_routes(routes, services);
    add_aggregate_routes(routes, services.aggregates, services.cpu);
    add_channel_routes(routes, services);
    add_check_routes(routes, services);
    add_device_routes(routes, services);
    add_live_routes(routes, services, live_socket);
    add_link_routes(routes, services);
    add_power_routes(routes, services);
    add_energy_routes(routes, services);
    add_note_routes(routes, services);
    add_explain_routes(routes, services);
    add_correction_routes(routes, services);
    add_decision_routes(routes, services);
    add_job_routes(routes, services);
    add_ingest_routes(routes, services);
    add_system_routes(routes, services);
    add_people_routes(routes, services, live_socket);
    add_invitation_routes(routes, services);
    add_user_routes(routes, services);
    add_demo_routes(routes, services, demo);
    // Here, once for all: no route of a home can forget it.
    http::Routes noted_routes;
    for (const auto& route : routes.all()) {
        noted_routes.add(noted(route, services));
    }
    return noted_routes;
}

}  // namespace ohmstead::api
