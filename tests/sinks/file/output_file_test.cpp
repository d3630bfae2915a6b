// SPDX-License-Identifier: MIT
// What becomes of the files that stand where an output goes, and of those that are not finished.
#include "bbplay/sinks/file/output_file.h"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bbplay/sinks/errors.h"

#include "sinks/file/unfinished_files.h"
#include "support/scratch_folder.h"

namespace bbplay::sinks {
namespace {

namespace fs = std::filesystem;
using test::bytes_of;
using test::put_bytes;
using test::ScratchFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

void write(const fs::path& path, bool force = true) {
  OutputFile file(path, force);
  file.write("new", 3);
  file.commit();
}

std::string complaint_about(const fs::path& path, bool force) {
  try {
    write(path, force);
  } catch (const CreateError& error) {
    return error.what();
  }
  return "none";
}

struct stat status_of(const fs::path& path) {
  struct stat status {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status;
}

TEST(OutputFile, KeepsTheModeOfWhatItReplaces) {
  const ScratchFolder folder;
  for (const unsigned mode : {0600u, 0640u, 0444u, 0666u, 0755u}) {
    put_bytes(folder / "a", "old");
    ASSERT_EQ(::chmod((folder / "a").c_str(), mode), 0);
    write(folder / "a");
    EXPECT_EQ(bytes_of(folder / "a"), "new");
    EXPECT_EQ(status_of(folder / "a").st_mode & 07777u, mode);
    fs::remove(folder / "a");
  }
}

TEST(OutputFile, NewContentNeverRunsAsSomebodyElse) {
  const ScratchFolder folder;
  for (const unsigned bit : {unsigned{S_ISUID}, unsigned{S_ISGID}, unsigned{S_ISVTX}}) {
    put_bytes(folder / "a", "old");
    ASSERT_EQ(::chmod((folder / "a").c_str(), 0755 | bit), 0);
    ASSERT_EQ(status_of(folder / "a").st_mode & 07777u, 0755u | bit);
    write(folder / "a");
    EXPECT_EQ(status_of(folder / "a").st_mode & 07777u, 0755u);
    fs::remove(folder / "a");
  }
}

TEST(OutputFile, NeverShowsToOthersWhatReplacesAPrivateFile) {
  const ScratchFolder folder;
  put_bytes(folder / "a", "old");
  ASSERT_EQ(::chmod((folder / "a").c_str(), 0600), 0);
  const OutputFile unfinished(folder / "a", true);
  for (const std::string& name : folder.names()) {
    EXPECT_EQ(status_of(folder / name).st_mode & 0777u, 0600u) << name;
  }
}

TEST(OutputFile, KeepsTheOwnerOfWhatItReplaces) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root may give files away";
  const ScratchFolder folder;
  put_bytes(folder / "a", "old");
  ASSERT_EQ(::chown((folder / "a").c_str(), 12'345, 23'456), 0);
  write(folder / "a");
  EXPECT_EQ(status_of(folder / "a").st_uid, 12'345u);
  EXPECT_EQ(status_of(folder / "a").st_gid, 23'456u);
}

TEST(OutputFile, ReplacesTheTargetOfALinkWhereItIs) {
  const ScratchFolder folder;
  fs::create_directory(folder / "far");
  put_bytes(folder / "far/a", "old");
  fs::create_symlink("far/a", folder / "near");
  fs::create_symlink("near", folder / "nearer");
  EXPECT_THAT(complaint_about(folder / "nearer", false), HasSubstr("exists already"));
  write(folder / "nearer");
  EXPECT_EQ(bytes_of(folder / "far/a"), "new");
  EXPECT_EQ(fs::read_symlink(folder / "near"), "far/a");
  EXPECT_EQ(fs::read_symlink(folder / "nearer"), "near");
}

TEST(OutputFile, RefusesLinksThatLeadNowhere) {
  const ScratchFolder folder;
  fs::create_symlink("gone", folder / "dangling");
  fs::create_symlink("circle", folder / "circle");
  for (const bool force : {false, true}) {
    EXPECT_THAT(complaint_about(folder / "dangling", force),
                HasSubstr("is a link to gone, which does not exist"));
    EXPECT_THAT(complaint_about(folder / "circle", force), HasSubstr("leads in a circle"));
  }
  EXPECT_THAT(folder.names(), UnorderedElementsAre("dangling", "circle"));
}

TEST(OutputFile, TakesNamesAsLongAsTheFileSystemDoes) {
  const ScratchFolder folder;
  const std::string longest(255, 'a');
  write(folder / longest, false);
  write(folder / longest, true);
  EXPECT_THAT(folder.names(), ElementsAre(longest));
  // Before the work, not after it.
  EXPECT_THROW(check_output(folder / (longest + "a"), false), CreateError);
}

fs::path leftover(const ScratchFolder& folder, const std::string& name, int hours) {
  put_bytes(folder / name, "partial");
  fs::last_write_time(folder / name, fs::file_time_type::clock::now() - std::chrono::hours(hours));
  return folder / name;
}

TEST(OutputFile, SweepsOutWhatKilledWritersHaveLeft) {
  const ScratchFolder folder;
  leftover(folder, ".bbplay-0123456789abcdef.part", 25);
  leftover(folder, ".bbplay-00000000000000ff.part", 23);
  leftover(folder, ".bbplay-0123456789abcde.part", 99);   // a digit less
  leftover(folder, ".bbplay-0123456789abcdeX.part", 99);  // no number
  leftover(folder, "bbplay-0123456789abcdef.part", 99);   // not hidden
  fs::create_symlink("bbplay-0123456789abcdef.part", folder / ".bbplay-0000000000000001.part");
  ASSERT_EQ(::mkfifo((folder / ".bbplay-0000000000000002.part").c_str(), 0600), 0);
  const fs::path held = leftover(folder, ".bbplay-0000000000000003.part", 99);
  const int writer = ::open(held.c_str(), O_WRONLY);
  ASSERT_EQ(::flock(writer, LOCK_EX | LOCK_NB), 0);
  write(folder / "a");
  ::close(writer);
  EXPECT_THAT(
      folder.names(),
      UnorderedElementsAre("a", ".bbplay-00000000000000ff.part", ".bbplay-0123456789abcde.part",
                           ".bbplay-0123456789abcdeX.part", "bbplay-0123456789abcdef.part",
                           ".bbplay-0000000000000001.part", ".bbplay-0000000000000002.part",
                           ".bbplay-0000000000000003.part"));
}

TEST(OutputFile, SweepsNothingOfAWriterThatStillWrites) {
  const ScratchFolder folder;
  const OutputFile slow(folder / "slow", false);
  ASSERT_EQ(folder.names().size(), 1u);
  const std::string name = folder.names().front();
  fs::last_write_time(folder / name, fs::file_time_type::clock::now() - std::chrono::hours(99));
  // This process has looked at the folder already; another one has not.
  const pid_t other = ::fork();
  if (other == 0) {
    fs::current_path(folder.path());  // by another name
    write("quick", false);
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(other, &status, 0), other);
  EXPECT_THAT(folder.names(), UnorderedElementsAre(name, "quick"));
}

TEST(OutputFile, EveryUnfinishedOneIsRemovedWhenAHandlerEndsTheProcess) {
  const ScratchFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    std::optional<OutputFile> files[5];
    for (int i = 0; i < 5; ++i) {
      files[i].emplace(folder / std::to_string(i), false);
      files[i]->write("some", 4);
    }
    files[2]->commit();
    files[3].reset();
    OutputFile::remove_uncommitted();
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_THAT(folder.names(), ElementsAre("2"));
}

}  // namespace
}  // namespace bbplay::sinks
