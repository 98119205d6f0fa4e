import AfterglowTesting
import FastCGI
import Logging

/// A `FastCGIServer` in this process, with a closure as its responder, for the time of a test.
struct TestServer: Sendable {
  typealias Respond = @Sendable (RequestExchange, WorkerContext) async -> WorkAfterFinish?

  let server: FastCGIServer
  let address: ServerAddress

  var client: FastCGIClient { FastCGIClient(address: address) }

  /// Runs a closure with a server, which is stopped afterwards.
  ///
  /// It has one worker, unless the configuration says otherwise, so that a worker that came to grief would show at
  /// the next request.
  nonisolated(nonsending) static func run<Value>(
    configuration: ServerConfiguration = ServerConfiguration(workers: 1, gracefulTimeout: .seconds(10)),
    overTCP: Bool = false,
    respond: @escaping Respond,
    _ body: nonisolated(nonsending) (TestServer) async throws -> Value
  ) async throws -> Value {
    let folder = try TestFolder()
    let (socket, address) = try open(overTCP: overTCP, in: folder)
    let server = try FastCGIServer(
      socket: socket, configuration: configuration, responder: ClosureResponder(respond: respond),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let running = Task { try await server.run() }
    let value: Value
    do {
      value = try await body(TestServer(server: server, address: address))
    } catch {
      server.stop()
      _ = try? await running.value
      throw error
    }
    server.stop()
    try await running.value
    return value
  }

  private static func open(
    overTCP: Bool, in folder: TestFolder
  ) throws -> (ListeningSocket, ServerAddress) {
    guard overTCP else {
      let path = folder.path("server.sock")
      return (try ListeningSocket.open(at: .unix(path: path)), .unix(path: path))
    }
    let socket = try ListeningSocket.open(at: .tcp(host: "127.0.0.1", port: 0))
    return (socket, socket.address)
  }
}

struct ClosureResponder: Responder {
  let respond: TestServer.Respond

  func respond(to exchange: RequestExchange, on worker: WorkerContext) async -> WorkAfterFinish? {
    await respond(exchange, worker)
  }
}

extension RequestExchange {
  /// Writes a whole response of text; failures are left to the test's other side.
  func answer(_ text: String) {
    try? write(Array("Content-Type: text/plain\r\n\r\n\(text)".utf8))
  }

  /// Reads stdin to its end, with a buffer of a given size.
  func readAllOfStdin(bufferSize: Int = stdinChunkSize) throws(ExchangeError) -> [UInt8] {
    var whole: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 1)
    defer { buffer.deallocate() }
    while true {
      let count = try readStdin(into: buffer)
      if count == 0 { return whole }
      whole += buffer.prefix(count)
    }
  }
}
