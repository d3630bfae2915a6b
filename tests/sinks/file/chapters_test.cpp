// SPDX-License-Identifier: MIT
// Chapters and seek tables of compressed files, read as their specifications have them.
#include "sinks/file/chapters.h"

#include <cctype>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <ogg/ogg.h>
#include <sndfile.h>
#include <sys/stat.h>

#include "bbplay/sinks/file/file_sink.h"

#include "support/scratch_folder.h"

namespace bbplay {
namespace {

using sinks::Chapter;
using test::bytes_of;
using test::ScratchFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

constexpr int kRate = 44'100;
constexpr std::size_t kFrames = 32 * kRate + 77;  // more than three points of a seek table

StereoBuffer tones(std::size_t frames, int rate = kRate) {
  StereoBuffer audio(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const auto t = static_cast<double>(i) / rate;
    audio.block().left[i] = static_cast<float>(0.7 * std::sin(2 * M_PI * 220 * t));
    audio.block().right[i] = static_cast<float>(0.6 * std::sin(2 * M_PI * 227 * t));
  }
  return audio;
}

FileRequest request_for(const std::filesystem::path& path, std::size_t frames) {
  FileRequest request;
  request.path = path;
  request.format = file_format(path, "", std::nullopt);
  request.rate = kRate;
  request.frames = static_cast<std::int64_t>(frames);
  request.metadata.title = "night";
  request.metadata.comment = "a comment";
  request.metadata.software = "bbplay";
  request.metadata.markers = {
      {0, "1 Down"}, {10 * kRate, "2 T\xC3\xA4l \xF0\x9F\x8C\x99"}, {25 * kRate / 2 * 2, "3"}};
  return request;
}

void write_file(const FileRequest& request, const StereoBuffer& audio, std::size_t block = 9'999) {
  FileSink sink(request);
  const ConstStereoBlock all = audio.block();
  for (std::size_t at = 0; at < audio.frames(); at += block) {
    sink.write(all.subblock(at, std::min(block, audio.frames() - at)));
  }
  sink.commit();
}

/// Numbers of a file, one after the other.
class Bytes {
 public:
  explicit Bytes(std::string bytes) : bytes_(std::move(bytes)) {}

  std::string text(std::size_t count) {
    if (count > bytes_.size() - at_) throw std::runtime_error("beyond the end");
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }
  std::string text_to_zero() {
    const std::size_t end = bytes_.find('\0', at_);
    std::string found = text(end - at_);
    ++at_;
    return found;
  }
  std::uint64_t big(std::size_t count) {
    std::uint64_t number = 0;
    for (const char byte : text(count)) number = number << 8 | static_cast<unsigned char>(byte);
    return number;
  }
  std::size_t little32() {
    std::size_t number = 0, shift = 0;
    for (const char byte : text(4)) {
      number |= std::size_t{static_cast<unsigned char>(byte)} << shift;
      shift += 8;
    }
    return number;
  }
  std::size_t place() const { return at_; }
  bool at_end() const { return at_ >= bytes_.size(); }

 private:
  std::string bytes_;
  std::size_t at_ = 0;
};

/// Of a block of comments, by their keys, which are the same in any case.
std::map<std::string, std::string> comments_in(Bytes block) {
  block.text(block.little32());
  std::map<std::string, std::string> comments;
  for (std::size_t left = block.little32(); left > 0; --left) {
    const std::string comment = block.text(block.little32());
    const std::size_t equals = comment.find('=');
    std::string key = comment.substr(0, equals);
    for (char& letter : key) letter = static_cast<char>(std::toupper(letter));
    comments.emplace(key, comment.substr(equals + 1));
  }
  return comments;
}

void expect_chapters(const std::map<std::string, std::string>& comments) {
  EXPECT_THAT(comments, testing::IsSupersetOf(
                            {Pair("CHAPTER001", "00:00:00.000"), Pair("CHAPTER001NAME", "1 Down"),
                             Pair("CHAPTER002", "00:00:10.000"),
                             Pair("CHAPTER002NAME", "2 T\xC3\xA4l \xF0\x9F\x8C\x99"),
                             Pair("CHAPTER003", "00:00:25.000"), Pair("CHAPTER003NAME", "3")}));
  EXPECT_EQ(comments.count("CHAPTER004"), 0u);
}

struct FlacBlock {
  std::size_t type = 0;
  std::string content;
};

struct FlacFile {
  std::vector<FlacBlock> blocks;
  std::size_t audio = 0;  // where it begins

