// SPDX-License-Identifier: MIT
#include "dsp/spatial/head_spectra.h"

#include <map>
#include <mutex>
#include <span>
#include <utility>

#include "bbplay/audio/stereo_block.h"

namespace bbplay::dsp {

HeadSpectra::HeadSpectra(std::shared_ptr<const HrirSet> head)
    : head_(std::move(head)),
      fft_(kQuantum),
      partitions_((head_->taps() + kQuantum - 1) / kQuantum),
      spectra_(2 * head_->directions() * ear_size()) {
  const std::vector<float> silence(kQuantum);
  std::vector<float> part(kQuantum), work(fft_.work_size());
  // The inverse transform gives back what is kQuantum times as loud.
  constexpr float kScale = 1.0f / static_cast<float>(kQuantum);
  const auto transform = [&](std::span<const float> taps, std::span<float> to) {
    const SpectrumBank<float> bank{to, partitions_};
    for (std::size_t p = 0; p < partitions_; ++p) {
      for (std::size_t k = 0; k < kQuantum; ++k) {
        const std::size_t tap = p * kQuantum + k;
        part[k] = tap < taps.size() ? kScale * taps[tap] : 0.0f;
      }
      fft_.forward(part, silence, bank[p], work);
    }
  };
  const std::span<float> all(spectra_);
  for (std::size_t d = 0; d < head_->directions(); ++d) {
    transform(head_->response(d).left, all.subspan(2 * d * ear_size(), ear_size()));
    transform(head_->response(d).right, all.subspan((2 * d + 1) * ear_size(), ear_size()));
  }
}

EarSpectra HeadSpectra::response(std::size_t direction) const noexcept {
  const std::span<const float> both =
      std::span(spectra_).subspan(2 * direction * ear_size(), 2 * ear_size());
  return {{both.first(ear_size()), partitions_}, {both.last(ear_size()), partitions_}};
}

std::shared_ptr<const HeadSpectra> shared_head_spectra(std::shared_ptr<const HrirSet> head) {
  static std::mutex mutex;
  // A key is only looked at while the spectra, and with them the head that it points to, live.
  static std::map<const HrirSet*, std::weak_ptr<const HeadSpectra>> in_use;
  const std::lock_guard lock(mutex);
  std::erase_if(in_use, [](const auto& entry) { return entry.second.expired(); });
  std::weak_ptr<const HeadSpectra>& entry = in_use[head.get()];
  std::shared_ptr<const HeadSpectra> spectra = entry.lock();
  if (!spectra) {
    spectra = std::make_shared<const HeadSpectra>(std::move(head));
    entry = spectra;
  }
  return spectra;
}

}  // namespace bbplay::dsp
