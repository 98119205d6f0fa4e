import Synchronization

/// A writer for the body of a streamed response.
public final class ResponseBodyWriter: Sendable {
  /// The form of JSON.
  let json: JSONOptions

  private let sink: @Sendable ([UInt8]) throws -> Void
  private let peerIsGone: @Sendable () -> Bool
  private let failed = Atomic(false)
  private let foundGone = Atomic(false)

  init(
    json: JSONOptions = JSONOptions(), peerIsGone: @escaping @Sendable () -> Bool = { false },
    sink: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    self.json = json
    self.peerIsGone = peerIsGone
    self.sink = sink
  }

  /// Sends bytes to the client and returns when the web server has taken them.
  ///
  /// - Throws: ``ClientDisconnectedError`` if the web server takes no more bytes, usually because the client went away.
  public func write(_ bytes: [UInt8]) throws(ClientDisconnectedError) {
    guard !bytes.isEmpty else { return }
    try send(bytes)
  }

  /// Sends the response's head, which is otherwise sent with the first bytes.
  func sendHead() throws(ClientDisconnectedError) {
    try send([])
  }

  private func send(_ bytes: [UInt8]) throws(ClientDisconnectedError) {
    do {
      try sink(bytes)
    } catch {
      failed.store(true, ordering: .relaxed)
      throw ClientDisconnectedError(reason: "\(error)")
    }
  }

  /// Sends a text in UTF-8, like ``write(_:)-([UInt8])``.
  ///
  /// - Throws: ``ClientDisconnectedError`` if the web server takes no more bytes.
  public func write(_ text: String) throws(ClientDisconnectedError) {
    try write(Array(text.utf8))
  }

  /// Whether a write has failed or the web server has closed the connection.
  ///
  /// The connection is checked at each access, as for ``Request/clientIsGone``.
  public var clientIsGone: Bool {
    if !clientWasFoundGone, peerIsGone() { foundGone.store(true, ordering: .relaxed) }
    return clientWasFoundGone
  }

  /// Whether a write has failed.
  var writeHasFailed: Bool { failed.load(ordering: .relaxed) }

  /// Whether a write has failed or ``clientIsGone`` has been `true`, so that an error of the closure may be a
  /// consequence.
  var clientWasFoundGone: Bool { writeHasFailed || foundGone.load(ordering: .relaxed) }
}

/// An error of sending a response: the client or the web server has gone away.
public struct ClientDisconnectedError: Error, CustomStringConvertible {
  /// The connection's error.
  public let reason: String

  /// A description of the error in one line.
  public var description: String { "The client has gone away: \(reason)" }
}
