// SPDX-License-Identifier: MIT
// The page that is part of the program.
#include "service/page_files.h"

#include <filesystem>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/scratch_folder.h"

namespace bbplay::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::filesystem::path kFolder =
    std::filesystem::path(BBPLAY_SOURCE_DIR) / "apps/bbplay/service/page";
constexpr std::size_t kMostBytes = 40'000;  // of all files

TEST(PageFiles, EveryFileOfTheFolderIsServedAsItIs) {
  std::size_t total = 0;
  std::set<std::string> etags;
  for (const auto& entry : std::filesystem::directory_iterator(kFolder)) {
    const std::string name = entry.path().filename();
    const auto file = app::page_file(name == "index.html" ? "/" : "/" + name);
    ASSERT_TRUE(file) << name;
    EXPECT_EQ(file->bytes, bytes_of(entry.path().string())) << name;
    EXPECT_TRUE(etags.insert(file->etag).second) << name;
    EXPECT_THAT(file->etag, testing::MatchesRegex("\"[0-9a-f]{16}\""));
    total += file->bytes.size();
  }
  EXPECT_EQ(etags.size(), 5u);
  EXPECT_LT(total, kMostBytes);
}

TEST(PageFiles, BrowsersAreToldWhatTheyGet) {
  EXPECT_EQ(app::page_file("/")->content_type, "text/html; charset=utf-8");
  EXPECT_EQ(app::page_file("/app.js")->content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(app::page_file("/app.css")->content_type, "text/css; charset=utf-8");
  EXPECT_EQ(app::page_file("/icon.svg")->content_type, "image/svg+xml; charset=utf-8");
  EXPECT_EQ(app::page_file("/app.webmanifest")->content_type,
            "application/manifest+json; charset=utf-8");
}

TEST(PageFiles, OtherPathsHaveNone) {
  for (const char* path : {"", "app.js", "//app.js", "/app", "/app.js/", "/../app.js", "/APP.JS",
                           "/embedded_files.cpp"}) {
    EXPECT_FALSE(app::page_file(path)) << path;
  }
}

TEST(PageFiles, NothingComesFromElsewhereOrStandsInline) {
  const std::string page(app::page_file("/")->bytes);
  for (const char* inline_part : {"style=", "<style", "onclick", "javascript:", "<script>"}) {
    EXPECT_THAT(page, Not(HasSubstr(inline_part)));
  }
  for (const char* path : {"/", "/app.js", "/app.css", "/app.webmanifest"}) {
    EXPECT_THAT(std::string(app::page_file(path)->bytes), Not(HasSubstr("://"))) << path;
  }
  // What a track or the player says is text.
  for (const char* markup : {"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"}) {
    EXPECT_THAT(std::string(app::page_file("/app.js")->bytes), Not(HasSubstr(markup)));
  }
}

}  // namespace
}  // namespace bbplay::test
