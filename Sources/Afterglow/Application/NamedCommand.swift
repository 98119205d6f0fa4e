/// A command that an application adds to its command line.
struct NamedCommand: Sendable {
  let name: String
  let abstract: String
  let run: @Sendable ([String]) async throws -> Void
}
