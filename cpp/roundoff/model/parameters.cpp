#include "roundoff/model/parameters.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "roundoff/linear/pack.h"
#include "roundoff/tensorfile/elements.h"
#include "roundoff/tensorfile/formats.h"
#include "roundoff/tensorfile/tensor_file.h"

namespace roundoff::model {
namespace {

constexpr std::string_view kIntegers = ".integers";
constexpr std::string_view kScales = ".scales";

// How the file packs its integers, by its metadata.
struct Packing {
  int bits = 0;
  int field_bits = 0;
  size_t group_size = 0;
};

Result<Packing> packing_of(const std::map<std::string, std::string>& metadata) {
  const auto number = [&](const char* name) {
    const auto found = metadata.find(name);
    // Three digits at most, so that none overflows.
    if (found == metadata.end() || found->second.empty() || found->second.size() > 3) return 0;
    int value = 0;
    for (const char c : found->second) {
      if (c < '0' || c > '9') return 0;
      value = 10 * value + (c - '0');
    }
    return value;
  };
  const Packing packing{number("bits"), number("field_bits"), static_cast<size_t>(number("group"))};
  const bool field = packing.field_bits == 2 || packing.field_bits == 4 || packing.field_bits == 8;
  if (packing.bits < 2 || packing.bits > packing.field_bits || !field || packing.group_size == 0) {
    return Error{"the file holds integers, and its metadata do not say their bits, field_bits and group"};
  }
  return packing;
}

Result<Parameter> unpacked(const std::string& name, std::span<const float> bytes, const Parameter& scales,
                           const Packing& packing) {
  if (scales.shape.size() != 2) return Error{name + ".scales has not two axes"};
  const size_t rows = scales.shape[0];
  const size_t columns = scales.shape[1] * packing.group_size;
  const auto per_byte = static_cast<uint64_t>(8 / packing.field_bits);
  // May be more than a size holds, until it has been compared.
  const uint64_t integers = uint64_t{scales.values.size()} * packing.group_size;
  if (bytes.size() != (integers + per_byte - 1) / per_byte) {
    return Error{name + ".integers has " + std::to_string(bytes.size()) + " bytes, and its scales ask for " +
                 std::to_string((integers + per_byte - 1) / per_byte)};
  }
  const auto count = static_cast<size_t>(integers);
  const std::vector<uint8_t> packed(bytes.begin(), bytes.end());
  Parameter parameter;
  parameter.shape = {rows, columns};
  StoredIntegers stored{packing.bits, packing.group_size, linear::unpack(packed, count, packing.field_bits),
                        scales.values};
  const int end = 1 << (packing.bits - 1);
  for (const int8_t integer : stored.integers) {
    if (integer < -end || integer >= end) {
      return Error{name + ".integers holds " + std::to_string(integer) + ", which is not one of " +
                   std::to_string(packing.bits) + " bits"};
    }
  }
  parameter.values.resize(count);
  for (size_t i = 0; i < count; ++i) {
    parameter.values[i] = stored.scales[i / packing.group_size] * static_cast<float>(stored.integers[i]);
  }
  parameter.integers = std::move(stored);
  return parameter;
}

std::string base_of(const std::string& name, std::string_view end) {
  return name.substr(0, name.size() - end.size());
}

}  // namespace

Result<ParameterFile> read_parameters(std::span<const uint8_t> file) {
  // Not by list_tensors(): who runs networks in a browser need not carry the readers of other formats.
  Result<Metadata> metadata = read_metadata(file);
  if (!metadata) return Error{metadata.error()};
  const internal::Tensors listed = internal::list_safetensors(file);
  if (!listed) return Error{listed.error()};
  ParameterFile result;
  for (auto& [name, text] : *metadata) result.metadata[name] = std::move(text);
  std::map<std::string, std::vector<float>> packed;
  for (const TensorInfo& info : *listed) {
    const bool integers = info.name.ends_with(kIntegers);
    const bool half = info.type == ElementType::kFloat16;
    if (integers ? info.type != ElementType::kUint8 : !half && info.type != ElementType::kFloat32) {
      return Error{info.name + " is of type " + info.dtype + ", not " +
                   (integers ? "uint8" : "float16 or float32")};
    }
    std::vector<float> values = internal::to_float32(file.subspan(info.offset, info.bytes), info);
    if (!std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); })) {
      return Error{info.name + " holds a number that is not finite"};
    }
    if (integers) {
      packed[base_of(info.name, kIntegers)] = std::move(values);
    } else {
      result.parameters[info.name] = {info.shape, std::move(values), half, std::nullopt};
    }
  }
  if (packed.empty()) return result;
  const Result<Packing> packing = packing_of(result.metadata);
  if (!packing) return Error{packing.error()};
  for (const auto& [name, bytes] : packed) {
    const auto scales = result.parameters.find(name + std::string(kScales));
    if (scales == result.parameters.end()) return Error{"the file lacks " + name + ".scales"};
    Result<Parameter> parameter = unpacked(name, bytes, scales->second, *packing);
    if (!parameter) return Error{parameter.error()};
    result.parameters.erase(scales);
    result.parameters[name] = std::move(*parameter);
  }
  return result;
}

}  // namespace roundoff::model
