/// The parts of a file that a `Range` field requests (RFC 9110, section 14.2).
enum ByteRanges: Equatable {
  /// The whole file: the field is missing or not understood, or the requested parts are better sent as a whole.
  case whole
  /// These non-empty parts, in the order of the request.
  case parts([Range<Int>])
  /// No part of the request is within the file.
  case unsatisfiable

  /// The maximum number of parts; a request for more is answered with the whole file.
  ///
  /// Each part costs a head and a read, and nobody needs a thousand parts of one byte. RFC 9110, section 14.2, allows a
  /// server to ignore the field.
  static let maxParts = 16

  /// Parses a field's value.
  ///
  /// - Parameters:
  ///   - value: the value; `nil` if there is no such field.
  ///   - length: the size of the file in bytes.
  init(_ value: String?, of length: Int) {
    guard let value, let specifiers = Self.specifiers(value), specifiers.count <= Self.maxParts else {
      self = .whole
      return
    }
    let parts = specifiers.compactMap { $0.range(in: length) }
    // A suffix of an empty file is the whole file, which no Content-Range can express.
    if length == 0, specifiers.contains(where: \.isNonEmptySuffix) {
      self = .whole
    } else if parts.isEmpty {
      self = .unsatisfiable
    } else {
      // Overlapping parts can add up to more than the whole.
      self = parts.map(\.count).reduce(0, +) > length ? .whole : .parts(parts)
    }
  }

  private static func specifiers(_ value: String) -> [Specifier]? {
    let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].lowercased() == "bytes" else { return nil }
    // RFC 9110, section 5.6.1.2: a recipient accepts a reasonable number of empty elements.
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

  /// Returns the part of the range that lies within the file; `nil` if there is none (RFC 9110, section 14.1.2).
  func range(in length: Int) -> Range<Int>? {
    switch self {
    case .from(let first, let last):
      guard first < length else { return nil }
      return first..<(last < length ? last + 1 : length)
    case .last(let count):
      return count > 0 && length > 0 ? max(0, length - count)..<length : nil
    }
  }

  /// Parses a position.
  ///
  /// One that is too large for `Int` is behind the end of every file.
  private static func position(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return Int(text) ?? Int.max
  }
}

extension Substring {
  /// Returns the text without these characters at its ends.
  fileprivate func trimming(_ characters: String) -> Substring {
    var text = drop { characters.contains($0) }
    while let last = text.last, characters.contains(last) { text.removeLast() }
    return text
  }
}

/// Several parts of a file as one body (RFC 9110, section 14.6).
struct MultipartByteRanges: Sendable {
  let parts: [Range<Int>]
  /// The whole file's length in bytes.
  let length: Int
  /// The file's media type.
  let contentType: String
  /// The boundary, whose 128 random bits almost certainly do not occur in the file.
  var boundary =
    String(UInt64.random(in: .min ... .max), radix: 16) + String(UInt64.random(in: .min ... .max), radix: 16)

  /// The media type of the whole body.
  var bodyType: String { "multipart/byteranges; boundary=\(boundary)" }

  /// The body's length in bytes.
  var bodyLength: Int {
    parts.reduce(end.utf8.count) { $0 + head(of: $1).utf8.count + $1.count }
  }

  /// Returns the lines before a part's bytes.
  func head(of part: Range<Int>) -> String {
    "\r\n--\(boundary)\r\nContent-Type: \(contentType)\r\nContent-Range: \(part.contentRange(of: length))\r\n\r\n"
  }

  /// The line after the last part's bytes.
  var end: String { "\r\n--\(boundary)--\r\n" }
}

extension Range<Int> {
  /// Returns the range in the notation of a `Content-Range` field (RFC 9110, section 14.4).
  func contentRange(of length: Int) -> String { "bytes \(lowerBound)-\(upperBound - 1)/\(length)" }
}
