#include "sim/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>

#include "sim/csv_lines.hpp"

namespace sluice::sim {
namespace {

constexpr std::string_view header = "t_seconds,arrivals";
constexpr std::string_view bin_key = "bin_seconds:";

/// The whole text as a number; nothing where it is none.
template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole ? std::optional{value} : std::nullopt;
}

/// Reads one trace; the first thing wrong ends it.
class TraceReader {
 public:
  TraceReader(std::string_view text, std::string_view file) : lines_{text, file}, file_{file} {}

  Result<Trace, std::string> read() {
    if (read_header())
      for (auto line = lines_.next(); line && wrong_.empty(); line = lines_.next())
        if (!line->starts_with('#')) take(*line);
    if (wrong_.empty()) finish();
    if (!wrong_.empty()) return Failure<std::string>{wrong_};
    return std::move(trace_);
  }

 private:
  bool read_header();
  void read_comment(std::string_view comment);
  void take(std::string_view line);
  void place(std::int64_t at, std::string_view text);
  void count(std::string_view text);
  void finish();
  void reject(std::string_view what) { wrong_ = lines_.wrong(what); }

  CsvLines lines_;
  std::string_view file_;
  std::string wrong_ = {};
  Trace trace_{.bin_seconds = 0, .arrivals = {}};
  std::optional<std::int64_t> first_ = {};
  std::int64_t last_ = 0;
};

bool TraceReader::read_header() {
  for (auto line = lines_.next(); line; line = lines_.next()) {
    if (!line->starts_with('#')) {
      const auto fields = csv_fields(*line);
      if (fields.size() == 2 && fields[0] == "t_seconds" && fields[1] == "arrivals") return true;
      reject(fmt::format("{} is not the header; the first line without a # is '{}'", quoted(*line),
                         header));
      return false;
    }
    read_comment(trimmed(line->substr(1)));
    if (!wrong_.empty()) return false;
  }
  wrong_ = fmt::format("{}: no header; the first line without a # is '{}'", file_, header);
  return false;
}

void TraceReader::read_comment(std::string_view comment) {
  if (!comment.starts_with(bin_key)) return;
  const std::string_view text = trimmed(comment.substr(bin_key.size()));
  const auto length = number<std::int64_t>(text);
  if (!length || *length < 1 || *length > longest_trace_seconds) {
    reject(
        fmt::format("bin_seconds is {}; give a whole number of seconds, such as 60", quoted(text)));
    return;
  }
  trace_.bin_seconds = *length;
}

void TraceReader::take(std::string_view line) {
  const auto fields = csv_fields(line);
  if (fields.size() != 2) {
    reject(fmt::format("{} has {} columns; give two, '{}'", quoted(line), fields.size(), header));
    return;
  }
  const auto at = number<std::int64_t>(fields[0]);
  if (!at || *at < 0) {
    reject(fmt::format("t_seconds is {}; give whole seconds from 0 on", quoted(fields[0])));
    return;
  }
  place(*at, fields[0]);
  if (wrong_.empty()) count(fields[1]);
}

void TraceReader::place(std::int64_t at, std::string_view text) {
  if (!first_) {
    first_ = last_ = at;
    return;
  }
  if (at <= last_) {
    reject(fmt::format("t_seconds {} comes after {}; sort the lines by time, one a bin",
                       quoted(text), last_));
    return;
  }
  if (trace_.bin_seconds == 0) trace_.bin_seconds = at - last_;
  if (at - last_ != trace_.bin_seconds) {
    reject(
        fmt::format("t_seconds {} comes after {}, but bins are {} s long; give each bin a line, "
                    "with 0 where nothing arrived",
                    quoted(text), last_, trace_.bin_seconds));
    return;
  }
  if (at - *first_ > longest_trace_seconds)
    reject(fmt::format("t_seconds {} is more than ten years after the first line; give less",
                       quoted(text)));
  last_ = at;
}

void TraceReader::count(std::string_view text) {
  const auto value = number<double>(text);
  if (!value || !std::isfinite(*value) || *value < 0) {
    reject(fmt::format("arrivals is {}; give a count from 0 on, such as 42", quoted(text)));
    return;
  }
  // The first of them may come before it is known how long a bin is: finish() looks at it.
  const double most = most_arrivals_a_second * static_cast<double>(trace_.bin_seconds);
  if (trace_.bin_seconds > 0 && *value > most) {
    reject(fmt::format("arrivals is {} in {} s; more than a million a second is not simulated",
                       quoted(text), trace_.bin_seconds));
    return;
  }
  trace_.arrivals.push_back(*value);
}

void TraceReader::finish() {
  if (trace_.arrivals.empty()) {
    wrong_ = fmt::format("{}: no bins; give a line '60,42' for each bin after the header", file_);
  } else if (trace_.bin_seconds == 0) {
    wrong_ = fmt::format(
        "{}: one bin, and nothing says how long it is; add a line '# bin_seconds: 60'", file_);
  } else if (trace_.arrivals.front() >
             most_arrivals_a_second * static_cast<double>(trace_.bin_seconds)) {
    wrong_ = fmt::format("{}: the first bin has more than a million arrivals a second", file_);
  }
}

}  // namespace

double Trace::total() const {
  return std::accumulate(arrivals.begin(), arrivals.end(), 0.0);
}

Result<Trace, std::string> parse_trace(std::string_view text, std::string_view file) {
  return TraceReader{text, file}.read();
}

std::string trace_text(const Trace& trace) {
  std::string text = fmt::format("# bin_seconds: {}\n{}\n", trace.bin_seconds, header);
  for (std::size_t i = 0; i < trace.arrivals.size(); ++i)
    fmt::format_to(std::back_inserter(text), "{},{}\n",
                   static_cast<std::int64_t>(i) * trace.bin_seconds, trace.arrivals[i]);
  return text;
}

}  // namespace sluice::sim
