#include "aws/profile/shell_words.hpp"

#include <optional>
#include <utility>

namespace sluice::aws {
namespace {

bool is_blank(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\n';
}

/// Takes a line letter by letter.
class Words {
 public:
  void take(char letter) {
    if (escaped_)
      take_escaped(letter);
    else if (letter == '\\' && quote_ != '\'')
      escaped_ = true;
    else if (quote_ != 0)
      take_quoted(letter);
    else
      take_bare(letter);
  }

  Result<std::vector<std::string>, std::string> finish() {
    if (quote_ != 0) return Failure<std::string>{std::string{"quote "} + quote_ + " is not closed"};
    if (escaped_) return Failure<std::string>{"nothing follows the last backslash"};
    end_word();
    return std::move(words_);
  }

 private:
  void take_escaped(char letter) {
    escaped_ = false;
    if (quote_ == '"' && letter != '"' && letter != '\\') add('\\');
    add(letter);
  }

  void take_quoted(char letter) {
    if (letter == quote_)
      quote_ = 0;
    else
      add(letter);
  }

  void take_bare(char letter) {
    const bool opens_quote = letter == '\'' || letter == '"';
    if (opens_quote) quote_ = letter;
    if (is_blank(letter))
      end_word();
    else
      add(opens_quote ? std::nullopt : std::optional{letter});
  }

  /// Begins the word, where there is none yet.
  void add(std::optional<char> letter) {
    if (!word_) word_.emplace();
    if (letter) word_->push_back(*letter);
  }

  void end_word() {
    if (word_) words_.push_back(std::move(*word_));
    word_.reset();
  }

  std::vector<std::string> words_;
  std::optional<std::string> word_;  ///< the one that is being read
  char quote_ = 0;                   ///< the quote that is open
  bool escaped_ = false;             ///< after a backslash
};

}  // namespace

Result<std::vector<std::string>, std::string> shell_words(std::string_view line) {
  Words words;
  for (const char letter : line) words.take(letter);
  return words.finish();
}

}  // namespace sluice::aws
