#include "cli/open_tensor.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "cli/files.h"
#include "cli/text.h"

namespace roundoff::cli {
namespace {

namespace fs = std::filesystem;

bool is_file(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) && !fs::is_directory(path, ignored);
}

}  // namespace

Place place_of(const std::string& text) {
  if (is_file(text)) return {text, std::nullopt};
  for (size_t colon = text.find(':'); colon != std::string::npos; colon = text.find(':', colon + 1)) {
    const std::string path = text.substr(0, colon);
    if (is_file(path)) return {path, text.substr(colon + 1)};
  }
  return {text, std::nullopt};
}

Result<TensorInfo> find(const TensorFile& file, const Place& place) {
  const std::vector<TensorInfo>& tensors = file.tensors;
  if (tensors.empty()) return Error{place.path + " holds no tensor"};
  if (!place.name) {
    if (tensors.size() == 1) return tensors[0];
    return Error{place.path + " holds " + std::to_string(tensors.size()) + " tensors: name one, as in " +
                 place.path + ":" + printable(tensors[0].name)};
  }
  const auto named = std::find_if(tensors.begin(), tensors.end(),
                                  [&](const TensorInfo& t) { return t.name == *place.name; });
  if (named != tensors.end()) return *named;
  return Error{place.path + " holds no tensor named " + printable(*place.name) +
               (file.format == TensorFormat::kNpy ? ": an .npy file's array has no name" : "")};
}

Result<Opened> open(std::span<const uint8_t> bytes, const TensorFile& file, const Place& place) {
  const Result<TensorInfo> info = find(file, place);
  if (!info) return Error{info.error()};
  Result<std::vector<float>> values = read_tensor(bytes, *info);
  if (!values) return Error{place.path + ": " + values.error()};
  return Opened{*info, std::move(*values)};
}

Result<Opened> open(const Place& place) {
  const Result<FileView> view = FileView::open(place.path);
  if (!view) return Error{view.error()};
  const Result<TensorFile> file = list_tensors(view->bytes());
  if (!file) return Error{place.path + ": " + file.error()};
  return open(view->bytes(), *file, place);
}

}  // namespace roundoff::cli
