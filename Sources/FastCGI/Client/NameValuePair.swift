/// A param of a request, or a variable of a management record (FastCGI 1.0, section 3.4).
public struct NameValuePair: Hashable, Sendable {
  /// The error for bytes that are not a list of name-value pairs.
  public struct Malformed: Error, Hashable, CustomStringConvertible {
    /// The offset of the pair that could not be decoded.
    public let offset: Int

    /// A sentence for failure messages.
    public var description: String { "the name-value pair at byte \(offset) is cut off or not UTF-8" }
  }

  /// The name, such as `REQUEST_METHOD`.
  public var name: String
  /// The value; empty for a param that is present without a value.
  public var value: String

  /// Creates a pair.
  ///
  /// - Parameters:
  ///   - name: the name, such as `REQUEST_METHOD`.
  ///   - value: the value, of any length below 2³¹ bytes.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// The encoded bytes of the pair.
  public var encoded: [UInt8] {
    Self.encodedLength(name.utf8.count) + Self.encodedLength(value.utf8.count) + Array(name.utf8)
      + Array(value.utf8)
  }

  /// Encodes a length in one or four bytes.
  static func encodedLength(_ length: Int) -> [UInt8] {
    precondition(length <= Int32.max, "a name or value is shorter than 2³¹ bytes")
    // Section 3.4: lengths up to 127 take one byte, longer ones four bytes with the high bit of the first set.
    guard length > 127 else { return [UInt8(length)] }
    return [UInt8(length >> 24) | 0x80] + [16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) }
  }

  /// Decodes a whole stream of pairs, for tests that play the application.
  ///
  /// - Parameter bytes: the concatenated contents of the stream's records.
  /// - Returns: the pairs in the order in which they came.
  /// - Throws: ``Malformed`` if a pair is cut off or is not UTF-8.
  public static func decode(_ bytes: [UInt8]) throws(Malformed) -> [NameValuePair] {
    var pairs: [NameValuePair] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let offset = rest.startIndex
      guard let nameLength = takeLength(from: &rest), let valueLength = takeLength(from: &rest),
        let name = takeString(nameLength, from: &rest), let value = takeString(valueLength, from: &rest)
      else { throw Malformed(offset: offset) }
      pairs.append(NameValuePair(name: name, value: value))
    }
    return pairs
  }

  private static func takeLength(from bytes: inout ArraySlice<UInt8>) -> Int? {
    guard let first = bytes.first else { return nil }
    let size = first & 0x80 == 0 ? 1 : 4
    guard bytes.count >= size else { return nil }
    defer { bytes.removeFirst(size) }
    return bytes.prefix(size).dropFirst().reduce(Int(first & 0x7F)) { $0 << 8 | Int($1) }
  }

  private static func takeString(_ length: Int, from bytes: inout ArraySlice<UInt8>) -> String? {
    guard bytes.count >= length else { return nil }
    defer { bytes.removeFirst(length) }
    return String(validating: bytes.prefix(length), as: UTF8.self)
  }
}
