/// Text with at most 30 combining marks in a row, the limit of stream-safe text (UAX #15, section 13).
///
/// Swift sorts the marks after a character whenever it hashes or compares a String, in a time quadratic in their
/// number. A client's text is checked here before it becomes a key of a service's dictionary. No written language
/// comes near the limit.
package enum StreamSafeText {
  /// The largest number of marks in a row.
  package static let markLimit = 30

  /// Finds the first run of too many marks, in linear time.
  ///
  /// - Parameter bytes: the text in UTF-8; invalid bytes don't count as marks.
  /// - Returns: the position of the run's first byte, or `nil` if there is no such run.
  package static func firstLongRun<Bytes: Collection>(in bytes: Bytes) -> Bytes.Index?
  where Bytes.Element == UInt8 {
    var position = bytes.startIndex
    var runStart = position
    var run = 0
    while position != bytes.endIndex {
      let start = position
      let lead = bytes[position]
      bytes.formIndex(after: &position)
      // The first mark is U+0300, whose first byte is 0xCC. Lower bytes are ASCII, other letters, or their
      // continuation bytes.
      guard lead >= 0xCC else {
        run = 0
        continue
      }
      let marks = markCount(takeScalar(lead, bytes, &position))
      if run == 0 { runStart = start }
      run = marks == 0 ? 0 : run + marks
      if run > markLimit { return runStart }
    }
    return nil
  }

  /// Takes the scalar that begins with this byte; returns 0 if it is invalid.
  private static func takeScalar<Bytes: Collection>(
    _ lead: UInt8, _ bytes: Bytes, _ position: inout Bytes.Index
  ) -> UInt32 where Bytes.Element == UInt8 {
    let followers = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3
    var value = UInt32(lead) & (0x3F >> UInt32(followers))
    for _ in 0..<followers {
      guard position != bytes.endIndex, bytes[position] & 0xC0 == 0x80 else { return 0 }
      value = value << 6 | UInt32(bytes[position] & 0x3F)
      bytes.formIndex(after: &position)
    }
    return value
  }

  /// Returns the number of marks that a scalar decomposes into.
  private static func markCount(_ value: UInt32) -> Int {
    switch value {
    // These scalars decompose into two marks each.
    case 0x0344, 0x0F73, 0x0F75, 0x0F81: return 2
    default:
      guard let scalar = Unicode.Scalar(value) else { return 0 }
      return scalar.properties.canonicalCombiningClass == .notReordered ? 0 : 1
    }
  }
}
