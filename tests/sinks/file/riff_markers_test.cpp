// SPDX-License-Identifier: MIT
// Markers of WAV and RF64 files, read chunk by chunk as RIFF has them.
#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bbplay/sinks/file/file_sink.h"

#include "support/scratch_folder.h"

namespace bbplay {
namespace {

using test::bytes_of;
using test::ScratchFolder;

constexpr int kRate = 8'000;

template <class Number>
Number number_at(const std::string& bytes, std::size_t at) {
  Number number{};
  if (at + sizeof number > bytes.size()) throw std::runtime_error("beyond the end");
  std::memcpy(&number, bytes.data() + at, sizeof number);
  return number;
}

/// The chunks of a RIFF or RF64 file, which have to fill it to the last byte.
std::map<std::string, std::string> chunks_of(const std::string& file) {
  const bool is_long = file.starts_with("RF64");
  EXPECT_TRUE(is_long || file.starts_with("RIFF"));
  EXPECT_EQ(file.substr(8, 4), "WAVE");
  const std::uint64_t told =
      is_long ? number_at<std::uint64_t>(file, 20) : number_at<std::uint32_t>(file, 4);
  EXPECT_EQ(told + 8, file.size());
  std::map<std::string, std::string> chunks;
  for (std::size_t at = 12; at < file.size();) {
    const std::string id = file.substr(at, 4);
    std::uint64_t size = number_at<std::uint32_t>(file, at + 4);
    if (size == 0xFFFFFFFF) size = number_at<std::uint64_t>(file, 28);
    if (at + 8 + size > file.size()) throw std::runtime_error(id + " is longer than the file");
    const std::string content = file.substr(at + 8, size);
    // There is one of texts, too.
    if (id != "LIST" || content.starts_with("adtl")) chunks[id] = content;
    at += 8 + size + size % 2;
  }
  return chunks;
}

std::vector<Marker> markers_in(const std::map<std::string, std::string>& chunks) {
  std::map<std::uint32_t, Marker> markers;
  const std::string& cues = chunks.at("cue ");
  const auto count = number_at<std::uint32_t>(cues, 0);
  EXPECT_EQ(cues.size(), 4 + 24 * std::size_t{count});
  for (std::size_t i = 0; i < count; ++i) {
    const auto id = number_at<std::uint32_t>(cues, 4 + 24 * i);
    EXPECT_EQ(cues.substr(12 + 24 * i, 4), "data");
    markers[id].frame = number_at<std::uint32_t>(cues, 24 + 24 * i);
    EXPECT_EQ(number_at<std::uint32_t>(cues, 8 + 24 * i), markers[id].frame);
  }
  const std::string& labels = chunks.at("LIST");
  for (std::size_t at = 4; at < labels.size();) {
    EXPECT_EQ(labels.substr(at, 4), "labl");
    const auto size = number_at<std::uint32_t>(labels, at + 4);
    const auto id = number_at<std::uint32_t>(labels, at + 8);
    const std::string label = labels.substr(at + 12, size - 4);
    EXPECT_EQ(label.find('\0'), label.size() - 1);
    markers[id].label = label.substr(0, label.size() - 1);
    at += 8 + size + size % 2;
  }
  std::vector<Marker> in_order;
  for (const auto& [id, marker] : markers) in_order.push_back(marker);
  return in_order;
}

class RiffMarkers : public testing::TestWithParam<Container> {
 protected:
  std::string written(const std::vector<Marker>& markers, std::size_t frames,
                      const std::string& comment = "a comment") {
    FileRequest request;
    request.path = folder_.path() / "a.wav";
    request.format = {GetParam(), Encoding::pcm16};
    request.rate = kRate;
    request.frames = static_cast<std::int64_t>(frames);
    request.force = true;
    request.metadata.title = "night";
    request.metadata.comment = comment;
    request.metadata.markers = markers;
    FileSink sink(request);
    StereoBuffer audio(frames);
    for (std::size_t i = 0; i < frames; ++i) audio.block().left[i] = static_cast<float>(i % 7) / 8;
    sink.write(audio.block());
    sink.commit();
    return bytes_of(request.path);
  }

  ScratchFolder folder_;
};

TEST_P(RiffMarkers, AreAllThereHoweverManyAndLongTheyAre) {
  std::vector<Marker> few = {{0, "1 Down"}, {3, "2 T\xC3\xA4l"}, {7, ""}};
  std::vector<Marker> many, long_ones;
  for (int i = 0; i < 20'000; ++i) many.push_back({i / 2, "step number " + std::to_string(i)});
  for (std::size_t i = 0; i < 60; ++i) {
    long_ones.push_back({static_cast<std::int64_t>(i), std::string(1'000 + i, 'x')});
  }
  long_ones.push_back({70, std::string(200'001, 'y')});
  for (const auto& markers : {few, many, long_ones}) {
    const auto chunks = chunks_of(written(markers, 10'000));
    EXPECT_EQ(chunks.at("data").size(), 10'000u * 4);
    EXPECT_EQ(markers_in(chunks), markers);
  }
}

TEST_P(RiffMarkers, BehindTheEndAreLeftOut) {
  const auto chunks = chunks_of(written({{0, "in"}, {99, "still"}, {100, "out"}}, 100));
  EXPECT_EQ(markers_in(chunks), (std::vector<Marker>{{0, "in"}, {99, "still"}}));
  EXPECT_EQ(chunks_of(written({}, 100)).count("cue "), 0u);
}

TEST_P(RiffMarkers, TextsThatAreTooLongForTheHeadAreCut) {
  const std::string file = written({{0, "in"}}, 100, std::string(60'000, 'c'));
  const auto chunks = chunks_of(file);
  EXPECT_EQ(chunks.at("data").size(), 400u);
  EXPECT_NE(file.find(std::string(kMaxTextBytes, 'c')), file.npos);
  EXPECT_EQ(file.find(std::string(kMaxTextBytes + 1, 'c')), file.npos);
}

INSTANTIATE_TEST_SUITE_P(Containers, RiffMarkers, testing::Values(Container::wav, Container::rf64));

}  // namespace
}  // namespace bbplay
