import FoundationEssentials

/// A configuration file of this repository, with a test's own values in place of the system's.
struct ShippedFile {
  /// The error for a file that no longer has what a test replaces.
  struct NothingToReplace: Error, CustomStringConvertible {
    let name: String
    let text: String

    var description: String { "nginx/\(name) does not contain \(text.debugDescription)" }
  }

  let name: String
  private(set) var text: String

  /// The folder `nginx`, with a slash at its end.
  static let folder = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined() + "/nginx/"

  /// Reads a file of the folder `nginx`.
  init(_ name: String) throws {
    self.name = name
    text = try String(contentsOfFile: Self.folder + name, encoding: .utf8)
  }

  /// - Throws: ``NothingToReplace``, so that a test never runs with a part of the system's own configuration.
  func replacing(_ original: String, with own: String) throws -> ShippedFile {
    guard text.contains(original) else { throw NothingToReplace(name: name, text: original) }
    var copy = self
    copy.text = text.replacing(original, with: own)
    return copy
  }

  /// Where the application listens, in all the files.
  static let socket = "/run/registration/registration.sock"

  /// With the socket of the test's application.
  func passing(to placement: WebServerPlacement) throws -> ShippedFile {
    try replacing(Self.socket, with: placement.socket)
  }
}
