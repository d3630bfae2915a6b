// SPDX-License-Identifier: MIT
#include "analysis/tone_clusters.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <numbers>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "bbplay/dsp/block_ops.h"

namespace bbplay::analysis {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;
/// Part of a cluster's level by which it may differ from what is looked at. A narrower cluster is
/// known better, but more clusters add up to more than they ever reach together.
constexpr double kMaxDifference = 0.025;
/// How far apart the rendered points of a tone may be that differs by no more than a part of its
/// level from the straight lines between them. Points close together take longer than lines, and are
/// worth it where the others would all have to be rendered.
struct Spacing {
  std::int64_t frames;
  double max_difference;
};
constexpr Spacing kSpacings[] = {{ToneClusters::kStrides[0], 0.01},
                                 {ToneClusters::kStrides[1], 0.04}};
/// Part of all levels below which a tone that cannot be joined counts with its level: rendering it
/// takes longer than what it tells is worth.
constexpr double kNegligible = 5e-4;
/// Of what is looked at against the same frame heard, in single precision; part of the level.
constexpr double kRounding = 1e-5;
/// Of what all voices can reach together: when less varies with what is looked at, looking does not
/// pay.
constexpr double kMinVarying = 0.05;

/// By how much the vector of a tone that is seen from `centre` turns per frame differs, halfway
/// between two frames `stride` apart, from the straight line between them.
double difference(const ToneBound& tone, double centre, std::int64_t stride) {
  const double turning =
      kTurn * std::max(std::abs(tone.high - centre), std::abs(centre - tone.low));
  const double smooth_slope = tone.smooth_slope + tone.level * turning;
  const double curvature = tone.smooth_curvature + 2 * tone.smooth_slope * turning +
                           tone.level * (turning * turning + kTurn * tone.glide);
  // What turns without being smooth is a bent factor, too.
  const double bent_slope = tone.bent_slope + tone.level * kTurn * tone.bent_turning;
  const double bent = tone.level > 0 ? bent_slope / tone.level : 0;
  const auto frames = static_cast<double>(stride);
  return (curvature + 2 * bent * smooth_slope) * frames * frames / 8 + bent_slope * frames / 2;
}

double difference(const ToneBound& tone, std::int64_t stride) {
  return difference(tone, 0.5 * (tone.low + tone.high), stride);
}

/// Of a tone on its own: the length of its vector is its level, whatever its phase does.
double difference_alone(const ToneBound& tone, std::int64_t stride) {
  ToneBound standing = tone;
  standing.low = standing.high = standing.glide = standing.bent_turning = 0;
  return difference(standing, 0, stride);
}

/// 0: no points can be joined.
std::int64_t spacing_of(const ToneBound& tone) {
  for (const Spacing& spacing : kSpacings) {
    if (difference(tone, spacing.frames) <= spacing.max_difference * tone.level) {
      return spacing.frames;
    }
  }
  return 0;
}

bool has_constant_level(const ToneBound& tone) {
  return tone.smooth_slope == 0 && tone.smooth_curvature == 0 && tone.bent_slope == 0;
}

/// Rendered points of a tone, and how far it turns: back over the whole way between two of them, on
/// to each frame that is looked at in between.
struct Line {
  const float* sine;
  const float* cosine;
  float back_sine, back_cosine;
  const float* turned_sine;
  const float* turned_cosine;
};

/// Adds a survey's frames, `between` of them on each line: their number is known to the compiler,
/// which makes vector instructions of it, four times as fast.
template <std::size_t between, bool needs_cosine>
void add_lines(const Line& line, float* __restrict sum_sine, float* __restrict sum_cosine) {
  constexpr std::size_t kLines = ToneClusters::kIntervals / between;
  constexpr float kPart = 1.0f / static_cast<float>(between);
  const float* __restrict const turned_sine = line.turned_sine;
  const float* __restrict const turned_cosine = line.turned_cosine;
  for (std::size_t m = 0; m < kLines; ++m, sum_sine += between, sum_cosine += between) {
    const float from_sine = line.sine[m], from_cosine = line.cosine[m];
    const float next_sine = line.sine[m + 1], next_cosine = line.cosine[m + 1];
    // The end of the line, seen from its beginning.
    const float end_sine = next_sine * line.back_cosine - next_cosine * line.back_sine;
    const float end_cosine = next_cosine * line.back_cosine + next_sine * line.back_sine;
    const float by_sine = kPart * (end_sine - from_sine);
    const float by_cosine = kPart * (end_cosine - from_cosine);
    for (std::size_t k = 0; k < between; ++k) {
      const auto way = static_cast<float>(static_cast<int>(k));
      const float s = from_sine + way * by_sine, c = from_cosine + way * by_cosine;
      sum_sine[k] += s * turned_cosine[k] + c * turned_sine[k];
      if constexpr (needs_cosine) sum_cosine[k] += c * turned_cosine[k] - s * turned_sine[k];
    }
  }
  *sum_sine += line.sine[kLines];
  *sum_cosine += line.cosine[kLines];
}

bool is_finite(const ToneBound& tone) {
  return std::isfinite(tone.level + tone.high + tone.glide + tone.bent_turning + tone.smooth_slope +
                       tone.smooth_curvature + tone.bent_slope);
}

}  // namespace

