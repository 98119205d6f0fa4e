import Synchronization

/// Takes the body of a streamed response.
public final class ResponseBodyWriter: Sendable {
  private let sink: @Sendable ([UInt8]) throws -> Void
  private let clientGone = Atomic(false)

  init(sink: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.sink = sink
  }

  /// Sends these bytes on their way to the client and returns when the web server has taken them.
  ///
  /// - Throws: ``ClientDisconnectedError`` if the web server takes no more, usually because the client went away.
  public func write(_ bytes: [UInt8]) throws(ClientDisconnectedError) {
    guard !bytes.isEmpty else { return }
    try send(bytes)
  }

  /// Sends the response's head, which otherwise goes with the first bytes.
  func sendHead() throws(ClientDisconnectedError) {
    try send([])
  }

  private func send(_ bytes: [UInt8]) throws(ClientDisconnectedError) {
    do {
      try sink(bytes)
    } catch {
      clientGone.store(true, ordering: .relaxed)
      throw ClientDisconnectedError(reason: "\(error)")
    }
  }

  /// Sends a text as UTF-8, as ``write(_:)-([UInt8])`` does.
  ///
  /// - Throws: ``ClientDisconnectedError``.
  public func write(_ text: String) throws(ClientDisconnectedError) {
    try write(Array(text.utf8))
  }

  /// Whether a write has failed because nobody takes the response any more.
  public var clientIsGone: Bool { clientGone.load(ordering: .relaxed) }
}

/// The response can't be sent any further: the client, or the web server, has gone away.
public struct ClientDisconnectedError: Error, CustomStringConvertible {
  /// What the connection reported.
  public let reason: String

  /// One line.
  public var description: String { "The client has gone away: \(reason)" }
}
