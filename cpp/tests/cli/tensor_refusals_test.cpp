#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/tensor_command.h"

namespace roundoff {
namespace {

using test::Bytes;
using test::golden_tensors;
using Shape = std::vector<size_t>;

class CliTensorRefusals : public test::TensorCommand {};

TEST_F(CliTensorRefusals, WrongArgumentsAreRefusedInOneLine) {
  const std::string tensor = "tensor " + path("w.npy");
  const std::string names =
      "linear, power_of_two, kmeans, pq, q8_0, q4_0, nf4, mxfp4, mxfp8, mxfp8_e5m2, float16, bfloat16, "
      "fp8_e4m3, "
      "fp8_e5m2, fp4";
  expect_refused("tensor", "FILE is required");
  expect_refused(tensor + " --method best", "--method is one of " + names + ", not best");
  expect_refused(tensor + " --method float32", "--method is one of " + names + ", not float32");
  expect_refused(tensor + " --bits 4", "nothing is quantized without --method: one of " + names);
  expect_refused(tensor + " --out x", "nothing is quantized without --method: one of " + names);
  expect_refused(tensor + " --method nf4 --bits 4", "--bits does not apply to --method nf4");
  expect_refused(tensor + " --method kmeans --range mse", "--range does not apply to --method kmeans");
  expect_refused(tensor + " --method kmeans --bits 9", "--bits is 1 to 8 for --method kmeans, not 9");
  expect_refused(tensor + " --method pq --bits 0", "--bits is 1 to 8 for --method pq, not 0");
  expect_refused(tensor + " --method kmeans --subspaces 4", "--subspaces does not apply to --method kmeans");
  for (const std::string k : {"1", "257", "-3"}) {
    expect_refused(tensor + " --method kmeans --k=" + k, "--k is 2 to 256, not " + k);
  }
  expect_refused(tensor + " --method kmeans --k 8 --bits 3",
                 "--k and --bits both say how many centroids: give one of them");
  expect_refused(tensor + " --method pq --k 8", "--k does not apply to --method pq");
  expect_refused(tensor + " --method linear --exact", "--exact does not apply to --method linear");
  expect_refused(tensor + " --k 8", "nothing is quantized without --method: one of " + names);
  expect_refused(tensor + " --exact", "nothing is quantized without --method: one of " + names);
  const std::string linear = tensor + " --method linear ";
  expect_refused(linear + "--bits 1", "--bits is 2 to 8 for --method linear, not 1");
  expect_refused(linear + "--bits 9", "--bits is 2 to 8 for --method linear, not 9");
  expect_refused(linear + "--bits four", "Could not convert: --bits = four");
  expect_refused(linear + "--mode odd", "--mode is symmetric, symmetric-full or asymmetric, not odd");
  expect_refused(linear + "--granularity row", "--granularity is tensor, channel or group, not row");
  expect_refused(linear + "--rounding up",
                 "--rounding is nearest, floor, ceil, stochastic or adaptive, not up");
  expect_refused(linear + "--range all", "--range is minmax, mse, percentile:P or fixed:MIN,MAX, not all");
  expect_refused(linear + "--range percentile:",
                 "--range is minmax, mse, percentile:P or fixed:MIN,MAX, not percentile:");
  for (const std::string p : {"50", "101", "nan", "9x", "-1", "P"}) {
    expect_refused(linear + "--range percentile:" + p,
                   "--range percentile:P has a P above 50 and at most 100, not " + p);
  }
  for (const std::string ends :
       {"1", "1,", ",1", "1,2,3", "2,1", "nan,1", "0,inf", "0,1e39", "a,b", "0,1x"}) {
    expect_refused(linear + "--range fixed:" + ends,
                   "--range fixed:MIN,MAX has two finite numbers, MIN not above MAX, not " + ends);
  }
  expect_refused(linear + "--rounding adaptive",
                 "--rounding adaptive learns from --inputs: the layer's inputs, samples by features");
  expect_refused(linear + "--inputs x.npy", "--inputs belongs to --rounding adaptive");
  expect_refused(linear + "--rounding adaptive --inputs " + path("none.npy"),
                 "cannot read " + path("none.npy") + ": No such file or directory");
  expect_refused(linear + "--rounding adaptive --seed 2 --inputs " + path("w.npy"),
                 "--seed belongs to --rounding stochastic");
  expect_refused(tensor + " --method kmeans --inputs x.npy", "--inputs does not apply to --method kmeans");
  expect_refused(tensor + " --inputs x.npy", "nothing is quantized without --method: one of " + names);
  test::write_file(path("narrow.npy"), write_npy(std::vector<float>(78, 1.0F), Shape{2, 39}));
  expect_refused(linear + "--rounding adaptive --inputs " + path("narrow.npy"),
                 path("w.npy") + ": the inputs have 39 features, and a row of the tensor 40 weights");
  const std::string two = tensor + " --method power_of_two ";
  expect_refused(two + "--bits 1", "--bits is 2 to 8 for --method power_of_two, not 1");
  expect_refused(two + "--bits 9", "--bits is 2 to 8 for --method power_of_two, not 9");
  expect_refused(two + "--mode symmetric", "--mode does not apply to --method power_of_two");
  expect_refused(two + "--rounding floor", "--rounding does not apply to --method power_of_two");
  expect_refused(two + "--granularity group --group-size 0", "--group-size is 1 or more, not 0");
  expect_refused(linear + "--axis 1", "--axis belongs to --granularity channel");
  expect_refused(linear + "--group-size 8", "--group-size belongs to --granularity group");
  expect_refused(linear + "--granularity group --group-size 0", "--group-size is 1 or more, not 0");
  expect_refused(linear + "--granularity group --group-size=-1", "--group-size: must not be negative");
  expect_refused(linear + "--seed 2", "--seed belongs to --rounding stochastic");
  expect_refused(linear + "--out x.npy --ints x.npy", "--out and --ints name the same file");
  expect_refused(linear + "--out " + path("x.npy") + " --ints " + path("./x.npy"),
                 "--out and --ints name the same file");
  std::filesystem::create_symlink(path("w.npy"), path("link.npy"));
  expect_refused(linear + "--out " + path("w.npy") + " --ints " + path("link.npy"),
                 "--out and --ints name the same file");
  expect_refused(linear + "--histogram 9", "--histogram is printed with --json");
  expect_refused(linear + "--json --histogram 0", "--histogram is 1 to 65536 bins, not 0");
  expect_refused(linear + "--json --histogram=-1", "--histogram: must not be negative");
  expect_refused(tensor + " --json --histogram 9", "nothing is quantized without --method: one of " + names);
  EXPECT_EQ(run(linear + "--granularity channel --axis 2").code, 2);
  test::write_file(path("nan.npy"), test::make_float_npy({std::nanf(""), 1}));
  expect_refused("tensor " + path("nan.npy") + " --method pq --subspaces 1",
                 path("nan.npy") + ": product quantization takes finite values only");
}

TEST_F(CliTensorRefusals, UnreadableFilesAreRefusedInOneLine) {
  const Bytes whole = test::read_file(path("w.npy"));
  test::write_file(path("cut.npy"), {whole.begin(), whole.end() - 1});
  test::write_file(path("empty.npy"), {});
  test::write_file(path("none.npy"), test::make_float_npy({}));
  test::write_file(
      path("huge.npy"),
      test::make_npy("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 0)}", {}));
  expect_refused("tensor " + path("cut.npy"),
                 path("cut.npy") +
                     ": the .npy array is cut off: its shape [6, 40] of float32 takes 960 bytes, and "
                     "959 are there");
  expect_refused("tensor " + path("empty.npy"), path("empty.npy") + ": the file is empty");
  expect_refused("tensor " + path("none.npy") + " --method nf4",
                 path("none.npy") + ": the tensor has no values");
  expect_refused("tensor " + path("huge.npy") + " --method linear --granularity channel",
                 path("huge.npy") + ": the tensor has no values");
  expect_refused("tensor " + path("absent.npy"),
                 "cannot read " + path("absent.npy") + ": No such file or directory");
  expect_refused("tensor " + folder_.string(), "cannot read " + folder_.string() + ": Is a directory");
  expect_refused("tensor " + std::string(ROUNDOFF_ASSETS_DIR) + "/dog.jpg",
                 std::string(ROUNDOFF_ASSETS_DIR) + "/dog.jpg: not an .npy, .npz, .safetensors or GGUF file");
  expect_refused(
      "tensor " + golden_tensors("int64.npy") + " --method nf4",
      golden_tensors("int64.npy") + ": the array is of type int64, which float32 cannot stand in for");
  expect_refused("tensor " + path("w.npy") + " --method nf4 --out " + path("none/out.npy"),
                 "cannot write " + path("none/out.npy") + ": No such file or directory");
}

}  // namespace
}  // namespace roundoff
