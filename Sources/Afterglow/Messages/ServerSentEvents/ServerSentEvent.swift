/// One event of a stream (HTML, section 9.2.6).
public struct ServerSentEvent: Hashable, Sendable {
  /// What the client gets; any text.
  ///
  /// Each of its lines is a `data` field, so CR LF and CR arrive as LF.
  public var data: String

  /// The event's type, for `addEventListener`; `message` if there is none.
  public var event: String?

  /// What the client sends as `Last-Event-ID` when it connects again; see ``Request/lastEventID``.
  public var id: String?

  /// How long the client waits before it connects again, from now on; sent in milliseconds.
  public var retry: Duration?

  /// An event.
  ///
  /// - Parameters:
  ///   - data: what the client gets.
  ///   - event: its type; none by default, which is `message` to the client.
  ///   - id: its id; by default the one before stays the last.
  ///   - retry: how long the client waits before it connects again; by default as before.
  public init(data: String, event: String? = nil, id: String? = nil, retry: Duration? = nil) {
    self.data = data
    self.event = event
    self.id = id
    self.retry = retry
  }

  /// The event as it is sent.
  ///
  /// - Throws: ``ServerSentEventError`` for a type or an id with a line break or NUL, which would be another field, or
  ///   none, to the client.
  func encoded() throws(ServerSentEventError) -> String {
    var text = ""
    if let event { text += "event: \(try Self.line(event, of: "event"))\n" }
    if let id { text += "id: \(try Self.line(id, of: "id"))\n" }
    if let retry { text += "retry: \(Self.milliseconds(retry))\n" }
    for line in Self.lines(data) { text += "data: \(line)\n" }
    return text + "\n"
  }

  /// Whole milliseconds, of any duration there may be.
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

  /// The lines of a text, by any of the three line breaks of the format.
  static func lines(_ text: String) -> [Substring] {
    guard text.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else { return [text[...]] }
    // CR LF is one character.
    return text.split(omittingEmptySubsequences: false) { ["\n", "\r", "\r\n"].contains($0) }
  }
}

/// The type or the id of an event that can't be sent.
public struct ServerSentEventError: Error, Hashable, CustomStringConvertible {
  /// `event` or `id`.
  public let field: String

  /// The value that was refused.
  public let value: String

  /// What is wrong, with the value, and what to do.
  public var description: String {
    "An event's \(field) can't be \(value.debugDescription): it has a line break or NUL. Check or encode what goes into it."
  }
}
