import AfterglowTesting

/// Where a test's web server listens, and where it may write.
struct WebServerPlacement: Sendable {
  let folder: String
  let host: String
  let port: UInt16

  var socket: String { folder + "/application.sock" }
  var address: ServerAddress { .tcp(host: host, port: port) }

  /// An address in 127.0.0.0/8 of the test's own: all of them lead to this machine, so tests don't meet on a port.
  ///
  /// The port is below those that the system gives to connections.
  init(folder: String) {
    self.folder = folder
    let numbers = (0..<3).map { _ in UInt8.random(in: 1...254) }
    host = "127.\(numbers[0]).\(numbers[1]).\(numbers[2])"
    port = UInt16.random(in: 10_000..<30_000)
  }
}
