import Synchronization

/// Takes the body of a streamed response.
public final class ResponseBodyWriter: Sendable {
  private let sink: @Sendable ([UInt8]) throws -> Void
  private let peerIsGone: @Sendable () -> Bool
  private let failed = Atomic(false)
  private let foundGone = Atomic(false)

  init(
    peerIsGone: @escaping @Sendable () -> Bool = { false }, sink: @escaping @Sendable ([UInt8]) throws -> Void
  ) {
    self.peerIsGone = peerIsGone
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
      failed.store(true, ordering: .relaxed)
      throw ClientDisconnectedError(reason: "\(error)")
    }
  }

  /// Sends a text as UTF-8, as ``write(_:)-([UInt8])`` does.
  ///
  /// - Throws: ``ClientDisconnectedError``.
  public func write(_ text: String) throws(ClientDisconnectedError) {
    try write(Array(text.utf8))
  }

  /// Whether nobody takes the response any more: a write has failed, or the web server has closed the connection.
  ///
  /// It looks anew each time, as ``Request/clientIsGone`` does.
  public var clientIsGone: Bool {
    if !clientWasFoundGone, peerIsGone() { foundGone.store(true, ordering: .relaxed) }
    return clientWasFoundGone
  }

  /// Whether a write has failed.
  var writeHasFailed: Bool { failed.load(ordering: .relaxed) }

  /// Whether the closure that produces the body could know, so that what it threw may be about that.
  var clientWasFoundGone: Bool { writeHasFailed || foundGone.load(ordering: .relaxed) }
}

/// The response can't be sent any further: the client, or the web server, has gone away.
public struct ClientDisconnectedError: Error, CustomStringConvertible {
  /// What the connection reported.
  public let reason: String

  /// One line.
  public var description: String { "The client has gone away: \(reason)" }
}
