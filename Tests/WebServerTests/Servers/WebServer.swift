import AfterglowTesting
import FoundationEssentials
import Testing

/// A web server in front of the application, with the configuration that is shipped for it.
struct WebServer: Sendable, CustomTestStringConvertible {
  let name: String
  let package: String
  /// Where Debian's package has it.
  let executable: String
  /// The command line, for a folder that holds the configuration.
  let arguments: @Sendable (_ folder: String) -> [String]
  /// The configuration, by the names of its files: what is shipped, with the test's socket and address.
  let configuration: @Sendable (WebServerPlacement) throws -> [String: String]

  var testDescription: String { name }

  static let all = [nginxPlain, nginxKept, apache, lighttpd, caddy, haproxy, h2o]

  /// All but some, which have a test of their own that says what they do instead.
  static func all(but others: WebServer...) -> [WebServer] {
    all.filter { server in !others.contains { $0.name == server.name } }
  }

  /// - Throws: what cancels the test, if the server isn't installed.
  func requireInstalled() throws {
    guard !FileManager.default.isExecutableFile(atPath: executable) else { return }
    try Test.cancel("there is no \(name) (package \(package)); Tests/run installs it")
  }
}

/// Where a test's web server and its application listen, and where they may write.
struct WebServerPlacement: Sendable {
  let folder: String
  let host: String
  let port = 8080

  var socket: String { folder + "/application.sock" }
  var address: ServerAddress { .tcp(host: host, port: port) }

  /// An address in 127.0.0.0/8 of the test's own: all of them lead to this machine.
  init(folder: String) {
    self.folder = folder
    let numbers = (0..<3).map { _ in UInt8.random(in: 1...254) }
    host = "127.\(numbers[0]).\(numbers[1]).\(numbers[2])"
  }
}
