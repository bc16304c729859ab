#pragma once

#include <string>

#include "http/routes.hpp"

namespace ohmstead::http {

struct DocumentInfo {
    std::string title = {};
    std::string version = {};
    std::string description = {};
};

// The OpenAPI 3.1 document of the documented routes, indented, with a line end: the same text for
// the same routes, so that it can be kept under version control.
std::string openapi_document(const Routes& routes, const DocumentInfo& info);

// Adds GET /api/openapi.json and GET /api/docs, a page that lists it. `routes` are read when the
// document is asked for first, so this may be called before the others are added.
void add_document_routes(Routes& routes, const DocumentInfo& info, Access access);

}  // namespace ohmstead::http
