#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "roundoff/measure/error_map.h"
#include "roundoff/measure/heatmap.h"
#include "roundoff/measure/picture.h"
#include "roundoff/measure/ssim.h"
#include "roundoff/photo/decode.h"
#include "roundoff/photo/indexed_png.h"
#include "tests/cli/command.h"
#include "tests/support/files.h"
#include "tests/support/png.h"

namespace roundoff {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::Bytes;
using test::Outcome;

class CliImage : public test::Command {
 protected:
  json run_json(const std::string& arguments) const {
    const Outcome outcome = run("image " + arguments + " --json");
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    return json::parse(outcome.out);
  }
};

const std::string kDog = std::string(ROUNDOFF_ASSETS_DIR) + "/dog.jpg";

std::string hex(Rgb8 c) {
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", c.r, c.g, c.b);
  return text;
}

TEST_F(CliImage, JsonHasTheDocumentedKeysInOrder) {
  const Outcome outcome = run("image " + kDog + " -k 4 --json");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  std::vector<std::string> keys;
  const auto report = nlohmann::ordered_json::parse(outcome.out);
  for (const auto& [key, value] : report.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"width", "height", "k", "unique_colors", "colors", "exact", "mse",
                                            "psnr_db", "ssim", "delta_e", "inertia", "iterations", "seconds",
                                            "bytes", "palette", "counts"}));
  EXPECT_EQ(report["width"], 768);
  EXPECT_EQ(report["height"], 576);
  EXPECT_EQ(report["k"], 4);
  EXPECT_EQ(report["unique_colors"], 104110);
  for (const char* part : {"decode", "histogram", "cluster", "assign", "encode"}) {
    EXPECT_GT(report["seconds"][part], 0) << part;
    EXPECT_LT(report["seconds"][part], report["seconds"]["total"]) << part;
  }
}

// What the command says of its PNG file is measured again here, from the file.
TEST_F(CliImage, NumbersAreThoseOfTheFileItWrites) {
  for (const std::string space : {"srgb", "linear", "oklab"}) {
    const json report = run_json(kDog + " -k 21 --space " + space + " --out " + path("out.png"));
    const Bytes file = test::read_file(path("out.png"));
    const test::IndexedPng png = test::read_indexed_png(file);
    EXPECT_EQ(png.depth, 8u);
    EXPECT_EQ(report["bytes"]["png"], file.size());
    EXPECT_EQ(report["bytes"]["raw"], 768 * 576 * 3);
    EXPECT_EQ(report["bytes"]["indexed"], indexed_bytes(768, 576, png.palette.size()));

    ASSERT_EQ(report["palette"].size(), png.palette.size());
    std::vector<uint32_t> counts(png.palette.size());
    for (const uint8_t index : png.indices) ++counts[index];
    EXPECT_EQ(report["counts"], json(counts));
    for (size_t i = 0; i < png.palette.size(); ++i) EXPECT_EQ(report["palette"][i], hex(png.palette[i]));

    const Result<Photo> before = decode(test::dog());
    const Result<Photo> after = decode(file);
    ASSERT_TRUE(before.ok() && after.ok());
    const double mse = mean_squared_error(before->view(), after->view());
    EXPECT_EQ(report["mse"], mse);
    EXPECT_EQ(report["psnr_db"], psnr_db(mse));
    EXPECT_EQ(report["ssim"], SsimReference(before->view()).compare(after->view()));
    const DeltaE difference = delta_e(before->view().flat(), after->view().flat());
    EXPECT_NEAR(report["delta_e"]["mean"], difference.mean, 1e-12);
    EXPECT_EQ(report["delta_e"]["max"], difference.max);
  }
}

