#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "home_assistant/json_text.hpp"
#include "home_assistant/protocol.hpp"

namespace ohmstead::home_assistant {

// What a real Home Assistant sent in one recorded exchange, frame by frame as it was on the wire.
inline std::vector<JsonText> recorded_frames(const std::string& name) {
    const auto path = std::filesystem::path(__FILE__).parent_path() / "../../fixtures" /
                      "home_assistant" / (name + ".json");
    std::ifstream file(path);
    if (!file) {
        throw std::runtime_error("no recording " + path.string());
    }
    std::stringstream text;
    text << file.rdbuf();
    std::vector<JsonText> frames;
    const auto recording = boost::json::parse(text.str());
    for (const auto& entry : recording.at("frames").as_array()) {
        if (entry.at("direction") == "received") {
            frames.emplace_back(boost::json::serialize(entry.at("frame")));
        }
    }
    return frames;
}

// The result in the first answer of a recorded exchange.
inline JsonText recorded_result(const std::string& name) {
    return parse_frame(recorded_frames(name).at(0)).messages.at(0).body;
}

}  // namespace ohmstead::home_assistant
