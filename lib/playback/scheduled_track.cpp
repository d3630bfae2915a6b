// SPDX-License-Identifier: MIT
#include <utility>

#include "bbplay/playback/range_player.h"
#include "bbplay/scheduler/track_scheduler.h"

namespace bbplay {
namespace {

class ScheduledTrack final : public SeekableSource {
 public:
  explicit ScheduledTrack(std::unique_ptr<TrackScheduler> scheduler)
      : scheduler_(std::move(scheduler)) {}
  std::size_t process_block(StereoBlock out) noexcept override {
    return scheduler_->process_block(out);
  }
  void service() override { scheduler_->service(); }
  void seek(std::int64_t frame) override { scheduler_->seek(frame); }
  std::uint64_t late_blocks() const noexcept override { return scheduler_->late_blocks(); }

 private:
  std::unique_ptr<TrackScheduler> scheduler_;
};

}  // namespace

std::unique_ptr<SeekableSource> source_of(std::unique_ptr<TrackScheduler> scheduler) {
  return std::make_unique<ScheduledTrack>(std::move(scheduler));
}

}  // namespace bbplay
