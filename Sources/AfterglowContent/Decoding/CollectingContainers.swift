struct CollectingKeyedContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: CollectingDecoder
  let members: CollectingMembers

  var codingPath: [any CodingKey] { decoder.codingPath }

  var allKeys: [Key] {
    let keys = decoder.document.options.keys(of: Key.self)
    return members.names(in: decoder.document).compactMap { keys.codingKey(of: $0) }
  }

  /// Returns the name of the member that a key stands for.
  private func name(of key: Key) -> String {
    decoder.document.options.keys(of: Key.self).name(of: key.stringValue)
  }

  /// Returns the step to a key's member, which is always a name.
  ///
  /// The keys of a dictionary have an integer value too if they look like numbers.
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

  // Synthesised initialisers call this for optional members: a bad member is recorded, and they continue without it.
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

  // The protocol's default calls `decodeNil`, which treats an empty text of a form as absent.
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    guard let member = member(key), !isNull(member) else { return nil }
    return try decodePresent(type, member, forKey: key)
  }

  private func isNull(_ member: Int) -> Bool { decoder.document.kind(at: member) == .null }

  /// Returns whether a form's input was left empty, in which case browsers send an empty text.
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

  /// The number of missing elements that a type may ask for; a limit stops a type that asks until it gets an error.
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
      // The following elements are still checked for failures.
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
