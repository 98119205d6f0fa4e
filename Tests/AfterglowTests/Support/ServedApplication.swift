import AfterglowTesting
import FastCGI
import Logging

@testable import Afterglow

/// An application served over FastCGI by workers in the test's own process, on a TCP port of its own.
enum ServedApplication {
  static func serve<Result>(
    _ app: Application, workers: Int = 1, limits: RequestLimits = RequestLimits(), accessLog: Bool = false,
    _ body: (FastCGIClient) async throws -> Result
  ) async throws -> Result {
    let socket = try ListeningSocket.open(at: .tcp(host: "127.0.0.1", port: 0))
    guard case .tcp(let host, let port) = socket.address else { throw TestError() }
    let responder = ApplicationResponder(
      service: try app.service(limits: limits, logLevel: nil, accessLog: accessLog))
    let server = try FastCGIServer(
      socket: socket, configuration: ServerConfiguration(workers: workers), responder: responder,
      logger: app.logger)
    app.statusBoard.serve(server, managedBy: nil)
    async let run: Void = server.run()
    do {
      let result = try await body(FastCGIClient(address: .tcp(host: host, port: port)))
      server.stop()
      try await run
      return result
    } catch {
      server.stop()
      try await run
      throw error
    }
  }
}
