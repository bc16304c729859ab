#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "http/request_context.hpp"
#include "http/response.hpp"

namespace ohmstead::http {

// The web app's files, read once at the start and served from memory: a path that is not in the
// table does not exist, so there is no way out of the folder.
class StaticFiles {
public:
    StaticFiles() = default;

    // Reads every regular file below `folder` but hidden ones, source maps and links. unavailable
    // when the folder cannot be read; too_large above 64 MiB in all.
    static Result<StaticFiles> load(const std::filesystem::path& folder);

    bool empty() const { return files_.empty(); }

    // The answer to a GET for the context's path: a file, or index.html where a browser navigates
    // to what can be a page. not_found for anything else. `csp_nonce` is what stands for %NONCE% in
    // index.html.
    Result<Response> serve(const RequestContext& context, std::string_view csp_nonce) const;

private:
    struct File {
        std::string content_type;
        std::string etag;
        std::shared_ptr<const std::string> content;  // the only copy: memory is scarcer than time
        std::size_t plain_bytes = 0;                 // of it unpacked
        bool packed = false;                         // it is a gzip member, where that pays
        bool immutable = false;                      // its name has a hash of its content
    };

    static std::string unpacked(const File& file);
    Response serve_file(const File& file, const RequestContext& context) const;
    Response serve_index(const RequestContext& context, std::string_view csp_nonce) const;

    std::map<std::string, File, std::less<>> files_;  // by path, "/main-ABC.js"
};

}  // namespace ohmstead::http
