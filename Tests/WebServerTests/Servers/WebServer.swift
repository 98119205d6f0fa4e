import FoundationEssentials
import Testing

/// A web server in front of the application, with the configuration that is shipped for it.
struct WebServer: Sendable, CustomTestStringConvertible {
  enum Configuration: Sendable {
    /// The path of a site file in the folder `nginx`.
    case site(String)
    /// The command line, for a folder with the configuration's files, and these by their names: what is shipped, with the
    /// test's socket and address.
    case files(
      arguments: @Sendable (_ folder: String) -> [String],
      @Sendable (WebServerPlacement) throws -> [String: String])
  }

  let name: String
  /// Where Debian's package has it.
  let executable: String
  let configuration: Configuration

  var testDescription: String { name }

  static let all = [nginxPlain, nginxKept, apache, lighttpd, caddy, haproxy, h2o]

  /// All but some, which have a test of their own in ``DeviationTests``.
  static func all(but others: WebServer...) -> [WebServer] {
    all.filter { server in !others.contains { $0.name == server.name } }
  }

  /// Cancels the test if the server isn't installed; in the project's CI it has to be.
  ///
  /// - Throws: `NotInstalled`, or what cancels the test.
  func requireInstalled() throws {
    guard !FileManager.default.isExecutableFile(atPath: executable) else { return }
    let absence = NotInstalled(name: name, executable: executable)
    if ProcessInfo.processInfo.environment["CI"] == "true" { throw absence }
    try Test.cancel("\(absence)")
  }
}

/// The error for a web server that is not on this machine.
struct NotInstalled: Error, CustomStringConvertible {
  let name: String
  let executable: String

  var description: String { "there is no \(name) at \(executable); Tests/run installs it" }
}