ToneClusters::Channels ToneClusters::tones_of(const scheduler::StepVoices& voices,
                                              const Span& stretch,
                                              std::vector<std::size_t>& unknown) {
  Channels channels;
  // The last frame that is looked at may lie behind the stretch.
  const std::int64_t end = stretch.end + kStrides[0] * static_cast<std::int64_t>(kPoints);
  for (std::size_t v = 0; v < voices.size(); ++v) {
    if (!voices.voice(v).seeks_at_once()) continue;
    const std::optional<StereoToneBound> bound = voices.voice(v).tones(stretch.begin, end);
    if (!bound || !is_finite(bound->left) || !is_finite(bound->right)) {
      unknown.push_back(v);
      continue;
    }
    for (std::size_t side = 0; side < channels.size(); ++side) {
      Tone tone;
      tone.voice = v;
      tone.bound = side == 0 ? bound->left : bound->right;
      tone.centre = 0.5 * (tone.bound.low + tone.bound.high);
      tone.every = spacing_of(tone.bound);
      channels[side].tones.push_back(std::move(tone));
    }
  }
  return channels;
}

void ToneClusters::group(Channels& channels) {
  for (Channel& channel : channels) {
    double level = channel.unknown;
    for (const Tone& tone : channel.tones) level += tone.bound.level;
    std::erase_if(channel.tones, [&](const Tone& tone) {
      const bool is_left_out = tone.every == 0 && tone.bound.level < kNegligible * level;
      if (is_left_out) channel.negligible += tone.bound.level;
      return is_left_out;
    });
    std::ranges::stable_sort(channel.tones, {}, &Tone::centre);
    for (std::size_t look = 0; look < kStrides.size(); ++look) {
      channel.groupings[look] = grouped(channel, kStrides[look]);
    }
  }
}

