// SPDX-License-Identifier: MIT
#include "bbplay/plan/plan_codec.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <type_traits>
#include <variant>

#include "bbplay/plan/fingerprint.h"

namespace bbplay {
namespace {

// Raise the number with every change of what a plan holds or how it is computed.
constexpr std::string_view kMagic = "bbplay plan 10\n";

class Writer {
 public:
  template <class Value>
  void value(Value& value) {
    static_assert(std::is_arithmetic_v<Value> || std::is_enum_v<Value>);
    static_assert(sizeof(bool) == sizeof(std::uint8_t));
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  template <class Item, class Each>
  void list(std::vector<Item>& items, Each each) {
    std::uint64_t count = items.size();
    value(count);
    for (Item& item : items) each(item);
  }
  void text(std::string& text) {
    std::uint64_t length = text.size();
    value(length);
    bytes_ += text;
  }
  template <class Item, class Each>
  void optional(std::optional<Item>& item, Each each) {
    bool present = item.has_value();
    value(present);
    if (present) each(*item);
  }
  /// Which of the alternatives a variant holds; what it holds is up to the caller.
  template <class... Kind>
  void alternative(std::variant<Kind...>& variant) {
    auto index = static_cast<std::uint8_t>(variant.index());
    value(index);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  template <class Value>
  void value(Value& value) {
    static_assert(std::is_arithmetic_v<Value>);
    if (bytes_.size() < sizeof value) {
      good_ = false;
      return;
    }
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
  }
  /// A bool that is neither 0 nor 1, and an enumerator that does not exist, are undefined
  /// behaviour as soon as somebody looks at them.
  void value(bool& value) {
    std::uint8_t byte = 0;
    this->value(byte);
    if (byte > 1) good_ = false;
    value = byte == 1;
  }
  void value(CrossfadeCurve& value) {
    choice(value, {CrossfadeCurve::linear, CrossfadeCurve::equal_power});
  }
  void value(Fidelity& value) { choice(value, {Fidelity::reference, Fidelity::corrected}); }
  void value(StepEntry& value) {
    choice(value, {StepEntry::anywhere, StepEntry::at_renewals, StepEntry::behind_a_few,
                   StepEntry::from_beginning});
  }

  template <class Item, class Each>
  void list(std::vector<Item>& items, Each each) {
    std::uint64_t count = 0;
    value(count);
    // No item takes less than a byte, so a damaged count cannot ask for memory that was never
    // there.
    if (count > bytes_.size()) good_ = false;
    if (!good_) return;
    items.resize(static_cast<std::size_t>(count));
    for (Item& item : items) {
      each(item);
      if (!good_) return;
    }
  }
  void text(std::string& text) {
    std::uint64_t length = 0;
    value(length);
    if (length > bytes_.size()) good_ = false;
    if (!good_) return;
    text = bytes_.substr(0, static_cast<std::size_t>(length));
    bytes_.remove_prefix(text.size());
  }
  template <class Item, class Each>
  void optional(std::optional<Item>& item, Each each) {
    bool present = false;
    value(present);
    if (good_ && present) each(item.emplace());
  }
  template <class... Kind>
  void alternative(std::variant<Kind...>& variant) {
    std::uint8_t index = 0;
    value(index);
    std::size_t each = 0;
    const bool exists =
        ((each++ == index ? (variant.template emplace<Kind>(), true) : false) || ...);
    if (!exists) good_ = false;
  }
  bool good() const { return good_ && bytes_.empty(); }

 private:
  template <class Enum>
  void choice(Enum& value, std::initializer_list<Enum> known) {
    std::underlying_type_t<Enum> number = 0;
    this->value(number);
    const auto* const found = std::ranges::find_if(known, [number](Enum each) {
      return static_cast<std::underlying_type_t<Enum>>(each) == number;
    });
    if (found == known.end()) {
      good_ = false;
    } else {
      value = *found;
    }
  }

  std::string_view bytes_;
  bool good_ = true;
};

template <class Codec>
void visit_fade(Codec& codec, Fade& fade) {
  codec.value(fade.start);
  codec.value(fade.frames);
  codec.value(fade.curve);
  codec.value(fade.silent_after);
  codec.value(fade.by);
}

template <class Codec>
void visit_curves(Codec& codec, KnownCurves& curves) {
  codec.list(curves.all, [&](KnownCurves::Known& known) {
    codec.value(known.timing.offset_seconds);
    codec.optional(known.timing.duration_seconds, [&](double& seconds) { codec.value(seconds); });
    codec.text(known.timing.curve);
    codec.value(known.survey.distance);
    codec.list(known.survey.sums, [&](double& sum) { codec.value(sum); });
    codec.value(known.survey.lowest);
    codec.value(known.survey.highest);
    codec.value(known.survey.is_estimate);
  });
}

template <class Codec>
void visit_levels(Codec& codec, std::optional<OwnLevels>& own) {
  codec.optional(own, [&](OwnLevels& levels) {
    codec.alternative(levels);
    if (auto* peak = std::get_if<OwnPeak>(&levels)) {
      codec.value(peak->largest);
      codec.value(peak->bound);
    } else if (auto* recording = std::get_if<RecordingLevels>(&levels)) {
      codec.value(recording->scale);
      codec.value(recording->left);
      codec.value(recording->right);
      codec.value(recording->clips);
    } else if (auto* messages = std::get_if<MessageLevels>(&levels)) {
      codec.list(messages->peaks, [&](double& peak_of_one) { codec.value(peak_of_one); });
      codec.value(messages->largest);
      codec.value(messages->is_estimate);
    }
  });
}

template <class Codec>
void visit_step(Codec& codec, StepPlan& placed) {
  codec.value(placed.step);
  codec.value(placed.start);
  codec.value(placed.frames);
  codec.value(placed.overlap);
  codec.value(placed.lag);
  codec.value(placed.end_covered);
  codec.optional(placed.fade_in, [&](Fade& fade) { visit_fade(codec, fade); });
  codec.list(placed.fade_outs, [&](Fade& fade) { visit_fade(codec, fade); });
  codec.value(placed.binaural_peak);
  codec.optional(placed.noise_peak, [&](double& peak) { codec.value(peak); });
  codec.value(placed.gain_binaural);
  codec.value(placed.gain_noise);
  codec.value(placed.gain_continuity);
  codec.value(placed.gain_ceiling);
  codec.list(placed.carried, [&](std::optional<CarriedPhases>& carried) {
    codec.optional(carried, [&](CarriedPhases& phases) {
      codec.value(phases.left);
      codec.value(phases.right);
    });
  });
  codec.list(placed.own_levels, [&](std::optional<OwnLevels>& own) { visit_levels(codec, own); });
  codec.list(placed.marks, [&](std::shared_ptr<const WayMarks>& marks) {
    std::optional<WayMarks> known;
    if (marks) known = *marks;
    codec.optional(known, [&](WayMarks& found) {
      codec.value(found.distance);
      codec.value(found.sums);
      codec.list(found.turns, [&](double& turns) { codec.value(turns); });
    });
    if (known && !marks) marks = std::make_shared<const WayMarks>(std::move(*known));
  });
  std::optional<KnownCurves> curves;
  if (placed.curves) curves = *placed.curves;
  codec.optional(curves, [&](KnownCurves& known) { visit_curves(codec, known); });
  if (curves && !placed.curves) {
    placed.curves = std::make_shared<const KnownCurves>(std::move(*curves));
  }
  codec.value(placed.entry);
}

/// One description of the layout serves both directions.
template <class Codec>
void visit_plan(Codec& codec, RenderPlan& plan) {
  codec.value(plan.rate);
  codec.value(plan.fidelity);
  codec.value(plan.seed);
  codec.list(plan.steps, [&](StepPlan& placed) { visit_step(codec, placed); });
  codec.list(plan.clips, [&](ClipPlan& clip) {
    codec.value(clip.clip);
    codec.value(clip.start);
    codec.value(clip.frames);
  });
  codec.value(plan.step_frames);
  codec.value(plan.layer_seeks_at_once);
  visit_levels(codec, plan.layer_levels);
  codec.value(plan.frames);
  codec.value(plan.peak);
  codec.value(plan.master_gain);
}

std::uint64_t check_sum(std::string_view payload, std::uint64_t key) {
  Fingerprint fingerprint;
  fingerprint.add_number(key);
  fingerprint.add_text(payload);
  return fingerprint.value();
}

}  // namespace

std::string encode_plan(const RenderPlan& plan, std::uint64_t key) {
  RenderPlan copy = plan;
  Writer payload;
  visit_plan(payload, copy);
  const std::string bytes = payload.take();
  std::uint64_t sum = check_sum(bytes, key);
  Writer header;
  header.value(sum);
  return std::string(kMagic) + header.take() + bytes;
}

std::optional<RenderPlan> decode_plan(std::string_view bytes, std::uint64_t key) {
  if (!bytes.starts_with(kMagic)) return std::nullopt;
  bytes.remove_prefix(kMagic.size());
  std::uint64_t sum = 0;
  if (bytes.size() < sizeof sum) return std::nullopt;
  std::memcpy(&sum, bytes.data(), sizeof sum);
  bytes.remove_prefix(sizeof sum);
  if (sum != check_sum(bytes, key)) return std::nullopt;
  Reader reader(bytes);
  RenderPlan plan;
  visit_plan(reader, plan);
  return reader.good() ? std::optional(std::move(plan)) : std::nullopt;
}

}  // namespace bbplay
