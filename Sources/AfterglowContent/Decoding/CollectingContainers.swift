struct CollectingKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: CollectingDecoder
  let members: CollectingMembers

  var codingPath: [any CodingKey] { decoder.codingPath }

  var allKeys: [Key] {
    let keys = decoder.document.options.keys(of: Key.self)
    return members.names(in: decoder.document).compactMap { Key(stringValue: keys.key(of: $0)) }
  }

  /// What the member is called that a key stands for.
  private func name(of key: Key) -> String {
    decoder.document.options.keys(of: Key.self).name(of: key.stringValue)
  }

  /// A dictionary's keys claim to be positions where they look like numbers.
  private func step(to key: Key) -> JSONKey { .name(name(of: key)) }

  private func member(_ key: Key) -> Int? { members.value(named: name(of: key), in: decoder.document) }

  func contains(_ key: Key) -> Bool { member(key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool {
    guard let member = member(key) else {
      try decoder.noteMissing(step(to: key))
      return true
    }
    return isNull(member) || isLeftEmpty(member)
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let member = member(key)
    if member == nil { try decoder.noteMissing(step(to: key)) }
    return try decoder.at(step(to: key), member).decodeOrStandIn(type)
  }

  // The synthesised initialisers ask for optional members here: a bad one is noted, and they go on without it.
  func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
    guard let member = member(key), !isNull(member) else { return nil }
    return isLeftEmpty(member) ? nil : try decodePresent(type, member, forKey: key)
  }

  private func decodePresent<Value: Decodable>(
    _ type: Value.Type, _ member: Int, forKey key: Key
  ) throws -> Value? {
    let member = decoder.at(step(to: key), member)
    return decoder.stopsAtFailure ? try member.decodeOrStandIn(type) : try? member.decodeOrStandIn(type)
  }

  // The protocol's own asks `decodeNil`, for which an empty text is none.
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    guard let member = member(key), !isNull(member) else { return nil }
    return try decodePresent(type, member, forKey: key)
  }

  private func isNull(_ member: Int) -> Bool { decoder.document.kind(at: member) == .null }

  /// An input of a form that is left empty is sent as an empty text.
  private func isLeftEmpty(_ member: Int) -> Bool {
    decoder.isForm && decoder.document.string(at: member) == ""
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try nested(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try nested(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder {
    let absent = decoder.index == nil ? nil : decoder.document.absent
    return decoder.at(.name("super"), members.value(named: "super", in: decoder.document) ?? absent)
  }

  func superDecoder(forKey key: Key) throws -> any Decoder { try nested(key) }

  private func nested(_ key: Key) throws -> CollectingDecoder {
    let member = member(key)
    if member == nil { try decoder.noteMissing(step(to: key)) }
    return decoder.at(step(to: key), member)
  }
}

struct CollectingUnkeyedContainer: UnkeyedDecodingContainer {
  let decoder: CollectingDecoder
  let elements: [Int]
  var currentIndex = 0

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  /// How many elements that are not there a type may ask for: one that asks until it is refused has to be.
  private static let missingElementLimit = 16

  private mutating func next() throws -> CollectingDecoder {
    guard currentIndex < elements.count + Self.missingElementLimit else { throw AlreadyNoted() }
    defer { currentIndex += 1 }
    let key = JSONKey.position(currentIndex)
    guard isAtEnd else { return decoder.at(key, elements[currentIndex]) }
    try decoder.noteMissing(key)
    return decoder.at(key, nil)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, decoder.document.kind(at: elements[currentIndex]) == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let element = try next()
    do {
      return try element.decodeOrStandIn(type)
    } catch  where !isAtEnd {
      // The elements behind this one are looked at all the same, for what is wrong with them.
      while !isAtEnd, !decoder.report.isFull { _ = try? next().decodeOrStandIn(type) }
      currentIndex = max(currentIndex, elements.count)
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

  func decodeNil() -> Bool { decoder.index.map { decoder.document.kind(at: $0) == .null } ?? true }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try decoder.decodeOrStandIn(type)
  }
}
