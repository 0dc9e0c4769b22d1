// PyTorch's answers (scripts/train/golden.py), and the shipped networks.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "roundoff/model/layers.h"
#include "roundoff/model/network.h"
#include "roundoff/tensorfile/tensor_file.h"
#include "tests/support/files.h"

namespace roundoff::test {

struct Array {
  std::vector<size_t> shape;
  std::vector<float> values;
};

class Golden {
 public:
  explicit Golden(const char* name) : file_(golden(std::string("model/").append(name).append(".npz"))) {
    const Result<TensorFile> listed = list_tensors(file_);
    EXPECT_TRUE(listed.ok());
    if (listed) tensors_ = listed->tensors;
  }

  Array operator[](const std::string& name) const {
    for (const TensorInfo& tensor : tensors_) {
      if (tensor.name != name) continue;
      const Result<std::vector<float>> values = read_tensor(file_, tensor);
      EXPECT_TRUE(values.ok()) << name << ": " << values.error();
      return {tensor.shape, *values};
    }
    ADD_FAILURE() << "no " << name;
    return {};
  }

 private:
  Bytes file_;
  std::vector<TensorInfo> tensors_;
};

// n×c×… → c×n×…, as activations lie, and back.
inline std::vector<float> swapped(const std::vector<float>& values, size_t first, size_t second) {
  const size_t rest = values.size() / (first * second);
  std::vector<float> out(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t a = i / (second * rest);
    const size_t b = i / rest % second;
    out[(b * first + a) * rest + i % rest] = values[i];
  }
  return out;
}

// Activations that own their values.
struct Held {
  std::vector<float> values;
  model::Activations view;

  // `array` is faces × channels or faces × channels × height × width.
  explicit Held(const Array& array) : values(swapped(array.values, array.shape[0], array.shape[1])) {
    view = {values, array.shape[1], array.shape[0], 1, 1};
    if (array.shape.size() == 4) {
      view.height = array.shape[2];
      view.width = array.shape[3];
    }
  }
};

// Within `tolerance` of the largest magnitude.
inline void expect_near(const std::vector<float>& found, const std::vector<float>& wanted, double tolerance,
                        const std::string& what) {
  ASSERT_EQ(found.size(), wanted.size()) << what;
  double largest = 0;
  double off = 0;
  for (size_t i = 0; i < wanted.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(wanted[i])));
    const double difference = std::abs(static_cast<double>(found[i]) - static_cast<double>(wanted[i]));
    off = std::isnan(difference) ? INFINITY : std::max(off, difference);
  }
  EXPECT_LE(off, tolerance * largest) << what;
}

inline Bytes model_file(const std::string& name) {
  return read_file(std::string(ROUNDOFF_ASSETS_DIR "/models/").append(name).append(".safetensors"));
}

inline model::Network open_network(const std::string& name) {
  Result<model::Network> network = model::Network::open(model_file(name));
  EXPECT_TRUE(network.ok()) << network.error();
  return std::move(*network);
}

}  // namespace roundoff::test
