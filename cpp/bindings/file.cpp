// Files of tensors in the worker, a module of its own: many pages show tensors, and few read files.
#include <emscripten/bind.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bindings/values.h"
#include "roundoff/tensorfile/tensor_file.h"

namespace roundoff::bindings {
namespace {

class FileHandle {
 public:
  FileHandle(std::vector<uint8_t> bytes, TensorFile file)
      : bytes_(std::move(bytes)), file_(std::move(file)) {}

  std::string format() const { return std::string(name_of(file_.format)); }

  val tensors() const {
    val list = val::array();
    for (const TensorInfo& tensor : file_.tensors) {
      val entry = val::object();
      entry.set("name", tensor.name);
      entry.set("dtype", tensor.dtype);
      entry.set("shape", array_of(tensor.shape));
      entry.set("count", static_cast<double>(tensor.elements()));
      entry.set("bytes", static_cast<double>(tensor.bytes));
      entry.set("readable", tensor.type != ElementType::kOther);
      if (tensor.is_plain_float32()) entry.set("offset", static_cast<double>(tensor.offset));
      list.call<void>("push", entry);
    }
    return list;
  }

  // Those of the tensor at a place in the list, or a string.
  val values(size_t index) {
    Result<std::vector<float>> values = read_tensor(bytes_, file_.tensors[index]);
    if (!values) return val(values.error());
    values_ = std::move(*values);
    return view_of(values_);
  }

  void free_values() { std::vector<float>().swap(values_); }

 private:
  std::vector<uint8_t> bytes_;
  TensorFile file_;
  std::vector<float> values_;  // what was last asked for
};

val open_file(const val& bytes) {
  std::vector<uint8_t> held = emscripten::convertJSArrayToNumberVector<uint8_t>(bytes);
  Result<TensorFile> file = list_tensors(held);
  if (!file) return val(file.error());
  return val(std::make_shared<FileHandle>(std::move(held), std::move(*file)));
}

}  // namespace

EMSCRIPTEN_BINDINGS(roundoff_file) {
  emscripten::function("openFile", &open_file);

  emscripten::class_<FileHandle>("TensorFile")
      .smart_ptr<std::shared_ptr<FileHandle>>("TensorFilePointer")
      .property("format", &FileHandle::format)
      .function("tensors", &FileHandle::tensors)
      .function("values", &FileHandle::values)
      .function("freeValues", &FileHandle::free_values);
}

}  // namespace roundoff::bindings