ToneClusters::Grouping ToneClusters::grouped(const Channel& channel, std::int64_t stride) {
  const std::vector<Tone>& tones = channel.tones;
  Grouping grouping;
  double level = channel.unknown + channel.negligible;
  for (const Tone& tone : tones) level += tone.bound.level;
  grouping.constant = channel.negligible + kRounding * level;

  std::size_t begin = 0;
  struct Reach {
    std::size_t end;
    double differs, level;
  };
  /// As many tones from `begin` on as may be seen together, from `centre_of(begin, end)`.
  const auto reach = [&](auto&& centre_of) {
    Reach reached{begin, 0, 0};
    for (std::size_t end = begin + 1; end <= tones.size(); ++end) {
      Reach next{end, 0, 0};
      const double centre = centre_of(end);
      for (std::size_t t = begin; t < end; ++t) {
        next.differs += difference(tones[t].bound, centre, stride);
        next.level += tones[t].bound.level;
      }
      if (next.differs > kMaxDifference * next.level) break;
      reached = next;
    }
    return reached;
  };
  const auto take = [&](const Reach& reached, bool is_slow) {
    Cluster cluster{.is_slow = is_slow, .tones = {}};
    for (std::size_t t = begin; t < reached.end; ++t) {
      cluster.tones.push_back(t);
      const std::int64_t every = tones[t].every;
      if (every > stride) grouping.constant += difference(tones[t].bound, every);
    }
    grouping.clusters.push_back(std::move(cluster));
    grouping.constant += reached.differs;
    grouping.varying += reached.level;
    begin = reached.end;
  };

  if (const Reach slow = reach([](std::size_t) { return 0.0; }); slow.end > begin) {
    take(slow, true);
  }
  while (begin < tones.size()) {
    const Reach together = reach([&](std::size_t end) {
      double low = tones[begin].bound.low, high = tones[begin].bound.high;
      for (std::size_t t = begin; t < end; ++t) {
        low = std::min(low, tones[t].bound.low);
        high = std::max(high, tones[t].bound.high);
      }
      return 0.5 * (low + high);
    });
    if (together.end > begin + 1) {
      take(together, false);
      continue;
    }
    const ToneBound& alone = tones[begin].bound;
    const double differs = difference_alone(alone, stride);
    if (has_constant_level(alone) || differs > 0.5 * alone.level) {
      grouping.constant += alone.level;
      ++begin;
    } else {
      take({begin + 1, differs, alone.level}, false);
    }
  }
  return grouping;
}

bool ToneClusters::is_of_use(const scheduler::StepVoices& voices, const Span& stretch) {
  std::vector<std::size_t> unknown;
  Channels channels = tones_of(voices, stretch, unknown);
  double level = 0;
  for (const std::size_t v : unknown) level += voices.voice(v).peak_bound();
  for (Channel& channel : channels) channel.unknown = level;
  group(channels);
  return std::ranges::all_of(channels, [](const Channel& channel) {
    const Grouping& closest = channel.groupings.back();
    const double ceiling = channel.unknown + closest.constant + closest.varying;
    return std::isfinite(ceiling) && closest.varying >= kMinVarying * ceiling;
  });
}

ToneClusters::ToneClusters(TapedVoices& voices, const Span& stretch)
    : voices_(voices), stretch_(stretch), channels_(tones_of(voices.voices(), stretch, unknown_)) {
  if (!unknown_.empty()) listen_to_unknown();
  add_followed();
  group(channels_);
  for (std::size_t v = 0; v < voices.voices().size(); ++v) {
    for (const Spacing& spacing : kSpacings) render_points(v, spacing.frames);
  }
  for (Channel& channel : channels_) {
    for (Tone& tone : channel.tones) prepare_turns(tone);
  }
}

void ToneClusters::prepare_turns(Tone& tone) {
  const auto turned = [&tone](std::int64_t frames) {
    const double turns = tone.centre * static_cast<double>(frames);
    const double angle = kTurn * (turns - std::floor(turns));
    return std::pair(static_cast<float>(std::sin(angle)), static_cast<float>(std::cos(angle)));
  };
  if (tone.every == 0) return;
  std::tie(tone.back_sine, tone.back_cosine) = turned(tone.every);
  for (std::size_t look = 0; look < kStrides.size(); ++look) {
    if (kStrides[look] >= tone.every) continue;
    for (std::int64_t frame = 0; frame < tone.every; frame += kStrides[look]) {
      const auto [sine, cosine] = turned(frame);
      tone.turns[look].sine.push_back(sine);
      tone.turns[look].cosine.push_back(cosine);
    }
  }
}

