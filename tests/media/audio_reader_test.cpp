// SPDX-License-Identifier: MIT
#include "media/audio_reader.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "bbplay/model/diagnostics.h"

#include "media/sound_damage.h"
#include "support/sound_files.h"

namespace bbplay::media {
namespace {

using test::Planes;

struct FormatCase {
  const char* name;
  int format;
  int rate;
  double loss;  // largest error of encoding and decoding, rms error of a lossy format
  bool lossy;
};

constexpr FormatCase kFormats[] = {
    {"wav16", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44'100, 4.8e-5, false},
    {"wav24", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 48'000, 1.3e-7, false},
    {"wav_float", SF_FORMAT_WAV | SF_FORMAT_FLOAT, 22'050, 3.1e-8, false},
    {"wav_double", SF_FORMAT_WAV | SF_FORMAT_DOUBLE, 22'050, 0, false},
    {"aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 44'100, 4.8e-5, false},
    {"flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 44'100, 1.3e-7, false},
    {"vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44'100, 0.03, true},
    {"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48'000, 0.03, true},
    {"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44'100, 0.03, true},
};

class AudioReaderOf : public testing::TestWithParam<FormatCase> {
 protected:
  std::filesystem::path write(const Planes& planes) const {
    const auto path = folder_.path() / GetParam().name;
    test::write_sound(path, GetParam().format, GetParam().rate, planes);
    return path;
  }
  test::ScratchFolder folder_;
};

INSTANTIATE_TEST_SUITE_P(Formats, AudioReaderOf, testing::ValuesIn(kFormats),
                         [](const auto& tested) { return tested.param.name; });

Planes read(AudioReader& reader, std::size_t frames) {
  Planes planes(static_cast<std::size_t>(reader.channels()), std::vector<double>(frames));
  std::vector<std::span<double>> spans(planes.begin(), planes.end());
  EXPECT_EQ(reader.read(spans), frames);
  return planes;
}

Planes read_at(AudioReader& reader, std::size_t frame, std::size_t frames) {
  reader.seek(static_cast<std::int64_t>(frame));
  return read(reader, frames);
}

double largest_difference(const Planes& a, const Planes& b, std::size_t first_of_b = 0) {
  double largest = 0;
  for (std::size_t c = 0; c < a.size(); ++c) {
    for (std::size_t i = 0; i < a[c].size(); ++i) {
      largest = std::max(largest, std::abs(a[c][i] - b[c][first_of_b + i]));
    }
  }
  return largest;
}

double rms_difference(const Planes& a, const Planes& b) {
  double sum = 0;
  for (std::size_t c = 0; c < a.size(); ++c) {
    for (std::size_t i = 0; i < a[c].size(); ++i) sum += std::pow(a[c][i] - b[c][i], 2);
  }
  return std::sqrt(sum / static_cast<double>(a.size() * a[0].size()));
}

TEST_P(AudioReaderOf, GivesBackWhatWasWritten) {
  for (const std::size_t channels : {1u, 2u}) {
    const Planes written = test::test_signal(channels, 70'001);
    AudioReader reader(write(written));
    EXPECT_EQ(reader.rate(), GetParam().rate);
    EXPECT_EQ(reader.channels(), static_cast<int>(channels));
    ASSERT_EQ(reader.frames(), 70'001);
    const Planes heard = read(reader, 70'001);
    const auto difference =
        GetParam().lossy ? rms_difference : [](const Planes& a, const Planes& b) {
          return largest_difference(a, b);
        };
    EXPECT_LE(difference(heard, written), GetParam().loss);
  }
}

TEST_P(AudioReaderOf, SeeksToTheExactFrame) {
  const Planes written = test::test_signal(2, 400'000);
  AudioReader reader(write(written));
  const Planes whole = read(reader, 400'000);
  for (std::size_t k = 0; k < 150; ++k) {
    const std::size_t frame = k * 7919 % 390'000;
    EXPECT_EQ(largest_difference(read_at(reader, frame, 9000), whole, frame), 0) << frame;
  }
}

TEST_P(AudioReaderOf, ForgetsWhatWasReadBefore) {
  for (const std::size_t channels : {1u, 2u}) {
    const auto path = write(test::test_signal(channels, 200'000));
    AudioReader restless(path);
    for (const std::size_t frame : {0u, 1u, 700u, 50'000u, 50'100u, 120'001u, 195'000u}) {
      AudioReader fresh(path);
      const Planes expected = read_at(fresh, frame, 4096);
      read_at(restless, frame > 900 ? frame - 900 : 60'000, 333);
      EXPECT_EQ(read_at(restless, frame, 4096), expected) << frame;
      read_at(restless, 150'000 - frame / 2, 1000);
      EXPECT_EQ(read_at(restless, frame, 4096), expected) << frame;
    }
  }
}

TEST_P(AudioReaderOf, ReadsTheSameFromMemory) {
  const auto path = write(test::test_signal(2, 30'000));
  const std::string bytes = test::bytes_of(path);
  AudioReader from_file(path);
  AudioReader from_memory(bytes, "data");
  ASSERT_EQ(from_memory.frames(), from_file.frames());
  EXPECT_EQ(read(from_memory, 30'000), read(from_file, 30'000));
  EXPECT_EQ(read_at(from_memory, 12'345, 1000), read_at(from_file, 12'345, 1000));
}

TEST(AudioReader, SeeksExactlyInVariableBitRateMp3) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "vbr.mp3";
  const Planes written = test::test_signal(1, 300'000);
  SF_INFO info{};
  info.format = SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
  info.samplerate = 24'000;
  info.channels = 1;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  ASSERT_NE(file, nullptr);
  int variable = SF_BITRATE_MODE_VARIABLE;
  sf_command(file, SFC_SET_BITRATE_MODE, &variable, sizeof variable);
  sf_writef_double(file, written[0].data(), 300'000);
  sf_close(file);

  AudioReader reader(path);
  ASSERT_EQ(reader.frames(), 300'000);
  const Planes whole = read(reader, 300'000);
  for (std::size_t k = 0; k < 100; ++k) {
    const std::size_t frame = k * 7919 % 290'000;
    EXPECT_EQ(largest_difference(read_at(reader, frame, 9000), whole, frame), 0) << frame;
  }
}

TEST(AudioReader, SeeksInEncodingsThatOnlyReadForwards) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "gsm.wav";
  test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_GSM610, 8000, test::test_signal(1, 20'000));
  AudioReader reader(path);
  const Planes whole = read(reader, 20'000);
  for (const std::size_t frame : {15'000u, 200u, 200u, 9000u, 0u}) {
    EXPECT_EQ(largest_difference(read_at(reader, frame, 1000), whole, frame), 0) << frame;
  }
}

TEST(AudioReader, PutsFrontLeftAndRightFirstWhateverTheContainer) {
  const test::ScratchFolder folder;
  for (const int format : {SF_FORMAT_WAV | SF_FORMAT_PCM_16, SF_FORMAT_OGG | SF_FORMAT_VORBIS,
                           SF_FORMAT_OGG | SF_FORMAT_OPUS}) {
    const bool xiph = (format & SF_FORMAT_TYPEMASK) == SF_FORMAT_OGG;
    // Left, right, centre, LFE, surround; Xiph's order is left, centre, right, surround, LFE. Each
    // tone has its own level.
    const std::array<double, 6> wav_levels{0.1, 0.2, 0.3, 0.02, 0.4, 0.5};
    const std::array<double, 6> xiph_levels{0.1, 0.3, 0.2, 0.4, 0.5, 0.02};
    Planes planes(6, std::vector<double>(48'000));
    for (std::size_t c = 0; c < 6; ++c) {
      for (std::size_t i = 0; i < 48'000; ++i) {
        planes[c][i] =
            (xiph ? xiph_levels : wav_levels)[c] * std::sin(0.05 * static_cast<double>(i));
      }
    }
    const auto path = folder.path() / "surround";
    test::write_sound(path, format, 48'000, planes);
    AudioReader reader(path);
    const Planes heard = read_at(reader, 10'000, 20'000);
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(*std::max_element(heard[c].begin(), heard[c].end()), wav_levels[c], 0.02)
          << format << " channel " << c;
    }
  }
}

TEST(AudioReader, GivesFloatsAndSilentExtraChannels) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "mono.wav";
  const Planes written = test::test_signal(1, 100);
  test::write_sound(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 8000, written);
  AudioReader reader(path);
  std::vector<float> first(150, 9.0f), second(150, 9.0f);
  const std::array<std::span<float>, 2> planes{first, second};
  EXPECT_EQ(reader.read(planes), 100u);
  for (std::size_t i = 0; i < 150; ++i) {
    EXPECT_EQ(first[i], i < 100 ? static_cast<float>(written[0][i]) : 0.0f);
    EXPECT_EQ(second[i], 0.0f);
  }
  EXPECT_EQ(reader.position(), 100);
}

/// What a program leaves that writes FLAC into a pipe: the head's 36 bits for the length are 0.
TEST(AudioReader, CountsTheFramesOfFlacThatDoesNotSayThem) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "pipe.flac";
  test::write_sound(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44'100, test::test_signal(2, 50'001));
  std::string bytes = test::bytes_of(path);
  AudioReader saying(bytes, "saying");
  const Planes whole = read(saying, 50'001);
  bytes[21] = static_cast<char>(bytes[21] & 0xF0);
  bytes.replace(22, 4, 4, '\0');
  AudioReader reader(bytes, "silent about it");
  ASSERT_EQ(reader.frames(), 50'001);
  EXPECT_EQ(read(reader, 50'001), whole);
  for (const std::size_t frame : {40'000u, 200u, 200u, 9000u, 0u}) {
    EXPECT_EQ(largest_difference(read_at(reader, frame, 1000), whole, frame), 0) << frame;
  }
  EXPECT_EQ(sound_damage(bytes, "silent about it"), "");
}

TEST(AudioReader, GoesSilentWhereAFileIsCutOff) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "cut.flac";
  test::write_sound(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 44'100, test::test_signal(1, 50'000));
  const std::string bytes = test::bytes_of(path);
  AudioReader reader(std::string_view(bytes).substr(0, bytes.size() / 2), "cut");
  std::vector<double> plane(50'000, 9.0);
  const std::array<std::span<double>, 1> planes{plane};
  const std::size_t got = reader.read(planes);
  EXPECT_GT(got, 10'000u);
  EXPECT_LT(got, 40'000u);
  EXPECT_EQ(plane.back(), 0.0);
}

std::string complaint_about(const std::filesystem::path& path) {
  try {
    AudioReader reader(path);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no complaint";
}

TEST(AudioReader, NamesWhatCannotBeRead) {
  using testing::HasSubstr;
  const test::ScratchFolder folder;
  const auto text = folder.path() / "text.wav";
  std::ofstream(text) << "this is no sound";
  const auto pipe = folder.path() / "pipe.wav";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);

  const auto missing = folder.path() / "missing.wav";
  EXPECT_THAT(complaint_about(missing), HasSubstr(missing.string() + ": No such file"));
  EXPECT_THAT(complaint_about(folder.path()), HasSubstr("not a regular file"));
  EXPECT_THAT(complaint_about(pipe), HasSubstr("not a regular file"));
  EXPECT_THAT(complaint_about(text), HasSubstr("not a sound file"));
}

}  // namespace
}  // namespace bbplay::media
