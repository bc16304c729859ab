#pragma once

#include <string>
#include <string_view>

#include "http/response.hpp"

namespace ohmstead::http {

// What every answer of a connection carries, made once.
struct CommonHeaders {
    // Without TLS there is no Strict-Transport-Security. `frame_ancestors` is for Content-Security-
    // Policy of pages; what is no page may be framed by nobody.
    CommonHeaders(bool tls, std::string_view frame_ancestors);

    std::string for_all;
    std::string for_data;  // + the policy for what is no page
    std::string page_before_nonce;
    std::string page_after_nonce;
};

// The lines in front of the body, with the empty line. Values from elsewhere lose what could end a
// line. `nonce` is for pages (text/html), which get the policy of the app; anything else gets none
// at all. `date` is an HTTP date.
struct ResponseHead {
    const Response& response;
    const CommonHeaders& common;
    std::string_view request_id;
    std::string_view nonce;
    std::string_view date;
    bool keep_alive = true;
};
void write_head(std::string& out, const ResponseHead& head);

}  // namespace ohmstead::http
