import Synchronization

/// A text that has been read as JSON: its values, in the order in which they stand there, on a tape.
///
/// The tape takes eight bytes a value and eight a name, which is at most four bytes for each of the text. Values are made of
/// it as they are asked for.
final class JSONDocument: Sendable {
  /// The first value on the tape.
  static let root = 0

  let bytes: [UInt8]
  let tape: [JSONToken]
  let unescaped: [UInt8]
  let options: JSONOptions
  let userInfo: [CodingUserInfoKey: any Sendable]

  /// Whether values are refused that break their types' rules.
  let checksRules: Bool

  /// Where the last path led, since the next one is often close by.
  private let cursor = Mutex(JSONPathCursor())

  /// Reads a text.
  ///
  /// - Throws: ``JSONSyntaxError``.
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

  /// A document that was not read from a text.
  init(bytes: [UInt8], tape: [JSONToken]) {
    self.bytes = bytes
    self.tape = tape
    unescaped = []
    options = JSONOptions()
    userInfo = [:]
    checksRules = true
  }

  /// What stands for a value that isn't there; `null` is read from it.
  var absent: Int { tape.count - 1 }

  func kind(at index: Int) -> JSONToken.Kind { tape[index].kind }

  /// The entry behind a value and all that is inside it.
  func end(of index: Int) -> Int {
    let token = tape[index]
    switch token.kind {
    case .array, .object: return token.position
    default: return index + 1
    }
  }

  // MARK: Texts

  /// Lends the bytes of a scalar or name.
  func withBytes<Result>(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let token = tape[index]
    return (token.kind == .unescapedString ? unescaped : bytes).withUnsafeBufferPointer {
      body(UnsafeBufferPointer(rebasing: $0[token.bytes]))
    }
  }

  /// The bytes of a scalar or name as a text.
  func text(at index: Int) -> String {
    withBytes(at: index) { String(decoding: $0, as: UTF8.self) }
  }

  /// The text of a string; `nil` if the value is none.
  func string(at index: Int) -> String? { isString(at: index) ? text(at: index) : nil }

  func isString(at index: Int) -> Bool {
    switch kind(at: index) {
    case .string, .unescapedString: true
    default: false
    }
  }

  // MARK: Places

  /// The keys and positions that lead to a value.
  func path(to index: Int) -> [JSONKey] {
    cursor.withLock { cursor in
      cursor.move(to: index, in: self)
      return cursor.path(in: self)
    }
  }
}
