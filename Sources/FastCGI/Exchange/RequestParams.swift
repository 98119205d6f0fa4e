#if canImport(Glibc)
  import Glibc
#endif

/// The params of one request: the CGI variables that the web server sent (FastCGI specification, section 5.2).
///
/// They are a copy of libfcgi's array, so they outlive the request. If a name was sent twice, the first value counts, as
/// in `FCGX_GetParam`. FastCGI values are bytes; the replacement character stands for bytes that are not UTF-8.
public struct RequestParams: Sendable {
  /// The pairs one after the other: the length of the name and that of the value, in four bytes each, the name, an equals
  /// sign, the value.
  private let bytes: [UInt8]

  /// The number of params that were sent.
  public let count: Int

  /// The hash table of many params, with open addressing: a pair's position plus one, or 0 for a free slot.
  ///
  /// A client chooses the number of its header fields, so the time for a look-up must not grow with it. For the usual
  /// number of params a search takes less time than making the table; then the table is empty.
  private var slots: [Int] = []

  private static let mostWithoutTable = 64

  private struct Pair {
    let name: Range<Int>
    let value: Range<Int>

    /// Reads the lengths of the pair that begins at a position.
    init(at position: Int, in bytes: UnsafeRawBufferPointer) {
      let nameLength = Int(bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self))
      let valueLength = Int(bytes.loadUnaligned(fromByteOffset: position + 4, as: UInt32.self))
      let start = position + Pair.lengthsSize
      name = start..<(start + nameLength)
      value = (name.upperBound + 1)..<(name.upperBound + 1 + valueLength)
    }

    /// The size of the two lengths.
    static let lengthsSize = 8
  }

  /// Creates params from names and values, for requests that don't come from a web server.
  ///
  /// - Parameter pairs: the names and values.
  public init(_ pairs: some Sequence<(String, String)>) {
    var bytes: [UInt8] = []
    var count = 0
    for (name, value) in pairs {
      for length in [name.utf8.count, value.utf8.count] {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: length)) { bytes.append(contentsOf: $0) }
      }
      bytes.append(contentsOf: name.utf8)
      bytes.append(UInt8(ascii: "="))
      bytes.append(contentsOf: value.utf8)
      count += 1
    }
    self.bytes = bytes
    self.count = count
    makeTable()
  }

  /// Copies libfcgi's `envp`, an array of `NAME=VALUE` strings that ends with a null pointer.
  init(copying envp: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) {
    // The last pair's null byte has no following pair to be overwritten by.
    var size = 1
    var next = envp
    while let text = next.pointee {
      size += strlen(text) + Pair.lengthsSize
      next += 1
    }
    var count = 0
    bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, end in
      guard let start = buffer.baseAddress else { return }
      var next = envp
      while let text = next.pointee {
        let length = Self.copy(text, to: UnsafeMutableRawPointer(start + end))
        if length > 0 { count += 1 }
        end += length
        next += 1
      }
    }
    self.count = count
    makeTable()
  }

  /// Copies one pair and its null byte.
  ///
  /// - Returns: the number of bytes without the null byte; 0 if the text is no pair.
  private static func copy(_ text: UnsafePointer<CChar>, to start: UnsafeMutableRawPointer) -> Int {
    let name = (start + Pair.lengthsSize).assumingMemoryBound(to: CChar.self)
    // libfcgi accepts names with '='. As in the C environment, the first one ends the name.
    guard let end = stpcpy(name, text), let equals = strchr(name, Int32(UInt8(ascii: "="))) else { return 0 }
    start.storeBytes(of: UInt32(truncatingIfNeeded: equals - name), as: UInt32.self)
    start.storeBytes(of: UInt32(truncatingIfNeeded: end - equals - 1), toByteOffset: 4, as: UInt32.self)
    return Pair.lengthsSize + (end - name)
  }

  private mutating func makeTable() {
    guard count > Self.mostWithoutTable else { return }
    var size = 256
    while size < count * 2 { size *= 2 }
    slots = [Int](repeating: 0, count: size)
    bytes.withUnsafeBytes { bytes in
      var position = 0
      while position < bytes.count {
        let pair = Pair(at: position, in: bytes)
        let slot = slot(of: UnsafeRawBufferPointer(rebasing: bytes[pair.name]), in: bytes)
        if slots[slot] == 0 { slots[slot] = position + 1 }
        position = pair.value.upperBound
      }
    }
  }

  // MARK: Looking up

  /// Returns the position of a param's value.
  private func value(of name: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) -> Range<Int>? {
    guard slots.isEmpty else {
      let found = slots[slot(of: name, in: bytes)]
      return found == 0 ? nil : Pair(at: found - 1, in: bytes).value
    }
    var position = 0
    while position < bytes.count {
      let pair = Pair(at: position, in: bytes)
      if Self.isSame(bytes, pair.name, name) { return pair.value }
      position = pair.value.upperBound
    }
    return nil
  }

  /// Returns the slot that holds the name, or the free slot where it would go.
  private func slot(of name: UnsafeRawBufferPointer, in bytes: UnsafeRawBufferPointer) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(name) & mask
    while slots[slot] != 0 {
      if Self.isSame(bytes, Pair(at: slots[slot] - 1, in: bytes).name, name) { return slot }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private static func isSame(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ name: UnsafeRawBufferPointer
  ) -> Bool {
    guard range.count == name.count else { return false }
    guard let start = bytes.baseAddress, let other = name.baseAddress else { return name.isEmpty }
    return memcmp(start + range.lowerBound, other, name.count) == 0
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
    bytes(of: name).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns the bytes of a param's value, for uses where invalid UTF-8 must not be replaced.
  ///
  /// - Parameter name: the param's name.
  /// - Returns: the bytes, or `nil` if the param was not sent.
  public func bytes(of name: String) -> ArraySlice<UInt8>? {
    var name = name
    return name.withUTF8 { name in
      bytes.withUnsafeBytes { value(of: UnsafeRawBufferPointer(name), in: $0) }.map { bytes[$0] }
    }
  }
}

extension RequestParams: Sequence {
  /// Returns an iterator over all params in the order in which they were sent, including duplicates.
  public func makeIterator() -> AnyIterator<(name: String, value: String)> {
    var position = 0
    return AnyIterator {
      guard position < bytes.count else { return nil }
      let pair = bytes.withUnsafeBytes { Pair(at: position, in: $0) }
      position = pair.value.upperBound
      return (
        String(decoding: bytes[pair.name], as: UTF8.self), String(decoding: bytes[pair.value], as: UTF8.self)
      )
    }
  }

  /// The number of bytes in all names and values, plus one for each pair's separator.
  public var byteCount: Int { bytes.count - Pair.lengthsSize * count }
}