TEST_F(CliImage, HeatmapShowsTheErrorOfThatFile) {
  const json report = run_json(kDog + " -k 16 --out " + path("out.png") + " --heatmap " + path("heat.png"));
  const Result<Photo> before = decode(test::dog());
  const Result<Photo> after = decode(test::read_file(path("out.png")));
  const Result<Photo> heat = decode(test::read_file(path("heat.png")));
  ASSERT_TRUE(before.ok() && after.ok() && heat.ok());
  const ErrorMap map = error_map(before->view(), after->view());
  const float scale = heat_scale(map.error);
  EXPECT_EQ(report["heatmap"]["scale_max"], scale);
  EXPECT_EQ(report["heatmap"]["mean"], map.mean);
  EXPECT_EQ(report["heatmap"]["max"], map.max);
  const auto levels = heat_levels(map.error, scale);
  const auto shown = heat->view().flat();
  ASSERT_EQ(shown.size(), levels.size());
  for (size_t i = 0; i < levels.size(); ++i) ASSERT_EQ(shown[i], heat_colors()[levels[i]]) << i;
}

TEST_F(CliImage, TheSameArgumentsGiveTheSameFile) {
  for (const std::string seeding : {"split", "kmeans++", "random", "corner"}) {
    const std::string arguments = "image " + kDog + " -k 7 --seed 5 --seeding " + seeding + " --out ";
    ASSERT_EQ(run(arguments + path("a.png")).code, 0) << seeding;
    ASSERT_EQ(run(arguments + path("b.png")).code, 0) << seeding;
    EXPECT_EQ(test::read_file(path("a.png")), test::read_file(path("b.png"))) << seeding;
  }
}

TEST_F(CliImage, MoreColoursThanThePictureHasIsExact) {
  const std::vector<Rgb8> pixels = {{1, 2, 3}, {1, 2, 3}, {250, 0, 0}, {0, 0, 250}};
  test::write_file(path("three.png"), test::make_rgb_png(pixels, 2, 2));
  const json report = run_json(path("three.png") + " -k 200 --out " + path("out.png"));
  EXPECT_EQ(report["exact"], true);
  EXPECT_EQ(report["k"], 200);
  EXPECT_EQ(report["colors"], 3);
  EXPECT_EQ(report["mse"], 0);
  EXPECT_TRUE(report["psnr_db"].is_null());
  const Result<Photo> out = decode(test::read_file(path("out.png")));
  ASSERT_TRUE(out.ok());
  EXPECT_TRUE(std::equal(pixels.begin(), pixels.end(), out->view().flat().begin()));

  const Outcome words = run("image " + path("three.png") + " -k 200");
  EXPECT_NE(words.out.find("3 colours of k = 200: exact"), std::string::npos) << words.out;
  EXPECT_NE(words.out.find("PSNR inf dB"), std::string::npos) << words.out;
}

TEST_F(CliImage, WrongArgumentsAreRefusedInOneLine) {
  const std::string image = "image " + kDog;
  expect_refused("", "A subcommand is required");
  expect_refused("image", "IN is required");
  expect_refused(image + " -k 0", "-k is 1 to 256, not 0");
  expect_refused(image + " -k 257", "-k is 1 to 256, not 257");
  expect_refused(image + " -k -3", "-k is 1 to 256, not -3");
  expect_refused(image + " -k many", "Could not convert: -k = many");
  expect_refused(image + " -k 1.5", "Could not convert: -k = 1.5");
  expect_refused(image + " -k 99999999999999999999", "Could not convert: -k = 99999999999999999999");
  expect_refused(image + " --seed=-1", "--seed: must not be negative");
  expect_refused(image + " --space lab", "--space is srgb, linear or oklab, not lab");
  expect_refused(image + " --seeding best", "--seeding is split, kmeans++, random or corner, not best");
  expect_refused(image + " --frobnicate", "The following argument was not expected: --frobnicate");
  expect_refused(image + " --out x.png --heatmap x.png", "--out and --heatmap name the same file");
}

