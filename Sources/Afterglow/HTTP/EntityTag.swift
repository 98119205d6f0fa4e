/// An entity tag: names one version of what is to be had (RFC 9110, section 8.8.3).
struct EntityTag: Hashable, CustomStringConvertible {
  /// Whether it only says that two versions mean the same, not that their bytes are the same.
  let isWeak: Bool
  /// What stands between the quotes.
  let opaque: String

  init(opaque: String, isWeak: Bool = false) {
    self.opaque = opaque
    self.isWeak = isWeak
  }

  /// As in a header field.
  var description: String { (isWeak ? "W/" : "") + "\"\(opaque)\"" }

  /// Section 8.8.3.2.
  func matchesStrongly(_ other: EntityTag) -> Bool { !isWeak && self == other }

  /// Section 8.8.3.2.
  func matchesWeakly(_ other: EntityTag) -> Bool { opaque == other.opaque }
}

extension EntityTag {
  /// What `If-Match` and `If-None-Match` hold (RFC 9110, sections 13.1.1 and 13.1.2).
  enum List: Equatable {
    /// `*`: any version.
    case any
    case tags([EntityTag])

    /// Reads a field's value; one that is malformed names no version.
    init(_ value: String) {
      if value == "*" {
        self = .any
      } else {
        self = .tags(EntityTag.list(value) ?? [])
      }
    }
  }

  /// Reads a field's value that is a single tag.
  init?(fieldValue: String) {
    var rest = fieldValue[...]
    guard let tag = Self.take(from: &rest), rest.isEmpty else { return nil }
    self = tag
  }

  /// Reads a list (section 5.6.1), whose tags may have commas within.
  private static func list(_ value: String) -> [EntityTag]? {
    var tags: [EntityTag] = []
    var rest = value[...]
    while true {
      rest = rest.drop { " \t,".contains($0) }
      if rest.isEmpty { return tags }
      guard let tag = take(from: &rest) else { return nil }
      tags.append(tag)
      rest = rest.drop { " \t".contains($0) }
      guard rest.isEmpty || rest.first == "," else { return nil }
    }
  }

  private static func take(from text: inout Substring) -> EntityTag? {
    let isWeak = text.hasPrefix("W/")
    let quoted = text.dropFirst(isWeak ? 2 : 0)
    guard quoted.first == "\"" else { return nil }
    let opaque = quoted.dropFirst().prefix { $0 != "\"" }
    guard opaque.endIndex < text.endIndex, opaque.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      return nil
    }
    text = text[text.index(after: opaque.endIndex)...]
    return EntityTag(opaque: String(opaque), isWeak: isWeak)
  }
}
