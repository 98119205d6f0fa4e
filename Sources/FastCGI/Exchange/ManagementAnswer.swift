import CFastCGI

/// Answers to management records.
///
/// A pure value. libfcgi's own answer says `FCGI_MAX_CONNS` 1, carries bytes of its stack, and smashes that with four names
/// or more.
struct ManagementAnswer: Sendable {
  let capacity: ServerCapacity

  /// The answer to one record, or `nil` if none is due.
  ///
  /// - Parameters:
  ///   - type: the record's type.
  ///   - content: its content, whatever it holds.
  /// - Returns: the record, encoded.
  func record(to type: UInt8, content: ArraySlice<UInt8>) -> [UInt8]? {
    switch Int32(type) {
    case FCGI_GET_VALUES: return result(of: content)
    // Two sides that both don't know a type would go on telling each other for ever.
    case FCGI_UNKNOWN_TYPE: return nil
    default:
      // Section 4.2: the type that was not understood, and seven reserved bytes.
      return RecordBytes.header(type: FCGI_UNKNOWN_TYPE, requestID: 0, contentLength: 8)
        + [type, 0, 0, 0, 0, 0, 0, 0]
    }
  }

  /// Section 4.1: only what is known, once each, in the order of the question.
  private func result(of content: ArraySlice<UInt8>) -> [UInt8] {
    var answered: [String] = []
    var pairs: [UInt8] = []
    for name in Self.names(in: content) where !answered.contains(name) {
      guard let value = value(of: name) else { continue }
      answered.append(name)
      pairs += [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array((name + value).utf8)
    }
    let padding = -pairs.count & 7
    var header = RecordBytes.header(
      type: FCGI_GET_VALUES_RESULT, requestID: 0, contentLength: pairs.count)
    header[6] = UInt8(padding)
    return header + pairs + [UInt8](repeating: 0, count: padding)
  }

  private func value(of name: String) -> String? {
    switch name {
    case FCGI_MAX_CONNS: "\(capacity.connections)"
    case FCGI_MAX_REQS: "\(capacity.requests)"
    // One request at a time on a connection is all that libfcgi can do.
    case FCGI_MPXS_CONNS: "0"
    default: nil
    }
  }

  /// The names of name-value pairs (section 3.4) that are as long as a known one; what follows a pair that isn't whole is
  /// passed over.
  private static func names(in content: ArraySlice<UInt8>) -> [String] {
    var rest = content
    var names: [String] = []
    while let nameLength = length(&rest), let valueLength = length(&rest),
      nameLength <= rest.count, valueLength <= rest.count - nameLength
    {
      if nameLength <= FCGI_MPXS_CONNS.utf8.count {
        names.append(String(decoding: rest.prefix(nameLength), as: UTF8.self))
      }
      rest = rest.dropFirst(nameLength + valueLength)
    }
    return names
  }

  /// Section 3.4: one byte up to 127, otherwise four of which the first bit is set.
  private static func length(_ rest: inout ArraySlice<UInt8>) -> Int? {
    guard let first = rest.first else { return nil }
    guard first >= 0x80 else {
      rest = rest.dropFirst()
      return Int(first)
    }
    guard rest.count >= 4 else { return nil }
    let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) } & 0x7fff_ffff
    rest = rest.dropFirst(4)
    return length
  }
}