TEST_F(CliImage, UnreadableFilesAreRefusedInOneLine) {
  const Bytes dog = test::dog();
  test::write_file(path("cut.jpg"), {dog.begin(), dog.begin() + dog.size() / 2});
  test::write_file(path("empty.jpg"), {});
  test::write_file(path("text.jpg"), {'h', 'e', 'l', 'l', 'o'});
  test::write_file(path("flat.png"),
                   test::png_of_chunks({test::ihdr(0, 7, 8, 2), test::png_chunk("IEND", {})}));
  expect_refused("image " + path("cut.jpg"), path("cut.jpg") + ": the JPEG file is cut off");
  expect_refused("image " + path("empty.jpg"), path("empty.jpg") + ": the file is empty");
  expect_refused("image " + path("text.jpg"), path("text.jpg") + ": not a JPEG or PNG file");
  expect_refused("image " + path("flat.png"), path("flat.png") + ": the PNG picture has no pixels");
  expect_refused("image " + path("none.jpg"),
                 "cannot read " + path("none.jpg") + ": No such file or directory");
  expect_refused("image " + folder_.string(), "cannot read " + folder_.string() + ": Is a directory");
}

TEST_F(CliImage, AFileThatCannotBeWrittenLeavesNothingBehind) {
  const std::string image = "image " + kDog + " -k 2 --out ";
  expect_refused(image + path("none/out.png"),
                 "cannot write " + path("none/out.png") + ": No such file or directory");
  expect_refused(image + folder_.string(), "cannot write " + folder_.string() + ": Is a directory");
  expect_refused(image + "/dev/full", "cannot write /dev/full: No space left on device");

  // A full disk, as far as the command can tell: the old file stays whole and no partial one lies beside it.
  test::write_file(path("old.png"), {1, 2, 3});
  const std::string limited = "(ulimit -f 1; trap '' XFSZ; exec " + std::string(ROUNDOFF_CLI) + " " + image +
                              path("old.png") + " 2>/dev/null)";
  const int status = std::system(limited.c_str());
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 2);
  EXPECT_EQ(test::read_file(path("old.png")), (Bytes{1, 2, 3}));
  for (const auto& entry : fs::directory_iterator(folder_)) EXPECT_NE(entry.path().extension(), ".partial");
}

TEST_F(CliImage, ALinkIsFollowedNotReplaced) {
  test::write_file(path("real.png"), {1});
  fs::create_symlink(path("real.png"), path("link.png"));
  ASSERT_EQ(run("image " + kDog + " -k 2 --out " + path("link.png")).code, 0);
  EXPECT_TRUE(fs::is_symlink(path("link.png")));
  EXPECT_EQ(test::read_indexed_png(test::read_file(path("real.png"))).palette.size(), 2u);
}

TEST_F(CliImage, WhatABrowserWouldHonourIsNoted) {
  const auto note = [&](const std::string& name) {
    const std::string file = std::string(ROUNDOFF_GOLDEN_DIR) + "/photo/" + name;
    const Outcome outcome = run("image " + file);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.err.empty() ? "" : outcome.err.substr(("roundoff: " + file + ": ").size());
  };
  EXPECT_EQ(note("oriented.jpg"), "its EXIF orientation is ignored\n");
  EXPECT_EQ(note("adobe_rgb.jpg"), "its colour profile is ignored\n");
  EXPECT_EQ(note("cmyk.jpg"), "its CMYK inks are converted without a profile\n");
  EXPECT_EQ(note("srgb_profile.jpg"), "");
}

TEST_F(CliImage, HelpAndVersion) {
  const Outcome version = run("--version");
  EXPECT_EQ(version.code, 0);
  EXPECT_TRUE(version.out.starts_with("roundoff ")) << version.out;
  const Outcome help = run("image --help");
  EXPECT_EQ(help.code, 0);
  for (const char* option : {"-k", "--space", "--seed ", "--seeding", "--out", "--heatmap", "--json"}) {
    EXPECT_NE(help.out.find(option), std::string::npos) << option;
  }
}

}  // namespace
}  // namespace roundoff
