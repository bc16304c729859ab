#include "simulator/replay/csv.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>
#include <zlib.h>

namespace ohmstead::simulator {

namespace {

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
            fields.back() += c;
            ++i;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    return fields;
}

}  // namespace

struct CsvReader::File {
    gzFile handle = nullptr;
    ~File() { gzclose(handle); }
};

CsvReader::CsvReader(const std::string& path) : path_(path), file_(std::make_unique<File>()) {
    file_->handle = gzopen(path.c_str(), "rb");
    std::string line;
    if (file_->handle == nullptr || !read_line(line)) {
        throw std::runtime_error("cannot read " + path);
    }
    header_ = split(line);
}

CsvReader::~CsvReader() = default;

std::size_t CsvReader::column(const std::string& name) const {
    const auto found = std::ranges::find(header_, name);
    if (found == header_.end()) {
        throw std::runtime_error(path_ + " has no column '" + name + "'");
    }
    return static_cast<std::size_t>(found - header_.begin());
}

bool CsvReader::read_line(std::string& line) {
    line.clear();
    std::array<char, 4096> part{};
    while (gzgets(file_->handle, part.data(), static_cast<int>(part.size())) != nullptr) {
        line += part.data();
        if (line.ends_with('\n')) {
            line.pop_back();
            if (line.ends_with('\r')) {
                line.pop_back();
            }
            return true;
        }
    }
    int error = Z_OK;
    const char* message = gzerror(file_->handle, &error);
    if (error != Z_OK && error != Z_STREAM_END) {
        throw std::runtime_error(path_ + ": " + message);
    }
    return !line.empty();
}

bool CsvReader::next(std::vector<std::string>& row) {
    std::string line;
    do {
        if (!read_line(line)) {
            return false;
        }
    } while (line.empty());
    row = split(line);
    row.resize(header_.size());
    return true;
}

struct LineWriter::File {
    gzFile handle = nullptr;
    ~File() {
        if (handle != nullptr) {
            gzclose(handle);
        }
    }
};

LineWriter::LineWriter(const std::string& path) : path_(path), file_(std::make_unique<File>()) {
    // "T" writes as it is, without compression.
    file_->handle = gzopen(path.c_str(), path.ends_with(".gz") ? "wb6" : "wbT");
    if (file_->handle == nullptr) {
        throw std::runtime_error("cannot write " + path);
    }
}

LineWriter::~LineWriter() = default;

void LineWriter::write(const std::string& line) {
    if (gzputs(file_->handle, line.c_str()) < 0 || gzputc(file_->handle, '\n') < 0) {
        throw std::runtime_error("cannot write " + path_);
    }
}

void LineWriter::close() {
    if (gzclose(std::exchange(file_->handle, nullptr)) != Z_OK) {
        throw std::runtime_error("cannot write " + path_);
    }
}

}  // namespace ohmstead::simulator
