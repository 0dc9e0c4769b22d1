// Rate against distortion: how many bits a value costs, and how near they bring one to it, by three quantizers and two
// ways to write their integers down; and the bounds that no quantizer and no code can cross.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "roundoff/base/status.h"
#include "roundoff/base/tensor.h"

namespace roundoff {

enum class RateQuantizer : uint8_t {
  kLinear,  // 2 … 8 bits, asymmetric, over the range of least mean squared error
  // The same ruler without ends, made for an entropy coder: q = round(x / step). All integers but 0 stand for values a
  // little nearer to 0 than step · q, by the one share of a step that leaves the least squared error (Sullivan, "Efficient
  // scalar quantization of exponential and Laplacian random variables", IEEE Trans. Information Theory 1996).
  kUniform,
  kKMeans,  // a codebook of 2^bits values, 1 … 8 bits
};

// "linear", "uniform" or "kmeans".
std::string_view name_of(RateQuantizer quantizer);
std::optional<RateQuantizer> parse_rate_quantizer(std::string_view name);

struct RateSetting {
  RateQuantizer quantizer = RateQuantizer::kLinear;
  int bits = 4;     // of kLinear and kKMeans
  double step = 0;  // of kUniform: finite, above 0
};

// All rates are bits a value.
struct RatePoint {
  RateSetting setting;
  size_t symbols = 0;  // different integers in use
  double fixed =
      0;  // all words of one length: `bits`, or what the integers from the least to the largest need
  double entropy = 0;  // of the integers
  double huffman = 0;  // mean length of their Huffman code
  double codebook =
      0;  // what the scale and zero point (40 bits), the step and that share (64) or the centroids (32 each) add
  double code =
      0;  // what the Huffman code's table adds: 8 bits for the length of each word, and of an integer without
          // a codebook 16 more that say which it is
  double sqnr_db = 0;  // as TensorError has it
};

// An integer in use, its word in the canonical Huffman code, and what it stands for.
struct CodedSymbol {
  float value = 0;
  uint32_t count = 0;
  uint8_t length = 0;
  uint64_t word = 0;  // in the low `length` bits
};

struct CodedTensor {
  RatePoint point;
  std::vector<CodedSymbol> symbols;  // ascending by value, only those in use
};

// The tensor's finite values; the others are left out of everything here. Errors: no finite value, bits out of range, a
// step that is not above 0 or leaves more than 2^16 integers between the least and the largest.
Result<CodedTensor> code(const Tensor& tensor, const RateSetting& setting);

// By all bits, or by 37 steps from 8 standard deviations to a 64th of one, from few bits to many; those that leave more
// than 2^16 integers are left out, and all steps where all values are equal. Errors: no finite value.
Result<std::vector<RatePoint>> rate_curve(const Tensor& tensor, RateQuantizer quantizer);

// Straight lines of SQNR in dB over bits a value, at 0 bits; each bit adds kDecibelsPerBit.
inline constexpr double kDecibelsPerBit = 6.020599913279624;  // 20 log10 2
struct RateBounds {
  size_t values = 0;  // that are finite
  double mean = 0;
  double variance = 0;
  // The rate-distortion function of a Gaussian of this variance, D = σ² 2^(−2R) (Shannon 1959; Cover & Thomas, "Elements
  // of information theory", section 10.3.2): that of the hardest source of all with this variance, so that a tensor that
  // is not Gaussian may be above it. +∞ without variance.
  double gaussian_db = 0;
  // Shannon's lower bound for these values themselves, D ≥ 2^(2h − 2R) / (2πe), with their differential entropy h estimated
  // by that of the integers at the finest of rate_curve's steps that leaves 32 values for each symbol, plus log2 of the step
  // (Gish & Pierce, "Asymptotically efficient quantizing", 1968). A uniform quantizer with an entropy coder ends up πe/6,
  // 1.53 dB or a quarter of a bit, below it. Empty where there is no such step.
  std::optional<double> own_db;
};
Result<RateBounds> rate_bounds(const Tensor& tensor);

}  // namespace roundoff
