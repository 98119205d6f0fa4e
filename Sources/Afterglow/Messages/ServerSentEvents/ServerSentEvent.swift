/// One event of a stream (HTML, section 9.2.6).
public struct ServerSentEvent: Hashable, Sendable {
  /// The data; any text.
  ///
  /// Each line is sent as a `data` field, so that CR LF and CR arrive as LF.
  public var data: String

  /// The event's type, for `addEventListener`; clients take `nil` for `message`.
  public var event: String?

  /// The event's id, which the client sends as `Last-Event-ID` when it reconnects; see ``Request/lastEventID``.
  public var id: String?

  /// The time that the client waits before it reconnects, from this event on; sent in milliseconds.
  public var retry: Duration?

  /// Creates an event.
  ///
  /// - Parameters:
  ///   - data: the data.
  ///   - event: the event's type; `nil` by default, which clients take for `message`.
  ///   - id: the event's id; `nil` by default, which leaves the client's last id unchanged.
  ///   - retry: the time that the client waits before it reconnects; `nil` by default, which leaves it unchanged.
  public init(data: String, event: String? = nil, id: String? = nil, retry: Duration? = nil) {
    self.data = data
    self.event = event
    self.id = id
    self.retry = retry
  }

  /// Returns the event in the stream's format.
  ///
  /// - Throws: ``ServerSentEventError`` if the type or id has a line break or NUL, which would forge a field or void
  ///   this one.
  func encoded() throws(ServerSentEventError) -> String {
    var text = ""
    if let event { text += "event: \(try Self.line(event, of: "event"))\n" }
    if let id { text += "id: \(try Self.line(id, of: "id"))\n" }
    if let retry { text += "retry: \(Self.milliseconds(retry))\n" }
    for line in Self.lines(data) { text += "data: \(line)\n" }
    return text + "\n"
  }

  /// Returns a duration in whole milliseconds, limited to 0 and `Int64.max`.
  private static func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    if seconds < 0 { return 0 }
    let (whole, isTooMuch) = seconds.multipliedReportingOverflow(by: 1000)
    let (milliseconds, isMoreStill) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
    return isTooMuch || isMoreStill ? .max : max(0, milliseconds)
  }

  private static func line(_ text: String, of field: String) throws(ServerSentEventError) -> String {
    guard !text.utf8.contains(where: { [0, 0x0A, 0x0D].contains($0) }) else {
      throw ServerSentEventError(field: field, value: text)
    }
    return text
  }

  /// Returns the lines of a text, split at any of the format's three line breaks.
  static func lines(_ text: String) -> [Substring] {
    guard text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return [text[...]] }
    // `Character` takes CR LF for one.
    return text.split(omittingEmptySubsequences: false) { ["\n", "\r", "\r\n"].contains($0) }
  }
}

/// An error about an event's type or id that can't be sent.
public struct ServerSentEventError: Error, Hashable, CustomStringConvertible {
  /// The field: `event` or `id`.
  public let field: String

  /// The refused value.
  public let value: String

  /// A description of the error, with the value and a remedy.
  public var description: String {
    "An event's \(field) can't be \(value.debugDescription): it has a line break or NUL. Check or encode what goes into it."
  }
}
