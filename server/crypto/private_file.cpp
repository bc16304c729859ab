#include "crypto/private_file.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace ohmstead {
namespace {

constexpr std::size_t kLargestFile = 1024 * 1024;

[[noreturn]] void fail(const std::filesystem::path& path) {
    throw std::system_error(errno, std::generic_category(), path.string());
}

class FileHandle {
public:
    explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
    ~FileHandle() {
        if (descriptor_ >= 0) {
            close(descriptor_);
        }
    }
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;

    bool open() const { return descriptor_ >= 0; }
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

void write_all(const FileHandle& file, std::string_view content,
               const std::filesystem::path& path) {
    while (!content.empty()) {
        const ssize_t written = write(file.get(), content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            fail(path);
        }
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    if (fsync(file.get()) != 0) {
        fail(path);
    }
}

mode_t bits_outside(FileAudience audience) {
    switch (audience) {
        case FileAudience::user_only:
            return S_IRWXG | S_IRWXO;
        case FileAudience::user_and_group:
            return S_IRWXO;
        case FileAudience::everyone:
            return 0;
    }
    return S_IRWXG | S_IRWXO;
}

Error refused(const std::filesystem::path& path, const std::string& why) {
    return make_error(ErrorCode::precondition, path.string() + " " + why);
}

}  // namespace

void write_private_file(const std::filesystem::path& path, std::string_view content) {
    std::filesystem::path temporary = path;
    temporary += ".new";
    unlink(temporary.c_str());  // left by a crash, if at all
    {
        const FileHandle file{
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
        if (!file.open()) {
            fail(temporary);
        }
        write_all(file, content, temporary);
    }
    if (rename(temporary.c_str(), path.c_str()) != 0) {
        fail(path);
    }
    const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
    const FileHandle directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!directory.open() || fsync(directory.get()) != 0) {
        fail(folder);
    }
}

Result<std::optional<std::string>> read_private_file(const std::filesystem::path& path,
                                                     FileAudience audience) {
    const FileHandle file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file.open()) {
        if (errno == ENOENT) {
            return std::optional<std::string>{};
        }
        return refused(path, "cannot be read: " + std::generic_category().message(errno) + ".");
    }
    struct stat about{};
    if (fstat(file.get(), &about) != 0) {
        fail(path);
    }
    if (!S_ISREG(about.st_mode)) {
        return refused(path, "is not a file.");
    }
    if ((about.st_mode & bits_outside(audience)) != 0) {
        return refused(path,
                       "holds a secret but is open to other users. Limit it to the service's user "
                       "(chmod 600).");
    }

    std::string content;
    std::array<char, 4096> buffer{};
    while (content.size() <= kLargestFile) {
        const ssize_t size = read(file.get(), buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) {
            continue;
        }
        if (size < 0) {
            fail(path);
        }
        if (size == 0) {
            return std::optional{std::move(content)};
        }
        content.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return refused(path, "is larger than 1 MiB.");
}

}  // namespace ohmstead