void ToneClusters::listen_to_unknown() {
  scheduler::StepVoices& voices = voices_.voices();
  for (const std::size_t v : unknown_) voices.seek_voice(v, stretch_.begin);
  std::vector<std::array<float, 2>> peaks(unknown_.size());
  QuantumBuffer sum, voice;
  for (std::int64_t at = stretch_.begin; at < stretch_.end;
       at += static_cast<std::int64_t>(kQuantum)) {
    std::fill_n(sum.left, kQuantum, 0.0f);
    std::fill_n(sum.right, kQuantum, 0.0f);
    for (std::size_t u = 0; u < unknown_.size(); ++u) {
      voices.render_voice(unknown_[u], voice.block());
      peaks[u][0] = std::max(peaks[u][0], dsp::peak(voice.left));
      peaks[u][1] = std::max(peaks[u][1], dsp::peak(voice.right));
      dsp::add_scaled(sum.left, voice.left, 1.0f);
      dsp::add_scaled(sum.right, voice.right, 1.0f);
    }
    channels_[0].loudness.push_back(dsp::peak(sum.left));
    channels_[1].loudness.push_back(dsp::peak(sum.right));
  }
  for (const auto& [left, right] : peaks) {
    channels_[0].unknown += left;
    channels_[1].unknown += right;
  }
}

/// What is recorded of the stretch counts as voices of which nothing is known.
void ToneClusters::add_followed() {
  for (std::size_t side = 0; side < channels_.size(); ++side) {
    const TapedVoices::Loudness& followed = voices_.loudness()[side];
    Channel& channel = channels_[side];
    channel.unknown += followed.level;
    channel.loudness.resize(std::max(channel.loudness.size(), followed.quanta.size()));
    std::ranges::transform(channel.loudness, followed.quanta, channel.loudness.begin(),
                           std::plus());
  }
}

/// Both channels of a voice are rendered together, where they need points `every` so many frames.
void ToneClusters::render_points(std::size_t voice, std::int64_t every) {
  const std::int64_t block_frames = every * static_cast<std::int64_t>(kQuantum);
  constexpr std::int64_t kSurvey = kStrides[0] * static_cast<std::int64_t>(kIntervals);
  const std::int64_t surveyed = (stretch_.length() + kSurvey - 1) / kSurvey * kSurvey;
  const auto blocks = static_cast<std::size_t>(surveyed / block_frames) + 1;
  const auto tone_in = [voice, every](Channel& channel) -> Tone* {
    const auto found = std::ranges::find(channel.tones, voice, &Tone::voice);
    return found != channel.tones.end() && found->every == every ? &*found : nullptr;
  };
  Tone* const left = tone_in(channels_[0]);
  Tone* const right = tone_in(channels_[1]);
  if (left == nullptr && right == nullptr) return;
  for (Tone* const tone : {left, right}) {
    if (tone == nullptr) continue;
    tone->sine.resize(blocks * kQuantum);
    tone->cosine.resize(blocks * kQuantum);
  }
  QuantumBuffer wave;
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::int64_t first = stretch_.begin + static_cast<std::int64_t>(block) * block_frames;
    const auto at = static_cast<std::ptrdiff_t>(block * kQuantum);
    for (const auto& [turns, part] :
         {std::pair(0.0, &Tone::sine), std::pair(0.25, &Tone::cosine)}) {
      voices_.voices().render_sparse(voice, first, every, turns, wave.block());
      if (left != nullptr) std::ranges::copy(wave.left, (left->*part).begin() + at);
      if (right != nullptr) std::ranges::copy(wave.right, (right->*part).begin() + at);
    }
  }
}

