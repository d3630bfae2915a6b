// SPDX-License-Identifier: MIT
// What --allow-render lets clients fetch.
#include <array>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "bbplay/analysis/analyze.h"
#include "bbplay/sinks/file/file_format.h"

#include "service/beside_player.h"
#include "service/error_body.h"
#include "service/query.h"
#include "service/render_pipe.h"
#include "service/service.h"
#include "session/session.h"
#include "terminal/exit_code.h"

namespace bbplay::app {
namespace {

/// The title in a field, where only ASCII may stand (RFC 8187).
std::string attachment(const std::string& title, std::string_view extension) {
  std::string name;
  for (const char c : title) {
    const bool is_plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    std::array<char, 4> escape{};
    std::snprintf(escape.data(), escape.size(), "%%%02X", static_cast<unsigned char>(c));
    is_plain ? name += c : name += escape.data();
  }
  return "attachment; filename*=UTF-8''" + name + '.' + std::string(extension);
}

}  // namespace

Service::RenderOrder Service::render_order_of(const Query& query) const {
  check_query(query, {"track", "format", "start_s", "end_s"});
  const std::string* const id = query.find("track");
  const std::string* const format = query.find("format");
  if (id == nullptr) throw RequestError(400, "which track? \"track\" names one");
  Options options = options_;
  options.mode = Mode::render;
  options.render.format = format != nullptr ? *format : "flac";
  options.engine.jobs = jobs_beside_player(options_);
  options.part.repeats = 1;
  if (const auto start_s = seconds_in(query, "start_s")) options.part.start_s = start_s;
  if (const auto end_s = seconds_in(query, "end_s")) {
    options.part.end_s = end_s;
    options.part.duration_s.reset();
  }
  options.stats = options.loudness = false;
  const FileFormat file = file_format("-", options.render.format, options.render.encoding);
  return {*id, std::move(options), file};
}

/// What a render begins with.
HttpResponse Service::render_head(const Track& track, const FileFormat& file) {
  HttpResponse response;
  response.content_type = "application/octet-stream";
  response.fields.emplace_back("Content-Disposition",
                               attachment(track.name, name_of(file.container)));
  return response;
}

void Service::tell_of_render(Ticket ticket, const Query& query) {
  give(analyst_, ticket, [this, order = render_order_of(query)](const std::atomic<bool>&) {
    Diagnostics findings(order.id);
    try {
      return render_head(*library_.read(order.id, reading_of(order.options), findings), order.file);
    } catch (const std::exception&) {
      return error_response(failure_of(std::current_exception(), findings));
    }
  });
}

/// One at a time: it takes a core, and as long as the client needs to take it.
void Service::render_for(Ticket ticket, const Query& query) {
  RenderOrder order = render_order_of(query);
  if (renders_.exchange(true)) {
    HttpResponse busy = error_response(503, "another render is under way");
    busy.fields.emplace_back("Retry-After", "10");
    return server_.answer(ticket, std::move(busy));
  }
  renderer_.give(ticket,
                 [this, ticket, order = std::move(order)](const std::atomic<bool>& cancel) mutable {
                   auto& [id, options, file] = order;
                   Diagnostics findings(id);
                   std::shared_ptr<RenderPipe> pipe;
                   try {
                     const auto track = library_.read(id, reading_of(options), findings);
                     const auto plan = plan_for(*track, cancel);
                     check_format(file, plan->rate, range_of(*plan, options.part).total(), true);
                     pipe = std::make_shared<RenderPipe>();
                     HttpResponse response = render_head(*track, file);
                     response.source = pipe;
                     server_.answer(ticket, std::move(response));
                     options.render.output = pipe->path();
                     Console console(unheard(cancel));
                     render_(track, options, console);
                     renders_ = false;  // before the client can know, who may ask for another one
                     return pipe->end(true);
                   } catch (const std::exception&) {
                     renders_ = false;
                     const Failure failure = failure_of(std::current_exception(), findings);
                     if (!pipe) return server_.answer(ticket, error_response(failure));
                     console_.detail("the render ended early: " + failure.message);
                   } catch (const Cancelled&) {
                     renders_ = false;
                     if (!pipe)
                       return server_.answer(ticket, error_response(503, "the service ends"));
                   }
                   pipe->end(false);
                 });
}

}  // namespace bbplay::app
