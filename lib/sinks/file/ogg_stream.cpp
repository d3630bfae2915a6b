// SPDX-License-Identifier: MIT
#include "sinks/file/ogg_stream.h"

#include <cstring>
#include <new>
#include <string_view>
#include <utility>

#include <ogg/ogg.h>

#include "sinks/file/vorbis_comments.h"

namespace bbplay::sinks {
namespace {

// In the header of a page (RFC 3533).
constexpr std::size_t kSerialOffset = 14, kNumberOffset = 18;

/// What the packets before the audio are; the comments are in the second one.
struct Headers {
  std::size_t packets;
  std::string_view comments_begin;
};

Headers headers_of(Container container) {
  if (container == Container::opus) return {2, "OpusTags"};
  return {3, "\x03vorbis"};
}

void put_number(unsigned char* at, std::uint32_t number) {
  for (std::size_t i = 0; i < 4; ++i) at[i] = static_cast<unsigned char>(number >> 8 * i);
}

void write_page(const ogg_page& page, OutputFile& output) {
  output.write(page.header, static_cast<std::size_t>(page.header_len));
  output.write(page.body, static_cast<std::size_t>(page.body_len));
}

/// One stream of libogg.
struct Stream {
  ogg_stream_state state;
  explicit Stream(std::uint32_t serial) {
    if (ogg_stream_init(&state, static_cast<int>(serial)) != 0) throw std::bad_alloc();
  }
  ~Stream() { ogg_stream_clear(&state); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

}  // namespace

struct OggStream::State {
  ogg_sync_state sync;
  Headers headers;
  std::uint32_t serial;
  std::vector<std::string> comments;
  std::unique_ptr<Stream> read;      // while packets of headers are missing
  std::vector<std::string> packets;  // of the headers
  std::uint32_t pages_read = 0, pages_added = 0;

  State(Container container, std::uint32_t number, std::vector<std::string> more)
      : headers(headers_of(container)), serial(number), comments(std::move(more)) {
    ogg_sync_init(&sync);
  }
  ~State() { ogg_sync_clear(&sync); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  bool reads_headers() const { return !comments.empty() && packets.size() < headers.packets; }

  void take_header(ogg_page& page) {
    if (!read)
      read = std::make_unique<Stream>(static_cast<std::uint32_t>(ogg_page_serialno(&page)));
    ++pages_read;
    ogg_stream_pagein(&read->state, &page);
    ogg_packet packet;
    while (ogg_stream_packetout(&read->state, &packet) == 1) {
      packets.emplace_back(reinterpret_cast<const char*>(packet.packet),
                           static_cast<std::size_t>(packet.bytes));
    }
  }

  /// The first packet has a page to itself, and so has the audio.
  void write_headers(OutputFile& output) {
    read.reset();
    if (packets[1].starts_with(headers.comments_begin)) {
      packets[1] = with_comments(packets[1], headers.comments_begin.size(), comments);
    }
    Stream stream(serial);
    std::uint32_t pages = 0;
    for (std::size_t i = 0; i < packets.size(); ++i) {
      ogg_packet packet{};
      packet.packet = reinterpret_cast<unsigned char*>(packets[i].data());
      packet.bytes = static_cast<long>(packets[i].size());
      packet.b_o_s = i == 0 ? 1 : 0;
      packet.packetno = static_cast<ogg_int64_t>(i);
      if (ogg_stream_packetin(&stream.state, &packet) != 0) throw std::bad_alloc();
      if (i > 0 && i + 1 < packets.size()) continue;
      ogg_page page;
      while (ogg_stream_flush(&stream.state, &page) != 0) {
        write_page(page, output);
        ++pages;
      }
    }
    pages_added = pages - pages_read;  // may be fewer: then it wraps, and so does the sum
  }

  void write_audio(ogg_page& page, OutputFile& output) const {
    put_number(page.header + kSerialOffset, serial);
    const auto number = static_cast<std::uint32_t>(ogg_page_pageno(&page));
    put_number(page.header + kNumberOffset, number + pages_added);
    ogg_page_checksum_set(&page);
    write_page(page, output);
  }
};

OggStream::OggStream(Container container, std::uint32_t serial, std::vector<std::string> comments)
    : state_(std::make_unique<State>(container, serial, std::move(comments))) {}
OggStream::~OggStream() = default;

void OggStream::write(const void* bytes, std::size_t count, OutputFile& output) {
  State& state = *state_;
  char* room = ogg_sync_buffer(&state.sync, static_cast<long>(count));
  if (room == nullptr) throw std::bad_alloc();
  std::memcpy(room, bytes, count);
  ogg_sync_wrote(&state.sync, static_cast<long>(count));
  ogg_page page;
  while (ogg_sync_pageout(&state.sync, &page) == 1) {
    if (!state.reads_headers()) {
      state.write_audio(page, output);
      continue;
    }
    state.take_header(page);
    if (!state.reads_headers()) state.write_headers(output);
  }
}

}  // namespace bbplay::sinks
