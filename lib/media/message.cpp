// SPDX-License-Identifier: MIT
#include "media/message.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <numbers>
#include <optional>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"
#include "bbplay/model/diagnostics.h"

#include "dsp/filter/butterworth.h"
#include "media/audio_stream.h"

namespace bbplay::media {
namespace {

constexpr std::int64_t kAlwaysKeptFrames = 32 << 20;  // 128 MB
constexpr std::size_t kCachedSamples = 32 << 20;
constexpr double kHighPassHz = 80;
constexpr double kLowPassHz = 4000;
constexpr double kMinLowPassHz = 200;
constexpr double kFadeSeconds = 0.01;

/// A chain of second-order sections, transposed direct form II.
class Sections {
 public:
  explicit Sections(std::vector<dsp::Section> sections)
      : sections_(std::move(sections)), states_(sections_.size()) {}

  void process(std::span<double> signal) {
    for (std::size_t k = 0; k < sections_.size(); ++k) {
      const dsp::Section& c = sections_[k];
      State& s = states_[k];
      for (double& x : signal) {
        const double y = c.b0 * x + s.z1;
        s.z1 = c.b1 * x - c.a1 * y + s.z2;
        s.z2 = c.b2 * x - c.a2 * y;
        x = y;
      }
    }
  }

 private:
  struct State {
    double z1 = 0, z2 = 0;
  };
  std::vector<dsp::Section> sections_;
  std::vector<State> states_;
};

/// What keeps the side bands of the carrier out of hearing and below half the sample rate.
Sections message_band(double carrier_hz, double rate) {
  std::vector<dsp::Section> sections = dsp::butterworth_high_pass(2, kHighPassHz, rate);
  const double room = 0.98 * (rate / 2 - carrier_hz);
  const double edge = std::min(kLowPassHz, room);
  if (edge >= kMinLowPassHz) {  // else the carrier itself is out of range
    const auto low = dsp::butterworth_low_pass(8, edge, rate);
    sections.insert(sections.end(), low.begin(), low.end());
  }
  return Sections(std::move(sections));
}

void multiply_by_carrier(std::int64_t first, double turns_per_frame, std::span<double> signal) {
  std::array<double, 256> sine;
  for (std::size_t i = 0; i < signal.size(); i += sine.size()) {
    const std::size_t count = std::min(sine.size(), signal.size() - i);
    for (std::size_t k = 0; k < count; ++k) {
      sine[k] = turns_per_frame * static_cast<double>(first + static_cast<std::int64_t>(i + k));
    }
    dsp::sin_turns(std::span(sine).first(count), std::span<double>(sine).first(count));
    for (std::size_t k = 0; k < count; ++k) signal[i + k] *= sine[k];
  }
}

/// Raised-cosine gain of a frame near either end.
double edge_gain(std::int64_t frame, std::int64_t frames, std::int64_t fade) {
  const std::int64_t to_edge = std::min(frame, frames - 1 - frame);
  if (to_edge >= fade) return 1;
  const double x = (static_cast<double>(to_edge) + 0.5) / static_cast<double>(fade);
  return 0.5 - 0.5 * std::cos(std::numbers::pi * x);
}

std::shared_ptr<const Message> load(const MessageRequest& request) {
  AudioStream stream(AudioReader(request.path), request.rate, Downmix::mean);
  if (stream.frames() == 0) return nullptr;
  auto message = std::make_shared<Message>();
  message->frames = stream.frames();
  const std::int64_t kept = stream.frames() <= kAlwaysKeptFrames
                                ? stream.frames()
                                : std::min(stream.frames(), request.most_frames);
  message->samples.reserve(static_cast<std::size_t>(kept));

  const bool corrected = request.fidelity == Fidelity::corrected;
  const double rate = request.rate;
  const auto fade = std::min(frames_in(kFadeSeconds, rate), stream.frames() / 2);
  std::optional<Sections> band;
  if (corrected) band = message_band(request.carrier_hz, rate);
  std::vector<double> chunk(static_cast<std::size_t>(stream.chunk_frames()));
  double peak = 0;
  for (std::int64_t k = 0; k < stream.chunks(); ++k) {
    const std::int64_t first = k * stream.chunk_frames();
    const std::span<double> plane(chunk);
    stream.read_chunk(k, {&plane, 1});
    const auto part = plane.first(
        static_cast<std::size_t>(std::min(stream.chunk_frames(), stream.frames() - first)));
    if (corrected) {
      band->process(part);
      for (std::size_t i = 0; i < part.size(); ++i) {
        part[i] *= edge_gain(first + static_cast<std::int64_t>(i), stream.frames(), fade);
      }
    } else {
      multiply_by_carrier(first, request.carrier_hz / rate, part);
    }
    for (const double value : part) {
      peak = std::max(peak, std::abs(value));
      if (static_cast<std::int64_t>(message->samples.size()) < kept) {
        message->samples.push_back(static_cast<float>(value));
      }
    }
  }
  if (peak > 0) {
    for (float& value : message->samples) {
      value = static_cast<float>(static_cast<double>(value) / peak);
    }
  }
  return message;
}

/// The messages in use or recently used.
class Cache {
 public:
  std::shared_ptr<const Message> find(const MessageRequest& request) {
    const std::lock_guard lock(mutex_);
    const Key key = key_of(request);
    std::shared_ptr<const Message> message;
    const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                    [&key](const Entry& e) { return e.key == key; });
    if (entry != entries_.end()) {
      message = entry->used.lock();
      entries_.erase(entry);
    }
    if (!message || !is_long_enough(*message, request)) message = load(request);
    if (message) entries_.insert(entries_.begin(), {key, message, message});
    forget();
    return message;
  }

 private:
  struct Key {
    std::filesystem::path path;
    std::filesystem::file_time_type written;
    double carrier_hz;
    int rate;
    Fidelity fidelity;
    bool operator==(const Key&) const = default;
  };
  struct Entry {
    Key key;
    std::weak_ptr<const Message> used;
    std::shared_ptr<const Message> kept;
  };

  static Key key_of(const MessageRequest& request) {
    std::error_code ignored;
    return {request.path, std::filesystem::last_write_time(request.path, ignored),
            request.carrier_hz, request.rate, request.fidelity};
  }

  static bool is_long_enough(const Message& message, const MessageRequest& request) {
    const auto held = static_cast<std::int64_t>(message.samples.size());
    return held >= std::min(message.frames, request.most_frames);
  }

  /// Drops what nobody uses, and keeps no more than the most recent ones that fit.
  void forget() {
    std::size_t samples = 0;
    for (Entry& entry : entries_) {
      if (entry.kept) samples += entry.kept->samples.size();
      if (samples > kCachedSamples) entry.kept.reset();
    }
    std::erase_if(entries_, [](const Entry& entry) { return entry.used.expired(); });
  }

  std::mutex mutex_;
  std::vector<Entry> entries_;  // the most recent first
};

}  // namespace

std::shared_ptr<const Message> shared_message(const MessageRequest& request) {
  static Cache cache;
  return cache.find(request);
}

}  // namespace bbplay::media
