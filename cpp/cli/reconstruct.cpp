#include "cli/reconstruct.h"

#include <memory>
#include <string>
#include <vector>

#include "cli/files.h"
#include "cli/networks.h"
#include "cli/text.h"
#include "roundoff/model/pictures.h"
#include "roundoff/model/run.h"
#include "roundoff/photo/decode.h"

namespace roundoff::cli {
namespace {

struct Arguments {
  std::string in;
  std::string models = kModels;
  WeightArguments weights;
  std::string out;
  size_t scale = 4;
  bool json = false;
};

// A picture of faces in rows, face after face.
std::vector<uint8_t> faces_of(const Photo& photo) {
  constexpr size_t kSide = model::kSide;
  std::vector<uint8_t> rgba;
  for (size_t top = 0; top < photo.height(); top += kSide) {
    for (size_t left = 0; left < photo.width(); left += kSide) {
      for (size_t i = 0; i < kSide * kSide; ++i) {
        const Rgb8 color = photo.view()(top + i / kSide, left + i % kSide);
        rgba.insert(rgba.end(), {color.r, color.g, color.b, 255});
      }
    }
  }
  return rgba;
}

std::optional<Error> run(const Arguments& arguments) {
  if (arguments.scale < 1 || arguments.scale > 64) return Error{"--scale is 1 to 64"};
  const Result<std::vector<uint8_t>> file = read_file(arguments.in);
  if (!file) return Error{file.error()};
  const Result<Photo> photo = decode(*file);
  if (!photo) return Error{arguments.in + ": " + photo.error()};
  if (photo->width() % model::kSide != 0 || photo->height() % model::kSide != 0) {
    return Error{arguments.in + " is " + std::to_string(photo->width()) + " × " +
                 std::to_string(photo->height()) + " pixels; faces are 16 × 16, alone or in rows"};
  }
  Result<model::Network> network = open_network(arguments.models + "/autoencoder.safetensors");
  if (!network) return Error{network.error()};
  const Result<model::NetworkReport> report = quantize(*network, arguments.weights);
  if (!report) return Error{report.error()};

  const std::vector<uint8_t> before = faces_of(*photo);
  const std::vector<float> pictures = model::from_rgba(before);
  const size_t faces = pictures.size() / model::kPictureNumbers;
  const std::vector<float> latents =
      model::output_of(*network, *network->plan("encode"), {pictures, faces, {}, {}});
  const std::vector<uint8_t> after =
      model::to_rgba(model::output_of(*network, *network->plan("decode"), {latents, faces, {}, {}}));
  const model::Nearness near = model::nearness(before, after);
  if (!arguments.out.empty()) {
    const auto png = grid_png(after, arguments.scale);
    if (!png) return Error{png.error()};
    if (auto error = write_file(arguments.out, *png)) return error;
  }
  if (arguments.json) {
    return print(dump({{"faces", faces},
                       {"effective_bits", report->effective_bits},
                       {"bytes", {{"before", report->bytes_before}, {"after", report->bytes_after}}},
                       {"mse", near.mse},
                       {"psnr_db", near.psnr_db},
                       {"near", near.near}}));
  }
  return print(
      format("faces     %zu\nweights   %zu bytes of %zu, %.4g bits each\n", faces, report->bytes_after,
             report->bytes_before, report->effective_bits) +
      format("error     PSNR %.2f dB, %.2f %% of pixels within 8/255\n", near.psnr_db, 100 * near.near));
}

}  // namespace

std::function<std::optional<Error>()> add_reconstruct(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = app.add_subcommand("reconstruct", "Send faces through both halves of the autoencoder");
  verb->add_option("IN", arguments->in, "PNG or JPEG file of 16 × 16 pixels, or of such faces in rows")
      ->required();
  verb->add_option("--models", arguments->models, "Folder of the networks")->capture_default_str();
  add_weight_options(*verb, arguments->weights);
  verb->add_option("--out", arguments->out, "Write what came back here, as a PNG file");
  verb->add_option("--scale", arguments->scale, "Its pixels for one of a face")
      ->check(not_negative)
      ->capture_default_str();
  verb->add_flag("--json", arguments->json, "Print JSON (psnr_db is null where nothing differs)");
  return [arguments] { return run(*arguments); };
}

}  // namespace roundoff::cli
