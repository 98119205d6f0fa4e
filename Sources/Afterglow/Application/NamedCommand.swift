/// A command of the application's own.
struct NamedCommand: Sendable {
  let name: String
  let abstract: String
  let run: @Sendable ([String]) async throws -> Void
}
