/// What an application does before its first request and after its last one.
struct LifecycleActions: Sendable {
  /// An action, with the name that the log calls it by.
  struct Action: Sendable {
    let name: String
    let run: @Sendable (ApplicationDependencies) async throws -> Void
  }

  var startup: [Action] = []
  var shutdown: [Action] = []
  var companions: [any Companion] = []
}
