#include "observe/request_ids.hpp"

#include <random>

namespace ohmstead::observe {
namespace {

void write_hex(std::string& out, std::uint64_t value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
        out += "0123456789abcdef"[value >> static_cast<unsigned>(shift) & 0xFU];
    }
}

}  // namespace

RequestIds::RequestIds() : seed_(0) {
    std::random_device device;
    seed_ = std::uint64_t{device()} << 32U | device();
}

std::string RequestIds::next() {
    const auto count = ++count_;
    std::string id;
    id.reserve(36);
    write_hex(id, seed_ >> 32U, 8);
    id += '-';
    write_hex(id, seed_ >> 16U, 4);
    id += "-8";
    write_hex(id, seed_ >> 4U, 3);
    id += "-8";
    write_hex(id, count >> 48U, 3);
    id += '-';
    write_hex(id, count, 12);
    return id;
}

}  // namespace ohmstead::observe
