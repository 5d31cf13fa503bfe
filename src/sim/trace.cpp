#include "sim/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "base/check.hpp"
#include "sim/csv_lines.hpp"

namespace sluice::sim {
namespace {

constexpr std::string_view header = "t_seconds,arrivals";
constexpr std::string_view bin_key = "bin_seconds:";
constexpr std::string_view unread_key = "unread_bins:";
constexpr std::string_view recorded_hours_key = "recorded_task_hours:";
constexpr std::string_view recorded_seconds_key = "recorded_seconds:";

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
  template <class Number>
  void read_setting(std::string_view key, std::string_view comment, Number least, Number most,
                    std::string_view advice, std::optional<Number>& into);
  void take(std::string_view line);
  void place(std::int64_t at, std::string_view text);
  void count(std::string_view text);
  void finish();
  void finish_unread();
  void reject(std::string_view what) { wrong_ = lines_.wrong(what); }

  CsvLines lines_;
  std::string_view file_;
  std::string wrong_ = {};
  Trace trace_{.bin_seconds = 0, .arrivals = {}};
  std::optional<std::int64_t> bin_seconds_ = {};
  std::optional<std::int64_t> declared_unread_ = {};
  std::optional<double> recorded_hours_ = {};
  std::optional<std::int64_t> recorded_seconds_ = {};
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
  constexpr std::string_view whole = "a whole number of seconds, such as 60";
  constexpr double most_hours = 1e12;
  constexpr std::int64_t none = 0;
  if (comment.starts_with(bin_key)) {
    read_setting(bin_key, comment, std::int64_t{1}, longest_trace_seconds, whole, bin_seconds_);
    trace_.bin_seconds = bin_seconds_.value_or(0);
  } else if (comment.starts_with(unread_key)) {
    read_setting(unread_key, comment, none, longest_trace_seconds,
                 "how many lines have no count, such as 3", declared_unread_);
  } else if (comment.starts_with(recorded_hours_key)) {
    read_setting(recorded_hours_key, comment, 0.0, most_hours, "task-hours, such as 47.5",
                 recorded_hours_);
  } else if (comment.starts_with(recorded_seconds_key)) {
    read_setting(recorded_seconds_key, comment, none, 2 * longest_trace_seconds, whole,
                 recorded_seconds_);
  }
}

template <class Number>
void TraceReader::read_setting(std::string_view key, std::string_view comment, Number least,
                               Number most, std::string_view advice, std::optional<Number>& into) {
  const std::string_view text = trimmed(comment.substr(key.size()));
  into = number_in<Number>(text);
  const bool within = into && *into >= least && *into <= most;  // NaN is not
  if (!within)
    reject(fmt::format("{} is {}; give {}", key.substr(0, key.size() - 1), quoted(text), advice));
}

void TraceReader::take(std::string_view line) {
  const auto fields = csv_fields(line);
  if (fields.size() != 2) {
    reject(fmt::format("{} has {} columns; give two, '{}'", quoted(line), fields.size(), header));
    return;
  }
  const auto at = number_in<std::int64_t>(fields[0]);
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
  if (text.empty() && declared_unread_.value_or(0) > 0) {
    trace_.unread.push_back(trace_.arrivals.size());
    trace_.arrivals.push_back(0);
    return;
  }
  const auto value = number_in<double>(text);
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
  if (wrong_.empty()) finish_unread();
  if (recorded_hours_ && wrong_.empty())
    trace_.recorded = {.hours = *recorded_hours_,
                       .seconds = recorded_seconds_.value_or(trace_.seconds())};
}

void TraceReader::finish_unread() {
  const auto unread = static_cast<std::int64_t>(trace_.unread.size());
  if (unread != declared_unread_.value_or(0)) {
    wrong_ = fmt::format(
        "{}: {} lines have no count, but unread_bins is {}; make the header say how many could "
        "not be read",
        file_, unread, *declared_unread_);
  } else if (trace_.unread.size() == trace_.arrivals.size()) {
    wrong_ = fmt::format("{}: not one bin could be read; record it again", file_);
  } else {
    bridge_unread(trace_);
  }
}

}  // namespace

double Trace::total() const {
  return std::accumulate(arrivals.begin(), arrivals.end(), 0.0);
}

double Trace::assumed() const {
  return std::accumulate(unread.begin(), unread.end(), 0.0,
                         [&](double sum, std::size_t bin) { return sum + arrivals[bin]; });
}

void bridge_unread(Trace& trace) {
  std::vector<double>& bins = trace.arrivals;
  for (std::size_t i = 0; i < trace.unread.size();) {
    const std::size_t first = trace.unread[i];
    std::size_t end = first;  // of this gap
    for (; i < trace.unread.size() && trace.unread[i] == end; ++i) ++end;
    const double after = end < bins.size() ? bins[end] : bins[first - 1];
    const double before = first > 0 ? bins[first - 1] : after;
    const auto steps = static_cast<double>(end - first + 1);
    for (std::size_t bin = first; bin < end; ++bin)
      bins[bin] = before + ((after - before) * static_cast<double>(bin - first + 1) / steps);
  }
}

Trace part_of(const Trace& trace, std::int64_t from, std::int64_t to) {
  CHECK(0 <= from && from < to && to <= trace.seconds());
  CHECK(from % trace.bin_seconds == 0 && to % trace.bin_seconds == 0);
  const std::int64_t first = from / trace.bin_seconds;
  const std::int64_t end = to / trace.bin_seconds;
  Trace part{.bin_seconds = trace.bin_seconds,
             .arrivals = {trace.arrivals.begin() + first, trace.arrivals.begin() + end}};
  for (const std::size_t bin : trace.unread) {
    const auto at = static_cast<std::int64_t>(bin);
    if (at >= first && at < end) part.unread.push_back(static_cast<std::size_t>(at - first));
  }
  return part;
}

Result<Trace, std::string> parse_trace(std::string_view text, std::string_view file) {
  return TraceReader{text, file}.read();
}

std::string trace_text(const Trace& trace) {
  std::string text = fmt::format("# {} {}\n", bin_key, trace.bin_seconds);
  const auto out = std::back_inserter(text);
  if (!trace.unread.empty()) fmt::format_to(out, "# {} {}\n", unread_key, trace.unread.size());
  if (trace.recorded)
    fmt::format_to(out, "# {} {}\n# {} {}\n", recorded_hours_key, trace.recorded->hours,
                   recorded_seconds_key, trace.recorded->seconds);
  fmt::format_to(out, "{}\n", header);
  auto unread = trace.unread.begin();
  for (std::size_t i = 0; i < trace.arrivals.size(); ++i) {
    const bool known = unread == trace.unread.end() || *unread != i;
    fmt::format_to(out, "{},{}\n", static_cast<std::int64_t>(i) * trace.bin_seconds,
                   known ? fmt::format("{}", trace.arrivals[i]) : std::string{});
    if (!known) ++unread;
  }
  return text;
}

}  // namespace sluice::sim