/// Joins the rendered points by straight lines that turn with the tone, and adds what lies on them.
void ToneClusters::add_joined(const Tone& tone, std::size_t look, std::int64_t first,
                              bool needs_cosine) {
  const auto point = static_cast<std::size_t>((first - stretch_.begin) / tone.every);
  const Line line{
      tone.sine.data() + point, tone.cosine.data() + point,   tone.back_sine,
      tone.back_cosine,         tone.turns[look].sine.data(), tone.turns[look].cosine.data()};
  const auto join = [&]<std::size_t kBetween>(std::integral_constant<std::size_t, kBetween>) {
    if (needs_cosine) {
      add_lines<kBetween, true>(line, sine_.data(), cosine_.data());
    } else {
      add_lines<kBetween, false>(line, sine_.data(), cosine_.data());
    }
  };
  const std::int64_t stride = kStrides[look];
  if (stride >= tone.every) {
    const auto step = static_cast<std::size_t>(stride / tone.every);
    for (std::size_t i = 0; i < kPoints; ++i) sine_[i] += line.sine[step * i];
    for (std::size_t i = 0; needs_cosine && i < kPoints; ++i) cosine_[i] += line.cosine[step * i];
    return;
  }
  switch (tone.every / stride) {
    case 4:
      join(std::integral_constant<std::size_t, 4>{});
      break;
    case 16:
      join(std::integral_constant<std::size_t, 16>{});
      break;
    case 64:
      join(std::integral_constant<std::size_t, 64>{});
      break;
    default:
      assert(false);
  }
}

/// Renders every frame that is looked at, of a tone whose level changes too fast for lines.
void ToneClusters::add_rendered(const Tone& tone, bool is_left, std::int64_t stride,
                                std::int64_t first) {
  QuantumBuffer wave;
  const float* const half = is_left ? wave.left : wave.right;
  const auto add = [&](std::int64_t from, std::int64_t every, std::size_t at, std::size_t count) {
    for (const double turns : {0.0, 0.25}) {
      std::array<float, kPoints>& sum = turns == 0 ? sine_ : cosine_;
      voices_.voices().render_sparse(tone.voice, from, every, turns, wave.block());
      for (std::size_t i = 0; i < count; ++i) sum[at + i] += half[i];
    }
  };
  add(first, stride, 0, kIntervals);
  add(first + stride * static_cast<std::int64_t>(kIntervals), 1, kIntervals, 1);
}

void ToneClusters::survey(std::size_t look, std::int64_t first,
                          std::span<float, kIntervals> bounds) {
  static_assert(kIntervals == kQuantum);
  static_assert(kQuantum % kStrides[0] == 0);  // no interval reaches into the next quantum
  const std::int64_t stride = kStrides[look];
  std::ranges::fill(bounds, 0.0f);
  for (std::size_t side = 0; side < channels_.size(); ++side) {
    const Channel& channel = channels_[side];
    const Grouping& grouping = channel.groupings[look];
    sum_.fill(static_cast<float>(grouping.constant));
    if (!channel.loudness.empty()) {
      for (std::size_t i = 0; i < kIntervals; ++i) {
        const std::int64_t frame = first - stretch_.begin + static_cast<std::int64_t>(i) * stride;
        const auto quantum = static_cast<std::size_t>(frame) / kQuantum;
        sum_[i] += channel.loudness[std::min(quantum, channel.loudness.size() - 1)];
      }
    }
    for (const Cluster& cluster : grouping.clusters) {
      sine_.fill(0);
      cosine_.fill(0);
      for (const std::size_t t : cluster.tones) {
        const Tone& tone = channel.tones[t];
        if (tone.every > 0) {
          add_joined(tone, look, first, !cluster.is_slow);
        } else {
          add_rendered(tone, side == 0, stride, first);
        }
      }
      if (cluster.is_slow) {
        for (float& s : sine_) s = std::fabs(s);
      } else {
        for (std::size_t i = 0; i < kPoints; ++i) {
          sine_[i] = std::sqrt(sine_[i] * sine_[i] + cosine_[i] * cosine_[i]);
        }
      }
      for (std::size_t i = 0; i < kIntervals; ++i) sum_[i] += std::max(sine_[i], sine_[i + 1]);
    }
    for (std::size_t i = 0; i < kIntervals; ++i) bounds[i] = std::max(bounds[i], sum_[i]);
  }
}

}  // namespace bbplay::analysis
