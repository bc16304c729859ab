#include <algorithm>
#include <string_view>

#include "auth/password_rules.hpp"
#include "base/ascii.hpp"

namespace ohmstead {
namespace {

// Rows of keys and digits, first names, sports, seasons, and what comes with the devices this runs
// on. Guessers try these first; throttling takes care of what comes after.
// clang-format off
constexpr std::string_view kCommonPasswords[] = {
    "!qaz2wsx", "00000000", "0000000000", "01234567", "0123456789", "10203040", "11111111",
    "111111111", "1111111111", "11112222", "11223344", "112233445566", "12121212", "123123123",
    "123321123", "12341234", "12344321", "1234512345", "1234554321", "12345678", "123456780",
    "123456789", "1234567890", "12345678910", "123456789a", "123456aa", "123456abc", "12345abc",
    "12345qwert", "1234abcd", "123654789", "123qwe123", "123qweasd", "13131313", "142536475869",
    "147258369", "147852369", "147896325", "159753456", "19871987", "1q2w3e4r", "1q2w3e4r5t",
    "1q2w3e4r5t6y", "1qaz2wsx", "1qaz2wsx3edc", "20202020", "22222222", "321321321", "33333333",
    "44444444", "456456456", "55555555", "66666666", "741852963", "77777777", "789456123",
    "87654321", "88888888", "963852741", "987654321", "9876543210", "99999999", "a1234567",
    "a12345678", "a123456789", "a1b2c3d4", "aa11bb22", "aa123456", "aa12345678", "aaaaaaaa",
    "abc12345", "abc123456", "abcabcabc", "abcd1234", "abcd12345", "abcdabcd", "abcdefgh",
    "abcdefghi", "admin123", "admin1234", "admin12345", "adminadmin", "administrator",
    "administrator1", "airborne", "alexander", "alexandra", "anthony1", "arsenal1", "asdf1234",
    "asdfasdf", "asdfghjk", "asdfghjkl", "asdfjkl;", "ashley123", "autumn2025", "azerty123",
    "azertyuiop", "babyboy1", "babygirl", "babygirl1", "barcelona", "baseball", "baseball1",
    "basketball", "batman123", "beautiful", "benjamin", "berlin123", "bigdaddy", "blink182",
    "bonjour1", "bonjour123", "butterfly", "champion", "changeit", "changeme", "changeme1",
    "changeme123", "charlie1", "chelsea1", "chocolate", "christian", "christopher", "computer",
    "computer1", "contraseña", "corvette", "cupcake1", "daniel123", "december", "default1",
    "default123", "demo1234", "deutschland", "dragon123", "dragonball", "electric1",
    "electricity", "elizabeth", "energy123", "facebook", "facebook1", "ferrari1", "football",
    "football1", "freedom1", "goodbye1", "google123", "guest123", "guest1234", "hallo123",
    "hallohallo", "hamburg1", "harley123", "hassio123", "hello123", "hello1234", "hellohello",
    "helloworld", "homeassistant", "homeassistant1", "homeassistant123", "hunter123", "hunter22",
    "iloveu123", "iloveyou", "iloveyou1", "iloveyou123", "iloveyou2", "internet", "internet1",
    "january1", "jennifer", "jessica1", "jordan23", "juventus1", "killer123", "letmein1",
    "letmein123", "letmeinnow", "liverpool", "liverpool1", "lkjhgfdsa", "love1234", "lovelove",
    "loveyou1", "manchester", "master123", "matthew1", "maverick", "mercedes", "metallica",
    "michael1", "michelle", "microsoft", "midnight", "mnbvcxz1", "monkey123", "motdepasse",
    "mountain", "mustang1", "mylove123", "mypassword", "newpassword", "nicholas", "nirvana1",
    "nothing1", "november", "p@ssw0rd", "p@ssw0rd1", "p@ssword", "pa55word", "parola123",
    "passw0rd", "passw0rd1", "password", "password!", "password01", "password1", "password1!",
    "password12", "password123", "password1234", "password2024", "password2025", "password2026",
    "passwords", "passwort", "passwort1", "passwort123", "patrick1", "phoenix1", "poiuytrewq",
    "pokemon1", "pokemon123", "porsche911", "princesa", "princess", "princess1", "q1w2e3r4",
    "q1w2e3r4t5", "qazwsx123", "qazwsxedc", "qwe123qwe", "qweasd123", "qweasdzxc", "qweqweqwe",
    "qwerty12", "qwerty123", "qwerty1234", "qwerty12345", "qwertyui", "qwertyuiop",
    "qwertyuiop123", "qwertz123", "qwertzui", "qwertzuiop", "raspberry", "raspberry1",
    "raspberrypi", "realmadrid", "robert123", "root1234", "rootroot", "samantha", "samsung1",
    "samsung123", "schalke04", "schatz123", "scorpion", "secret123", "secretsecret", "senha123",
    "september", "shadow123", "slipknot", "snowball", "softball1", "solar123", "solarpanel",
    "solarpower", "sommer2025", "sommer2026", "spiderman", "spring2025", "spring2026", "startrek",
    "starwars", "starwars1", "stephanie", "strawberry", "summer2024", "summer2025", "summer2026",
    "sunshine", "sunshine1", "superman", "superman1", "sweetheart", "swordfish", "temp1234",
    "test1234", "test12345", "testing1", "testing123", "testtest", "thomas123", "thunder1",
    "tinkerbell", "topsecret", "trustno1", "victoria", "wachtwoord", "wachtwoord1", "welcome1",
    "welcome12", "welcome123", "welcome1234", "welcome2024", "welcome2025", "welcome2026",
    "welkom01", "welkom123", "werder123", "whatever", "whatever1", "william1", "winter2024",
    "winter2025", "winter2026", "xxxxxxxx", "yourpassword", "zaq12wsx", "zaq1zaq1", "zxcvbnm,",
    "zxcvbnm1", "zxcvbnm123", "zxcvbnmm", "zzzzzzzz",
};
// clang-format on

}  // namespace

bool is_common_password(std::string_view password) {
    const std::string lower = lower_case(password);
    return std::find(std::begin(kCommonPasswords), std::end(kCommonPasswords), lower) !=
           std::end(kCommonPasswords);
}

}  // namespace ohmstead
