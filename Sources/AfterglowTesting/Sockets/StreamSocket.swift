import Dispatch
import FastCGI

/// A connected stream socket with a deadline for every wait.
///
/// Calls that wait run on two serial queues of the socket, one per direction, never on the cooperative pool: tests run
/// in parallel on few threads, and a blocked thread could stop the test that would unblock it.
final class StreamSocket: Sendable {
  var peer: ServerAddress { connection.peer }
  private let connection: ClientConnection
  private let reading = DispatchQueue(label: "afterglow.testing.reading")
  private let writing = DispatchQueue(label: "afterglow.testing.writing")

  private init(_ connection: ClientConnection) {
    self.connection = connection
  }

  static func connect(
    to address: ServerAddress, within duration: Duration
  ) async throws(ConnectionError) -> StreamSocket {
    let queue = DispatchQueue(label: "afterglow.testing.connecting")
    let deadline = Deadline(within: duration)
    let connection = try await perform(on: queue) { () throws(ConnectionError) in
      try ClientConnection.open(to: address, until: deadline)
    }
    return StreamSocket(connection)
  }

  func send(_ bytes: [UInt8], within duration: Duration) async throws(ConnectionError) {
    let deadline = Deadline(within: duration)
    try await Self.perform(on: writing) { [connection] () throws(ConnectionError) in
      try connection.send(bytes, until: deadline)
    }
  }

  /// Waits for bytes or for the end of the stream; throws if the deadline passes.
  func receive(
    expecting expected: String, until deadline: Deadline
  ) async throws(ConnectionError) -> ClientConnection.Arrival {
    try await Self.perform(on: reading) { [connection] () throws(ConnectionError) in
      try connection.receive(expecting: expected, until: deadline)
    }
  }

  func shutdownWriting() async throws(ConnectionError) {
    try await Self.perform(on: writing) { [connection] () throws(ConnectionError) in
      try connection.shutdownWriting()
    }
  }

  func close() async {
    // So that closing doesn't wait for the deadlines of running calls.
    connection.interrupt()
    await finish()
  }

  func reset() async {
    connection.resetOnClose()
    await finish()
  }

  /// Closes the descriptor after the running calls, so that none of them uses a descriptor that has been reused.
  private func finish() async {
    await withCheckedContinuation { continuation in
      writing.async { [reading, connection] in
        reading.async {
          connection.close()
          continuation.resume()
        }
      }
    }
  }

  private static func perform<Value: Sendable>(
    on queue: DispatchQueue, _ work: @escaping @Sendable () throws(ConnectionError) -> Value
  ) async throws(ConnectionError) -> Value {
    let result: Result<Value, ConnectionError> = await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: Result(catching: work)) }
    }
    return try result.get()
  }
}
