// SPDX-License-Identifier: MIT
#include "bbplay/sinks/file/file_sink.h"

#include "bbplay/sinks/file/output_file.h"

#include "sinks/file/sound_file.h"

namespace bbplay {

FileSink::FileSink(const FileRequest& request)
    : file_(std::make_unique<sinks::SoundFile>(request)) {}
FileSink::~FileSink() = default;

void FileSink::write(ConstStereoBlock block) {
  file_->write(block);
  frames_ += static_cast<std::int64_t>(block.frames());
}

void FileSink::commit() { file_->commit(); }

std::int64_t FileSink::clipped_samples() const noexcept { return file_->clipped_samples(); }
bool FileSink::is_silent() const noexcept { return file_->is_silent(); }

void check_output(const std::filesystem::path& path, bool force) {
  sinks::check_output(path, force);
}

bool is_stream(const std::filesystem::path& path) { return sinks::is_stream(path); }

void remove_unfinished_files() noexcept { sinks::OutputFile::remove_uncommitted(); }

}  // namespace bbplay
