import Synchronization

/// A parsed JSON text, whose values are on a tape in the order of the text.
///
/// The tape takes eight bytes for each value and each name, which is at most four bytes for each byte of the text.
/// Values are created from it on request.
final class JSONDocument: Sendable {
  /// The index of the first value on the tape.
  static let root = 0

  let bytes: [UInt8]
  let tape: [JSONToken]
  let unescaped: [UInt8]
  let options: JSONOptions
  let userInfo: [CodingUserInfoKey: any Sendable]

  /// Whether values that break their types' rules are refused.
  let checksRules: Bool

  /// The position of the last path, since the next one is often close to it.
  private let cursor = Mutex(JSONPathCursor())

  /// Parses a text.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - options: the options; the defaults of ``JSONOptions`` by default.
  ///   - userInfo: the user information for types' initialisers; empty by default.
  ///   - checksRules: whether values that break their types' rules are refused; `true` by default.
  /// - Throws: ``JSONSyntaxError`` if the text is not JSON.
  init(
    _ bytes: [UInt8], options: JSONOptions = JSONOptions(), userInfo: [CodingUserInfoKey: any Sendable] = [:],
    checksRules: Bool = true
  ) throws(JSONSyntaxError) {
    var reader = JSONReader(bytes)
    try reader.read()
    self.bytes = bytes
    tape = reader.tape
    unescaped = reader.unescaped
    self.options = options
    self.userInfo = userInfo
    self.checksRules = checksRules
  }

  /// Creates a document that was not read from a text.
  init(bytes: [UInt8], tape: [JSONToken]) {
    self.bytes = bytes
    self.tape = tape
    unescaped = []
    options = JSONOptions()
    userInfo = [:]
    checksRules = true
  }

  /// The entry that represents a missing value; it is read as `null`.
  var absent: Int { tape.count - 1 }

  func kind(at index: Int) -> JSONToken.Kind { tape[index].kind }

  /// Returns the index after a value and everything inside it.
  func end(of index: Int) -> Int {
    let token = tape[index]
    switch token.kind {
    case .array, .object: return token.position
    default: return index + 1
    }
  }

  // MARK: Texts

  /// Calls a closure with the bytes of a scalar or name.
  func withBytes<Result>(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let token = tape[index]
    return (token.kind == .unescapedString ? unescaped : bytes).withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[token.bytes]))
    }
  }

  /// Returns the bytes of a scalar or name as a text.
  func text(at index: Int) -> String {
    withBytes(at: index) { String(decoding: $0, as: UTF8.self) }
  }

  /// Returns the text of a string, or `nil` if the value is not a string.
  func string(at index: Int) -> String? { isString(at: index) ? text(at: index) : nil }

  func isString(at index: Int) -> Bool {
    switch kind(at: index) {
    case .string, .unescapedString: true
    default: false
    }
  }

  // MARK: Places

  /// Returns the keys and positions that lead to a value.
  func path(to index: Int) -> [JSONKey] {
    cursor.withLock { cursor in
      cursor.move(to: index, in: self)
      return cursor.path(in: self)
    }
  }
}
