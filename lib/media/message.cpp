// SPDX-License-Identifier: MIT
#include "media/message.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>
#include <optional>
#include <utility>

#include "bbplay/audio/frames.h"
#include "bbplay/dsp/block_ops.h"
#include "bbplay/model/diagnostics.h"

#include "dsp/filter/butterworth.h"
#include "dsp/level/expected_largest.h"
#include "media/audio_stream.h"
#include "media/reader_pool.h"
#include "media/recent_chunks.h"

namespace bbplay::media {
namespace {

constexpr std::size_t kSamplesInMemory = 4 << 20;    // of all messages: 16 MB
constexpr std::size_t kSamplesOfOpenFile = 1 << 18;  // what a decoder takes, roughly
constexpr double kHighPassHz = 80;
constexpr double kLowPassHz = 4000;
constexpr double kMinLowPassHz = 200;
constexpr double kFadeSeconds = 0.01;
constexpr double kRunInSeconds = 0.2;  // of filters down to 80 Hz: e^-49 is left

/// A chain of second-order sections, transposed direct form II, beginning in silence.
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

/// A message from its file, chunk by chunk.  [one thread at a time]
class MessageReader {
 public:
  explicit MessageReader(const MessageRequest& request)
      : request_(request),
        file_({AudioReader(request.path), request.rate, Downmix::mean, Spacing::by_rate,
               kChunksPerSecond},
              kChunksKept),
        fade_(std::min(frames_in(kFadeSeconds, request.rate), frames() / 2)) {
    if (request_.fidelity == Fidelity::corrected) {
      band_.emplace(message_band(request_.carrier_hz, request_.rate));
    }
  }

  std::int64_t frames() const noexcept { return file_.stream().frames(); }
  std::int64_t chunk_frames() const noexcept { return file_.stream().chunk_frames(); }
  std::int64_t chunks() const noexcept { return file_.stream().chunks(); }
  bool is_near(std::int64_t chunk) const noexcept {
    return chunk == latest_ || chunk == latest_ + 1;
  }

  /// The frames of a chunk, as many as there are.
  std::span<const float> chunk(std::int64_t index) {
    if (index == latest_) return samples_;
    latest_ = kNone;
    const std::int64_t first = index * chunk_frames();
    const std::int64_t count = std::min(chunk_frames(), frames() - first);
    // What the filters still know of earlier frames is below anything that is rounded.
    const std::int64_t run_in =
        band_ ? std::min(frames_in(kRunInSeconds, request_.rate), first) : 0;
    decoded_.resize(static_cast<std::size_t>(run_in + count));
    file_.read(first - run_in, decoded_);
    const std::span<double> part = std::span(decoded_).subspan(static_cast<std::size_t>(run_in));
    if (band_) {
      Sections(*band_).process(decoded_);
      fade_ends(first, part);
    } else {
      multiply_by_carrier(first, request_.carrier_hz / request_.rate, part);
    }
    samples_.assign(part.begin(), part.end());
    latest_ = index;
    return samples_;
  }

 private:
  static constexpr std::int64_t kNone = -2;  // nor is the chunk behind it one
  static constexpr int kChunksPerSecond = 4;
  static constexpr std::size_t kChunksKept = 2;  // one, and what its filters run in on

  void fade_ends(std::int64_t first, std::span<double> part) const {
    const std::int64_t end = first + std::ssize(part);
    if (first >= fade_ && end <= frames() - fade_) return;
    for (std::size_t i = 0; i < part.size(); ++i) {
      part[i] *= edge_gain(first + static_cast<std::int64_t>(i), frames(), fade_);
    }
  }

  MessageRequest request_;
  RecentChunks file_;
  std::int64_t fade_;
  std::optional<Sections> band_;
  std::vector<double> decoded_;
  std::int64_t latest_ = kNone;
  std::vector<float> samples_;  // of the latest chunk
};

/// All of a short message.
class MessageInMemory final : public Message {
 public:
  explicit MessageInMemory(MessageReader& reader) {
    frames_ = reader.frames();
    kept_.reserve(static_cast<std::size_t>(frames_));
    for (std::int64_t index = 0; index < reader.chunks(); ++index) {
      const std::span<const float> chunk = reader.chunk(index);
      kept_.insert(kept_.end(), chunk.begin(), chunk.end());
    }
    peak_ = dsp::peak(kept_);
    bring_to_one(peak_, kept_);
    samples_ = kept_;
  }

  void read(std::int64_t first, std::span<float> out) const override {
    std::copy_n(kept_.begin() + first, out.size(), out.begin());
  }
  float peak(const PeakSearch&) const override { return peak_; }
  float peak_of_beginning(std::int64_t end, float, const PeakSearch&) const override {
    return dsp::peak(samples_.first(static_cast<std::size_t>(end)));
  }

 private:
  float peak_ = 0;
  std::vector<float> kept_;
};

/// A long message stays in its file.
class MessageInFile final : public Message {
 public:
  MessageInFile(const MessageRequest& request, std::unique_ptr<MessageReader> opened)
      : chunk_frames_(opened->chunk_frames()),
        chunks_(opened->chunks()),
        readers_([this, request] { return another_reader(request); }) {
    frames_ = opened->frames();
    readers_.add(std::move(opened));
  }

