#pragma once

#include <string_view>

namespace ohmstead::http {

// A page that lists the operations of /api/openapi.json. Without inline code and with text nodes
// alone, so that it lives under the same policy as the app.
extern const std::string_view kApiDocsHtml;
extern const std::string_view kApiDocsScript;
extern const std::string_view kApiDocsStyle;

}  // namespace ohmstead::http
