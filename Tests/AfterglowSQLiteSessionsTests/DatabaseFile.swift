import AfterglowTesting

/// The path of a database in a folder of its own, which goes with it.
final class DatabaseFile: Sendable {
  private let folder: TemporaryFolder

  var path: String { folder.path("sessions.sqlite") }

  init() throws { folder = try TemporaryFolder() }
}