  void read(std::int64_t first, std::span<float> out) const override {
    while (!out.empty()) {
      const std::int64_t offset = first % chunk_frames_;
      const std::int64_t count = std::min(std::ssize(out), chunk_frames_ - offset);
      with_chunk(first / chunk_frames_, [&](std::span<const float> chunk) {
        std::copy_n(chunk.begin() + offset, count, out.begin());
      });
      out = out.subspan(static_cast<std::size_t>(count));
      first += count;
    }
  }

  float peak(const PeakSearch& search) const override { return peak_before(frames_, search); }
  float peak_of_beginning(std::int64_t end, float peak, const PeakSearch& search) const override {
    float of_beginning = peak_before(end, search);
    bring_to_one(peak, {&of_beginning, 1});
    return of_beginning;
  }

 private:
  template <class Act>
  void with_chunk(std::int64_t index, Act act) const {
    readers_.with_reader_at(index, [&](MessageReader& reader) { act(reader.chunk(index)); });
  }

  std::unique_ptr<MessageReader> another_reader(const MessageRequest& request) const {
    auto reader = std::make_unique<MessageReader>(request);
    if (reader->frames() == frames_) return reader;
    throw InputError(request.path.string() + ": has become another file while it was played");
  }

  float peak_before(std::int64_t end, const PeakSearch& search) const {
    if (search.places == 0) {
      const std::lock_guard lock(learning_);
      if (peaks_.empty()) peaks_ = all_peaks(search.sharing);
      return known_peak(end);
    }
    if (const std::unique_lock lock(learning_, std::try_to_lock); lock && !peaks_.empty()) {
      return known_peak(end);
    }
    return estimated_peak(end, search.places);
  }

  float estimated_peak(std::int64_t end, std::size_t most_places) const {
    const std::int64_t chunks = (end + chunk_frames_ - 1) / chunk_frames_;
    const std::int64_t places = std::min(static_cast<std::int64_t>(most_places), chunks);
    std::vector<float> peaks;
    for (std::int64_t i = 0; i < places; ++i) {
      with_chunk((2 * i + 1) * chunks / (2 * places),
                 [&](std::span<const float> chunk) { peaks.push_back(dsp::peak(chunk)); });
    }
    if (peaks.empty()) return 0;
    constexpr double kAnyPeak = std::numeric_limits<double>::infinity();
    return static_cast<float>(dsp::expected_largest(peaks, static_cast<double>(chunks), kAnyPeak));
  }

  std::vector<float> all_peaks(const dsp::Sharing& sharing) const {
    constexpr std::int64_t kChunksOfTask = 32;
    std::vector<float> peaks(static_cast<std::size_t>(chunks_));
    const std::int64_t tasks = (chunks_ + kChunksOfTask - 1) / kChunksOfTask;
    dsp::share_out(sharing, static_cast<std::size_t>(tasks), [&](std::size_t task) {
      const std::int64_t begin = static_cast<std::int64_t>(task) * kChunksOfTask;
      for (std::int64_t k = begin; k < std::min(begin + kChunksOfTask, chunks_); ++k) {
        with_chunk(k, [&](std::span<const float> chunk) {
          peaks[static_cast<std::size_t>(k)] = dsp::peak(chunk);
        });
      }
    });
    return peaks;
  }

  float known_peak(std::int64_t end) const {
    const std::int64_t whole = end / chunk_frames_;
    float peak = dsp::peak(std::span(peaks_).first(static_cast<std::size_t>(whole)));
    const std::int64_t rest = std::min(end, frames_) - whole * chunk_frames_;
    if (rest <= 0) return peak;
    with_chunk(whole, [&](std::span<const float> chunk) {
      peak = std::max(peak, dsp::peak(chunk.first(static_cast<std::size_t>(rest))));
    });
    return peak;
  }

  std::int64_t chunk_frames_, chunks_;
  mutable ReaderPool<MessageReader> readers_;
  mutable std::mutex learning_;       // guards what follows
  mutable std::vector<float> peaks_;  // of the chunks; empty: not known yet
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
    auto reader = std::make_unique<MessageReader>(request);
    if (reader->frames() == 0) return nullptr;
    const auto fits = [&] {
      return samples_in_memory() + static_cast<std::size_t>(reader->frames()) <= kSamplesInMemory;
    };
    if (!fits()) {
      for (Entry& entry : entries_) entry.kept.reset();
    }
    if (fits()) return std::make_shared<const MessageInMemory>(*reader);
    return std::make_shared<const MessageInFile>(request, std::move(reader));
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

void bring_to_one(float peak, std::span<float> samples) noexcept {
  if (!(peak > 0)) return;
  for (float& x : samples) {
    x = static_cast<float>(static_cast<double>(x) / static_cast<double>(peak));
  }
}

std::shared_ptr<const Message> shared_message(const MessageRequest& request) {
  static Cache cache;
  return cache.find(request);
}

}  // namespace bbplay::media
