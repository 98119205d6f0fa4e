#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What is kept of a session between requests.
public struct SessionRecord: Sendable, Equatable, Codable {
  /// When the session began.
  public let created: Date

  /// When it was last used, to within a tenth of its idle time-out.
  public internal(set) var lastUsed: Date

  /// Its values as JSON, by their names.
  public internal(set) var values: [String: String]

  /// A session without values that begins now.
  init(created: Date) {
    self.created = created
    self.lastUsed = created
    self.values = [:]
  }

  // One letter each, as they may have to find room in a cookie.
  private enum CodingKeys: String, CodingKey {
    case created = "c"
    case lastUsed = "u"
    case values = "v"
  }
}

/// What a request changed in a session.
///
/// A store applies it to what it has by then, so that of two requests at a time each one's changes are kept; where both
/// change the same value, the last one wins.
public struct SessionChanges: Sendable, Equatable {
  /// The values that have changed, as JSON; `nil` for those that were removed.
  public internal(set) var values: [String: String?] = [:]

  /// When the session was last used; `nil` if that is recent enough as it stands.
  public internal(set) var lastUsed: Date?

  var isEmpty: Bool { values.isEmpty && lastUsed == nil }

  /// The record with the changes.
  public func applied(to record: SessionRecord) -> SessionRecord {
    var record = record
    for (name, value) in values { record.values[name] = value }
    if let lastUsed { record.lastUsed = max(record.lastUsed, lastUsed) }
    return record
  }
}