  explicit FlacFile(const std::string& bytes) {
    Bytes in(bytes);
    EXPECT_EQ(in.text(4), "fLaC");
    for (bool last = false; !last;) {
      const std::uint64_t header = in.big(4);
      last = header >> 31 != 0;
      blocks.push_back({header >> 24 & 0x7Fu, in.text(header & 0xFFFFFFu)});
    }
    audio = in.place();
  }
  std::string content(std::size_t type) const {
    for (const FlacBlock& block : blocks) {
      if (block.type == type) return block.content;
    }
    return {};
  }
};

constexpr std::size_t kSeekTable = 3, kVorbisComment = 4;

TEST(Chapters, OfFlacAreComments) {
  const ScratchFolder folder;
  write_file(request_for(folder / "a.flac", kFrames), tones(kFrames));
  const FlacFile file(bytes_of(folder / "a.flac"));
  const auto comments = comments_in(Bytes(file.content(kVorbisComment)));
  expect_chapters(comments);
  EXPECT_EQ(comments.at("TITLE"), "night");
}

/// Left channel from a frame on, as libsndfile finds it.
std::vector<double> read_from(const std::filesystem::path& path, sf_count_t frame,
                              sf_count_t count) {
  SF_INFO info{};
  SNDFILE* file = sf_open(path.c_str(), SFM_READ, &info);
  EXPECT_NE(file, nullptr) << path << ": " << sf_strerror(nullptr);
  if (file == nullptr) return {};
  EXPECT_EQ(sf_seek(file, frame, SEEK_SET), frame);
  std::vector<double> both(static_cast<std::size_t>(2 * count)), left;
  const sf_count_t read = sf_readf_double(file, both.data(), count);
  for (sf_count_t i = 0; i < read; ++i) left.push_back(both[static_cast<std::size_t>(2 * i)]);
  sf_close(file);
  return left;
}

TEST(SeekTable, OfFlacLeadsToTheFramesItNames) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(kFrames);
  write_file(request_for(folder / "a.flac", kFrames), audio);
  const std::string bytes = bytes_of(folder / "a.flac");
  const FlacFile file(bytes);
  Bytes table(file.content(kSeekTable));
  std::size_t points = 0;
  for (; !table.at_end(); ++points) {
    const std::uint64_t sample = table.big(8), offset = table.big(8), samples = table.big(2);
    EXPECT_LE(sample, 10 * kRate * points);
    EXPECT_GT(sample + samples, 10 * kRate * points);
    // The frame there says which it is: frames are of one size, and their numbers coded as UTF-8.
    Bytes frame(bytes.substr(file.audio + offset, 8));
    EXPECT_EQ(frame.big(2), 0xFFF8u);
    frame.big(2);
    std::uint64_t number = frame.big(1);
    if (number >= 0xC0) number = (number & 0x1Fu) << 6 | (frame.big(1) & 0x3Fu);
    EXPECT_EQ(number * samples, sample);
  }
  EXPECT_EQ(points, 4u);
  const std::vector<double> found = read_from(folder / "a.flac", 27 * kRate, 100);
  ASSERT_EQ(found.size(), 100u);
  for (std::size_t i = 0; i < 100; ++i) {
    EXPECT_NEAR(found[i], static_cast<double>(audio.block().left[27 * kRate + i]), 1e-4);
  }
}

TEST(SeekTable, OfLessAudioThanWasAnnouncedEndsWithPlaceholders) {
  const ScratchFolder folder;
  FileRequest request = request_for(folder / "a.flac", kFrames);
  write_file(request, tones(15 * kRate));
  Bytes table(FlacFile(bytes_of(folder / "a.flac")).content(kSeekTable));
  std::vector<bool> used;
  while (!table.at_end()) {
    used.push_back(table.big(8) != UINT64_MAX);
    table.big(10);
  }
  EXPECT_THAT(used, ElementsAre(true, true, false, false));
  EXPECT_EQ(read_from(folder / "a.flac", 14 * kRate, kRate).size(), std::size_t{kRate});
}

/// Packets of the headers, and how many pages there were; checks every page.
std::vector<std::string> ogg_headers(const std::string& bytes, std::size_t count) {
  ogg_sync_state sync;
  ogg_sync_init(&sync);
  std::copy(bytes.begin(), bytes.end(), ogg_sync_buffer(&sync, static_cast<long>(bytes.size())));
  ogg_sync_wrote(&sync, static_cast<long>(bytes.size()));
  ogg_stream_state stream;
  std::vector<std::string> packets;
  ogg_page page;
  long pages = 0, length = 0;
  while (ogg_sync_pageout(&sync, &page) == 1) {  // whose checksum is right
    if (pages == 0) ogg_stream_init(&stream, ogg_page_serialno(&page));
    EXPECT_EQ(ogg_page_pageno(&page), pages);
    ++pages;
    length += page.header_len + page.body_len;
    EXPECT_EQ(ogg_stream_pagein(&stream, &page), 0);
    ogg_packet packet;
    while (packets.size() < count && ogg_stream_packetout(&stream, &packet) == 1) {
      packets.emplace_back(reinterpret_cast<const char*>(packet.packet),
                           static_cast<std::size_t>(packet.bytes));
    }
  }
  EXPECT_EQ(static_cast<std::size_t>(length), bytes.size()) << "nothing between the pages";
  ogg_stream_clear(&stream);
  ogg_sync_clear(&sync);
  return packets;
}

TEST(Chapters, OfOggAndOpusAreCommentsInTheirHeaders) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(kFrames);
  for (const auto& [name, packets, begin] :
       {std::tuple{"a.ogg", 3, "\x03vorbis"}, std::tuple{"a.opus", 2, "OpusTags"}}) {
    FileRequest request = request_for(folder / name, kFrames);
    // More than a page of headers takes.
    for (int i = 3; i < 600; ++i) {
      request.metadata.markers.push_back({26 * kRate + i, std::string(120, 'x')});
    }
    write_file(request, audio);
    const auto headers = ogg_headers(bytes_of(folder / name), static_cast<std::size_t>(packets));
    ASSERT_EQ(headers.size(), static_cast<std::size_t>(packets)) << name;
    ASSERT_TRUE(headers[1].starts_with(begin)) << name;
    auto comments = comments_in(Bytes(headers[1].substr(std::string(begin).size())));
    EXPECT_EQ(comments.at("TITLE"), "night") << name;
    EXPECT_EQ(comments.erase("CHAPTER600"), 1u) << name;
    comments.erase("CHAPTER004");
    expect_chapters(comments);
    EXPECT_FALSE(read_from(folder / name, 0, 1'000).empty()) << name;
  }
}

struct Id3Frame {
  std::string id, content;
};

std::vector<Id3Frame> id3_frames(Bytes tag) {
  std::vector<Id3Frame> frames;
  while (!tag.at_end()) {
    const std::string id = tag.text(4);
    const std::uint64_t size = tag.big(4);
    tag.big(2);
    frames.push_back({id, tag.text(size)});
  }
  return frames;
}

std::string id3_tag(const std::string& bytes) {
  Bytes in(bytes);
  EXPECT_EQ(in.text(3), "ID3");
  EXPECT_EQ(in.big(1), 3u) << "the version that sizes are read as";
  in.big(2);
  std::uint64_t size = 0;
  for (int i = 0; i < 4; ++i) size = size << 7 | in.big(1);
  return in.text(size);
}

/// With texts that the encoder leaves to a tag at the end, and with others that it does not.
class Mp3Chapters : public testing::TestWithParam<std::string> {};

TEST_P(Mp3Chapters, AreFramesOfTheTagWithATableOfContents) {
  const ScratchFolder folder;
  FileRequest request = request_for(folder / "a.mp3", kFrames);
  request.metadata.comment = GetParam();
  write_file(request, tones(kFrames));
  const std::string bytes = bytes_of(folder / "a.mp3");
  const std::string tag = id3_tag(bytes);
  std::vector<std::string> kinds, ids;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> times;
  std::vector<std::string> titles;
  for (const Id3Frame& frame : id3_frames(Bytes(tag))) {
    kinds.push_back(frame.id);
    Bytes in(frame.content);
    if (frame.id == "CTOC") {
      EXPECT_EQ(in.text_to_zero(), "toc");
      EXPECT_EQ(in.big(1), 3u);
      for (std::uint64_t left = in.big(1); left > 0; --left) ids.push_back(in.text_to_zero());
    } else if (frame.id == "CHAP") {
      EXPECT_EQ(in.text_to_zero(), ids.at(times.size()));
      const std::uint64_t start = in.big(4), end = in.big(4);
      times.emplace_back(start, end);
      in.big(8);
      const auto parts = id3_frames(Bytes(in.text(frame.content.size() - in.place())));
      ASSERT_EQ(parts.size(), 1u);
      EXPECT_EQ(parts[0].id, "TIT2");
      titles.push_back(parts[0].content);
    }
  }
  EXPECT_THAT(kinds, testing::IsSupersetOf({"TIT2", "COMM", "TSSE"}));
  EXPECT_THAT(times, ElementsAre(Pair(0, 10'000), Pair(10'000, 25'000), Pair(25'000, 32'001)));
  EXPECT_EQ(titles.at(0), std::string("\x01\xFF\xFE"
                                      "1\0 \0D\0o\0w\0n\0",
                                      15));
  EXPECT_THAT(titles.at(1), HasSubstr(std::string("\x3C\xD8\x19\xDF", 4))) << "beyond 16 bits";
  // The first frame of audio follows, and holds the length.
  EXPECT_EQ(static_cast<unsigned char>(bytes.at(tag.size() + 10)), 0xFFu);
  EXPECT_THAT(bytes.substr(tag.size() + 10, 200), HasSubstr("Xing"));
  EXPECT_EQ(read_from(folder / "a.mp3", kFrames - 100, 100).size(), 100u);
}

INSTANTIATE_TEST_SUITE_P(Comment, Mp3Chapters, testing::Values("short", std::string(60, 'x')));

TEST(Chapters, AlsoComeWithAStream) {
  const ScratchFolder folder;
  const StereoBuffer audio = tones(kRate);
  for (const auto format : {"flac", "ogg", "opus", "mp3"}) {
    const auto fifo = folder / (std::string(format) + ".fifo");
    ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    std::string received;
    std::thread reader([&] { received = bytes_of(fifo); });
    FileRequest request = request_for(folder / (std::string("a.") + format), kRate);
    request.path = fifo;
    request.frames = 0;
    write_file(request, audio);
    reader.join();
    if (std::string(format) == "mp3") {
      EXPECT_THAT(id3_tag(received), HasSubstr(std::string("ch2\0\0\0'\x10", 8)));
    } else {
      EXPECT_THAT(received, HasSubstr("CHAPTER002=00:00:10.000")) << format;
    }
    if (std::string(format) == "flac") {
      EXPECT_EQ(FlacFile(received).content(kSeekTable), "") << "it could not be filled";
    }
    test::put_bytes(folder / "received", received);
    EXPECT_FALSE(read_from(folder / "received", 0, 1'000).empty()) << format;
  }
}

TEST(Chapters, AreNotMadeUp) {
  const ScratchFolder folder;
  for (const auto name : {"a.flac", "a.ogg", "a.opus", "a.mp3"}) {
    FileRequest request = request_for(folder / name, kRate);
    request.metadata = {};
    write_file(request, tones(kRate));
    EXPECT_THAT(bytes_of(folder / name), Not(HasSubstr("CHAP"))) << name;
    request = request_for(folder / name, kRate);
    request.force = true;
    request.metadata.title = request.metadata.comment = request.metadata.software = "";
    write_file(request, tones(kRate));
    EXPECT_THAT(bytes_of(folder / name), HasSubstr("CHAP")) << name << ", also without other tags";
  }
}

TEST(Chapters, EndWhereTheFormsHaveNoMoreRoom) {
  std::vector<Marker> markers;
  for (int i = 0; i < 1'200; ++i) markers.push_back({std::int64_t{i} * kRate, "x"});
  EXPECT_EQ(sinks::chapter_comments(sinks::chapters_of(markers, kRate, 0)).size(), 2u * 999);
  const auto late = sinks::chapters_of({{0, "a"}, {100 * 3'600LL * kRate, "b"}}, kRate, 0);
  EXPECT_EQ(late.at(1).start_ms, 360'000'000);
  EXPECT_EQ(late.at(1).end_ms, 360'000'000);
  EXPECT_THAT(sinks::chapter_comments(late),
              ElementsAre("CHAPTER001=00:00:00.000", "CHAPTER001NAME=a"));
}

/// Largest part of the energy of `samples` that is not a sine of this frequency.
double residue(const std::vector<double>& samples, double hertz, int rate) {
  double sine = 0, cosine = 0, power = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double phase = 2 * M_PI * hertz * static_cast<double>(i) / rate;
    sine += samples[i] * std::sin(phase);
    cosine += samples[i] * std::cos(phase);
    power += samples[i] * samples[i];
  }
  const double n = static_cast<double>(samples.size());
  return 1 - 2 * (sine * sine + cosine * cosine) / n / power;
}

TEST(Opus, TakesOtherRatesAndKeepsLengthPitchAndPlace) {
  const ScratchFolder folder;
  for (const int rate : {44'100, 22'050, 96'000}) {
    const auto frames = static_cast<std::size_t>(2 * rate + 13);
    FileRequest request = request_for(folder / "a.opus", frames);
    request.rate = rate;
    request.force = true;
    write_file(request, tones(frames, rate), 999);
    const std::string once = bytes_of(folder / "a.opus");
    write_file(request, tones(frames, rate), 40'000);
    EXPECT_TRUE(bytes_of(folder / "a.opus") == once) << "whatever the blocks";
    SF_INFO info{};
    SNDFILE* file = sf_open((folder / "a.opus").c_str(), SFM_READ, &info);
    ASSERT_NE(file, nullptr);
    sf_close(file);
    EXPECT_EQ(info.samplerate, 48'000);
    EXPECT_EQ(info.frames, std::llround(static_cast<double>(frames) * 48'000 / rate));
    const std::vector<double> left = read_from(folder / "a.opus", 24'000, 48'000);
    EXPECT_LT(residue(left, 220, 48'000), 1e-3) << rate;
  }
  EXPECT_EQ(encoded_rate({Container::opus, {}}, 44'100), 48'000);
  EXPECT_EQ(encoded_rate({Container::opus, {}}, 24'000), 24'000);
  EXPECT_EQ(encoded_rate({Container::flac, Encoding::pcm16}, 44'100), 44'100);
}

}  // namespace
}  // namespace bbplay
