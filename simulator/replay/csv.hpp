#pragma once

#include <memory>
#include <string>
#include <vector>

namespace ohmstead::simulator {

/// Reads a CSV file line by line, plain or compressed with gzip. Fields may stand in double quotes.
class CsvReader {
public:
    /// Opens the file and reads the header. Throws std::runtime_error.
    explicit CsvReader(const std::string& path);
    ~CsvReader();
    CsvReader(const CsvReader&) = delete;
    CsvReader& operator=(const CsvReader&) = delete;

    const std::vector<std::string>& header() const { return header_; }
    /// Index of a column. Throws std::runtime_error when there is none of that name.
    std::size_t column(const std::string& name) const;
    /// Reads the next row into `row`, padded to the width of the header. False at the end.
    bool next(std::vector<std::string>& row);

private:
    bool read_line(std::string& line);

    struct File;
    std::string path_;
    std::unique_ptr<File> file_;
    std::vector<std::string> header_;
};

/// Writes lines to a file, compressed when its name ends in `.gz`. Throws std::runtime_error.
class LineWriter {
public:
    explicit LineWriter(const std::string& path);
    ~LineWriter();
    LineWriter(const LineWriter&) = delete;
    LineWriter& operator=(const LineWriter&) = delete;

    void write(const std::string& line);
    /// Must be called at the end: what was buffered may still fail to be written.
    void close();

private:
    struct File;
    std::string path_;
    std::unique_ptr<File> file_;
};

}  // namespace ohmstead::simulator
