#pragma once

#include <string>

namespace ohmstead {

// What the commands need to reach a running server. The password is in the environment or a file,
// never among the arguments, which every process of the machine can read.
struct FilesLogin {
    std::string server = "https://127.0.0.1:8420/";
    std::string fingerprint;
    std::string email;
    std::string password_file;  // empty: OHMSTEAD_PASSWORD
    std::string code;           // of the second step, where there is one
    std::string home;           // id; empty: the only one there is
};

struct ImportCommand {
    FilesLogin login;
    std::string file;
    std::string map;       // JSON with "csv" and "series"; empty: what the server proposes
    bool preview = false;  // print the proposal, which is a map to edit, and import nothing
};

struct ExportCommand {
    FilesLogin login;
    std::string file;  // empty: standard output
    std::string format = "csv";
    std::string from;
    std::string to;
    std::string period = "slot";
    std::string channels;  // names or ids with commas between; empty: all
};

// The exit code: 0, 1 when the server refuses or the file has faults that stop it, 2 for arguments.
int import_file(const ImportCommand& command);
int export_file(const ExportCommand& command);

}  // namespace ohmstead
