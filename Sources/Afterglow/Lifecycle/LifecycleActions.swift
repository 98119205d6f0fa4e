/// The actions that an application runs before its first request and after its last one, and its companions.
struct LifecycleActions: Sendable {
  /// An action and its name in the log.
  struct Action: Sendable {
    let name: String
    let run: @Sendable (ApplicationDependencies) async throws -> Void
  }

  var startup: [Action] = []
  var shutdown: [Action] = []
  var companions: [any Companion] = []
}
