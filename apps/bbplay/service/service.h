// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bbplay/sinks/file/file_format.h"

#include "service/access.h"
#include "service/catalogue.h"
#include "service/http_server.h"
#include "service/library.h"
#include "service/listening_socket.h"
#include "service/remote_player.h"
#include "service/worker.h"
#include "terminal/console.h"
#include "terminal/options.h"

namespace bbplay::app {

/// Renders a track as the options say, for a console that nobody hears.
/// throws  as the command line's --render
using Render =
    std::function<void(std::shared_ptr<const Track>, const Options& options, Console& console)>;

/// What a client finds where: the page, the tracks, the player. The server's thread looks at requests
/// and gives them to whoever knows: the control thread of the player, or a worker.
class Service {
 public:
  /// All outlive the service.
  Service(const ListeningSocket& socket, std::optional<std::string> token, const Library& library,
          const Options& options, Console& console, Render render);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Until a stop is requested. The caller's thread becomes the player's.
  /// tracks  that play at once
  void run(std::vector<std::shared_ptr<const Track>> tracks);

 private:
  using Bodies = std::pair<std::string, std::string>;

  std::optional<HttpResponse> refuse(const HttpRequest& request, const Peer& peer);
  void take(HttpRequest request, const Peer& peer, Ticket ticket);
  HttpResponse log_in(const HttpRequest& request, const Peer& peer);
  void give(Worker& worker, Ticket ticket,
            std::function<HttpResponse(const std::atomic<bool>&)> make);
  void list_tracks(Ticket ticket);
  HttpResponse info_of(const std::string& id, const std::atomic<bool>& cancel) const;
  HttpResponse timeline_of(const Query& query, const std::string* known,
                           const std::atomic<bool>& cancel) const;
  std::shared_ptr<const RenderPlan> plan_for(const Track& track,
                                             const std::atomic<bool>& cancel) const;
  RenderPlan sketch_of(const Track& track, const std::atomic<bool>& cancel) const;
  /// What is asked for with /render.
  struct RenderOrder {
    std::string id;
    Options options;
    FileFormat file;
  };
  RenderOrder render_order_of(const Query& query) const;
  static HttpResponse render_head(const Track& track, const FileFormat& file);
  void tell_of_render(Ticket ticket, const Query& query);
  void render_for(Ticket ticket, const Query& query);
  void watch_library();

  const Library& library_;
  const Options& options_;
  Console& console_;
  Render render_;
  std::atomic<bool> renders_{false};
  Access access_;
  Catalogue catalogue_;
  HttpServer server_;
  RemotePlayer player_;

  std::mutex mutex_;
  std::condition_variable ends_;
  bool has_ended_ = false;
  // Last, so that they end first.
  Worker lister_, analyst_, drafter_, renderer_;
};

}  // namespace bbplay::app
