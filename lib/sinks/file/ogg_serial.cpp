// SPDX-License-Identifier: MIT
#include "sinks/file/ogg_serial.h"

#include <cstring>
#include <new>

#include <ogg/ogg.h>

namespace bbplay::sinks {
namespace {

constexpr std::size_t kSerialOffset = 14;  // in the header of a page (RFC 3533)

}  // namespace

struct OggSerial::State {
  ogg_sync_state sync;
  State() { ogg_sync_init(&sync); }
  ~State() { ogg_sync_clear(&sync); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
};

OggSerial::OggSerial(std::uint32_t serial) : serial_(serial), state_(std::make_unique<State>()) {}
OggSerial::~OggSerial() = default;

void OggSerial::write(const void* bytes, std::size_t count, OutputFile& output) {
  char* room = ogg_sync_buffer(&state_->sync, static_cast<long>(count));
  if (room == nullptr) throw std::bad_alloc();
  std::memcpy(room, bytes, count);
  ogg_sync_wrote(&state_->sync, static_cast<long>(count));
  ogg_page page;
  while (ogg_sync_pageout(&state_->sync, &page) == 1) {
    for (std::size_t i = 0; i < 4; ++i) {
      page.header[kSerialOffset + i] = static_cast<unsigned char>(serial_ >> 8 * i);
    }
    ogg_page_checksum_set(&page);
    output.write(page.header, static_cast<std::size_t>(page.header_len));
    output.write(page.body, static_cast<std::size_t>(page.body_len));
  }
}

}  // namespace bbplay::sinks
