#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <gtest/gtest.h>

#include "simulator/base/clock.hpp"
#include "simulator/home/directory.hpp"
#include "simulator/peer/present_home.hpp"
#include "simulator/peer/rest.hpp"

namespace ohmstead::simulator {
namespace {

namespace beast = boost::beast;
namespace json = boost::json;
using tcp = asio::ip::tcp;

constexpr const char* kToken = "the-token";

HomeSpec still_spec() {
    HomeSpec spec{.id = "still", .name = "Still", .currency = "EUR", .country = "NL"};
    spec.areas = {{.id = "kitchen", .name = "Kitchen"}};
    return spec;
}

/// A home of two entities that does nothing by itself.
class StillHome final : public PresentHome {
public:
    StillHome() : PresentHome(make_directory(still_spec())) {
        const json::object attributes{{"unit_of_measurement", "W"}, {"friendly_name", "A"}};
        states().set("sensor.a", "1", 1'700'000'000'000, &attributes);
        states().set("sensor.b", "2", 1'700'000'000'000, &attributes);
    }
};

/// A client that blocks, as tests like it.
class Client {
public:
    explicit Client(unsigned short port) : socket_(io_) {
        asio::connect(socket_.next_layer(),
                      tcp::resolver(io_).resolve("127.0.0.1", std::to_string(port)));
        socket_.handshake("127.0.0.1", "/api/websocket");
    }
    void send(const std::string& text) { socket_.write(asio::buffer(text)); }
    json::value receive() {
        beast::flat_buffer buffer;
        socket_.read(buffer);
        return json::parse(beast::buffers_to_string(buffer.data()));
    }
    json::value ask(const std::string& text) {
        send(text);
        return receive();
    }
    bool is_closed() {
        beast::flat_buffer buffer;
        boost::system::error_code error;
        socket_.read(buffer, error);
        return error.failed();
    }
    Client& sign_in() {
        EXPECT_EQ(receive().at("type"), "auth_required");
        EXPECT_EQ(ask(R"({"type":"auth","access_token":"the-token"})").at("type"), "auth_ok");
        return *this;
    }

private:
    asio::io_context io_;
    beast::websocket::stream<tcp::socket> socket_;
};

class ProtocolTest : public testing::Test {
protected:
    ProtocolTest()
        : host_(
              io_, "still",
              [this](std::string_view token) { return token == kToken ? &home_ : nullptr; },
              answer_rest) {
        host_.listen("127.0.0.1", 0);
        thread_ = std::thread([this] { io_.run(); });
    }
    ~ProtocolTest() override {
        on_host([this] { host_.stop(); });
        thread_.join();
    }
    /// Runs something where the host runs.
    void on_host(std::function<void()> work) { asio::post(io_, std::move(work)); }

    std::pair<unsigned, std::string> rest(beast::http::verb verb, const std::string& target,
                                          const std::string& body = "",
                                          const std::string& token = kToken) {
        asio::io_context io;
        tcp::socket socket(io);
        asio::connect(socket, tcp::resolver(io).resolve("127.0.0.1", std::to_string(host_.port())));
        beast::http::request<beast::http::string_body> request(verb, target, 11);
        request.set(beast::http::field::authorization, "Bearer " + token);
        request.body() = body;
        request.prepare_payload();
        beast::http::write(socket, request);
        beast::flat_buffer buffer;
        beast::http::response<beast::http::string_body> response;
        beast::http::read(socket, buffer, response);
        return {response.result_int(), response.body()};
    }

