/// An encoder of one value into a node of a tree, which behaves like Foundation's `JSONEncoder`.
struct JSONTreeEncoder: Encoder, SingleValueEncodingContainer {
  let tree: JSONTree
  let node: Int

  var codingPath: [any CodingKey] { tree.path(to: node) }
  var userInfo: [CodingUserInfoKey: Any] { tree.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    tree.open(node, as: .object)
    return KeyedEncodingContainer(JSONKeyedEncodingContainer(tree: tree, node: node))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    tree.open(node, as: .array)
    return JSONUnkeyedEncodingContainer(tree: tree, node: node)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() throws { tree.setNull(node) }

  func encode<Value: Encodable>(_ value: Value) throws { try tree.encode(value, into: node) }
}

struct JSONKeyedEncodingContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let tree: JSONTree
  let node: Int

  var codingPath: [any CodingKey] { tree.path(to: node) }

  private func member(_ key: some CodingKey) -> Int {
    tree.addChild(to: node, named: tree.options.keys(of: Key.self).name(of: key.stringValue))
  }

  func encodeNil(forKey key: Key) throws { tree.setNull(member(key)) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try tree.encode(value, intoChild: member(key))
  }

  func encode(_ value: String, forKey key: Key) throws { tree.setText(value, member(key)) }

  func encode(_ value: Int, forKey key: Key) throws { tree.setNumber(value, member(key)) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    nested(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    nested(key).unkeyedContainer()
  }

  private func nested(_ key: Key) -> JSONTreeEncoder {
    let encoder = encoder(key)
    tree.markNested(encoder.node)
    return encoder
  }

  func superEncoder() -> any Encoder { encoder(JSONKey.name("super")) }

  func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

  private func encoder(_ key: some CodingKey) -> JSONTreeEncoder {
    JSONTreeEncoder(tree: tree, node: member(key))
  }
}

struct JSONUnkeyedEncodingContainer: UnkeyedEncodingContainer {
  let tree: JSONTree
  let node: Int

  var codingPath: [any CodingKey] { tree.path(to: node) }
  var count: Int { tree.nodes[node].count }

  func encodeNil() throws { tree.setNull(tree.addChild(to: node)) }

  func encode<Value: Encodable>(_ value: Value) throws {
    try tree.encode(value, intoChild: tree.addChild(to: node))
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    encoder().container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }

  func superEncoder() -> any Encoder { encoder() }

  private func encoder() -> JSONTreeEncoder {
    JSONTreeEncoder(tree: tree, node: tree.addChild(to: node))
  }
}
