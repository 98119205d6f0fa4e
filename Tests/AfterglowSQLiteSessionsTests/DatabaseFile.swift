#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The path of a database in a folder of its own, which goes with it.
final class DatabaseFile: Sendable {
  private let folder: String

  var path: String { folder + "/sessions.sqlite" }

  init() throws {
    folder = "\(FileManager.default.temporaryDirectory.path)/afterglow-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }
}
