#include "local/protocol/cbor.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/base64.hpp"
#include "local/protocol/json_protocol.hpp"
#include "local/protocol/utf8.hpp"

namespace sluice::local {
namespace {

enum class Major : std::uint8_t { positive, negative, bytes, text, list, map, tag, simple };

/// The first byte of an item, and the number that follows it.
struct Head {
  Major major;
  std::uint8_t low;            ///< the lower five bits
  std::uint64_t argument = 0;  ///< of integers, lengths, tags; of floats, their bits
  [[nodiscard]] bool indefinite() const { return low == 31; }
};

/// Reads one document. Each reader notes the first thing that is wrong and
/// gives null from there on.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_{bytes} {}

  Result<Json, std::string> document() {
    Json value = item(deepest_document);
    if (!wrong_ && !rest_.empty()) wrong_ = "something follows the document";
    if (wrong_) return Failure<std::string>{*wrong_};
    return value;
  }

 private:
  Json fail(const char* what) {
    if (!wrong_) wrong_ = what;
    rest_ = {};
    return {};
  }

  std::optional<Head> head() {
    if (rest_.empty()) {
      fail("it ends too early");
      return std::nullopt;
    }
    const auto first = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    Head read{.major = static_cast<Major>(first >> 5U),
              .low = static_cast<std::uint8_t>(first & 31U)};
    if (read.low < 24 || read.indefinite()) {
      read.argument = read.low;
      return read;
    }
    const std::size_t size = read.low <= 27 ? std::size_t{1} << (read.low - 24U) : 0;
    if (size == 0 || rest_.size() < size) {
      fail(size == 0 ? "a length is malformed" : "it ends too early");
      return std::nullopt;
    }
    for (const char byte : rest_.substr(0, size))
      read.argument = (read.argument << 8U) | static_cast<unsigned char>(byte);
    rest_.remove_prefix(size);
    return read;
  }

  Json item(int depth) {
    const auto read = head();
    if (!read) return {};
    const bool nests =
        read->major == Major::list || read->major == Major::map || read->major == Major::tag;
    if (nests && depth == 0) return fail("it is nested too deeply");
    switch (read->major) {
      case Major::positive:
        return read->indefinite() ? fail("a number is malformed") : Json(read->argument);
      case Major::negative:
        return negative(*read);
      case Major::bytes:
        return base64(string(*read));
      case Major::text:
        return text(*read);
      case Major::list:
        return list(*read, depth);
      case Major::map:
        return map(*read, depth);
      case Major::tag:
        return read->indefinite() ? fail("a tag is malformed") : item(depth - 1);
      case Major::simple:
        return simple(*read);
    }
    return fail("it is malformed");
  }

  Json negative(const Head& head) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (head.indefinite() || head.argument > most) return fail("a number is out of range");
    return -1 - static_cast<std::int64_t>(head.argument);
  }

  std::string string(const Head& head) {
    if (!head.indefinite()) return chunk(head.argument);
    std::string whole;
    while (!at_break() && !wrong_) {
      const auto part = this->head();
      if (!part) break;
      if (part->major != head.major || part->indefinite()) {
        fail("a part of a string is malformed");
        break;
      }
      whole += chunk(part->argument);
    }
    return whole;
  }

  std::string chunk(std::uint64_t size) {
    if (size > rest_.size()) {
      fail("it ends too early");
      return {};
    }
    std::string bytes{rest_.substr(0, size)};
    rest_.remove_prefix(size);
    return bytes;
  }

  Json text(const Head& head) {
    std::string whole = string(head);
    if (!is_utf8(whole)) return fail("a text is no UTF-8");
    return whole;
  }

