// SPDX-License-Identifier: MIT
#include "commands/serve.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bbplay/analysis/analyze.h"

#include "commands/render.h"
#include "service/access.h"
#include "service/library.h"
#include "service/listening_socket.h"
#include "service/service.h"
#include "session/session.h"
#include "terminal/event_line.h"
#include "terminal/exit_code.h"
#include "terminal/interrupt.h"

namespace bbplay::app {
namespace {

/// Paths of the command line keep their meaning when the library becomes the working directory.
Options from_anywhere(Options options) {
  namespace fs = std::filesystem;
  for (std::string& path : options.tracks) {
    if (path != "-") path = fs::absolute(path).string();
  }
  // Clients are told where presets were looked for, and not where on this machine that is.
  for (std::string& path : options.presets) {
    path = fs::relative(path, options.service.library).string();
  }
  options.keys = false;  // they may be somebody else's
  return options;
}

void tell_where(const ListeningSocket& socket, Console& console) {
  const std::string url = socket.url();
  if (!console.tells_machines()) return console.note("listening on " + url);
  EventLine line("serving");
  line.put("url", std::string_view(url));
  console.event(line);
}

int serve_here(const Options& given, Console& console) {
  const Options options = from_anywhere(given);
  auto token = token_of(options.service.token_file);
  const ListeningSocket socket(options.service.place);
  if (!socket.is_local() && !token) {
    throw UsageError("--serve " + options.service.place +
                     " can be reached from elsewhere, and needs --token-file FILE; to make one:\n"
                     "  (umask 077; openssl rand -hex 16 >token)");
  }
  if (is_superuser()) {
    console.warning("root serves: a user of its own, or of yours, is enough to play");
  }
  std::vector<std::shared_ptr<const Track>> tracks;
  if (!options.tracks.empty()) tracks = load_all(options, console);
  const Library library(options.service.library);
  const HangupReloads reloads;
  const OrderlyStop fades_out;
  const Render renders = [](std::shared_ptr<const Track> track, const Options& how,
                            Console& unheard) {
    // Ends early when it is told to stop.
    if (render({std::move(track)}, how, unheard) != kDone) throw Cancelled();
  };
  Service service(socket, std::move(token), library, options, console, renders);
  tell_where(socket, console);
  service.run(std::move(tracks));
  return kDone;
}

}  // namespace

int serve(const Options& options, Console& console) {
  try {
    return serve_here(options, console);
  } catch (const ListenError& error) {
    console.error(error.what());
    return kNoDevice;
  }
}

}  // namespace bbplay::app
