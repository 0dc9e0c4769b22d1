#include "roundoff/codebook/product.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>

#include "roundoff/base/packed_bytes.h"
#include "roundoff/base/random.h"
#include "roundoff/base/rescaled.h"

namespace roundoff::codebook {
namespace {

constexpr int kMaxIterations = 30;

// A matrix's columns from `begin` on, `width` of them: what one subspace sees.
struct Part {
  std::span<const float> values;
  size_t stride;
  size_t begin;
  size_t width;

  size_t rows() const { return values.size() / stride; }
  const float* row(size_t i) const { return &values[i * stride + begin]; }
};

// k-means of one subspace's rows.
class Prototypes {
 public:
  Prototypes(const Part& part, size_t k)
      : part_(part), k_(k), at_(part.width * k), distances_(k), codes_(part.rows()), errors_(part.rows()) {}

  void learn(Random& random) {
    seed(random);
    assign();
    for (int i = 0; i < kMaxIterations; ++i) {
      const double before = inertia();
      update();
      assign();
      if (!(inertia() < before)) break;
    }
  }

  uint8_t code(size_t row) const { return codes_[row]; }
  float at(size_t prototype, size_t column) const { return at_[column * k_ + prototype]; }
  double inertia() const {
    double sum = 0;
    for (const float error : errors_) sum += static_cast<double>(error);
    return sum;
  }

 private:
  void place(size_t prototype, const float* row) {
    for (size_t c = 0; c < part_.width; ++c) at_[c * k_ + prototype] = row[c];
  }

  // k-means++ (Arthur & Vassilvitskii, SODA 2007): the next seed is a row drawn by its squared distance to the seeds.
  void seed(Random& random) {
    std::fill(errors_.begin(), errors_.end(), std::numeric_limits<float>::infinity());
    auto next = static_cast<size_t>(random.below(part_.rows()));
    for (size_t j = 0; j < k_; ++j) {
      place(j, part_.row(next));
      double sum = 0;
      for (size_t i = 0; i < errors_.size(); ++i) {
        errors_[i] = std::min(errors_[i], squared_distance(part_.row(i), part_.row(next)));
        sum += static_cast<double>(errors_[i]);
      }
      double left = random.uniform() * sum;
      next = 0;
      while (next + 1 < errors_.size() && left >= static_cast<double>(errors_[next])) {
        left -= static_cast<double>(errors_[next++]);
      }
    }
  }

  float squared_distance(const float* p, const float* q) const {
    float sum = 0;
    for (size_t c = 0; c < part_.width; ++c) sum += (p[c] - q[c]) * (p[c] - q[c]);
    return sum;
  }

  // Prototypes lie side by side for each column, so that the inner loop runs over all of them at once.
  void assign() {
    for (size_t i = 0; i < codes_.size(); ++i) {
      const float* row = part_.row(i);
      std::fill(distances_.begin(), distances_.end(), 0.0F);
      for (size_t c = 0; c < part_.width; ++c) {
        const float* column = &at_[c * k_];
        for (size_t j = 0; j < k_; ++j) distances_[j] += (row[c] - column[j]) * (row[c] - column[j]);
      }
      const auto nearest = std::min_element(distances_.begin(), distances_.end());
      codes_[i] = static_cast<uint8_t>(nearest - distances_.begin());
      errors_[i] = *nearest;
    }
  }

  // Means of what each prototype got; one that got nothing moves to the row that is worst off.
  void update() {
    std::vector<double> sums(at_.size());
    std::vector<size_t> counts(k_);
    for (size_t i = 0; i < codes_.size(); ++i) {
      const size_t j = codes_[i];
      ++counts[j];
      for (size_t c = 0; c < part_.width; ++c) sums[c * k_ + j] += static_cast<double>(part_.row(i)[c]);
    }
    for (size_t j = 0; j < k_; ++j) {
      if (counts[j] == 0) {
        const auto worst = std::max_element(errors_.begin(), errors_.end());
        place(j, part_.row(static_cast<size_t>(worst - errors_.begin())));
        *worst = 0;
        continue;
      }
      for (size_t c = 0; c < part_.width; ++c) {
        at_[c * k_ + j] = static_cast<float>(sums[c * k_ + j] / static_cast<double>(counts[j]));
      }
    }
  }

