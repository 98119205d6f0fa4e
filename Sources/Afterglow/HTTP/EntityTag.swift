/// An entity tag, which names a version of a resource (RFC 9110, section 8.8.3).
///
///     EntityTag(opaque: "v7")                  // "v7"
///     EntityTag(opaque: "v7", isWeak: true)    // W/"v7"
///
/// Tags are compared as bytes: `é` in two Unicode forms makes two tags.
public struct EntityTag: Hashable, Sendable, CustomStringConvertible {
  /// Whether the tag is weak: versions with equal tags are equivalent, but their bytes may differ.
  public let isWeak: Bool
  /// The text between the quotation marks.
  public let opaque: String

  /// Creates a tag.
  ///
  /// - Parameters:
  ///   - opaque: the text between the quotation marks, without quotation marks, spaces and control characters.
  ///   - isWeak: whether the tag is weak; `false` by default. `If-Match` needs a strong tag.
  public init(opaque: String, isWeak: Bool = false) {
    precondition(
      opaque.utf8.allSatisfy(Self.isOpaqueByte), "\(opaque.debugDescription) can't be an entity tag")
    self.opaque = opaque
    self.isWeak = isWeak
  }

  /// Parses the value of a header field with a single tag; `nil` if it is malformed.
  public init?(fieldValue: String) {
    var reader = Reader(fieldValue)
    guard let tag = reader.takeTag(), reader.isAtEnd else { return nil }
    self = tag
  }

  /// The tag as the value of a header field: `"v7"` or `W/"v7"`.
  public var description: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }

  /// Returns whether both tags are strong and equal (RFC 9110, section 8.8.3.2).
  public func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && self == other }

  /// Returns whether both texts are equal, no matter whether the tags are weak (RFC 9110, section 8.8.3.2).
  public func matchesWeakly(_ other: EntityTag) -> Bool { opaque.utf8.elementsEqual(other.opaque.utf8) }

  /// Compares bytes, because Swift takes two Unicode forms of a character for equal.
  public static func == (first: EntityTag, second: EntityTag) -> Bool {
    first.isWeak == second.isWeak && first.matchesWeakly(second)
  }

  /// Hashes the compared bytes.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(isWeak)
    for byte in opaque.utf8 { hasher.combine(byte) }
  }

  /// Whether a byte is an etagc (RFC 9110, section 8.8.3).
  fileprivate static func isOpaqueByte(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != 0x7F && byte != UInt8(ascii: "\"")
  }
}

extension EntityTag {
  /// The value of `If-Match` or `If-None-Match` (RFC 9110, sections 13.1.1 and 13.1.2).
  enum List: Equatable {
    /// `*`: any version.
    case any
    /// These versions; empty if the value is malformed.
    case tags([EntityTag])

    /// Parses a field's value.
    init(_ value: String) {
      if value == "*" {
        self = .any
      } else {
        var reader = Reader(value)
        self = .tags(reader.takeList() ?? [])
      }
    }

    /// Whether the value is neither `*` nor a list of tags.
    var isMalformed: Bool { self == .tags([]) }

    /// Returns whether one of the tags matches that of a version.
    func contains(_ tag: EntityTag?, by matches: (EntityTag) -> (EntityTag) -> Bool) -> Bool {
      switch self {
      case .any: true
      case .tags(let tags): tag.map { tag in tags.contains { matches($0)(tag) } } ?? false
      }
    }
  }

  /// Parses tags byte by byte: to Swift, a quotation mark followed by a combining character is another character.
  private struct Reader {
    private var rest: Substring.UTF8View

    init(_ value: String) { rest = Substring(value).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// Parses a list (RFC 9110, section 5.6.1), whose tags may contain commas; `nil` if it is malformed.
    mutating func takeList() -> [EntityTag]? {
      var tags: [EntityTag] = []
      while true {
        skip(" \t,")
        if isAtEnd { return tags }
        guard let tag = takeTag() else { return nil }
        tags.append(tag)
        skip(" \t")
        guard isAtEnd || rest.first == UInt8(ascii: ",") else { return nil }
      }
    }

    mutating func takeTag() -> EntityTag? {
      let isWeak = rest.starts(with: "W/".utf8)
      let quoted = rest.dropFirst(isWeak ? 2 : 0)
      guard quoted.first == UInt8(ascii: "\"") else { return nil }
      let opaque = quoted.dropFirst().prefix(while: EntityTag.isOpaqueByte)
      guard opaque.endIndex < quoted.endIndex, quoted[opaque.endIndex] == UInt8(ascii: "\"") else {
        return nil
      }
      rest = quoted[quoted.index(after: opaque.endIndex)...]
      return EntityTag(opaque: String(Substring(opaque)), isWeak: isWeak)
    }

    private mutating func skip(_ bytes: String) { rest = rest.drop { bytes.utf8.contains($0) } }
  }
}
