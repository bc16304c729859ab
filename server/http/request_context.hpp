#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>

#include "domain/access/identity.hpp"
#include "http/headers.hpp"

namespace ohmstead::http {

using IdentityPtr = std::shared_ptr<const Identity>;

// What is known about the connection a request came over. Behind a trusted proxy, `tls`, `peer` and
// `host` are what the proxy says of the client's own connection.
struct ConnectionFacts {
    bool tls = false;
    boost::asio::ip::address local = {};  // the socket's own end
    boost::asio::ip::address peer = {};
    std::string host = {};   // of the Host header, with port
    bool forwarded = false;  // came with Forwarded, Via or any X-Forwarded-… header
};

// Everything a handler may know about the request besides its decoded input. Lives as long as the
// handler's coroutine; `headers` are views into the request and end with it.
struct RequestContext {
    std::string request_id;  // a UUID; also in the answer and the log
    Method method = Method::get;
    std::string path;      // decoded, without the prefix
    IdentityPtr identity;  // null when nobody is signed in
    ConnectionFacts connection;
    std::string prefix;  // what stands before every path of ours: "" or "/some/path"
    HeaderList headers;

    // What the caller may touch; nothing for nobody.
    const AccessScope& scope() const {
        static const AccessScope nothing;
        return identity ? identity->scope : nothing;
    }
    std::string_view header(std::string_view name) const { return headers.find(name); }
    // Whether the client already has the representation with this ETag.
    bool client_has(std::string_view etag) const;
};

// Whether the body is packed by gzip.
bool has_gzip_body(const RequestContext& context);

}  // namespace ohmstead::http
