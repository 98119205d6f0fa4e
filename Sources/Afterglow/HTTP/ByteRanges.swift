/// What of a file's bytes a `Range` field asks for (RFC 9110, section 14.2).
enum ByteRanges: Equatable {
  /// All: there is no such field, it is not understood, or what it asks for had better be sent whole.
  case whole
  /// These parts, none of them empty, in the order in which they were asked for.
  case parts([Range<Int>])
  /// Nothing that is there.
  case unsatisfiable

  /// More parts than this are answered with the whole: each costs a head and a read, and whoever asks for a thousand
  /// of one byte means no good (section 14.2 allows to ignore the field).
  static let maxParts = 16

  /// Reads a field's value.
  ///
  /// - Parameters:
  ///   - value: the value, if there is one.
  ///   - length: how many bytes the file has.
  init(_ value: String?, of length: Int) {
    guard let value, let specifiers = Self.specifiers(value), specifiers.count <= Self.maxParts else {
      self = .whole
      return
    }
    let parts = specifiers.compactMap { $0.range(in: length) }
    // A suffix of nothing is all of it, and there is no Content-Range for that.
    if length == 0, specifiers.contains(where: \.isNonEmptySuffix) {
      self = .whole
    } else if parts.isEmpty {
      self = .unsatisfiable
    } else {
      // Parts that overlap would come to more than the whole.
      self = parts.map(\.count).reduce(0, +) > length ? .whole : .parts(parts)
    }
  }

  private static func specifiers(_ value: String) -> [Specifier]? {
    let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].lowercased() == "bytes" else { return nil }
    // Section 5.6.1.2: a recipient accepts empty elements, within reason.
    let elements = parts[1].split(separator: ",", maxSplits: 2 * maxParts).map { $0.trimming(" \t") }
      .filter { !$0.isEmpty }
    let specifiers = elements.compactMap(Specifier.init)
    return specifiers.isEmpty || specifiers.count < elements.count ? nil : specifiers
  }
}

/// One element of the field (RFC 9110, section 14.1.1).
private enum Specifier {
  case from(Int, through: Int)
  case last(Int)

  init?(_ text: Substring) {
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard ends.count == 2 else { return nil }
    if ends[0].isEmpty {
      guard let count = Self.position(ends[1]) else { return nil }
      self = .last(count)
    } else {
      guard let first = Self.position(ends[0]) else { return nil }
      guard let last = ends[1].isEmpty ? Int.max : Self.position(ends[1]), last >= first else { return nil }
      self = .from(first, through: last)
    }
  }

  var isNonEmptySuffix: Bool {
    if case .last(let count) = self { count > 0 } else { false }
  }

  /// What there is of it, if anything (section 14.1.2).
  func range(in length: Int) -> Range<Int>? {
    switch self {
    case .from(let first, let last):
      guard first < length else { return nil }
      return first..<(last < length ? last + 1 : length)
    case .last(let count):
      return count > 0 && length > 0 ? max(0, length - count)..<length : nil
    }
  }

  /// A position too large for a number is behind every file's end.
  private static func position(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return Int(text) ?? Int.max
  }
}

extension Substring {
  /// Without these characters at its ends.
  fileprivate func trimming(_ characters: String) -> Substring {
    var text = drop { characters.contains($0) }
    while let last = text.last, characters.contains(last) { text.removeLast() }
    return text
  }
}
