#include "local/lambda/route.hpp"

#include <charconv>

namespace sluice::local {
namespace {

std::string decoded(std::string_view text) {
  constexpr int hexadecimal = 16;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      unsigned value = 0;
      const char* end = text.data() + i + 3;
      const auto [stop, error] = std::from_chars(text.data() + i + 1, end, value, hexadecimal);
      if (error == std::errc{} && stop == end) {
        out += static_cast<char>(value);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(by), text.size());
    if (end > 0) pieces.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pieces;
}

}  // namespace

std::string LambdaRequest::query_text(std::string_view key) const {
  return query_value(key).value_or("");
}

std::optional<std::string> LambdaRequest::query_value(std::string_view key) const {
  const auto found = query.find(key);
  if (found == query.end()) return std::nullopt;
  return found->second.front();
}

LambdaTarget parse_target(std::string_view target) {
  const std::size_t question = std::min(target.find('?'), target.size());
  LambdaTarget parsed;
  for (const std::string_view step : split(target.substr(0, question), '/'))
    parsed.steps.push_back(decoded(step));
  const std::string_view query = target.substr(std::min(question + 1, target.size()));
  for (const std::string_view pair : split(query, '&')) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    parsed.query[decoded(pair.substr(0, equals))].push_back(decoded(value));
  }
  return parsed;
}

std::optional<std::vector<std::string>> fit(std::string_view pattern, const LambdaTarget& target) {
  const std::vector<std::string_view> wanted = split(pattern, '/');
  if (wanted.size() != target.steps.size()) return std::nullopt;
  std::vector<std::string> parameters;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].starts_with('{'))
      parameters.push_back(target.steps[i]);
    else if (wanted[i] != target.steps[i])
      return std::nullopt;
  }
  return parameters;
}

}  // namespace sluice::local
