// SPDX-License-Identifier: MIT
#include <iostream>
#include <new>
#include <optional>

#include "commands/authoring.h"
#include "commands/check.h"
#include "commands/inspect.h"
#include "commands/pictures.h"
#include "commands/play.h"
#include "commands/render.h"
#include "commands/save_track.h"
#include "commands/serve.h"
#include "commands/voices.h"
#include "session/session.h"
#include "terminal/console.h"
#include "terminal/exit_code.h"
#include "terminal/heap.h"
#include "terminal/interrupt.h"
#include "terminal/options.h"
#include "terminal/standard_streams.h"

namespace {

using namespace bbplay::app;

int run(const Options& options, Console& console) {
  const bool plays = options.mode == Mode::play || options.mode == Mode::serve;
  if (!plays) share_one_heap();
  warn_about_presets(options, console);
  switch (options.mode) {
    case Mode::play:
      return play(options, console);
    case Mode::render:
      return render(options, console);
    case Mode::check:
      return check(options, console);
    case Mode::info:
      return info(options, console);
    case Mode::timeline:
      return draw_timelines(options, console);
    case Mode::spectrogram:
      return draw_spectrograms(options, console);
    case Mode::list_devices:
      return list_devices(options, console);
    case Mode::list_voices:
      return list_voices(options);
    case Mode::describe:
      return describe_voice(options);
    case Mode::save_track:
      return save_track(options, console);
    case Mode::schema:
      return print_schema();
    case Mode::new_track:
      return new_track(options, console);
    case Mode::serve:
      return serve(options, console);
  }
  return kInternal;
}

/// Reads the command line into `options`; the exit code when that is the end of it.
std::optional<int> read_options(int argc, char** argv, Options& options) {
  ConsoleOptions only_errors;
  only_errors.json_status = asks_for_events(argc, argv);
  Console console(only_errors);
  std::optional<int> end;
  const int refused = guarded(console, [&] {
    end = parse_options(argc, argv, options);
    return kDone;
  });
  if (refused == kDone) return end;
  console.exit(refused);
  return refused;
}

int run(int argc, char** argv) {
  Options options;
  if (const auto end = read_options(argc, argv, options)) return *end;

  if (options.console.json_status) tell_sudden_ends_as_events();
  Console console(options.console);
  int code = guarded(console, [&] { return run(options, console); });
  if (!std::cout.flush() && code == kDone) {
    console.error("cannot write to standard output");
    code = kIoError;
  }
  end_is_told(code);
  console.exit(code);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  occupy_standard_streams();
  install_signal_handlers();
  try {
    return run(argc, argv);
  } catch (const std::bad_alloc&) {  // outside of what guarded() guards, which is little
    tell_that_memory_ran_out(asks_for_events(argc, argv));
    return kInternal;
  }
}
