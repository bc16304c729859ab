// Preloaded into a program: its clock of the day is off by as many seconds as a file says, and all
// else is the machine's. (libfaketime shifts absolute timers too, so that one which is due at once
// comes in a month, and the program sleeps.)
//
// OHMSTEAD_SHIFT_FILE names the file: the seconds as a number of 8 bytes, little-endian, which may
// change at any time.

#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

const std::int64_t* map_shift() {
    const char* const path = std::getenv("OHMSTEAD_SHIFT_FILE");
    const int file = path == nullptr ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        std::abort();
    }
    void* const mapped = mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (mapped == MAP_FAILED) {
        std::abort();
    }
    return static_cast<const std::int64_t*>(mapped);
}

std::int64_t shift() {
    static const std::int64_t* const seconds = map_shift();
    return __atomic_load_n(seconds, __ATOMIC_RELAXED);
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* time) noexcept {
    const auto failed = syscall(SYS_clock_gettime, clock, time);
    if (failed == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        time->tv_sec += shift();
    }
    return static_cast<int>(failed);
}

int gettimeofday(timeval* time, void*) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    *time = {.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return 0;
}

time_t time(time_t* out) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (out != nullptr) {
        *out = now.tv_sec;
    }
    return now.tv_sec;
}
}
