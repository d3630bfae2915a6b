// SPDX-License-Identifier: MIT
#include <variant>

#include "voices/synths.h"

namespace bbplay {

std::unique_ptr<Voice> make_voice(const SynthSpec& spec, const VoiceContext& context) {
  return std::visit([&](const auto& patch) { return voices::make(patch, spec, context); },
                    spec.patch);
}

}  // namespace bbplay
