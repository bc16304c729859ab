#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using testing::IsEmpty;
using testing::SizeIs;

class Notes : public ApiTest {
protected:
    Result<http::Response> write(Method method, const std::string& path, std::string body) {
        return call(method, under(home, path), person(HomeRole::admin, home), {}, std::move(body));
    }
    std::string wrong_field(Method method, const std::string& path, std::string body) {
        const auto answered = write(method, path, std::move(body));
        EXPECT_FALSE(answered);
        EXPECT_THAT(answered.error().fields, SizeIs(1));
        return answered.error().fields.at(0).pointer;
    }
};

TEST_F(Notes, AreWrittenReadWrittenAnewAndRemoved) {
    const auto created = write(Method::post, "/notes",
                               R"({"first":"2025-07-26","last":"2025-08-09","text":"Vacation"})")
                             .value();
    EXPECT_EQ(created.status, 201);
    const auto note = boost::json::parse(created.body).as_object();
    EXPECT_EQ(note.at("by_name").as_string(), "Somebody");
    EXPECT_EQ(note.at("at").as_string(), "2025-11-25T12:00:00Z");
    const std::string place = "/notes/" + std::string(note.at("id").as_string());

    const auto list = get(under(home, "/notes"), person(HomeRole::viewer, home)).value();
    EXPECT_EQ(boost::json::parse(list.body).at("items"), (boost::json::array{note}));

    const auto changed =
        write(Method::put, place, R"({"first":"2025-07-27","last":"2025-07-27","text":"A day"})")
            .value();
    EXPECT_EQ(boost::json::parse(changed.body).at("id"), note.at("id"));
    ASSERT_THAT(notes.kept, SizeIs(1));
    EXPECT_EQ(notes.kept[0].text, "A day");
    EXPECT_EQ(format_local_date(notes.kept[0].last), "2025-07-27");

    EXPECT_EQ(write(Method::delete_, place, "").value().status, 204);
    EXPECT_THAT(notes.kept, IsEmpty());
    EXPECT_EQ(write(Method::delete_, place, "").error().code, ErrorCode::not_found);
}

TEST_F(Notes, AreRefusedWithTheFieldThatIsWrong) {
    const auto pointer = [&](std::string body) {
        return wrong_field(Method::post, "/notes", std::move(body));
    };
    EXPECT_EQ(pointer(R"({"first":"2025-07-26","last":"2025-07-25","text":"x"})"), "/last");
    EXPECT_EQ(pointer(R"({"first":"2025-02-29","last":"2025-03-01","text":"x"})"), "/first");
    EXPECT_EQ(pointer(R"({"first":"2025-07-26","last":"2025-07-26","text":""})"), "/text");
    EXPECT_EQ(pointer(R"({"first":"2025-07-26","last":"2025-07-26","text":"a\nb"})"), "/text");
    EXPECT_THAT(notes.kept, IsEmpty());
}

TEST_F(Notes, AHomeHasAThousandAtMost) {
    notes.kept.resize(1000);
    const auto refused =
        write(Method::post, "/notes", R"({"first":"2025-07-26","last":"2025-07-26","text":"x"})");
    EXPECT_EQ(refused.error().code, ErrorCode::conflict);
    EXPECT_THAT(notes.kept, SizeIs(1000));
}

}  // namespace
}  // namespace ohmstead::test
