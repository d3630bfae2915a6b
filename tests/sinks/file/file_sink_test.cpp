// SPDX-License-Identifier: MIT
#include "bbplay/sinks/file/file_sink.h"

#include <cmath>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include "bbplay/sinks/errors.h"

#include "support/scratch_folder.h"

namespace bbplay {
namespace {

using test::bytes_of;
using test::ScratchFolder;

constexpr int kRate = 48'000;

/// Two different tones, a little over several chunks of the sink, with a tail.
StereoBuffer tones(std::size_t frames) {
  StereoBuffer audio(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const auto t = static_cast<double>(i) / kRate;
    audio.block().left[i] = static_cast<float>(0.7 * std::sin(2 * M_PI * 220 * t));
    audio.block().right[i] = static_cast<float>(0.6 * std::sin(2 * M_PI * 227 * t));
  }
  return audio;
}

ConstStereoBlock view(const StereoBuffer& audio) { return audio.block(); }

FileRequest request_for(const std::filesystem::path& path, const StereoBuffer& audio,
                        std::optional<Encoding> encoding = std::nullopt) {
  FileRequest request;
  request.path = path;
  request.format = file_format(path, "", encoding);
  request.rate = kRate;
  request.frames = static_cast<std::int64_t>(audio.frames());
  return request;
}

void write_file(const FileRequest& request, const StereoBuffer& audio, std::size_t block = 1'000) {
  FileSink sink(request);
  for (std::size_t at = 0; at < audio.frames(); at += block) {
    sink.write(view(audio).subblock(at, std::min(block, audio.frames() - at)));
  }
  sink.commit();
}

struct Decoded {
  SF_INFO info{};
  std::vector<double> left, right;
};

Decoded decoded(const std::filesystem::path& path, SF_INFO info = {}) {
  Decoded result;
  result.info = info;
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &result.info);
  if (file == nullptr) throw std::runtime_error(sf_strerror(nullptr));
  std::vector<double> frame(2);
  while (sf_readf_double(file, frame.data(), 1) == 1) {
    result.left.push_back(frame[0]);
    result.right.push_back(frame[1]);
  }
  sf_close(file);
  return result;
}

TEST(FileSink, EveryContainerAndEncodingHoldsWhatWasWritten) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(70'001);
  int combinations = 0;
  for (const auto container : {"wav", "rf64", "flac", "aiff", "au", "caf", "w64"}) {
    for (const Encoding encoding : {Encoding::pcm16, Encoding::pcm24, Encoding::pcm32,
                                    Encoding::float32, Encoding::float64}) {
      const auto path = folder / (std::string(name_of(encoding)) + "." + container);
      FileRequest request;
      try {
        request = request_for(path, audio, encoding);
      } catch (const FormatError&) {
        EXPECT_STREQ(container, "flac") << name_of(encoding);
        continue;
      }
      write_file(request, audio);
      const Decoded file = decoded(path);
      EXPECT_EQ(file.info.samplerate, kRate);
      EXPECT_EQ(file.info.channels, 2);
      ASSERT_EQ(file.left.size(), audio.frames()) << path;
      // Truncated 16-bit samples are scaled by 32767, read as a fraction of 32768.
      const double bound = encoding == Encoding::pcm16 ? 2.0 / 32768 : 2.5e-7;
      for (std::size_t i = 0; i < audio.frames(); i += 17) {
        ASSERT_NEAR(file.left[i], double(view(audio).left[i]), bound) << path << ' ' << i;
        ASSERT_NEAR(file.right[i], double(view(audio).right[i]), bound) << path << ' ' << i;
      }
      ++combinations;
    }
  }
  EXPECT_EQ(combinations, 6 * 5 + 2);
}

TEST(FileSink, LossyContainersSoundLikeWhatWasWritten) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(96'000);
  for (const auto name : {"night.ogg", "night.opus", "night.mp3"}) {
    FileRequest request = request_for(folder / name, audio);
    request.quality = 0.9;
    write_file(request, audio, 40'000);
    const Decoded file = decoded(folder / name);
    EXPECT_EQ(file.info.samplerate, kRate) << name;
    EXPECT_GE(file.left.size() + 4'000, audio.frames()) << name;
    double square = 0;
    for (std::size_t i = 20'000; i < 80'000; ++i) square += file.left[i] * file.left[i];
    EXPECT_NEAR(std::sqrt(square / 60'000), 0.7 / std::sqrt(2.0), 0.01) << name;
  }
}

TEST(FileSink, QualityChangesTheSizeOfLossyFiles) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(96'000);
  for (const auto name : {"a.ogg", "a.opus", "a.mp3"}) {
    FileRequest request = request_for(folder / name, audio);
    request.force = true;
    request.quality = 0.0;
    write_file(request, audio);
    const auto small = std::filesystem::file_size(folder / name);
    request.quality = 1.0;
    write_file(request, audio);
    EXPECT_LT(small, std::filesystem::file_size(folder / name)) << name;
  }
}

TEST(FileSink, TwoRendersOfTheSameAudioAreTheSameFileWhateverTheBlocks) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(100'003);
  for (const auto name : {"a.wav", "a.flac", "a.aiff", "a.caf", "a.raw"}) {
    FileRequest request = request_for(folder / name, audio);
    request.force = true;
    write_file(request, audio, 1);
    const std::string once = bytes_of(folder / name);
    for (const std::size_t block : {333u, 32'768u, 100'003u}) {
      write_file(request, audio, block);
      EXPECT_EQ(bytes_of(folder / name), once) << name << ", block of " << block;
    }
  }
  FileRequest request = request_for(folder / "f.wav", audio, Encoding::float32);
  write_file(request, audio);
  // The library's table of peaks says when it was made.
  EXPECT_THAT(bytes_of(folder / "f.wav"), testing::Not(testing::HasSubstr("PEAK")));
}

TEST(FileSink, DitheredFilesAreTheSameForTheSameSeedAndDifferForAnother) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(50'000);
  FileRequest request = request_for(folder / "a.wav", audio);
  request.dither = true;
  write_file(request, audio, 100);
  request.path = folder / "b.wav";
  write_file(request, audio, 7'000);
  request.path = folder / "c.wav";
  request.seed = 2;
  write_file(request, audio);
  EXPECT_EQ(bytes_of(folder / "a.wav"), bytes_of(folder / "b.wav"));
  EXPECT_NE(bytes_of(folder / "a.wav"), bytes_of(folder / "c.wav"));
}

TEST(FileSink, AFileAppearsOnlyWhenComplete) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(100'000);
  const auto path = folder / "a.wav";
  {
    FileSink sink(request_for(path, audio));
    sink.write(view(audio));
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_EQ(folder.names().size(), 1u);
    sink.commit();
    EXPECT_EQ(folder.names(), std::vector<std::string>{"a.wav"});
  }
  EXPECT_EQ(folder.names(), std::vector<std::string>{"a.wav"});
}

TEST(FileSink, AnAbandonedFileLeavesNothing) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(300'000);
  for (const auto name : {"a.wav", "a.flac", "a.ogg"}) {
    FileSink sink(request_for(folder / name, audio));
    sink.write(view(audio));
  }
  EXPECT_TRUE(folder.names().empty());
}

TEST(FileSink, AnExistingFileIsKeptUnlessForced) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(10);
  const auto path = folder / "a.wav";
  test::put_bytes(path, "precious");
  EXPECT_THROW(check_output(path, false), CreateError);
  EXPECT_THROW(FileSink{request_for(path, audio)}, CreateError);
  EXPECT_EQ(bytes_of(path), "precious");
  {
    FileRequest request = request_for(path, audio);
    request.force = true;
    FileSink sink(request);
    sink.write(view(audio));
    EXPECT_EQ(bytes_of(path), "precious") << "until the new one is complete";
    sink.commit();
  }
  EXPECT_EQ(decoded(path).left.size(), 10u);
}

TEST(FileSink, AFileThatAppearsMeanwhileIsKept) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(10);
  const auto path = folder / "a.wav";
  FileSink sink(request_for(path, audio));
  sink.write(view(audio));
  test::put_bytes(path, "precious");
  EXPECT_THROW(sink.commit(), CreateError);
  EXPECT_EQ(bytes_of(path), "precious");
}

TEST(FileSink, ALinkKeepsPointingToTheFileThatIsReplaced) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(10);
  std::filesystem::create_directory(folder / "far");
  test::put_bytes(folder / "far/real.wav", "old");
  std::filesystem::create_symlink("far/real.wav", folder / "a.wav");
  FileRequest request = request_for(folder / "a.wav", audio);
  request.force = true;
  write_file(request, audio);
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "a.wav"));
  EXPECT_EQ(decoded(folder / "far/real.wav").left.size(), 10u);
}

TEST(FileSink, AFullDiskIsAnError) {
  const StereoBuffer audio = tones(200'000);
  for (const auto format : {"wav", "raw", "flac", "ogg"}) {
    FileRequest request;
    request.path = "/dev/full";
    request.format = file_format(request.path, format, std::nullopt);
    request.rate = kRate;
    EXPECT_THROW(write_file(request, audio), WriteError) << format;
  }
}

TEST(FileSink, AFullDiskIsAlsoSeenWhenOnlyTheEndDoesNotFit) {
  const StereoBuffer audio = tones(10);  // stays in buffers until the end
  FileRequest request;
  request.path = "/dev/full";
  request.format = file_format(request.path, "wav", std::nullopt);
  FileSink sink(request);
  sink.write(view(audio));
  EXPECT_THROW(sink.commit(), WriteError);
}

TEST(FileSink, AMissingFolderCannotTakeAFile) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(10);
  EXPECT_THROW(FileSink{request_for(folder / "nowhere/a.wav", audio)}, CreateError);
  EXPECT_THROW(check_output(folder.path(), true), CreateError);
}

TEST(FileSink, AWavThatWouldPassFourGigabytesIsRf64) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(10);
  for (const auto& [frames, magic] : {std::pair{std::int64_t{1'000'000'000}, "RIFF"},
                                      std::pair{std::int64_t{1'100'000'000}, "RF64"}}) {
    FileRequest request = request_for(folder / "a.wav", audio);
    request.force = true;
    request.frames = frames;
    write_file(request, audio);
    EXPECT_EQ(bytes_of(folder / "a.wav").substr(0, 4), magic) << frames;
    EXPECT_EQ(decoded(folder / "a.wav").left.size(), 10u);
  }
  FileRequest request = request_for(folder / "a.aiff", audio);
  request.frames = 1'100'000'000;
  EXPECT_THROW(FileSink{request}, FormatError);
}

TEST(FileSink, APipeGetsAWavOfUnknownLengthWithTheSameSamples) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(50'000);
  for (const Encoding encoding : {Encoding::pcm16, Encoding::pcm24, Encoding::float32}) {
    write_file(request_for(folder / (std::string(name_of(encoding)) + ".raw"), audio, encoding),
               audio);
    const std::string raw = bytes_of(folder / (std::string(name_of(encoding)) + ".raw"));

    const auto fifo = folder / (std::string(name_of(encoding)) + ".fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    std::string received;
    std::thread reader([&] { received = bytes_of(fifo); });
    FileRequest request;
    request.path = fifo;
    request.format = file_format(fifo, "", encoding);
    request.rate = kRate;
    write_file(request, audio);
    reader.join();
    ASSERT_GT(received.size(), 44u);
    EXPECT_EQ(received.substr(4, 4), "\xff\xff\xff\xff");
    EXPECT_EQ(received.substr(44), raw);
    test::put_bytes(folder / "received.wav", received);
    EXPECT_EQ(decoded(folder / "received.wav").left.size(), audio.frames());
  }
}

TEST(FileSink, CompressedStreamsNeedNoWayBack) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(50'000);
  for (const auto format : {"flac", "ogg", "opus", "mp3"}) {
    const auto fifo = folder / (std::string(format) + ".fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    std::string received;
    std::thread reader([&] { received = bytes_of(fifo); });
    FileRequest request;
    request.path = fifo;
    request.format = file_format(fifo, format, std::nullopt);
    request.rate = kRate;
    write_file(request, audio);
    reader.join();
    if (request.format.container == Container::mp3) {
      // Only the first frame, which holds the length, differs from that of a file.
      write_file(request_for(folder / "a.mp3", audio), audio);
      const std::string file = bytes_of(folder / "a.mp3");
      ASSERT_EQ(received.size(), file.size());
      EXPECT_EQ(received.substr(1'000), file.substr(1'000));
    } else {
      test::put_bytes(folder / "received", received);
      EXPECT_EQ(decoded(folder / "received").left.size(), audio.frames()) << format;
    }
  }
}

TEST(FileSink, TextsThatAreNoUtf8AreWrittenAsUtf8) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(4'800);
  const std::string replaced = "\xEF\xBF\xBD";
  for (const auto name :
       {"a.wav", "a.rf64", "a.flac", "a.ogg", "a.opus", "a.mp3", "a.aiff", "a.caf"}) {
    FileRequest request = request_for(folder / name, audio);
    request.metadata = {"t\xFFt", "c\xC3", "s\x80", "\xF5", {{0, "m\xED\xA0\x80"}, {100, "ok"}}};
    write_file(request, audio);
    const std::string bytes = bytes_of(folder / name);
    EXPECT_EQ(bytes.find("t\xFFt"), bytes.npos) << name;
    EXPECT_EQ(decoded(folder / name).left.size() >= audio.frames(), true) << name;
    SF_INFO info{};
    SNDFILE* file = sf_open((folder / name).c_str(), SFM_READ, &info);
    ASSERT_NE(file, nullptr);
    const char* title = sf_get_string(file, SF_STR_TITLE);
    if (std::string_view(name) != "a.caf") {
      EXPECT_STREQ(title, ("t" + replaced + "t").c_str()) << name;
    }
    sf_close(file);
  }
}

TEST(FileFormat, ComesFromTheExtensionUnlessNamed) {
  EXPECT_EQ(file_format("night.FLAC", "", {}).container, Container::flac);
  EXPECT_EQ(file_format("night.aif", "", {}).container, Container::aiff);
  EXPECT_EQ(file_format("night.wav", "caf", {}).container, Container::caf);
  EXPECT_EQ(file_format("-", "", {}).container, Container::wav);
  EXPECT_EQ(file_format("/dev/null", "", {}).container, Container::wav);
  EXPECT_EQ(file_format("night.wav", "", Encoding::float32).encoding, Encoding::float32);
  EXPECT_THROW(file_format("night.xyz", "", {}), FormatError);
  EXPECT_THROW(file_format("night", "", {}), FormatError);
  EXPECT_THROW(file_format("night.wav", "xyz", {}), FormatError);
  EXPECT_THROW(file_format("night.ogg", "", Encoding::pcm16), FormatError);
  EXPECT_THROW(file_format("night.flac", "", Encoding::float32), FormatError);
}

TEST(FileFormat, RatesThatACodecDoesNotHaveAreRefused) {
  EXPECT_NO_THROW(check_format({Container::opus, {}}, 44'100, 1, false)) << "it is converted";
  EXPECT_THROW(check_format({Container::mp3, {}}, 96'000, 1, false), FormatError);
  EXPECT_THROW(check_format({Container::caf, Encoding::pcm16}, 48'000, 1, true), FormatError);
}

}  // namespace
}  // namespace bbplay
