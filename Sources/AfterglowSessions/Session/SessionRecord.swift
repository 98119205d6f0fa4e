#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The stored form of a session.
public struct SessionRecord: Sendable, Equatable, Codable {
  /// The time at which the session began.
  public let created: Date

  /// The time at which the session was last used, to within a tenth of its idle time-out.
  public internal(set) var lastUsed: Date

  /// The session's values as JSON, by name.
  public internal(set) var values: [String: String]

  /// Creates a session without values that begins now.
  init(created: Date) {
    self.created = created
    self.lastUsed = created
    self.values = [:]
  }

  // One letter each, to save room in a cookie.
  private enum CodingKeys: String, CodingKey {
    case created = "c"
    case lastUsed = "u"
    case values = "v"
  }
}

/// The changes that a request made to a session.
///
/// A store applies them to its current version, so that the changes of two requests at the same time are both kept. If
/// both change the same value, the last one wins.
public struct SessionChanges: Sendable, Equatable {
  /// The changed values as JSON; `nil` for removed ones.
  public internal(set) var values: [String: String?] = [:]

  /// The time of the last use; `nil` if the stored one is recent enough.
  public internal(set) var lastUsed: Date?

  var isEmpty: Bool { values.isEmpty && lastUsed == nil }

  /// Returns a record with the changes.
  public func applied(to record: SessionRecord) -> SessionRecord {
    var record = record
    for (name, value) in values { record.values[name] = value }
    if let lastUsed { record.lastUsed = max(record.lastUsed, lastUsed) }
    return record
  }
}
