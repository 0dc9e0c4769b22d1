// What a sampler starts from, and how it tells the network the time: the same bits natively and in WASM.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "roundoff/model/network.h"

namespace roundoff::model {

// faces × kLatentNumbers of mean 0 and variance 1, as scripts/train/noise.py has them: face i of seed s draws from
// Random(Random(s + i).next()), by Box–Muller. More faces do not change the first ones.
std::vector<float> noise(uint64_t seed, size_t faces);

// 32 cosines and then 32 sines of 1000 t at periods that grow from 2π to 2π · 10⁴ (Vaswani et al. 2017,
// arXiv:1706.03762). t is 0 … 1; the angle is rounded to float32 where PyTorch's is.
std::array<float, kTimeNumbers> time_numbers(float t);

}  // namespace roundoff::model