  /// Whether the end of something indefinite is next; takes it.
  bool at_break() {
    constexpr char stop = '\xFF';
    if (rest_.empty()) {
      fail("it ends too early");
      return true;
    }
    if (rest_.front() != stop) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool more(const Head& head, std::uint64_t read) {
    if (wrong_) return false;
    return head.indefinite() ? !at_break() : read < head.argument;
  }

  Json list(const Head& head, int depth) {
    Json all = Json::array();
    for (std::uint64_t i = 0; more(head, i); ++i) all.push_back(item(depth - 1));
    return all;
  }

  Json map(const Head& head, int depth) {
    Json all = Json::object();
    for (std::uint64_t i = 0; more(head, i); ++i) {
      const auto key = this->head();
      if (!key) break;
      if (key->major != Major::text) return fail("a key of a map is no text");
      const Json name = text(*key);
      if (wrong_) break;
      all[name.get_ref<const std::string&>()] = item(depth - 1);
    }
    return all;
  }

  Json simple(const Head& head) {
    switch (head.low) {
      case 20:
        return false;
      case 21:
        return true;
      case 22:
      case 23:
        return nullptr;
      case 25:
        return half(static_cast<std::uint16_t>(head.argument));
      case 26:
        return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(head.argument)));
      case 27:
        return std::bit_cast<double>(head.argument);
      default:
        return fail("a simple value is unknown");
    }
  }

  /// RFC 8949, appendix D.
  static double half(std::uint16_t bits) {
    const auto exponent = static_cast<int>((bits >> 10U) & 31U);
    const double mantissa = bits & 1023U;
    double value = std::ldexp(mantissa + 1024, exponent - 25);
    if (exponent == 0) value = std::ldexp(mantissa, -24);
    if (exponent == 31)
      value = mantissa == 0 ? std::numeric_limits<double>::infinity() : std::nan("");
    return (bits & 0x8000U) != 0 ? -value : value;
  }

  std::string_view rest_;
  std::optional<std::string> wrong_;
};

class Writer {
 public:
  explicit Writer(const std::function<bool(std::string_view)>& is_time) : is_time_{is_time} {}

  void write(const Json& value, bool time) {
    if (value.is_object())
      map(value);
    else if (value.is_array())
      list(value, time);
    else if (value.is_string())
      text(value.get_ref<const std::string&>());
    else if (value.is_boolean())
      byte(value.get<bool>() ? 0xF5U : 0xF4U);
    else if (value.is_number())
      number(value, time);
    else
      byte(0xF6U);  // null
  }

  std::string take() { return std::move(out_); }

 private:
  void byte(std::uint64_t value) { out_ += static_cast<char>(value & 0xFFU); }

  void big_endian(std::uint64_t value, unsigned size) {
    for (unsigned i = size; i > 0; --i) byte(value >> (8U * (i - 1)));
  }

  void head(Major major, std::uint64_t argument) {
    const std::uint64_t kind = static_cast<std::uint64_t>(major) << 5U;
    if (argument < 24) {
      byte(kind | argument);
      return;
    }
    unsigned power = 0;  // of the length in bytes
    while (power < 3 && (argument >> (8U << power)) != 0) ++power;
    byte(kind | (24U + power));
    big_endian(argument, 1U << power);
  }

  void text(std::string_view value) {
    head(Major::text, value.size());
    out_ += value;
  }

  void list(const Json& value, bool time) {
    head(Major::list, value.size());
    for (const Json& one : value) write(one, time);
  }

  void map(const Json& value) {
    head(Major::map, value.size());
    for (const auto& [name, member] : value.items()) {
      text(name);
      write(member, is_time_(name));
    }
  }

  void number(const Json& value, bool time) {
    constexpr std::uint64_t epoch_seconds = 1;
    if (time) head(Major::tag, epoch_seconds);
    if (value.is_number_float()) {
      byte(0xFBU);
      big_endian(std::bit_cast<std::uint64_t>(value.get<double>()), 8);
    } else if (value.is_number_unsigned() || value.get<std::int64_t>() >= 0) {
      head(Major::positive, value.get<std::uint64_t>());
    } else {
      head(Major::negative, static_cast<std::uint64_t>(-1 - value.get<std::int64_t>()));
    }
  }

  const std::function<bool(std::string_view)>& is_time_;
  std::string out_;
};

}  // namespace

Result<Json, std::string> read_cbor(std::string_view bytes) {
  return Reader{bytes}.document();
}

std::string write_cbor(const Json& document, const std::function<bool(std::string_view)>& is_time) {
  Writer writer{is_time};
  writer.write(document, false);
  return writer.take();
}

}  // namespace sluice::local
