/// An entity tag: the name of one version of a resource (RFC 9110, section 8.8.3).
///
///     EntityTag(opaque: "v7")                  // "v7"
///     EntityTag(opaque: "v7", isWeak: true)    // W/"v7"
///
/// Two tags are the same if their bytes are: `é` in two forms of Unicode makes two tags.
public struct EntityTag: Hashable, Sendable, CustomStringConvertible {
  /// Whether the tag only says that two versions mean the same, not that their bytes are the same.
  public let isWeak: Bool
  /// The text between the quotes.
  public let opaque: String

  /// Creates a tag.
  ///
  /// - Parameters:
  ///   - opaque: The text between the quotes: no quote, no space and no control character.
  ///   - isWeak: Whether the tag is a weak one; a strong one by default, which `If-Match` needs.
  public init(opaque: String, isWeak: Bool = false) {
    precondition(
      opaque.utf8.allSatisfy(Self.isOpaqueByte), "\(opaque.debugDescription) can't be an entity tag")
    self.opaque = opaque
    self.isWeak = isWeak
  }

  /// Reads the value of a header field that is a single tag; `nil` if it is something else.
  public init?(fieldValue: String) {
    var reader = Reader(fieldValue)
    guard let tag = reader.takeTag(), reader.isAtEnd else { return nil }
    self = tag
  }

  /// The value of a header field: `"v7"` or `W/"v7"`.
  public var description: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }

  /// Whether both are strong and the same (section 8.8.3.2).
  public func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && self == other }

  /// Whether both are the same, weak or strong (section 8.8.3.2).
  public func matchesWeakly(_ other: EntityTag) -> Bool { opaque.utf8.elementsEqual(other.opaque.utf8) }

  /// Compares bytes: Swift's own comparison takes two forms of a character for the same.
  public static func == (first: EntityTag, second: EntityTag) -> Bool {
    first.isWeak == second.isWeak && first.matchesWeakly(second)
  }

  /// Hashes what is compared.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(isWeak)
    for byte in opaque.utf8 { hasher.combine(byte) }
  }

  /// Section 8.8.3: etagc.
  fileprivate static func isOpaqueByte(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte != 0x7F && byte != UInt8(ascii: "\"")
  }
}

extension EntityTag {
  /// The value of `If-Match` or `If-None-Match` (RFC 9110, sections 13.1.1 and 13.1.2).
  enum List: Equatable {
    /// `*`: any version.
    case any
    /// These versions; none if the value is malformed.
    case tags([EntityTag])

    /// Reads a field's value.
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

    /// Whether one of the tags is that of the version.
    func contains(_ tag: EntityTag?, by matches: (EntityTag) -> (EntityTag) -> Bool) -> Bool {
      switch self {
      case .any: true
      case .tags(let tags): tag.map { tag in tags.contains { matches($0)(tag) } } ?? false
      }
    }
  }

  /// Reads tags byte by byte: to Swift a quote with a combining character behind it is another character.
  private struct Reader {
    private var rest: Substring.UTF8View

    init(_ value: String) { rest = Substring(value).utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// Reads a list (section 5.6.1), whose tags may have commas within; `nil` if it is malformed.
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
