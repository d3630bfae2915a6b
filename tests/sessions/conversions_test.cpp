// SPDX-License-Identifier: MIT
// Sessions become the tracks that the reference's planner makes of them (tests/golden/sessions).
#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "sessions/session_golden.h"

namespace bbplay::test {
namespace {

using reader::JsonDocument;
using reader::JsonNode;
using reader::JsonType;

/// Members of a colour that the reference fills in: a file may leave them out.
bool is_default_of_color(const std::string& key, JsonNode value) {
  const auto is = [&](double number) { return value.number() == number; };
  if (key == "distribution_curve" || key == "amplitude" || key == "seed") return is(1);
  return key == "exponent" || key == "high_exponent" ? is(1) : false;
}

std::filesystem::path resolved(JsonNode path) {
  return (sessions_folder() / path.text()).lexically_normal();
}

bool names_file(std::string_view key) {
  return key == "file_path" || key == "params_path" || key == "path" || key == "input_audio_path";
}

void compare(JsonNode made, JsonNode wanted, const std::string& place);

void compare_objects(JsonNode made, JsonNode wanted, const std::string& place) {
  std::set<std::string> keys;
  for (const JsonNode member : made.children()) keys.emplace(member.key());
  for (const JsonNode member : wanted.children()) keys.emplace(member.key());
  const bool is_color = place.ends_with("/noise_parameters");
  for (const std::string& key : keys) {
    if (place == "/global_settings" && key == "output_filename") continue;
    const JsonNode expected = wanted[key];
    if (is_color && !made[key].is_set() &&
        (is_default_of_color(key, expected) ||
         (key == "high_exponent" && expected.number() == wanted["exponent"].number()))) {
      continue;
    }
    compare(made[key], expected, place + '/' + key);
  }
}

void compare(JsonNode made, JsonNode wanted, const std::string& place) {
  if (!made.is_set() && !wanted.is_set()) return;
  ASSERT_EQ(made.is_set(), wanted.is_set()) << place;
  ASSERT_EQ(made.type(), wanted.type()) << place;
  switch (wanted.type()) {
    case JsonType::object:
      compare_objects(made, wanted, place);
      break;
    case JsonType::array: {
      ASSERT_EQ(made.size(), wanted.size()) << place;
      const auto a = made.children(), b = wanted.children();
      for (std::size_t i = 0; i < a.size(); ++i)
        compare(a[i], b[i], place + '/' + std::to_string(i));
      break;
    }
    case JsonType::text:
      if (names_file(wanted.key()) && !wanted.text().empty()) {
        EXPECT_EQ(resolved(made), resolved(wanted)) << place;
      } else {
        EXPECT_EQ(made.text(), wanted.text()) << place;
      }
      break;
    default: {
      const double x = made.number().value_or(NAN), y = wanted.number().value_or(NAN);
      EXPECT_NEAR(x, y, 1e-9 * std::abs(y)) << place;
    }
  }
}

TEST(SessionConversion, GivesTheTracksOfTheReference) {
  const JsonDocument cases = session_cases();
  std::size_t count = 0;
  for (const JsonNode golden : cases.root()["cases"].children()) {
    SCOPED_TRACE(std::string(golden["name"].text()));
    ReadOptions options = reading_of(golden);
    options.level_is_given = golden["session_level"].number() == 0.0;
    Diagnostics findings;
    const auto text = track_text(sessions_folder() / golden["input"].text(), sessions_folder(),
                                 options, findings);
    ASSERT_TRUE(text);
    const JsonDocument made = JsonDocument::parse(*text, "made.json");
    const JsonDocument wanted =
        JsonDocument::parse(bytes_of(sessions_folder() / golden["track"].text()), "wanted.json");
    compare(made.root(), wanted.root(), "");
    ++count;
  }
  EXPECT_EQ(count, 12u);
}

TEST(SessionConversion, KeepsTheLevelOfTheExport) {
  const JsonDocument cases = session_cases();
  for (const JsonNode golden : cases.root()["cases"].children()) {
    if (!golden["session_level"].is_set()) continue;
    SCOPED_TRACE(std::string(golden["name"].text()));
    const double level = *golden["session_level"].number();
    ReadOptions options = reading_of(golden);
    options.level_is_given = level == 0;
    Diagnostics findings;
    const Track track = read_track(sessions_folder() / golden["input"].text(), options, findings);
    ASSERT_TRUE(track.own_level);
    EXPECT_EQ(*track.own_level, level);
  }
}

TEST(SessionConversion, WarnsAboutNothingThatTheProgramsWrite) {
  const JsonDocument cases = session_cases();
  for (const JsonNode golden : cases.root()["cases"].children()) {
    const std::string name(golden["name"].text());
    // Two clips for one step, volumes that the reference cuts off, steps shorter than their overlap
    // or inside others: there is something to say.
    if (name == "clips" || name == "session_builder_levels" || name == "mobile_export" ||
        name == "crossfades" || name == "explicit_starts") {
      continue;
    }
    ReadOptions options = reading_of(golden);
    options.level_is_given = true;
    Diagnostics findings;
    (void)read_track(sessions_folder() / golden["input"].text(), options, findings);
    EXPECT_EQ(report(findings, {.excerpts = false}), "") << name;
  }
}

TEST(SessionConversion, NamesThePresetsOfEachStep) {
  const JsonDocument cases = session_cases();
  for (const JsonNode golden : cases.root()["cases"].children()) {
    if (golden["name"].text() != "as_saved") continue;
    Diagnostics findings;
    const Track track =
        read_track(sessions_folder() / golden["input"].text(), reading_of(golden), findings);
    EXPECT_EQ(track.steps[0].presets, (std::vector<std::string>{"voice:pulse", "noise:hiss"}));
    EXPECT_EQ(track.steps[1].presets, (std::vector<std::string>{"voice:glide_down"}));
  }
}

TEST(SessionErrors, AreThoseOfTheGoldenCases) {
  const JsonDocument cases = session_cases();
  std::size_t count = 0;
  for (const JsonNode golden : cases.root()["errors"].children()) {
    SCOPED_TRACE(std::string(golden["name"].text()));
    Diagnostics findings;
    int exit_code = 0;
    try {
      (void)read_track(sessions_folder() / golden["input"].text(), reading_of(golden), findings);
    } catch (const InputError&) {
      exit_code = 66;
    } catch (const TrackError&) {
      exit_code = 65;
    }
    EXPECT_EQ(exit_code, golden["exit"].number());
    const auto& all = findings.findings();
    const auto error = std::find_if(all.begin(), all.end(), [](const Finding& finding) {
      return finding.severity == Severity::error;
    });
    ASSERT_NE(error, all.end());
    EXPECT_EQ(error->pointer, golden["pointer"].text());
    EXPECT_NE(error->message.find(golden["text"].text()), std::string::npos) << error->message;
    EXPECT_GT(error->position.line, 0u);
    ++count;
  }
  EXPECT_EQ(count, 6u);
}

}  // namespace
}  // namespace bbplay::test