    asio::io_context io_;
    StillHome home_;
    Host host_;
    std::thread thread_;
};

TEST_F(ProtocolTest, AWrongTokenIsRefusedAndTheConnectionClosed) {
    Client client(host_.port());
    client.receive();
    EXPECT_EQ(client.ask(R"({"type":"auth","access_token":"no"})").at("type"), "auth_invalid");
    EXPECT_TRUE(client.is_closed());
    Client talker(host_.port());
    talker.receive();
    talker.send("hello");
    EXPECT_TRUE(talker.is_closed());
}

TEST_F(ProtocolTest, CommandsAreAnsweredAndIdsMustGrow) {
    Client client(host_.port());
    client.sign_in();
    EXPECT_EQ(client.ask(R"({"id":5,"type":"ping"})"), json::parse(R"({"id":5,"type":"pong"})"));
    EXPECT_EQ(client.ask(R"({"id":5,"type":"ping"})").at("error").at("code"), "id_reuse");
    EXPECT_EQ(client.ask(R"({"id":6,"type":"fly"})").at("error").at("code"), "unknown_command");
    EXPECT_EQ(client.ask(R"({"type":"ping"})").at("error").at("code"), "invalid_format");
    EXPECT_EQ(client.ask(R"({"id":7,"type":"energy/get_prefs"})").at("error").at("code"),
              "not_found");
    EXPECT_EQ(client.ask(R"({"id":8,"type":"get_states"})").at("result").as_array().size(), 2U);
    client.send(R"([{"id":9,"type":"ping"},{"id":10,"type":"get_config"}])");
    EXPECT_EQ(client.receive().at("type"), "pong");
    EXPECT_EQ(client.receive().at("result").at("state"), "RUNNING");
}

TEST_F(ProtocolTest, SubscribersGetASnapshotAndThenOnlyWhatChanged) {
    Client client(host_.port());
    client.sign_in();
    EXPECT_EQ(client.ask(R"({"id":1,"type":"subscribe_entities","entity_ids":["sensor.a"]})")
                  .at("success"),
              true);
    const json::value snapshot = client.receive();
    EXPECT_EQ(snapshot.at("event").at("a").at("sensor.a").at("s"), "1");
    EXPECT_FALSE(snapshot.at("event").at("a").as_object().contains("sensor.b"));
    on_host([this] {
        home_.states().set("sensor.b", "9", 1'700'000'001'000);
        home_.states().set("sensor.a", "1", 1'700'000'001'000);  // nothing new
        home_.states().set("sensor.a", "7", 1'700'000'002'500);
        home_.states().remove("sensor.a");
    });
    const json::value change = client.receive().at("event").at("c").at("sensor.a");
    EXPECT_EQ(change.at("+").at("s"), "7");
    EXPECT_EQ(change.at("+").at("lc"), 1'700'000'002.5);
    EXPECT_FALSE(change.at("+").as_object().contains("a"));
    EXPECT_EQ(client.receive().at("event").at("r").at(0), "sensor.a");
    EXPECT_EQ(client.ask(R"({"id":2,"type":"unsubscribe_events","subscription":1})").at("success"),
              true);
    EXPECT_EQ(client.ask(R"({"id":3,"type":"unsubscribe_events","subscription":1})")
                  .at("error")
                  .at("code"),
              "not_found");
}

TEST_F(ProtocolTest, WhatWaitsIsSentInOneArrayToThoseWhoTakeIt) {
    Client client(host_.port());
    client.sign_in();
    client.ask(R"({"id":1,"type":"supported_features","features":{"coalesce_messages":1}})");
    client.send(R"([{"id":2,"type":"ping"},{"id":3,"type":"ping"}])");
    EXPECT_EQ(client.receive().as_array().size(), 2U);
}

TEST_F(ProtocolTest, StateEventsCarryBothStates) {
    Client client(host_.port());
    client.sign_in();
    client.ask(R"({"id":1,"type":"subscribe_events","event_type":"state_changed"})");
    on_host([this] { home_.states().set("sensor.a", "3", 1'700'000'003'000); });
    const json::value data = client.receive().at("event").at("data");
    EXPECT_EQ(data.at("old_state").at("state"), "1");
    EXPECT_EQ(data.at("new_state").at("state"), "3");
    EXPECT_EQ(data.at("new_state").at("last_updated"), "2023-11-14T22:13:23.000000+00:00");
}

TEST_F(ProtocolTest, RestNeedsTheTokenAndKnowsItsPaths) {
    using beast::http::verb;
    EXPECT_EQ(rest(verb::get, "/api/", "", "wrong").first, 401U);
    EXPECT_EQ(rest(verb::get, "/api/"),
              (std::pair{200U, std::string(R"({"message":"API running."})")}));
    EXPECT_EQ(json::parse(rest(verb::get, "/api/states/sensor.b").second).at("state"), "2");
    EXPECT_EQ(rest(verb::get, "/api/states/sensor.none").first, 404U);
    EXPECT_EQ(rest(verb::get, "/api/elsewhere").first, 404U);
    EXPECT_EQ(rest(verb::delete_, "/api/states").first, 405U);
    EXPECT_EQ(rest(verb::get, "/api/history/period").first, 400U);
    EXPECT_EQ(rest(verb::post, "/api/services/light/turn_on", "{}").first, 400U);
}

TEST_F(ProtocolTest, FaultsHappenOnDemand) {
    using beast::http::verb;
    Client client(host_.port());
    client.sign_in();
    client.ask(R"({"id":1,"type":"subscribe_entities"})");
    client.receive();
    rest(verb::post, "/sim/set", R"({"entity_id":"sensor.a","state":"NaN"})");
    EXPECT_EQ(client.receive().at("event").at("c").at("sensor.a").at("+").at("s"), "NaN");
    rest(verb::post, "/sim/repeat", R"({"entity_id":"sensor.a"})");
    EXPECT_EQ(client.receive().at("event").at("c").at("sensor.a").at("+").at("s"), "NaN");
    rest(verb::post, "/sim/late", R"({"entity_id":"sensor.b","seconds":60,"state":"5"})");
    const json::value late = client.receive().at("event").at("c").at("sensor.b").at("+");
    EXPECT_LT(late.at("lc").as_double(), static_cast<double>(wall_now()) / 1000.0 - 59.0);
    EXPECT_EQ(rest(verb::post, "/sim/nonsense", "{}").first, 404U);
    EXPECT_EQ(rest(verb::post, "/sim/set", "no").first, 400U);
    rest(verb::post, "/sim/bad_frame");
    EXPECT_ANY_THROW(client.receive());
    rest(verb::post, "/sim/auth_invalid");
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(rest(verb::get, "/api/").first, 401U);
}

TEST_F(ProtocolTest, ACutClosesThePortAndItComesBack) {
    using beast::http::verb;
    Client client(host_.port());
    client.sign_in();
    rest(verb::post, "/sim/cut", R"({"seconds":0.2})");
    EXPECT_TRUE(client.is_closed());
    EXPECT_ANY_THROW(Client(host_.port()));
    for (int i = 0; i < 100; ++i) {
        try {
            Client(host_.port()).sign_in();
            return;
        } catch (const std::exception&) {
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
    FAIL() << "the port stayed closed";
}

}  // namespace
}  // namespace ohmstead::simulator
