/// Takes the events of a stream.
public struct EventWriter: Sendable {
  let body: ResponseBodyWriter

  /// Sends an event, which is on its way to the client when this returns.
  ///
  /// - Throws: ``ServerSentEventError`` for a type or an id with a line break or NUL; ``ClientDisconnectedError`` if the
  ///   client has gone away.
  public func send(_ event: ServerSentEvent) throws {
    try body.write(event.encoded())
  }

  /// Sends an event with these data.
  ///
  /// - Throws: as ``send(_:)`` does.
  public func send(data: String, event: String? = nil, id: String? = nil) throws {
    try send(ServerSentEvent(data: data, event: event, id: id))
  }

  /// Sends an event whose data are a value as JSON.
  ///
  /// - Throws: what the encoder throws; else as ``send(_:)`` does.
  public func send(json value: some Encodable, event: String? = nil, id: String? = nil) throws {
    let json = String(decoding: try JSONContent.encode(value), as: UTF8.self)
    try send(ServerSentEvent(data: json, event: event, id: id))
  }

  /// Sends a comment, which clients pass over.
  ///
  /// - Throws: ``ClientDisconnectedError`` if the client has gone away.
  public func comment(_ text: String = "") throws(ClientDisconnectedError) {
    let lines = ServerSentEvent.lines(text).map { ": \($0)\n" }.joined()
    try body.write(lines + "\n")
  }

  /// Whether a write has failed because nobody takes the stream any more.
  public var clientIsGone: Bool { body.clientIsGone }
}
