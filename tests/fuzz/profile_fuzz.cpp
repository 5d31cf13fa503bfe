// ~/.aws/config, ~/.aws/credentials and AWS_PROFILE, parted by lines of %%.
#include <fmt/format.h>

#include "aws/profile/profiles.hpp"
#include "aws/profile/shell_words.hpp"
#include "fuzz/expect.hpp"
#include "support/memory_files.hpp"

namespace sluice::aws {
namespace {

/// The file as somebody might have written it.
std::string written(const IniFile& file) {
  std::string text;
  for (const auto& [name, section] : file) {
    text += fmt::format("[{}]\n", name);
    for (const auto& [key, value] : section) {
      text += fmt::format("{}=", key);
      for (const char letter : value.text) text += letter == '\n' ? "\n  " : std::string{letter};
      text += '\n';
      for (const auto& [inner, inner_text] : value.block)
        text += fmt::format("  {}={}\n", inner, inner_text);
    }
  }
  return text;
}

void read_file(std::string_view text) {
  const auto file = parse_ini(text, "config");
  if (!file) return fuzz::expect_one_line(file.error());
  CHECK(parse_ini(written(*file), "again") == *file);
}

void read_words(std::string_view text) {
  const auto words = shell_words(text);
  if (!words) return fuzz::expect_one_line(words.error());
  std::string line;
  for (const std::string& word : *words) {
    line += " '";
    for (const char letter : word) line += letter == '\'' ? R"('\'')" : std::string{letter};
    line += '\'';
  }
  CHECK(shell_words(line) == *words);
}

void select_profile(std::string config, std::string credentials, std::string name) {
  const MemoryFiles files{{{"/home/.aws/config", std::move(config)},
                           {"/home/.aws/credentials", std::move(credentials)}}};
  const Environment environment{{{"HOME", "/home"}, {"AWS_PROFILE", name}}};
  const auto profiles = Profiles::load(files, environment);
  if (!profiles) return fuzz::expect_one_line(profiles.error());
  CHECK(profiles->selected().name == (name.empty() ? "default" : name));
  for (const std::string* setting :
       {profiles->selected().find("region"), profiles->service_endpoint("sqs")})
    CHECK(setting == nullptr || !setting->empty());
  fuzz::expect_one_line(profiles->unknown(name));
}

/// Takes what stands before the next line of %%.
std::string take_part(std::string_view& text) {
  constexpr std::string_view line = "%%\n";
  const std::size_t end = std::min(text.find(line), text.size());
  std::string part{text.substr(0, end)};
  text.remove_prefix(std::min(end + line.size(), text.size()));
  return part;
}

}  // namespace
}  // namespace sluice::aws

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sluice::aws;
  std::string_view text = sluice::fuzz::as_text(data, size);
  read_file(text);
  read_words(text);
  std::string config = take_part(text);
  std::string credentials = take_part(text);
  select_profile(std::move(config), std::move(credentials), std::string{text});
  return 0;
}
