// SPDX-License-Identifier: MIT
// Configuration files: their lines, and what the options say to them.
#include <string>

#include "bbplay/model/diagnostics.h"

#include "fuzz/fuzz_target.h"
#include "support/scratch_folder.h"
#include "terminal/config_file.h"
#include "terminal/exit_code.h"
#include "terminal/options.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bbplay::test::ScratchFolder folder;
  const std::string text(text_of(data, size));
  try {
    (void)bbplay::app::read_config(text);
  } catch (const bbplay::app::ConfigFault&) {
  }
  const std::string path = (folder / "config.toml").string();
  bbplay::test::put_bytes(path, text);
  const char* const arguments[] = {"bbplay", "--config", path.c_str(), "--check", "track.json"};
  bbplay::app::Options options;
  try {
    (void)bbplay::app::parse_options(5, arguments, options);
  } catch (const bbplay::app::UsageError&) {
  } catch (const bbplay::InputError&) {
  }
  return 0;
}
