// SPDX-License-Identifier: MIT
#include "bbplay/sinks/file_sink.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "sinks/output_file.h"
#include "sinks/sound_file.h"

namespace bbplay {
namespace {

// 128 KiB of 16-bit audio: large enough to write at full speed, small enough to stay in L2.
constexpr std::size_t kChunkFrames = 32 * 1024;

struct Chunk {
  StereoBuffer audio{kChunkFrames};
  std::size_t frames = 0;
};

}  // namespace

/// Chunks go round: the producer fills one while the writer empties the others.
class FileSink::Impl {
 public:
  explicit Impl(const FileRequest& request) : file_(request), writer_(&Impl::write_chunks, this) {}

  ~Impl() { join(true); }

  StereoBlock room(std::size_t at_most) {
    if (filled_ == 0) wait_until_free();
    return filling().audio.block().subblock(filled_, std::min(at_most, kChunkFrames - filled_));
  }

  void advance(std::size_t frames) {
    filled_ += frames;
    total_ += static_cast<std::int64_t>(frames);
    if (filled_ == kChunkFrames) hand_over();
  }

  void commit() {
    if (filled_ > 0) hand_over();
    join(false);
    if (failure_) std::rethrow_exception(failure_);
    file_.commit();
  }

  std::int64_t frames() const noexcept { return total_; }

 private:
  Chunk& filling() { return chunks_[handed_over_ % chunks_.size()]; }

  void wait_until_free() {
    std::unique_lock lock(mutex_);
    emptied_event_.wait(
        lock, [this] { return handed_over_ - emptied_ < chunks_.size() || failure_ != nullptr; });
    if (failure_) std::rethrow_exception(failure_);
  }

  void hand_over() {
    filling().frames = std::exchange(filled_, 0);
    {
      const std::lock_guard lock(mutex_);
      ++handed_over_;
    }
    filled_event_.notify_one();
  }

  void join(bool abandoned) {
    if (!writer_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      finished_ = true;
      abandoned_ = abandoned;
    }
    filled_event_.notify_one();
    writer_.join();
  }

  void write_chunks() {
    std::unique_lock lock(mutex_);
    for (;;) {
      filled_event_.wait(lock, [this] { return emptied_ < handed_over_ || finished_; });
      if (abandoned_ || emptied_ == handed_over_) return;
      Chunk& chunk = chunks_[emptied_ % chunks_.size()];
      lock.unlock();
      try {
        file_.write(std::as_const(chunk.audio).block().first(chunk.frames));
      } catch (...) {
        lock.lock();
        failure_ = std::current_exception();
        emptied_event_.notify_one();
        return;
      }
      lock.lock();
      ++emptied_;
      emptied_event_.notify_one();
    }
  }

  sinks::SoundFile file_;  // used by the writer only, until it has ended
  std::array<Chunk, 3> chunks_;
  std::size_t filled_ = 0;  // frames of the chunk being filled
  std::int64_t total_ = 0;

  std::mutex mutex_;
  std::condition_variable filled_event_, emptied_event_;
  std::size_t handed_over_ = 0;  // chunks; the producer fills the next one
  std::size_t emptied_ = 0;      // chunks written
  bool finished_ = false;        // no more chunks are coming
  bool abandoned_ = false;       // and the rest need not be written
  std::exception_ptr failure_;
  std::thread writer_;  // last: everything above exists when it starts
};

FileSink::FileSink(const FileRequest& request) : impl_(std::make_unique<Impl>(request)) {}
FileSink::~FileSink() = default;

StereoBlock FileSink::room(std::size_t at_most) { return impl_->room(at_most); }
void FileSink::advance(std::size_t frames) { impl_->advance(frames); }

void FileSink::write(ConstStereoBlock block) {
  while (block.frames() > 0) {
    const StereoBlock to = room(block.frames());
    std::copy_n(block.left.begin(), to.frames(), to.left.begin());
    std::copy_n(block.right.begin(), to.frames(), to.right.begin());
    advance(to.frames());
    block = block.dropping(to.frames());
  }
}

void FileSink::commit() { impl_->commit(); }
std::int64_t FileSink::frames() const noexcept { return impl_->frames(); }

void check_output(const std::filesystem::path& path, bool force) {
  sinks::check_output(path, force);
}

bool is_stream(const std::filesystem::path& path) { return sinks::is_stream(path); }

void remove_unfinished_files() noexcept { sinks::OutputFile::remove_uncommitted(); }

}  // namespace bbplay
