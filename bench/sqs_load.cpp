// sqs_load --port N: sends, receives and deletes messages of 256 bytes over
// keep-alive connections, one at a time and by tens, and prints the rates.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

struct Options {
  std::uint16_t port = 4566;
  std::string host = "127.0.0.1";
  std::size_t connections = 16;
  std::size_t messages = 200'000;
  std::size_t backlog = 0;
  std::string queue = "bench";
  std::string queue_url = {};  ///< as CreateQueue answered
};

/// As boto3 sends it, signature and all.
std::string request_text(const Options& options, std::string_view operation,
                         std::string_view body) {
  std::string text = "POST / HTTP/1.1\r\nHost: " + options.host + ":" +
                     std::to_string(options.port) + "\r\nX-Amz-Target: AmazonSQS.";
  text += operation;
  text +=
      "\r\nContent-Type: application/x-amz-json-1.0\r\n"
      "User-Agent: Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux lang/python#3.11.7\r\n"
      "X-Amz-Date: 20261125T100000Z\r\n"
      "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261125/us-east-1/sqs/aws4_request, "
      "SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
      "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7\r\n"
      "Content-Length: ";
  text += std::to_string(body.size());
  text += "\r\n\r\n";
  text += body;
  return text;
}

/// One connection: asks and waits for the answer. Where the server ends it with
/// an answer (moto_server's does), the next question opens another.
class Client {
 public:
  Client(asio::io_context& loop, const Options& options)
      : socket_{loop}, server_{asio::ip::make_address(options.host), options.port} {
    connect();
  }

  asio::awaitable<std::string_view> ask(const std::string& request) {
    if (closed_) connect();
    co_await asio::async_write(socket_, asio::buffer(request), asio::use_awaitable);
    answer_.erase(0, used_);
    std::size_t end = 0;
    while ((end = answer_.find("\r\n\r\n")) == std::string::npos) co_await more();
    const std::size_t body = end + 4;
    used_ = body + length(end);
    while (answer_.size() < used_) co_await more();
    if (!answer_.starts_with("HTTP/1.1 200")) throw std::runtime_error{answer_};
    closed_ = answer_.find("Connection: close\r\n") < end;
    co_return std::string_view{answer_}.substr(body, used_ - body);
  }

 private:
  void connect() {
    socket_ = tcp::socket{socket_.get_executor()};
    socket_.connect(server_);
    socket_.set_option(tcp::no_delay{true});
    closed_ = false;
  }
  std::size_t length(std::size_t end) const {
    for (const char* name : {"Content-Length: ", "content-length: "}) {
      const std::size_t at = answer_.find(name);
      if (at < end) return std::stoul(answer_.substr(at + 16));
    }
    return 0;
  }
  asio::awaitable<void> more() {
    const std::size_t got =
        co_await socket_.async_read_some(asio::buffer(piece_), asio::use_awaitable);
    answer_.append(piece_.data(), got);
  }

  tcp::socket socket_;
  tcp::endpoint server_;
  bool closed_ = false;
  std::string answer_;
  std::size_t used_ = 0;
  std::array<char, 65536> piece_{};
};

/// What all connections of one phase share.
struct Phase {
  std::string operation;
  std::size_t batch;
  std::size_t left;  ///< messages
  std::vector<std::string>* handles;
};

std::string quoted(std::string_view name, std::string_view value) {
  return "\"" + std::string{name} + "\":\"" + std::string{value} + "\"";
}

std::string send_body(const std::string& url, std::size_t batch) {
  const std::string message = quoted("MessageBody", std::string(256, 'x'));
  if (batch == 1) return "{" + url + "," + message + "}";
  std::string body = "{" + url + ",\"Entries\":[";
  for (std::size_t i = 0; i < batch; ++i)
    body += (i == 0 ? "{" : ",{") + quoted("Id", std::to_string(i)) + "," + message + "}";
  return body + "]}";
}

std::string delete_body(const std::string& url, std::vector<std::string>& handles,
                        std::size_t batch) {
  std::string body = "{" + url;
  if (batch == 1) {
    body += "," + quoted("ReceiptHandle", handles.back()) + "}";
    handles.pop_back();
    return body;
  }
  body += ",\"Entries\":[";
  for (std::size_t i = 0; i < batch && !handles.empty(); ++i) {
    body += (i == 0 ? "{" : ",{") + quoted("Id", std::to_string(i)) + "," +
            quoted("ReceiptHandle", handles.back()) + "}";
    handles.pop_back();
  }
  return body + "]}";
}

