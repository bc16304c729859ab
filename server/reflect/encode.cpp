#include "reflect/encode.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <vector>

#include "base/time.hpp"
#include "reflect/number_text.hpp"

namespace ohmstead::reflect {
namespace {

void write(const void* value, const Type& type, int decimals, std::string& out);

void write_integer(std::int64_t value, std::string& out) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    out.append(digits.begin(), end);
}

bool left_out(const void* value, const Field& field) {
    if (field.type->kind == Kind::patch) {
        return !field.type->operations.sent(value);
    }
    return field.type->kind == Kind::optional && !field.rule.null_when_absent &&
           field.type->operations.held(value) == nullptr;
}

void write_object(const void* value, const Type& type, std::string& out) {
    char separator = '{';
    for (const Field& field : type.fields) {
        const void* member = field.view(value);
        if (left_out(member, field)) {
            continue;
        }
        out += separator;
        separator = ',';
        out += '"';
        out += field.name;
        out += "\":";
        write(member, *field.type, field.rule.decimals, out);
    }
    if (separator == '{') {
        out += '{';
    }
    out += '}';
}

void write_array(const void* value, const Type& type, int decimals, std::string& out) {
    out += '[';
    if (type.element->kind == Kind::number) {
        // Series are long: no call through a pointer per element.
        for (const double number : *static_cast<const std::vector<double>*>(value)) {
            append_number(out, number, decimals);
            out += ',';
        }
    } else {
        const auto size = type.operations.size(value);
        for (std::size_t index = 0; index < size; ++index) {
            write(type.operations.at(value, index), *type.element, decimals, out);
            out += ',';
        }
    }
    if (out.back() == ',') {
        out.back() = ']';
    } else {
        out += ']';
    }
}

class MapWriter final : public EntryVisitor {
public:
    MapWriter(const Type& element, int decimals, std::string& out)
        : element_(element), decimals_(decimals), out_(out) {}

    void entry(std::string_view key, const void* value) override {
        out_ += separator_;
        separator_ = ',';
        append_json_string(out_, key);
        out_ += ':';
        write(value, element_, decimals_, out_);
    }
    void finish() { out_ += separator_ == '{' ? "{}" : "}"; }

private:
    const Type& element_;
    int decimals_;
    std::string& out_;
    char separator_ = '{';
};

void write(const void* value, const Type& type, int decimals, std::string& out) {
    switch (type.kind) {
        case Kind::boolean:
            out += *static_cast<const bool*>(value) ? "true" : "false";
            return;
        case Kind::integer:
            write_integer(type.operations.load_integer(value), out);
            return;
        case Kind::number:
            append_number(out, *static_cast<const double*>(value), decimals);
            return;
        case Kind::text:
            append_json_string(out, type.operations.text(const_cast<void*>(value)));
            return;
        case Kind::enumeration:
            append_json_string(out, type.names[type.operations.enumerator(value)]);
            return;
        case Kind::instant:
            out += '"';
            append_rfc3339(out, *static_cast<const Instant*>(value));
            out += '"';
            return;
        case Kind::object:
            write_object(value, type, out);
            return;
        case Kind::array:
            write_array(value, type, decimals, out);
            return;
        case Kind::map: {
            MapWriter writer(*type.element, decimals, out);
            type.operations.visit(value, writer);
            writer.finish();
            return;
        }
        case Kind::optional:
        case Kind::patch:
            if (const void* held = type.operations.held(value)) {
                write(held, *type.element, decimals, out);
            } else {
                out += "null";
            }
            return;
        case Kind::choice:
            write_object(type.operations.chosen_value(value),
                         *type.choices[type.operations.chosen(value)], out);
            return;
        case Kind::raw:
            out += static_cast<const RawJson*>(value)->text;
            return;
    }
}

}  // namespace

void encode_value(const void* value, const Type& type, std::string& out) {
    write(value, type, FieldRule{}.decimals, out);
}

}  // namespace ohmstead::reflect
