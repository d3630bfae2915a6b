// SPDX-License-Identifier: MIT
// The spectrum over time as a picture.
#include "spectrogram/spectrogram.h"

#include <cmath>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <png.h>

#include "apps/bbplay/support/program.h"
#include "drawing/image.h"
#include "drawing/stroke_font.h"
#include "spectrogram/spectrogram_picture.h"
#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

struct Picture {
  int width = 0, height = 0;
  std::vector<unsigned char> pixels;  // red, green, blue

  int brightness(int x, int y) const {
    const auto at = static_cast<std::size_t>(3 * (y * width + x));
    return pixels[at] + pixels[at + 1] + pixels[at + 2];
  }
};

Picture decoded(const std::string& png) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  EXPECT_NE(png_image_begin_read_from_memory(&image, png.data(), png.size()), 0);
  image.format = PNG_FORMAT_RGB;
  Picture picture{static_cast<int>(image.width), static_cast<int>(image.height),
                  std::vector<unsigned char>(PNG_IMAGE_SIZE(image))};
  EXPECT_NE(png_image_finish_read(&image, nullptr, picture.pixels.data(), 0, nullptr), 0);
  return picture;
}

// Where the plot is in the picture.
constexpr int kLeft = 76, kTop = 52;

/// Frequency of the brightest row of a column of the plot, in Hz.
double brightest(const Picture& picture, int column, int rate) {
  int best = 0;
  const auto rows = static_cast<int>(app::kPlotRows);
  for (int row = 0; row < rows; ++row) {
    const auto at = [&](int r) { return picture.brightness(kLeft + column, kTop + rows - 1 - r); };
    if (at(row) > at(best)) best = row;
  }
  const app::FrequencyAxis axis = app::frequency_axis(rate);
  return axis.low * std::pow(axis.high / axis.low, (best + 0.5) / rows);
}

TEST(Spectrogram, ShowsATonePlayedInBlocksOfAnySize) {
  constexpr int kRate = 16'000, kFrames = 5 * kRate;
  StereoBuffer audio(kFrames);
  for (std::size_t i = 0; i < kFrames; ++i) {
    const double hertz = i < kFrames / 2 ? 440 : 3000;
    audio.block().left[i] =
        static_cast<float>(0.5 * std::sin(2 * M_PI * hertz * static_cast<double>(i) / kRate));
  }
  std::string first;
  for (const std::size_t block : {std::size_t{kFrames}, std::size_t{4096}, std::size_t{77}}) {
    app::Spectrogram spectrogram(kRate, kFrames);
    for (std::size_t at = 0; at < kFrames; at += block) {
      spectrogram.hear(audio.block().subblock(at, std::min<std::size_t>(block, kFrames - at)));
    }
    const std::string png = spectrogram.png("a tone", 0);
    if (first.empty()) first = png;
    EXPECT_TRUE(png == first) << "block of " << block;
  }
  const Picture picture = decoded(first);
  EXPECT_NEAR(brightest(picture, 300, kRate), 440, 10);
  EXPECT_NEAR(brightest(picture, 900, kRate), 3000, 60);
}

TEST(Spectrogram, TakesSoundsOfAnyLength) {
  for (const std::int64_t frames : {1, 100, 3'000, 2'000'000}) {
    app::Spectrogram spectrogram(44'100, frames);
    const StereoBuffer audio(static_cast<std::size_t>(frames));
    spectrogram.hear(audio.block());
    EXPECT_EQ(decoded(spectrogram.png("silence", 0)).height, 620) << frames;
  }
}

TEST(DrawnText, IsAsWideAsItSays) {
  app::Image image(200, 40, {0, 0, 0});
  const double width = app::drawn_width("Mix 0123", 12);
  app::draw_text(image, {10, 30}, "Mix 0123", 12, {255, 255, 255});
  const Picture picture = decoded(image.png());
  int left = picture.width, right = 0;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      if (picture.brightness(x, y) < 300) continue;
      left = std::min(left, x);
      right = std::max(right, x);
    }
  }
  EXPECT_NEAR(left, 10, 2);
  EXPECT_NEAR(right, 10 + width, 2);
}

class SpectrogramOfTrack : public testing::Test {
 protected:
  void SetUp() override {
    put_bytes(track_,
              R"({"global": {"sample_rate": 8000}, "progression": [{"duration": 4, "voices": [
      {"synth_function_name": "binaural_beat", "params": {"baseFreq": 300, "beatFreq": 6}}]}]})");
  }
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  const ScratchFolder folder_;
  const std::string track_ = (folder_ / "night.json").string();
};

TEST_F(SpectrogramOfTrack, IsTheSameWithAndWithoutAFile) {
  ASSERT_EQ(bbplay({"--spectrogram", path("a.png"), track_}).exit_code, 0);
  ASSERT_EQ(bbplay({"--spectrogram", path("b.png"), "--render", path("b.wav"), track_}).exit_code,
            0);
  EXPECT_TRUE(bytes_of(path("a.png")) == bytes_of(path("b.png")));
  EXPECT_NEAR(brightest(decoded(bytes_of(path("a.png"))), 600, 8'000), 300, 10);
}

TEST_F(SpectrogramOfTrack, FollowsTheRulesOfOutputs) {
  put_bytes(path("a.png"), "mine");
  EXPECT_EQ(bbplay({"--spectrogram", path("a.png"), track_}).exit_code, 73);
  EXPECT_EQ(bytes_of(path("a.png")), "mine");
  EXPECT_EQ(bbplay({"--spectrogram", path("b.png"), "--loop", track_}).exit_code, 64);
  EXPECT_EQ(bbplay({"--spectrogram", path("b.png"), "--check", track_}).exit_code, 64);
}

}  // namespace
}  // namespace bbplay::test
