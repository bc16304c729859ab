#include "domain/access/access_matrix.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "domain/access/access_table.hpp"

namespace ohmstead {
namespace {

constexpr std::array<std::pair<Standing, std::string_view>, 7> kColumns{{
    {Standing::viewer, "Viewer"},
    {Standing::manager, "Manager"},
    {Standing::admin, "Admin"},
    {Standing::visitor, "Visiting operator"},
    {Standing::reading_key, "Reading key"},
    {Standing::ingest_key, "Ingest key"},
    {Standing::provider, "Provider"},
}};

}  // namespace

std::string access_matrix() {
    std::string heading = "| right | what |";
    std::string line = "|---|---|";
    for (const auto& [standing, title] : kColumns) {
        heading += " " + std::string(title) + " |";
        line += ":-:|";
    }
    auto matrix = heading + "\n" + line + "\n";
    for (const auto& row : kAccessTable) {
        matrix += "| `" + std::string(row.name) + "` | " + std::string(row.what) + " |";
        for (const auto& [standing, title] : kColumns) {
            matrix += row.who.contain(standing) ? " yes |" : " |";
        }
        matrix += "\n";
    }
    matrix += "\n| right | what | Signed in | Operator |\n|---|---|:-:|:-:|\n";
    for (const auto& row : kServerAccessTable) {
        matrix += "| `" + std::string(row.name) + "` | " + std::string(row.what) + " |";
        matrix += std::string(allows(row.right, ServerRole::none) ? " yes |" : " |");
        matrix += std::string(allows(row.right, ServerRole::operator_) ? " yes |" : " |") + "\n";
    }
    return matrix;
}

}  // namespace ohmstead
