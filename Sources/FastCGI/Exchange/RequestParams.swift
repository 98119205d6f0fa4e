#if canImport(Glibc)
  import Glibc
#endif

/// The params of one request: the CGI variables that the web server sent (FastCGI specification, section 5.2).
///
/// They are an indexed copy of libfcgi's array. So they outlive the request, and the time for a look-up doesn't grow
/// with their number. If a name was sent twice, the first value counts, as in `FCGX_GetParam`. FastCGI values are
/// bytes; the replacement character stands for bytes that are not UTF-8.
public struct RequestParams: Sendable {
  private struct Entry {
    var nameStart: Int
    var valueStart: Int
    var end: Int
  }

  /// The strings `NAME=VALUE` one after the other, without separators; the entries hold the positions.
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  /// A hash table with open addressing: an entry's number plus one, or 0 for a free slot.
  private var slots: [Int32] = []

  /// Creates params from names and values, for requests that don't come from a web server.
  ///
  /// - Parameter pairs: the names and values.
  public init(_ pairs: some Sequence<(String, String)>) {
    for (name, value) in pairs {
      let start = bytes.count
      bytes.append(contentsOf: name.utf8)
      bytes.append(UInt8(ascii: "="))
      bytes.append(contentsOf: value.utf8)
      entries.append(Entry(nameStart: start, valueStart: start + name.utf8.count + 1, end: bytes.count))
    }
    index()
  }

  /// Copies libfcgi's `envp`, an array of `NAME=VALUE` strings that ends with a null pointer.
  init(copying envp: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
    bytes.reserveCapacity(2048)
    entries.reserveCapacity(40)
    var next = envp
    while let pair = next.pointee {
      append(UnsafeRawBufferPointer(start: pair, count: strlen(pair)))
      next += 1
    }
    index()
  }

  private mutating func append(_ pair: UnsafeRawBufferPointer) {
    // libfcgi accepts names with '='. As in the C environment, the first one ends the name.
    guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return }
    let start = bytes.count
    bytes.append(contentsOf: pair)
    entries.append(Entry(nameStart: start, valueStart: start + equals + 1, end: bytes.count))
  }

  private mutating func index() {
    var size = 16
    while size < entries.count * 2 { size *= 2 }
    slots = [Int32](repeating: 0, count: size)
    bytes.withUnsafeBytes { bytes in
      for (number, entry) in entries.enumerated() {
        let name = UnsafeRawBufferPointer(rebasing: bytes[entry.nameStart..<(entry.valueStart - 1)])
        let slot = find(name, in: bytes)
        if slots[slot] == 0 { slots[slot] = Int32(truncatingIfNeeded: number + 1) }
      }
    }
  }

  /// Returns the slot that holds the name, or the free slot where it would go.
  private func find(_ name: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(name) & mask
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      let known = UnsafeRawBufferPointer(rebasing: bytes[entry.nameStart..<(entry.valueStart - 1)])
      if Self.isSame(known, name) { return slot }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private static func isSame(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
    guard one.count == other.count else { return false }
    guard let one = one.baseAddress, let start = other.baseAddress else { return other.isEmpty }
    return memcmp(one, start, other.count) == 0
  }

  /// Returns the hash of a name, computed eight bytes at a time.
  ///
  /// The seed differs in each process, so that clients, who choose header names, can't choose names that collide.
  private static func hash(_ name: UnsafeRawBufferPointer) -> Int {
    var hash = seed ^ UInt64(name.count)
    var position = 0
    while position + 8 <= name.count {
      hash = mix(hash ^ name.loadUnaligned(fromByteOffset: position, as: UInt64.self))
      position += 8
    }
    while position < name.count {
      hash = (hash ^ UInt64(name[position])) &* 0x100_0000_01b3
      position += 1
    }
    return Int(truncatingIfNeeded: mix(hash) & UInt64(Int.max))
  }

  private static func mix(_ number: UInt64) -> UInt64 {
    let product = number.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return product.high ^ product.low
  }

  private static let seed = UInt64.random(in: .min ... .max)

  /// The value of a param, or `nil` if it was not sent.
  ///
  /// It is empty if the web server sent the param without a value, as nginx does for some.
  public subscript(_ name: String) -> String? {
    var name = name
    return name.withUTF8 { name -> String? in
      guard let entry = entry(named: UnsafeRawBufferPointer(name)) else { return nil }
      return String(decoding: bytes[entry.valueStart..<entry.end], as: UTF8.self)
    }
  }

  /// Returns the bytes of a param's value, for uses where invalid UTF-8 must not be replaced.
  ///
  /// - Parameter name: the param's name.
  /// - Returns: the bytes, or `nil` if the param was not sent.
  public func bytes(of name: String) -> ArraySlice<UInt8>? {
    var name = name
    return name.withUTF8 { name -> ArraySlice<UInt8>? in
      guard let entry = entry(named: UnsafeRawBufferPointer(name)) else { return nil }
      return bytes[entry.valueStart..<entry.end]
    }
  }

  private func entry(named name: UnsafeRawBufferPointer) -> Entry? {
    bytes.withUnsafeBytes { bytes in
      let number = slots[find(name, in: bytes)]
      return number == 0 ? nil : entries[Int(number) - 1]
    }
  }
}

extension RequestParams: Sequence {
  /// Returns an iterator over all params in the order in which they were sent, including duplicates.
  public func makeIterator() -> AnyIterator<(name: String, value: String)> {
    var remaining = entries[...]
    return AnyIterator {
      guard let entry = remaining.popFirst() else { return nil }
      return (
        String(decoding: bytes[entry.nameStart..<(entry.valueStart - 1)], as: UTF8.self),
        String(decoding: bytes[entry.valueStart..<entry.end], as: UTF8.self)
      )
    }
  }

  /// The number of params that were sent.
  public var count: Int { entries.count }

  /// The number of bytes in all names and values, plus one for each pair's separator.
  public var byteCount: Int { bytes.count }
}
