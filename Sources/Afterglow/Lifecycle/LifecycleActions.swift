/// What an application does before its first request and after its last one.
struct LifecycleActions: Sendable {
  typealias Action = @Sendable (ApplicationDependencies) async throws -> Void

  var startup: [Action] = []
  var shutdown: [Action] = []
  var companions: [any Companion] = []
}
