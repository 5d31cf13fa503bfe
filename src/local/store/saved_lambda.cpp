#include <set>

#include "local/store/saved_document.hpp"
#include "world/lambda/lambda.hpp"

namespace sluice::world {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FunctionLogging, format, application_level, system_level, group)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FunctionSettings, role, handler, runtime, description, timeout,
                                   memory_size, environment, architecture, ephemeral_storage,
                                   tracing_mode, kms_key, logging)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FunctionVersion, version, settings, code_sha256, code_size,
                                   last_modified, revision_id)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FunctionPermission, statement_id, action, principal, source_arn,
                                   source_account, event_source_token, principal_org_id,
                                   function_url_auth_type, resource)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(FunctionPolicy, revision_id, statements)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EventInvokeConfig, last_modified, maximum_retry_attempts,
                                   maximum_event_age)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Function, name, latest, published, next_version, active_at,
                                   updated_at, tags, policies, reserved_concurrency, event_invoke)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(AsynchronousEvent, request_id, function, qualifier, payload,
                                   client_context, accepted, next_attempt, errors, throttles)
// Packages are documents of their own: they are large and never change.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LambdaState, functions, events, next_ticket)

}  // namespace sluice::world

namespace sluice::local {
namespace {

constexpr const char* name = "lambda";
constexpr const char* package_name = "lambda.packages";

class SavedLambda final : public SavedComponent {
 public:
  SavedLambda(world::Lambda& lambda, std::string place)
      : lambda_{lambda}, place_{std::move(place)}, saved_revision_{lambda.revision()} {}

  Result<void, std::string> load(Store& store, Instant now) override {
    auto state = read_document<world::LambdaState>(store, name, place_);
    if (!state) return Failure<std::string>{state.error()};
    if (!*state) return {};
    const std::string prefix = place_ + "\n";
    auto read =
        store.each_document(package_name, [&](std::string_view key, std::string_view bytes) {
          if (!key.starts_with(prefix)) return;
          const std::string sum{key.substr(prefix.size())};
          packages_.insert(sum);
          (*state)->packages.emplace(sum, bytes);
        });
    if (!read) return read;
    lambda_.restore(std::move(**state), now);
    saved_revision_ = lambda_.revision();
    return {};
  }

  [[nodiscard]] bool changed() const override { return lambda_.revision() != saved_revision_; }

  void save(Store& store) override {
    if (lambda_.revision() == saved_revision_) return;
    saved_revision_ = lambda_.revision();
    const world::LambdaState& state = lambda_.state();
    for (const auto& [sum, zip] : state.packages)
      if (packages_.insert(sum).second) store.put_document(package_name, key_of(sum), zip);
    std::erase_if(packages_, [&](const std::string& sum) {
      if (state.packages.contains(sum)) return false;
      store.remove_document(package_name, key_of(sum));
      return true;
    });
    store.put_document(name, place_, packed_document(state));
  }

 private:
  [[nodiscard]] std::string key_of(const std::string& sum) const { return place_ + "\n" + sum; }

  world::Lambda& lambda_;
  std::string place_;
  std::uint64_t saved_revision_;
  std::set<std::string, std::less<>> packages_;  ///< those that the store has
};

}  // namespace

std::unique_ptr<SavedComponent> saved(world::Lambda& lambda, std::string place) {
  return std::make_unique<SavedLambda>(lambda, std::move(place));
}

}  // namespace sluice::local
