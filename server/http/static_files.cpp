#include "http/static_files.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "crypto/bytes.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "http/gunzip.hpp"
#include "http/gzip.hpp"
#include "http/request_head.hpp"

namespace ohmstead::http {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostBytes = 64 * 1024 * 1024;
constexpr std::string_view kIndex = "/index.html";

struct MediaType {
    std::string_view extension;
    std::string_view type;
    bool compresses = false;
};
constexpr std::array<MediaType, 13> kMediaTypes{{
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm", true},
}};

bool is_served(const fs::path& relative) {
    const bool hidden = std::ranges::any_of(
        relative, [](const fs::path& part) { return part.native().starts_with('.'); });
    return !hidden && std::ranges::any_of(kMediaTypes, [&](const MediaType& known) {
        return relative.extension() == known.extension;
    });
}

const MediaType& media_type_of(const fs::path& file) {
    return *std::ranges::find(kMediaTypes, file.extension().native(), &MediaType::extension);
}

// "main-ZJ4XK2QA.js", "chunk-D0v94p-w.js": the bundler's hash, so that the name changes with the
// content. A capital or a digit tells it from a word of eight letters.
bool has_hashed_name(const fs::path& file) {
    constexpr std::size_t kHash = 8;
    const auto stem = file.stem().native();
    if (stem.size() <= kHash || stem[stem.size() - kHash - 1] != '-') {
        return false;
    }
    const auto hash = std::string_view(stem).substr(stem.size() - kHash);
    const auto is_telling = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    const auto is_possible = [&](char c) {
        return is_telling(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    };
    return std::ranges::all_of(hash, is_possible) && std::ranges::any_of(hash, is_telling);
}

// Whether `path` can be the address of a page of the app: plain words, and nothing that belongs to
// the server or looks like a file.
bool is_page(std::string_view path) {
    const auto in_page = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '/';
    };
    return path.starts_with('/') && !path.starts_with("/api/") && path != "/api" &&
           !path.starts_with("/assets/") && path.find("//") == std::string_view::npos &&
           std::ranges::all_of(path, in_page);
}

// Browsers ask for pages with Accept: text/html, and for nothing else.
bool is_navigation(const RequestContext& context) {
    const auto destination = context.header("Sec-Fetch-Dest");
    return (destination.empty() || destination == "document") &&
           context.header("Accept").find("text/html") != std::string_view::npos;
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (auto at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

Error not_found() {
    return make_error(ErrorCode::not_found, "There is nothing at this address.");
}

}  // namespace

Result<StaticFiles> StaticFiles::load(const fs::path& folder) {
    StaticFiles files;
    std::error_code ec;
    std::size_t total = 0;
    for (fs::recursive_directory_iterator entry(folder, ec), end; !ec && entry != end;
         entry.increment(ec)) {
        const auto relative = entry->path().lexically_relative(folder);
        if (entry->is_symlink() || !entry->is_regular_file() || !is_served(relative)) {
            continue;
        }
        std::ifstream stream(entry->path(), std::ios::binary);
        std::string content{std::istreambuf_iterator<char>(stream), {}};
        total += content.size();
        if (!stream || total > kMostBytes) {
            return make_error(stream ? ErrorCode::too_large : ErrorCode::unavailable,
                              fmt::format("{} cannot be served.", entry->path().string()));
        }
        const auto& type = media_type_of(relative);
        const auto digest = sha256(bytes_of(content));
        File file{.content_type = std::string(type.type),
                  .etag = fmt::format("\"{}\"", hex_encode(digest).substr(0, 32)),
                  .content = {},
                  .plain_bytes = content.size(),
                  .immutable = has_hashed_name(relative)};
        // index.html is written anew for every answer.
        if (type.compresses && '/' + relative.generic_string() != kIndex) {
            if (auto packed = gzip(content); packed.size() < content.size()) {
                content = std::move(packed);
                file.packed = true;
            }
        }
        content.shrink_to_fit();
        file.content = std::make_shared<const std::string>(std::move(content));
        files.files_.emplace('/' + relative.generic_string(), std::move(file));
    }
    if (ec) {
        return make_error(ErrorCode::unavailable,
                          fmt::format("{} cannot be read: {}", folder.string(), ec.message()));
    }
    return files;
}

// Every browser takes it packed, so that the rest may wait the millisecond that this takes.
std::string StaticFiles::unpacked(const File& file) {
    auto text = gunzip(*file.content, {.bytes = file.plain_bytes, .ratio = kMostBytes});
    return std::move(text).value();
}

Response StaticFiles::serve_file(const File& file, const RequestContext& context) const {
    Response response{.content_type = file.content_type};
    response.headers = {
        {"ETag", file.etag},
        {"Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache"},
        {"Vary", "Accept-Encoding"}};
    if (context.client_has(file.etag)) {
        response.status = 304;
        return response;
    }
    if (!file.packed) {
        response.shared_body = file.content;
    } else if (has_token(context.header("Accept-Encoding"), "gzip")) {
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.shared_body = file.content;
    } else {
        response.body = unpacked(file);
    }
    return response;
}

Response StaticFiles::serve_index(const RequestContext& context, std::string_view csp_nonce) const {
    const auto& file = files_.find(kIndex)->second;
    Response response{.content_type = file.content_type, .body = *file.content};
    response.headers = {{"Cache-Control", "no-store"}};
    replace_all(response.body, "%NONCE%", csp_nonce);
    replace_all(response.body, "<base href=\"/\">",
                fmt::format("<base href=\"{}/\">", context.prefix));
    return response;
}

Result<Response> StaticFiles::serve(const RequestContext& context,
                                    std::string_view csp_nonce) const {
    const bool has_index = files_.contains(kIndex);
    if (context.path == "/" || context.path == kIndex) {
        return has_index ? Result<Response>(serve_index(context, csp_nonce)) : not_found();
    }
    if (const auto found = files_.find(context.path); found != files_.end()) {
        return serve_file(found->second, context);
    }
    if (has_index && is_page(context.path) && is_navigation(context)) {
        return serve_index(context, csp_nonce);
    }
    return not_found();
}

}  // namespace ohmstead::http
