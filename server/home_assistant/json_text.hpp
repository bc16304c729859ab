#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace ohmstead::home_assistant {

// A JSON text, or a part of one: cheap to copy and to pass between threads, as parts share the
// whole. Followed by the padding that the parser reads beyond the end.
class JsonText {
public:
    JsonText() : JsonText(std::string()) {}
    explicit JsonText(std::string text);

    std::string_view view() const { return {whole_->data() + offset_, size_}; }
    std::size_t size() const { return size_; }

    // `part` must lie within view().
    JsonText part(std::string_view part) const {
        JsonText other = *this;
        other.offset_ = static_cast<std::size_t>(part.data() - whole_->data());
        other.size_ = part.size();
        return other;
    }

private:
    std::shared_ptr<const std::string> whole_;
    std::size_t offset_ = 0;
    std::size_t size_ = 0;
};

}  // namespace ohmstead::home_assistant