void keep_handles(std::string_view answer, std::vector<std::string>& handles) {
  constexpr std::string_view name = "\"ReceiptHandle\":\"";
  for (std::size_t at = answer.find(name); at != std::string_view::npos;
       at = answer.find(name, at)) {
    at += name.size();
    handles.emplace_back(answer.substr(at, answer.find('"', at) - at));
  }
}

asio::awaitable<void> work(Client& client, const Options& options, Phase& phase) {
  const std::string url = quoted("QueueUrl", options.queue_url);
  const bool sends = phase.operation.starts_with("SendMessage");
  const bool receives = phase.operation == "ReceiveMessage";
  const std::string fixed =
      request_text(options, phase.operation,
                   sends ? send_body(url, phase.batch)
                         : "{" + url + ",\"MaxNumberOfMessages\":" + std::to_string(phase.batch) +
                               ",\"VisibilityTimeout\":600}");
  while (phase.left > 0) {
    phase.left -= std::min(phase.left, phase.batch);
    if (sends || receives) {
      const std::string_view answer = co_await client.ask(fixed);
      if (receives) keep_handles(answer, *phase.handles);
    } else if (!phase.handles->empty()) {
      const std::string request =
          request_text(options, phase.operation, delete_body(url, *phase.handles, phase.batch));
      co_await client.ask(request);
    }
  }
}

void run(const Options& options, Phase phase) {
  asio::io_context loop{1};
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < options.connections; ++i)
    clients.push_back(std::make_unique<Client>(loop, options));
  const std::size_t asked = phase.left;
  const auto begin = std::chrono::steady_clock::now();
  for (auto& client : clients)
    asio::co_spawn(loop, work(*client, options, phase), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
  // Without sleeping: else each answer's cost would be that of waking this client.
  while (!loop.stopped()) loop.poll();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  // A receive may bring fewer than it asked for; an empty answer brings none.
  const bool received = phase.operation == "ReceiveMessage" && !phase.handles->empty();
  const std::size_t messages = received ? phase.handles->size() : asked;
  const double rate = static_cast<double>(messages) / took.count();
  std::cout << phase.operation << " by " << phase.batch << ": "
            << static_cast<std::int64_t>(rate / static_cast<double>(phase.batch)) << " calls/s, "
            << static_cast<std::int64_t>(rate) << " messages/s" << std::endl;
}

std::string ask_once(const Options& options, std::string_view operation, std::string_view body) {
  std::string answer;
  asio::io_context loop{1};
  Client client{loop, options};
  const std::string request = request_text(options, operation, body);
  asio::co_spawn(
      loop, [&]() -> asio::awaitable<void> { answer = co_await client.ask(request); },
      [](const std::exception_ptr& error) {
        if (error) std::rethrow_exception(error);
      });
  loop.run();
  return answer;
}

/// The queue's URL; one made up where the server answers nothing.
std::string create_queue(const Options& options) {
  const std::string answer =
      ask_once(options, "CreateQueue", "{" + quoted("QueueName", options.queue) + "}");
  constexpr std::string_view name = "\"QueueUrl\":\"";
  const std::size_t at = answer.find(name);
  if (at == std::string::npos)
    return "http://" + options.host + ":" + std::to_string(options.port) + "/123456789012/" +
           options.queue;
  return answer.substr(at + name.size(), answer.find('"', at + name.size()) - at - name.size());
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app;
  app.add_option("--port", options.port)->required();
  app.add_option("--connections", options.connections);
  app.add_option("--messages", options.messages);
  app.add_option("--backlog", options.backlog, "messages that wait before it begins");
  app.add_option("--queue", options.queue);
  CLI11_PARSE(app, argc, argv);
  options.queue_url = create_queue(options);
  if (options.backlog > 0) run(options, {"SendMessageBatch", 10, options.backlog, nullptr});
  std::vector<std::string> handles;
  // No more than may be in flight.
  const std::size_t in_flight = std::min<std::size_t>(options.messages, 100'000);
  run(options, {"SendMessage", 1, options.messages, nullptr});
  run(options, {"ReceiveMessage", 1, in_flight, &handles});
  run(options, {"DeleteMessage", 1, handles.size(), &handles});
  run(options, {"SendMessageBatch", 10, options.messages, nullptr});
  run(options, {"ReceiveMessage", 10, in_flight, &handles});
  run(options, {"DeleteMessageBatch", 10, handles.size(), &handles});
  return 0;
}
