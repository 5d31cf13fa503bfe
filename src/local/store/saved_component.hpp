#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "local/store/store.hpp"

namespace sluice::world {
class ApplicationAutoScaling;
class CloudWatch;
class Ecs;
class EventBridge;
class Iam;
class Lambda;
class Logs;
class Sqs;
class Sts;
}  // namespace sluice::world

namespace sluice::local {

class SqsJournal;

/// One component, and what the store keeps of it.
class SavedComponent {
 public:
  SavedComponent() = default;
  SavedComponent(const SavedComponent&) = delete;
  SavedComponent& operator=(const SavedComponent&) = delete;
  virtual ~SavedComponent() = default;

  /// Restores the component; leaves it alone where nothing was kept. The error
  /// says what is damaged.
  virtual Result<void, std::string> load(Store& store, Instant now) = 0;
  /// Whether `save` has something to write.
  [[nodiscard]] virtual bool changed() const = 0;
  /// Writes what has changed since the last time.
  virtual void save(Store& store) = 0;
};

/// What the store keeps of a component. `place` tells components of one kind
/// apart: a region, or an account. The component must outlive what is given back.
[[nodiscard]] std::unique_ptr<SavedComponent> saved(world::Iam& iam, std::string place);
[[nodiscard]] std::unique_ptr<SavedComponent> saved(world::Sts& sts, std::string place);
[[nodiscard]] std::unique_ptr<SavedComponent> saved(world::Ecs& ecs, std::string place);
[[nodiscard]] std::unique_ptr<SavedComponent> saved(world::ApplicationAutoScaling& scaling,
                                                    std::string place);
[[nodiscard]] std::unique_ptr<SavedComponent> saved(world::EventBridge& events, std::string place);
[[nodiscard]] std::unique_ptr<SavedComponent> saved(world::Lambda& lambda, std::string place);
[[nodiscard]] std::unique_ptr<SavedComponent> saved(world::Logs& logs, std::string place);
[[nodiscard]] std::unique_ptr<SavedComponent> saved(world::CloudWatch& metrics, std::string place);
/// The queues; their messages are the journal's, which Sqs was lent and which
/// must outlive this. Save it before each commit (Store::before_commit), so that
/// no message is kept without its queue.
[[nodiscard]] std::unique_ptr<SavedComponent> saved(world::Sqs& sqs, SqsJournal& journal,
                                                    std::string place);

}  // namespace sluice::local
