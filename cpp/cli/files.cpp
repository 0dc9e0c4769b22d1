#include "cli/files.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <memory>
#include <system_error>

namespace roundoff::cli {
namespace {

namespace fs = std::filesystem;

// What the decoder takes at most; a device that never ends must not fill the memory.
constexpr size_t kMaxFileBytes = std::numeric_limits<int>::max();

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

Error cannot(const char* verb, const std::string& path, int error) {
  return {std::string("cannot ") + verb + " " + path + ": " + std::strerror(error)};
}

// 0, or the errno of what failed.
int write_all(File file, std::span<const uint8_t> bytes) {
  if (!file) return errno;
  if (std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size()) return errno;
  return std::fclose(file.release()) == 0 ? 0 : errno;
}

}  // namespace

Result<std::vector<uint8_t>> read_file(const std::string& path) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) return cannot("read", path, errno);
  std::vector<uint8_t> bytes;
  constexpr size_t kBlock = size_t{1} << 20u;
  for (;;) {
    const size_t size = bytes.size();
    if (size > kMaxFileBytes) return Error{"cannot read " + path + ": files above 2 GB are not handled"};
    bytes.resize(size + kBlock);
    const size_t got = std::fread(bytes.data() + size, 1, kBlock, file.get());
    bytes.resize(size + got);
    if (got == kBlock) continue;
    if (std::ferror(file.get())) return cannot("read", path, errno);
    return bytes;
  }
}

void FileView::Unmap::operator()(const uint8_t* memory) const { munmap(const_cast<uint8_t*>(memory), size); }

Result<FileView> FileView::open(const std::string& path) {
  FileView view;
  // Asked before it is opened: a pipe can be opened only once.
  if (std::error_code ignored; fs::is_regular_file(path, ignored)) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return cannot("read", path, errno);
    struct stat status {};
    if (fstat(descriptor, &status) == 0 && status.st_size > 0) {
      const auto size = static_cast<size_t>(status.st_size);
      void* memory = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (memory != MAP_FAILED) view.mapping_ = {static_cast<const uint8_t*>(memory), Unmap{size}};
    }
    ::close(descriptor);
    if (view.mapping_) return view;
  }
  Result<std::vector<uint8_t>> bytes = read_file(path);
  if (!bytes) return Error{bytes.error()};
  view.read_ = std::move(*bytes);
  return view;
}

std::optional<Error> write_file(const std::string& path, std::span<const uint8_t> bytes) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (fs::is_directory(status)) return cannot("write", path, EISDIR);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    const int error = write_all(File(std::fopen(path.c_str(), "wb")), bytes);
    return error == 0 ? std::nullopt : std::optional(cannot("write", path, error));
  }
  // Beside the file that it becomes, a link followed, since only within one file system is a renaming at once.
  const fs::path target =
      fs::is_symlink(fs::symlink_status(path, ignored)) ? fs::canonical(path, ignored) : fs::path(path);
  const std::string partial = target.string() + "." + std::to_string(getpid()) + ".partial";
  File file(std::fopen(partial.c_str(), "wbx"));
  if (!file) return cannot("write", path, errno);
  int error = write_all(std::move(file), bytes);
  if (error == 0 && std::rename(partial.c_str(), target.c_str()) != 0) error = errno;
  if (error == 0) return std::nullopt;
  std::remove(partial.c_str());
  return cannot("write", path, error);
}

bool is_same_file(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return false;
  std::error_code failed;
  if (fs::equivalent(a, b, failed)) return true;
  const auto place = [&](const std::string& path) {
    return fs::weakly_canonical(fs::absolute(path, failed), failed);
  };
  return place(a) == place(b);
}

}  // namespace roundoff::cli
