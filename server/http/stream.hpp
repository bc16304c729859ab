#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include "async/task.hpp"

namespace ohmstead::http {

// The server's end of a connection, with or without TLS. One read and one write at a time may be
// under way.
class Stream {
public:
    struct Outcome {
        boost::system::error_code error;
        std::size_t bytes = 0;
    };
    using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

    // Without TLS when `tls` is null.
    static std::shared_ptr<Stream> make(boost::asio::ip::tcp::socket socket, TlsContext tls);
    virtual ~Stream() = default;

    virtual boost::asio::ip::tcp::socket& socket() = 0;
    virtual bool is_tls() const = 0;
    // True when data can be exchanged.
    virtual Task<bool> handshake() = 0;
    virtual Task<Outcome> read_some(boost::asio::mutable_buffer into) = 0;
    // Writes some of the two, in order.
    virtual Task<Outcome> write_some(std::array<boost::asio::const_buffer, 2> from) = 0;
    // Writes what can be written without waiting: possibly nothing, and nothing under TLS.
    virtual std::size_t try_write(std::string_view bytes) = 0;
    // Says that nothing more will be written. False when the other side is gone; then nothing may
    // be read either, for what ended the connection is not reported a second time.
    virtual Task<bool> shutdown() = 0;

    // Ends waiting reads and writes with an error.
    void cancel();
    // Ends the connection at once.
    void close();
};

}  // namespace ohmstead::http
