#include "roundoff/tensorfile/tensor_file.h"

#include "tests/tensorfile/read.h"

namespace roundoff {
namespace {

using test::Bytes;
using test::problem_of;

TEST(TensorFile, OtherFilesAreRefused) {
  EXPECT_EQ(problem_of({}), "the file is empty");
  EXPECT_EQ(problem_of(test::dog()), "not an .npy, .npz, .safetensors or GGUF file");
}

TEST(TensorFile, TheSameTensorsFromEveryFormat) {
  for (const std::string name : {"stored.npz", "deflated.npz", "two.safetensors", "two.gguf"}) {
    const Bytes file = test::golden("tensorfile/" + name);
    size_t found = 0;
    for (const TensorInfo& tensor : test::list_of(file)) {
      if (tensor.name == "layer.weight") {
        ++found;
        EXPECT_EQ(tensor.shape, (std::vector<size_t>{2, 3, 4})) << name;
        EXPECT_EQ(*read_tensor(file, tensor), test::ramp(24)) << name;
      } else if (tensor.name == "layer.bias") {
        ++found;
        EXPECT_EQ(*read_tensor(file, tensor), test::ramp(5)) << name;
      }
    }
    EXPECT_EQ(found, 2u) << name;
  }
}

TEST(TensorFile, ATensorOfAnotherFileIsRefused) {
  const auto tensors = test::list_of(test::golden("tensorfile/two.gguf"));
  EXPECT_EQ(read_tensor(Bytes(100), tensors[0]).error(), "the tensor is not one of this file");
}

}  // namespace
}  // namespace roundoff
