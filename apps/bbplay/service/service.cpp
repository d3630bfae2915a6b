// SPDX-License-Identifier: MIT
#include "service/service.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <functional>
#include <string_view>
#include <thread>

#include "bbplay/analysis/analyze.h"
#include "bbplay/analysis/estimate.h"
#include "bbplay/plan/fingerprint.h"
#include "bbplay/reference/json_writer.h"
#include "bbplay/sinks/file/file_format.h"

#include "service/beside_player.h"
#include "service/commands.h"
#include "service/error_body.h"
#include "service/page_files.h"
#include "service/query.h"
#include "session/session.h"
#include "terminal/exit_code.h"
#include "terminal/interrupt.h"
#include "terminal/summary_json.h"
#include "terminal/values.h"
#include "timeline/ribbon.h"
#include "timeline/timeline.h"

namespace bbplay::app {
namespace {

using reference::JsonWriter;

constexpr std::chrono::seconds kLibraryLooks{30};
constexpr std::chrono::milliseconds kSignalLooks{300};
constexpr std::string_view kTracks = "/tracks/";

/// What a path is for.
enum class Resource { none, page, get, guarded_get, login, command };

Resource resource_of(std::string_view path, bool renders) {
  if (page_file(path)) return Resource::page;
  if (path == "/login") return Resource::login;
  if (is_command(path)) return Resource::command;
  // A page of another site must not even hold it open.
  if (path == "/events" || (renders && path == "/render")) return Resource::guarded_get;
  if (path == "/tracks" || path == "/status" || path == "/timeline.svg" ||
      path.starts_with(kTracks)) {
    return Resource::get;
  }
  return Resource::none;
}

bool is_json(const std::string& content_type) {
  constexpr std::string_view kJson = "application/json";
  const std::string_view type = std::string_view(content_type).substr(0, content_type.find(';'));
  const std::string_view bare = type.substr(0, type.find_last_not_of(" \t") + 1);
  return std::ranges::equal(bare, kJson, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

/// A form of another site can send what looks like anything but JSON.
std::optional<HttpResponse> refuse_body(const HttpRequest& request) {
  const std::string* const type = request.field("content-type");
  const std::string* const expect = request.field("expect");
  if (expect != nullptr && *expect != "100-continue") {
    return error_response(417, "only 100-continue is expected");
  }
  if (type != nullptr && !is_json(*type)) {
    return error_response(415, "a command is application/json");
  }
  if (type != nullptr && !request.has_length) {
    return error_response(411, "a body needs a Content-Length");
  }
  const bool is_of_browser = request.has("origin") || request.has("sec-fetch-site");
  if (type == nullptr && (request.body_size > 0 || is_of_browser)) {
    return error_response(415, "a command is application/json");
  }
  return std::nullopt;
}

std::string etag_of(std::string_view bytes) {
  Fingerprint fingerprint;
  fingerprint.add_text(bytes);
  std::array<char, 24> text{};
  std::snprintf(text.data(), text.size(), "\"%016llx\"",
                static_cast<unsigned long long>(fingerprint.value()));
  return text.data();
}

bool is_known(const std::string* if_none_match, const std::string& etag) {
  return if_none_match != nullptr &&
         (*if_none_match == "*" || if_none_match->find(etag) != std::string::npos);
}

HttpResponse page_response(const PageFile& file, const std::string* if_none_match) {
  HttpResponse response;
  response.content_type = file.content_type;
  response.fields.emplace_back("Cache-Control", "max-age=3600");
  response.fields.emplace_back("ETag", file.etag);
  if (is_known(if_none_match, file.etag)) {
    response.status = 304;
  } else {
    response.body = std::make_shared<const std::string>(file.bytes);
  }
  return response;
}

/// The id in "/tracks/ID": split first and decoded then, so that no "%2F" makes a folder.
std::string id_in(std::string_view path) {
  std::string id;
  for (std::string_view rest = path.substr(kTracks.size());;) {
    const std::size_t slash = rest.find('/');
    const auto name = percent_decoded(rest.substr(0, slash));
    if (!name || name->find('/') != name->npos) throw RequestError(404, "not the id of a track");
    id += *name;
    if (slash == rest.npos) return id;
    id += '/';
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace

Service::Service(const ListeningSocket& socket, std::optional<std::string> token,
                 const Library& library, const Options& options, Console& console, Render render)
    : library_(library),
      options_(options),
      console_(console),
      render_(std::move(render)),
      access_(socket, std::move(token), options.service.names),
      catalogue_(library, options),
      server_(socket.descriptor(),
              {.refuse = [this](const auto& request,
                                const Peer& peer) { return refuse(request, peer); },
               .take = [this](HttpRequest request, const Peer& peer,
                              Ticket ticket) { take(std::move(request), peer, ticket); },
               .forget =
                   [this](Ticket ticket) {
                     lister_.forget(ticket);
                     analyst_.forget(ticket);
                     drafter_.forget(ticket);
                     renderer_.forget(ticket);
                   },
               .greet = [this] { return Bodies("status", player_.status()); },
               .log =
                   [this](const std::string& method, const std::string& path, int status) {
                     if (!console_.verbose()) return;
                     console_.detail(method + ' ' + path + ' ' + std::to_string(status));
                   }}),
      player_(
          library, options, console,
          {.answer = [this](Ticket ticket,
                            HttpResponse response) { server_.answer(ticket, std::move(response)); },
           .tell = [this](std::string_view event,
                          std::string data) { server_.tell(event, std::move(data)); }}) {}

Service::~Service() = default;

void Service::run(std::vector<std::shared_ptr<const Track>> tracks) {
  std::thread web([this] { server_.run(); });
  std::thread watch([this] { watch_library(); });
  const auto end = [&] {
    {
      const std::lock_guard lock(mutex_);
      has_ended_ = true;
    }
    ends_.notify_all();
    server_.stop();
    web.join();
    watch.join();
  };
  player_.play_first(std::move(tracks));
  try {
    player_.run();
  } catch (...) {
    end();
    throw;
  }
  end();
}

/// Files come and go behind our back; SIGHUP says that they did.
void Service::watch_library() {
  auto looked_at = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  while (!ends_.wait_for(lock, kSignalLooks, [this] { return has_ended_; })) {
    lock.unlock();
    const auto now = std::chrono::steady_clock::now();
    const bool reloads = take_reload_request();
    if (reloads) catalogue_.forget();
    if (reloads || library_.is_gone()) library_.reopen();
    if (reloads || now - looked_at >= kLibraryLooks) {
      looked_at = now;
      if (reloads || catalogue_.has_changed()) server_.tell("tracks", "{}");
    }
    lock.lock();
  }
}

// On the thread of the server.

std::optional<HttpResponse> Service::refuse(const HttpRequest& request, const Peer& peer) {
  const Resource resource = resource_of(request.path, options_.service.renders);
  const bool is_post = request.method == "POST";
  if (auto refused = access_.refuse_host(request, peer)) return refused;
  if (is_post || resource == Resource::guarded_get) {
    if (auto refused = access_.refuse_other_sites(request)) return refused;
  }
  if (resource != Resource::page && resource != Resource::login) {
    if (auto refused = access_.refuse_strangers(request, peer)) return refused;
  }
  if (resource == Resource::none) return error_response(404, "there is nothing at this address");
  const bool takes_posts = resource == Resource::command || resource == Resource::login;
  const bool is_get = request.method == "GET" || request.is_head();
  if (takes_posts ? !is_post : !is_get) {
    HttpResponse refused = error_response(405, "another method is wanted");
    refused.fields.emplace_back("Allow", takes_posts ? "POST" : "GET, HEAD");
    return refused;
  }
  return is_post ? refuse_body(request) : std::nullopt;
}

void Service::take(HttpRequest request, const Peer& peer, Ticket ticket) {
  const std::string& path = request.path;
  try {
    if (const auto file = page_file(path)) {
      return server_.answer(ticket, page_response(*file, request.field("if-none-match")));
    }
    if (path == "/login") return server_.answer(ticket, log_in(request, peer));
    if (request.method == "POST") {
      const double most_gain_db = std::max(kMostGainDb, options_.part.gain_db);
      return player_.give(ticket,
                          parse_command(path, RequestBody(std::move(request.body)), most_gain_db));
    }
    const Query query = parse_query(request.query);
    if (path == "/render") {
      return request.is_head() ? tell_of_render(ticket, query) : render_for(ticket, query);
    }
    if (path != "/timeline.svg") check_query(query, {});
    if (path == "/status") return server_.answer(ticket, json_response(200, player_.status()));
    if (path == "/events") {
      HttpResponse stream;
      stream.content_type = "text/event-stream";
      stream.is_event_stream = true;
      return server_.answer(ticket, std::move(stream));
    }
    if (path == "/tracks") return list_tracks(ticket);
    if (path == "/timeline.svg") {
      check_query(query, {"track", "shape"});
      const std::string* const known = request.field("if-none-match");
      const std::string* const shape = query.find("shape");
      const bool is_ribbon = shape != nullptr && *shape == "ribbon";
      return give(is_ribbon ? drafter_ : analyst_, ticket,
                  [this, query, known = known ? std::optional(*known) : std::nullopt](
                      const std::atomic<bool>& cancel) {
                    return timeline_of(query, known ? &*known : nullptr, cancel);
                  });
    }
    give(analyst_, ticket,
         [this, id = id_in(path)](const std::atomic<bool>& cancel) { return info_of(id, cancel); });
  } catch (const std::exception&) {
    server_.answer(ticket, error_response(failure_of(std::current_exception())));
  }
}

HttpResponse Service::log_in(const HttpRequest& request, const Peer& peer) {
  RequestBody body(request.body);
  const auto token = body.text("token");
  body.finish();
  if (!token) throw UsageError("/token: expected a text");
  std::optional<HttpResponse> refused;
  const auto cookie = access_.cookie_for(*token, peer, refused);
  if (refused) return *std::move(refused);
  HttpResponse response = json_response(200, player_.status());
  if (cookie) response.fields.emplace_back("Set-Cookie", *cookie);
  return response;
}

// On the threads of the workers.

void Service::give(Worker& worker, Ticket ticket,
                   std::function<HttpResponse(const std::atomic<bool>&)> make) {
  const bool is_given =
      worker.give(ticket, [this, ticket, make = std::move(make)](const std::atomic<bool>& cancel) {
        try {
          server_.answer(ticket, make(cancel));
        } catch (const Cancelled&) {
          server_.answer(ticket, error_response(503, "the service ends"));
        } catch (const std::exception&) {
          server_.answer(ticket, error_response(failure_of(std::current_exception())));
        }
      });
  if (is_given) return;
  HttpResponse busy = error_response(503, "too much is asked for at a time");
  busy.fields.emplace_back("Retry-After", "5");
  server_.answer(ticket, std::move(busy));
}

void Service::list_tracks(Ticket ticket) {
  give(lister_, ticket, [this](const std::atomic<bool>&) {
    Catalogue::Listing listing = catalogue_.list();
    if (listing.is_complete && listing.has_changed) server_.tell("tracks", "{}");
    if (!listing.is_complete) {
      // The rest is read behind the answer; who listens hears when it is worth to ask again.
      lister_.give([this](const std::atomic<bool>& cancel) {
        bool is_complete = false;
        while (!cancel && !is_complete) is_complete = catalogue_.list().is_complete;
        server_.tell("tracks", "{}");
      });
    }
    return json_response(200, std::move(listing.json));
  });
}

/// Leaves a core to what plays.
std::shared_ptr<const RenderPlan> Service::plan_for(const Track& track,
                                                    const std::atomic<bool>& cancel) const {
  Options gentle = options_;
  gentle.engine.jobs = jobs_beside_player(options_);
  Console console(unheard(cancel));
  return plan_of(track, rate_of(track, options_), gentle, console);
}

/// A ribbon shows no levels, and need not wait until the whole track has been listened to.
RenderPlan Service::sketch_of(const Track& track, const std::atomic<bool>& cancel) const {
  EstimateOptions options;
  options.analysis = analysis_of(track, rate_of(track, options_), options_);
  options.analysis.jobs = jobs_beside_player(options_);
  options.analysis.unreadable = [](const std::string&) {};
  options.analysis.cancel = &cancel;
  options.enough = [] { return true; };
  return estimate(track, options);
}

HttpResponse Service::info_of(const std::string& id, const std::atomic<bool>& cancel) const {
  Diagnostics findings(id);
  try {
    const auto track = library_.read(id, reading_of(options_), findings);
    const auto plan = plan_for(*track, cancel);
    JsonWriter json;
    json.begin_output("info").key("tracks").begin_array().begin_object().member("file", id);
    put_summary(json, *track, *plan, std::nullopt);
    json.member("ok", true).member("exit_code", std::int64_t{kDone}).end_object().end_array();
    json.member("exit_code", std::int64_t{kDone}).end_object();
    return json_response(200, json.text());
  } catch (const std::exception&) {
    return error_response(failure_of(std::current_exception(), findings));
  }
}

HttpResponse Service::timeline_of(const Query& query, const std::string* known,
                                  const std::atomic<bool>& cancel) const {
  const std::string* const id = query.find("track");
  const std::string* const shape = query.find("shape");
  const bool is_ribbon = shape != nullptr && *shape == "ribbon";
  Diagnostics findings(id != nullptr ? *id : std::string());
  try {
    const auto track =
        id != nullptr ? library_.read(*id, reading_of(options_), findings) : player_.track();
    if (!track) throw RequestError(404, "nothing plays");
    if (shape != nullptr && !is_ribbon) throw RequestError(400, "the one shape is ribbon");
    const auto draw = [&] {
      if (is_ribbon) return ribbon_svg(*track, sketch_of(*track, cancel));
      const auto plan = plan_for(*track, cancel);
      return timeline_svg(*track, *plan, {0, static_cast<double>(plan->frames) / plan->rate});
    };
    HttpResponse response;
    response.content_type = "image/svg+xml";
    response.body = std::make_shared<const std::string>(draw());
    const std::string etag = etag_of(*response.body);
    response.fields.emplace_back("ETag", etag);
    response.fields.emplace_back("Cache-Control", "no-cache");
    response.fields.emplace_back("Content-Security-Policy",
                                 "default-src 'none'; style-src 'unsafe-inline'; sandbox; "
                                 "form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
    if (is_known(known, etag)) response.status = 304;
    return response;
  } catch (const std::exception&) {
    return error_response(failure_of(std::current_exception(), findings));
  }
}

}  // namespace bbplay::app