  const Part part_;
  const size_t k_;
  std::vector<float> at_;  // column after column, each of k_ prototypes
  std::vector<float> distances_;
  std::vector<uint8_t> codes_;
  std::vector<float> errors_;  // squared, of each row
};

std::vector<size_t> cut(size_t row_size, size_t subspaces) {
  std::vector<size_t> column = {0};
  for (size_t s = 0; s < subspaces; ++s) {
    column.push_back(column.back() + row_size / subspaces + (s < row_size % subspaces ? 1 : 0));
  }
  return column;
}

}  // namespace

std::span<const float> ProductQuantized::prototype(size_t subspace, size_t index) const {
  const size_t width = column[subspace + 1] - column[subspace];
  return std::span(prototypes).subspan(column[subspace] * prototypes_each + index * width, width);
}

Result<ProductQuantized> product_quantize(const Tensor& tensor, const ProductOptions& options) {
  const size_t row_size = tensor.row_size();
  if (options.k < 2 || options.k > 256) {
    return Error{"k must be 2 to 256, not " + std::to_string(options.k)};
  }
  if (tensor.size() == 0) return Error{"product quantization needs at least one value"};
  if (options.subspaces < 1 || options.subspaces > row_size) {
    return Error{"a row of " + std::to_string(row_size) + " cannot be cut into " +
                 std::to_string(options.subspaces) + " subspaces"};
  }
  if (!std::all_of(tensor.values.begin(), tensor.values.end(), [](float x) { return std::isfinite(x); })) {
    return Error{"product quantization takes finite values only"};
  }

  ProductQuantized result;
  result.shape = tensor.shape;
  result.k = options.k;
  result.column = cut(row_size, options.subspaces);
  const size_t rows = tensor.size() / row_size;
  result.prototypes_each = std::min(static_cast<size_t>(options.k), rows);
  result.codes.resize(rows * options.subspaces);
  float largest = 0;
  for (const float x : tensor.values) largest = std::max(largest, std::abs(x));
  const Rescaled usual(tensor.values, largest);
  Random random(options.seed);
  for (size_t s = 0; s < options.subspaces; ++s) {
    const size_t width = result.column[s + 1] - result.column[s];
    Prototypes part({usual.values(), row_size, result.column[s], width}, result.prototypes_each);
    part.learn(random);
    for (size_t j = 0; j < result.prototypes_each; ++j) {
      for (size_t c = 0; c < width; ++c) result.prototypes.push_back(usual.back(part.at(j, c)));
    }
    for (size_t i = 0; i < rows; ++i) result.codes[i * options.subspaces + s] = part.code(i);
    result.inertia += usual.back_square(part.inertia());
  }
  return result;
}

std::vector<float> dequantize(const ProductQuantized& quantized) {
  std::vector<float> values;
  values.reserve(quantized.rows() * quantized.column.back());
  for (size_t i = 0; i < quantized.codes.size(); ++i) {
    const auto prototype = quantized.prototype(i % quantized.subspaces(), quantized.codes[i]);
    values.insert(values.end(), prototype.begin(), prototype.end());
  }
  return values;
}

std::vector<float> product_tables(const ProductQuantized& quantized, std::span<const float> vector) {
  assert(vector.size() == quantized.column.back());
  std::vector<float> tables;
  tables.reserve(quantized.subspaces() * quantized.prototypes_each);
  for (size_t s = 0; s < quantized.subspaces(); ++s) {
    for (size_t j = 0; j < quantized.prototypes_each; ++j) {
      const auto prototype = quantized.prototype(s, j);
      float sum = 0;
      for (size_t c = 0; c < prototype.size(); ++c) sum += prototype[c] * vector[quantized.column[s] + c];
      tables.push_back(sum);
    }
  }
  return tables;
}

std::vector<float> aggregate(const ProductQuantized& quantized, std::span<const float> tables) {
  const size_t subspaces = quantized.subspaces();
  assert(tables.size() == subspaces * quantized.prototypes_each);
  std::vector<float> products(quantized.rows());
  for (size_t i = 0; i < products.size(); ++i) {
    for (size_t s = 0; s < subspaces; ++s) {
      products[i] += tables[s * quantized.prototypes_each + quantized.codes[i * subspaces + s]];
    }
  }
  return products;
}

size_t ProductQuantized::bytes() const {
  int bits = 0;
  while (1 << bits < k) ++bits;
  return packed_bytes(codes.size(), bits) + 4 * prototypes.size();
}

}  // namespace roundoff::codebook
