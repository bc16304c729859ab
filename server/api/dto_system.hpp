#pragma once

#include <string>
#include <string_view>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

namespace ohmstead::api {

// What health checks may know; no more.
enum class Health { up, down };
BOOST_DESCRIBE_ENUM(Health, up, down)

struct HealthDto {
    static constexpr std::string_view kSchemaName = "Health";
    Health status = Health::up;
};
BOOST_DESCRIBE_STRUCT(HealthDto, (), (status))

struct VersionDto {
    static constexpr std::string_view kSchemaName = "Version";
    std::string version;
};
BOOST_DESCRIBE_STRUCT(VersionDto, (), (version))

}  // namespace ohmstead::api
