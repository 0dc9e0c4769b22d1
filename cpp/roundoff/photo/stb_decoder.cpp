#include "roundoff/photo/stb_decoder.h"

#include <cstdlib>

namespace {

// What one call of stb_decode may allocate at once. A PNG whose data inflates to far more than its header
// announces runs into it; so does whatever else makes stb_image ask for more than the picture justifies.
thread_local size_t allocation_limit = 0;

// Zeroed, since stb_image leaves tables and pixels that a damaged file never fills: the same file must give
// the same picture, and nobody's old memory.
void* limited_malloc(size_t size) { return size <= allocation_limit ? std::calloc(size, 1) : nullptr; }

void* limited_realloc(void* memory, size_t size) {
  return size <= allocation_limit ? std::realloc(memory, size) : nullptr;
}

}  // namespace

#define STBI_MALLOC(size) limited_malloc(size)
#define STBI_REALLOC(memory, size) limited_realloc(memory, size)
#define STBI_FREE(memory) std::free(memory)
#define STBI_NO_STDIO
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wtype-limits"
#ifdef __clang__
// Damaged coefficients overflow stb_image's signed arithmetic, which costs a wrong pixel; its memory stays
// guarded.
#pragma clang attribute push(__attribute__((no_sanitize("signed-integer-overflow", "shift"))), \
                             apply_to = function)
#endif
#include <stb_image.h>
#ifdef __clang__
#pragma clang attribute pop
#endif
#pragma GCC diagnostic pop

namespace roundoff::internal {

void StbFree::operator()(uint8_t* memory) const { stbi_image_free(memory); }

StbImage stb_decode(std::span<const uint8_t> file, size_t max_allocation) {
  allocation_limit = max_allocation;
  int width = 0;
  int height = 0;
  int channels = 0;
  StbImage image;
  image.rgba.reset(
      stbi_load_from_memory(file.data(), static_cast<int>(file.size()), &width, &height, &channels, 4));
  image.problem = image.rgba ? nullptr : stbi_failure_reason();
  image.width = static_cast<size_t>(width);
  image.height = static_cast<size_t>(height);
  return image;
}

}  // namespace roundoff::internal
