#pragma once

#include "async/worker.hpp"
#include "http/routes.hpp"
#include "store/aggregate_store.hpp"

namespace ohmstead::api {

// What is published of many homes without their consent, for the staff of their provider. Store and
// worker, on which answers are written, outlive the routes.
void add_aggregate_routes(http::Routes& routes, AggregateStore& aggregates, Worker& cpu);

}  // namespace ohmstead::api
