struct CollectingKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: CollectingDecoder
  let members: [String: JSONValue]

  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { members.keys.sorted().compactMap(Key.init(stringValue:)) }

  func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

  func decodeNil(forKey key: Key) throws -> Bool {
    if !contains(key) { try decoder.noteMissing(name(of: key)) }
    let value = members[key.stringValue] ?? .null
    return value == .null || isLeftEmpty(value)
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let member = members[key.stringValue]
    if member == nil { try decoder.noteMissing(name(of: key)) }
    return try decoder.at(name(of: key), member).decodeOrStandIn(type)
  }

  // The synthesised initialisers ask for optional members here: a bad one is noted, and they go on without it.
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    guard let value = members[key.stringValue], value != .null else { return nil }
    return isLeftEmpty(value) ? nil : try decodePresent(type, value, forKey: key)
  }

  private func decodePresent<Value: Decodable>(
    _ type: Value.Type, _ value: JSONValue, forKey key: Key
  ) throws -> Value? {
    let member = decoder.at(name(of: key), value)
    return decoder.stopsAtFailure ? try member.decodeOrStandIn(type) : try? member.decodeOrStandIn(type)
  }

  // The protocol's own asks `decodeNil`, for which an empty text is none.
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    guard let value = members[key.stringValue], value != .null else { return nil }
    return try decodePresent(type, value, forKey: key)
  }

  /// An input of a form that is left empty is sent as an empty text.
  private func isLeftEmpty(_ value: JSONValue) -> Bool { decoder.isForm && value == .string("") }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try nested(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try nested(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    decoder.at(AnyKey(stringValue: "super"), members["super"] ?? (decoder.value == nil ? nil : .null))
  }

  func superDecoder(forKey key: Key) throws -> any Decoder { try nested(key) }

  private func nested(_ key: Key) throws -> CollectingDecoder {
    if members[key.stringValue] == nil { try decoder.noteMissing(name(of: key)) }
    return decoder.at(name(of: key), members[key.stringValue])
  }

  /// A dictionary's keys claim to be positions where they look like numbers.
  private func name(of key: Key) -> AnyKey { AnyKey(stringValue: key.stringValue) }
}

struct CollectingUnkeyedContainer: UnkeyedDecodingContainer {
  let decoder: CollectingDecoder
  let elements: [JSONValue]
  var currentIndex = 0

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  /// How many elements that are not there a type may ask for: one that asks until it is refused has to be.
  private static let missingElementLimit = 16

  private mutating func next() throws -> CollectingDecoder {
    guard currentIndex < elements.count + Self.missingElementLimit else { throw AlreadyNoted() }
    defer { currentIndex += 1 }
    let key = AnyKey(intValue: currentIndex)
    guard isAtEnd else { return decoder.at(key, elements[currentIndex]) }
    try decoder.noteMissing(key)
    return decoder.at(key, nil)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let element = try next()
    do {
      return try element.decodeOrStandIn(type)
    } catch  where !isAtEnd {
      // The elements behind this one are looked at all the same, for what is wrong with them.
      while !isAtEnd { _ = try? next().decodeOrStandIn(type) }
      throw error
    }
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }
}

struct CollectingSingleValueContainer: SingleValueDecodingContainer {
  let decoder: CollectingDecoder

  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { (decoder.value ?? .null) == .null }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try decoder.decodeOrStandIn(type)
  }
}
