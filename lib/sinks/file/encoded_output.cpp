// SPDX-License-Identifier: MIT
#include "sinks/file/encoded_output.h"

#include <algorithm>

#include "sinks/file/flac_head.h"
#include "sinks/file/id3_chapters.h"
#include "sinks/file/riff_markers.h"

namespace bbplay::sinks {

EncodedOutput::EncodedOutput(OutputFile& output, Container container, const FileRequest& request)
    : output_(output),
      container_(container),
      metadata_(request.metadata),
      chapters_(chapters_of(request.metadata.markers, request.rate, request.frames)),
      comments_(chapter_comments(chapters_)) {
  if (container_ == Container::ogg || container_ == Container::opus) {
    ogg_.emplace(container_, static_cast<std::uint32_t>(request.seed), comments_);
  }
  // Whoever cannot go back has no table to complete.
  if (container_ == Container::flac && request.frames > 0 && !output.is_stream()) {
    seek_table_.emplace(request.frames, request.rate);
  }
  const bool has_head = container_ == Container::flac || container_ == Container::mp3;
  head_is_written_ = !has_head || (chapters_.empty() && !seek_table_);
}

void EncodedOutput::write(const void* bytes, std::size_t count) {
  const std::string_view piece(static_cast<const char*>(bytes), count);
  if (ogg_) {
    ogg_->write(bytes, count, output_);
  } else if (rewrites_head()) {
    collect(piece);
  } else {
    if (seek_table_ && position_ == length_) seek_table_->note(piece, position_ - replaced_);
    output_.write(bytes, count);
  }
  position_ += static_cast<std::int64_t>(count);
  length_ = std::max(length_, position_);
}

void EncodedOutput::collect(std::string_view bytes) {
  begun_.replace(static_cast<std::size_t>(position_), bytes.size(), bytes);
  const auto head = container_ == Container::flac
                        ? flac_head(begun_, comments_, seek_table_ ? seek_table_->size() : 0)
                        : id3_head(begun_, chapters_, metadata_);
  if (!head) return;
  replaced_ = static_cast<std::int64_t>(head->replaced);
  shift_ = static_cast<std::int64_t>(head->bytes.size()) - replaced_;
  head_is_written_ = true;
  output_.write(head->bytes.data(), head->bytes.size());
  output_.write(begun_.data() + head->replaced, begun_.size() - head->replaced);
  begun_ = {};
}

void EncodedOutput::seek(std::int64_t position) {
  if (position == position_) return;
  position_ = position;
  // Encoders come back to the beginning of a head, which is where it was.
  if (head_is_written_ && !ogg_) output_.seek(position < replaced_ ? position : position + shift_);
}

void EncodedOutput::append_markers(std::int64_t frames) {
  const std::string chunks = riff_markers(metadata_.markers, frames);
  if (chunks.empty()) return;
  output_.seek(length_);
  output_.write(chunks.data(), chunks.size());
  // The length of all that follows the first eight bytes: RF64 keeps it in its chunk ds64.
  const std::uint64_t riff_bytes = static_cast<std::uint64_t>(length_) + chunks.size() - 8;
  const bool is_long = container_ == Container::rf64;
  output_.seek(is_long ? 20 : 4);
  output_.write(&riff_bytes, is_long ? 8 : 4);
}

void EncodedOutput::finish(std::int64_t frames) {
  if (container_ == Container::wav || container_ == Container::rf64) append_markers(frames);
  if (rewrites_head()) output_.write(begun_.data(), begun_.size());
  if (!seek_table_ || rewrites_head()) return;
  const std::string points = seek_table_->bytes();
  output_.seek(kFlacSeekPoints);
  output_.write(points.data(), points.size());
}

}  // namespace bbplay::sinks
