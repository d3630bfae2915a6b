// SPDX-License-Identifier: MIT
#include "bbplay/sinks/capture/capture_output.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <utility>

#include "bbplay/playback/range_player.h"

#include "sinks/device/stream_callback.h"

namespace bbplay {
namespace {

/// A stream without a pace takes so much each time it is served, or until its source ends.
constexpr std::size_t kFramesAtATime = 1u << 14;
/// One with a pace that was not served for long does not catch up more than that at once.
static_assert(kFramesAtATime <= RangePlayer::kMaxFrames);

}  // namespace

class CaptureOutput::Stream final : public OutputStream {
 public:
  Stream(CaptureOutput& owner, AudioSource& source, int rate)
      : owner_(owner),
        rate_(rate),
        callback_(source, rate, owner.settings_.channels),
        audio_(*std::ranges::max_element(owner.settings_.blocks)) {}

  void start() override {
    running_ = true;
    since_ = Clock::now();
    due_ = 0;
  }

  void halt() override { running_ = false; }

  void service() override {
    if (!running_) return;
    const double speed = owner_.settings_.speed;
    if (speed > 0) {
      const double elapsed_s = std::chrono::duration<double>(Clock::now() - since_).count();
      since_ = Clock::now();
      due_ += std::min(elapsed_s * speed * rate_, static_cast<double>(kFramesAtATime));
    } else {
      due_ = static_cast<double>(kFramesAtATime);
    }
    while (running_ && due_ > 0) due_ -= static_cast<double>(pull());
  }

  bool active() const override { return running_; }
  bool played_out() const override { return callback_.played_out(); }
  double latency_s() const override { return 0; }
  StreamCounters counters() const override { return callback_.counters(); }
  double load() const override { return callback_.load(); }

 private:
  using Clock = std::chrono::steady_clock;

  std::size_t pull() {
    const auto& blocks = owner_.settings_.blocks;
    const std::size_t frames = blocks[next_block_++ % blocks.size()];
    const StereoBlock block = audio_.block().first(frames);
    const std::array<float*, 2> channels{block.left.data(), block.right.data()};
    const std::uint64_t before = callback_.counters().frames;
    const double now_s = static_cast<double>(pulled_) / rate_;
    const auto next = callback_.fill(channels.data(), frames, {now_s, now_s}, false);
    pulled_ += frames;
    keep(block.first(static_cast<std::size_t>(callback_.counters().frames - before)));
    if (next == sinks::StreamCallback::Next::complete) running_ = false;
    return frames;
  }

  void keep(ConstStereoBlock block) {
    std::vector<float>& samples = owner_.samples_;
    for (std::size_t i = 0; i < block.frames(); ++i) {
      samples.push_back(block.left[i]);
      if (owner_.settings_.channels == 2) samples.push_back(block.right[i]);
    }
  }

  CaptureOutput& owner_;
  double rate_;
  sinks::StreamCallback callback_;
  StereoBuffer audio_;
  std::size_t next_block_ = 0;
  std::size_t pulled_ = 0;  // frames
  bool running_ = false;
  Clock::time_point since_;
  double due_ = 0;  // frames
};

CaptureOutput::CaptureOutput(CaptureSettings settings) : settings_(std::move(settings)) {
  std::erase(settings_.blocks, std::size_t{0});
  if (settings_.blocks.empty()) settings_.blocks = CaptureSettings{}.blocks;
  for (std::size_t& frames : settings_.blocks) frames = std::min(frames, kFramesAtATime);
}

std::unique_ptr<OutputStream> CaptureOutput::open(AudioSource& source, int rate,
                                                  const std::string&) {
  rate_ = rate;
  auto stream = std::make_unique<Stream>(*this, source, rate);
  stream->start();
  return stream;
}

std::unique_ptr<OutputStream> CaptureOutput::reopen(AudioSource& source, int rate,
                                                    const std::string& title) {
  return open(source, rate, title);
}

}  // namespace bbplay
