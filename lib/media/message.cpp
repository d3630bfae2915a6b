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

constexpr std::size_t kSamplesInMemory = 4 << 20;    // of all messages: 16 MB
constexpr std::size_t kSamplesOfOpenFile = 1 << 18;  // what a decoder takes, roughly
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

  struct State {
    double z1 = 0, z2 = 0;
  };
  const std::vector<State>& states() const noexcept { return states_; }
  void go_on_from(const std::vector<State>& states) { states_ = states; }

 private:
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

/// Reads a message piece by piece. What lies before a piece, the filters have to know; their states are
/// learned once for all pieces.
class FileMessage final : public Message {
 public:
  /// in_memory  keeps the samples, too
  FileMessage(const MessageRequest& request, AudioStream stream, bool in_memory)
      : request_(request),
        fade_(std::min(frames_in(kFadeSeconds, request.rate), stream.frames() / 2)),
        stream_(std::move(stream)),
        decoded_(static_cast<std::size_t>(stream_->chunk_frames())) {
    frames_ = stream_->frames();
    if (request_.fidelity == Fidelity::corrected) {
      band_.emplace(message_band(request_.carrier_hz, request_.rate));
    }
    if (in_memory) kept_.reserve(static_cast<std::size_t>(frames_));
    double peak = 0;
    for (std::int64_t chunk = 0; chunk < stream_->chunks(); ++chunk) {
      if (band_ && !in_memory) states_.push_back(band_->states());
      for (const double value : decode(chunk)) {
        peak = std::max(peak, std::abs(value));
        if (in_memory) kept_.push_back(static_cast<float>(value));
      }
    }
    if (peak > 0) peak_ = peak;
    for (float& value : kept_) value = scaled(value);
    samples_ = kept_;
    if (in_memory) stream_.reset();
  }

  void read(std::int64_t first, std::span<float> out) const override {
    if (!kept_.empty()) {
      std::copy_n(kept_.begin() + first, out.size(), out.begin());
      return;
    }
    const std::lock_guard lock(mutex_);
    const std::int64_t chunk_frames = stream_->chunk_frames();
    while (!out.empty()) {
      const std::vector<float>& piece = piece_at(first / chunk_frames);
      const auto offset = static_cast<std::size_t>(first % chunk_frames);
      const std::size_t count = std::min(out.size(), piece.size() - offset);
      std::copy_n(piece.begin() + static_cast<std::ptrdiff_t>(offset), count, out.begin());
      out = out.subspan(count);
      first += static_cast<std::int64_t>(count);
    }
  }

 private:
  struct Piece {
    std::int64_t chunk = -1;
    std::vector<float> samples;
  };

  float scaled(float value) const noexcept {
    return static_cast<float>(static_cast<double>(value) / peak_);
  }

  /// One chunk, filtered or on its carrier; the filters have to stand where it begins.
  std::span<const double> decode(std::int64_t chunk) const {
    const std::int64_t first = chunk * stream_->chunk_frames();
    const std::span<double> plane(decoded_);
    stream_->read_chunk(chunk, {&plane, 1});
    const auto part =
        plane.first(static_cast<std::size_t>(std::min(stream_->chunk_frames(), frames_ - first)));
    if (!band_) {
      multiply_by_carrier(first, request_.carrier_hz / request_.rate, part);
      return part;
    }
    band_->process(part);
    for (std::size_t i = 0; i < part.size(); ++i) {
      part[i] *= edge_gain(first + static_cast<std::int64_t>(i), frames_, fade_);
    }
    return part;
  }

  const std::vector<float>& piece_at(std::int64_t chunk) const {
    if (latest_[0].chunk == chunk) return latest_[0].samples;
    std::swap(latest_[0], latest_[1]);
    Piece& piece = latest_[0];
    if (piece.chunk == chunk) return piece.samples;
    piece.chunk = -1;
    if (band_) band_->go_on_from(states_[static_cast<std::size_t>(chunk)]);
    const std::span<const double> decoded = decode(chunk);
    piece.samples.resize(decoded.size());
    std::ranges::transform(decoded, piece.samples.begin(),
                           [this](double x) { return scaled(static_cast<float>(x)); });
    piece.chunk = chunk;
    return piece.samples;
  }

  MessageRequest request_;
  std::int64_t fade_ = 0;
  double peak_ = 1;
  std::vector<float> kept_;
  std::vector<std::vector<Sections::State>> states_;  // where each chunk begins

  mutable std::mutex mutex_;  // guards what follows
  mutable std::optional<AudioStream> stream_;
  mutable std::optional<Sections> band_;
  mutable std::vector<double> decoded_;
  mutable std::array<Piece, 2> latest_;  // the most recent first
};

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
    if (!message) message = load(request);
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

  /// What is in memory stays there as long as somebody plays it; what nobody plays makes room.
  std::shared_ptr<const Message> load(const MessageRequest& request) {
    AudioStream stream(AudioReader(request.path), request.rate, Downmix::mean);
    if (stream.frames() == 0) return nullptr;
    const auto fits = [&] {
      return samples_in_memory() + static_cast<std::size_t>(stream.frames()) <= kSamplesInMemory;
    };
    if (!fits()) {
      for (Entry& entry : entries_) entry.kept.reset();
    }
    const bool in_memory = fits();
    return std::make_shared<const FileMessage>(request, std::move(stream), in_memory);
  }

  std::size_t samples_in_memory() const {
    std::size_t samples = 0;
    for (const Entry& entry : entries_) {
      if (const auto message = entry.used.lock()) samples += message->samples().size();
    }
    return samples;
  }

  /// Keeps what nobody uses only as far as it takes no room from the next ones.
  void forget() {
    std::size_t samples = 0;
    for (Entry& entry : entries_) {
      if (!entry.kept) continue;
      samples += std::max(entry.kept->samples().size(), kSamplesOfOpenFile);
      if (samples > kSamplesInMemory / 2) entry.kept.reset();
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
