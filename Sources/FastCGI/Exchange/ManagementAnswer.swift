import CFastCGI

/// The answers to management records.
///
/// libfcgi's own answers cannot be used: they report `FCGI_MAX_CONNS` as 1, leak bytes of the stack, and overflow it
/// when the record holds four names or more.
struct ManagementAnswer: Sendable {
  let capacity: ServerCapacity

  /// Returns the answer to one record, or `nil` if the record needs no answer.
  ///
  /// - Parameters:
  ///   - type: the record's type.
  ///   - content: the record's content, well-formed or not.
  /// - Returns: the encoded record.
  func record(to type: UInt8, content: ArraySlice<UInt8>) -> [UInt8]? {
    switch Int32(type) {
    case FCGI_GET_VALUES: return result(of: content)
    // Two sides that don't know each other's types would exchange these records for ever.
    case FCGI_UNKNOWN_TYPE: return nil
    default:
      // Section 4.2: the unknown type, followed by seven reserved bytes.
      return RecordBytes.header(type: FCGI_UNKNOWN_TYPE, requestID: 0, contentLength: 8)
        + [type, 0, 0, 0, 0, 0, 0, 0]
    }
  }

  /// Returns the known values, once each, in the order in which they were asked for (section 4.1).
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
    // libfcgi handles one request at a time on a connection.
    case FCGI_MPXS_CONNS: "0"
    default: nil
    }
  }

  /// Returns the names that are short enough to be known, from name-value pairs (section 3.4).
  ///
  /// Everything after an incomplete pair is ignored.
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

  /// Takes a length off the front: one byte up to 127, otherwise four bytes with the first bit set (section 3.4).
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
