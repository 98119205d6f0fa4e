/// A decoder of one value of a document, which behaves like Foundation's `JSONDecoder`.
///
/// The path of an error is a single key with the value's place in the document (``JSONKey/place(_:_:)``); see
/// ``JSONDocument/located(_:)``. The structure has two words, so that it fits into an existential without a box.
struct JSONDocumentDecoder: AnyValueDecoder, SingleValueDecodingContainer {
  let document: JSONDocument
  let index: Int

  var codingPath: [any CodingKey] { document.path(to: index) }
  var userInfo: [CodingUserInfoKey: Any] { document.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard document.kind(at: index) == .object else {
      throw document.mismatch([String: Any].self, at: index)
    }
    return KeyedDecodingContainer(JSONKeyedContainer(members: JSONMembers(of: index, in: document)))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard document.kind(at: index) == .array else { throw document.mismatch([Any].self, at: index) }
    return JSONUnkeyedContainer(document: document, array: index)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

  func decodeAnyValue() throws -> JSONValue { try document.anyValue(at: index) }

  func decodeNil() -> Bool { document.kind(at: index) == .null }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try document.decode(type, at: index)
  }
}

struct JSONKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let members: JSONMembers

  private var document: JSONDocument { members.document }
  var codingPath: [any CodingKey] { document.path(to: members.object) }

  var allKeys: [Key] {
    let keys = document.options.keys(of: Key.self)
    return members.values.compactMap { keys.codingKey(of: document.text(at: $0 - 1)) }
  }

  private func value(for key: Key) -> Int? {
    members.value(named: document.options.keys(of: Key.self).name(of: key.stringValue))
  }

  private func presentValue(for key: Key) throws -> Int {
    if let value = value(for: key) { return value }
    throw DecodingError.keyNotFound(
      key,
      DecodingError.Context(
        codingPath: document.place(members.object),
        debugDescription: "There is no member of that name."))
  }

  func contains(_ key: Key) -> Bool { value(for: key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool {
    document.kind(at: try presentValue(for: key)) == .null
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try document.decode(type, at: presentValue(for: key))
  }

  func decode(_ type: String.Type, forKey key: Key) throws -> String {
    try document.requireString(at: presentValue(for: key))
  }

  func decode(_ type: Int.Type, forKey key: Key) throws -> Int {
    try document.requireInteger(at: presentValue(for: key))
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool {
    try document.requireBool(at: presentValue(for: key))
  }

  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try document.requireDouble(at: presentValue(for: key))
  }

  // The protocol's default looks up the name three times.
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    guard let value = value(for: key), document.kind(at: value) != .null else { return nil }
    return try document.decode(type, at: value)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoder(at: presentValue(for: key)).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoder(at: presentValue(for: key)).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    decoder(at: members.value(named: "super") ?? document.absent)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    decoder(at: value(for: key) ?? document.absent)
  }

  private func decoder(at index: Int) -> JSONDocumentDecoder {
    JSONDocumentDecoder(document: document, index: index)
  }
}

struct JSONUnkeyedContainer: UnkeyedDecodingContainer {
  private let document: JSONDocument
  private let array: Int
  private var next: Int
  private(set) var currentIndex = 0

  init(document: JSONDocument, array: Int) {
    self.document = document
    self.array = array
    next = array + 1
  }

  var codingPath: [any CodingKey] { document.path(to: array) }
  var count: Int? { document.tape[array].length }
  var isAtEnd: Bool { next == document.end(of: array) }

  private func presentElement(_ type: Any.Type) throws -> Int {
    guard isAtEnd else { return next }
    throw DecodingError.valueNotFound(
      type,
      DecodingError.Context(
        codingPath: document.place(array) + [JSONKey.position(currentIndex)],
        debugDescription: "Unkeyed container is at end."))
  }

  private mutating func advance() {
    next = document.end(of: next)
    currentIndex += 1
  }

  mutating func decodeNil() throws -> Bool {
    guard document.kind(at: try presentElement(Never.self)) == .null else { return false }
    advance()
    return true
  }

  // If decoding an element fails, the container stays at that element, as in Foundation.
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let value = try document.decode(type, at: presentElement(type))
    advance()
    return value
  }

  mutating func decodeIfPresent<Value: Decodable>(_ type: Value.Type) throws -> Value? {
    guard !isAtEnd else { return nil }
    return try decodeNil() ? nil : decode(type)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    let container = try decoder([String: Any].self).container(keyedBy: type)
    advance()
    return container
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    let container = try decoder([Any].self).unkeyedContainer()
    advance()
    return container
  }

  mutating func superDecoder() throws -> any Decoder {
    let decoder = try decoder((any Decoder).self)
    advance()
    return decoder
  }

  private func decoder(_ type: Any.Type) throws -> JSONDocumentDecoder {
    JSONDocumentDecoder(document: document, index: try presentElement(type))
  }
}
