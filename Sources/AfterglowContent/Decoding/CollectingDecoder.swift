#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A decoder over a JSON value that notes failures and goes on, or that stops at the first one.
struct CollectingDecoder: Decoder {
  /// The value here, or `nil` where there is none: then everything in it is a stand-in and nothing is noted, since
  /// its absence has been.
  var value: JSONValue?
  let report: FailureReport
  /// Whether the value comes from a form: a string may spell any scalar.
  var isForm = false
  /// Whether the first failure ends it, as it does any other decoder.
  var stopsAtFailure = false
  var codingPath: [any CodingKey] = []

  /// How many steps it is from the last value there was.
  var standInDepth = 0

  /// A type that contains itself may see no end of it in stand-ins.
  private static let standInDepthLimit = 16

  /// How deep inside the body a value is first tried as a whole: each of these levels costs as much as the body.
  private static let depthOfTrials = 8

  let userInfo: [CodingUserInfoKey: Any] = [:]

  func at(_ key: any CodingKey, _ value: JSONValue?) -> CollectingDecoder {
    var decoder = self
    decoder.value = value
    decoder.codingPath.append(key)
    decoder.standInDepth = value == nil ? standInDepth + 1 : 0
    return decoder
  }

  /// - Throws: ``AlreadyNoted`` if this is where decoding ends.
  func note(_ type: String, _ message: String) throws(AlreadyNoted) {
    if stopsAtFailure { throw AlreadyNoted() }
    guard let value else { return }
    report.note(
      ValidationFailure(type: type, location: codingPath.map(\.position), message: message, input: value))
  }

  /// - Throws: ``AlreadyNoted`` if this is where decoding ends.
  func noteMissing(_ key: any CodingKey) throws(AlreadyNoted) {
    if stopsAtFailure { throw AlreadyNoted() }
    guard value != nil else { return }
    report.note(
      ValidationFailure(
        type: "missing", location: (codingPath + [key]).map(\.position), message: "Field required"))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    if let members {
      return KeyedDecodingContainer(CollectingKeyedContainer(decoder: self, members: members))
    }
    try note("dict_type", "Input should be a valid object")
    return KeyedDecodingContainer(CollectingKeyedContainer(decoder: withoutValue, members: [:]))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    if let elements {
      return CollectingUnkeyedContainer(decoder: self, elements: elements)
    }
    try note("list_type", "Input should be a valid array")
    return CollectingUnkeyedContainer(decoder: withoutValue, elements: [])
  }

  private var withoutValue: CollectingDecoder {
    var decoder = self
    decoder.value = nil
    return decoder
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    CollectingSingleValueContainer(decoder: self)
  }

  /// The value as that type; where it isn't one, the failure is noted and the type's stand-in returned.
  ///
  /// - Throws: ``AlreadyNoted`` if the type has no stand-in, or if this is where decoding ends.
  func decodeOrStandIn<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard !report.isFull else { throw AlreadyNoted() }
    if let decoded = value?.scalar(as: type, isForm: isForm) { return decoded }
    guard let standIn = StandIn.for(type) else { return try decodeComposite(type) }
    if let value, let decoded = tried(type, value) { return decoded }
    try note(standIn.failureType, standIn.message)
    guard let value = standIn.value as? Value else { throw AlreadyNoted() }
    return value
  }

  private func decodeComposite<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard standInDepth <= Self.standInDepthLimit else { throw AlreadyNoted() }
    if stopsAtFailure { return try decodeWhole(type) }
    let failuresBefore = report.failures.count
    defer { hideSecrets(of: type, since: failuresBefore) }
    // A type that tries one thing after another must not be blamed for the ones that don't fit.
    if let value, (1...Self.depthOfTrials).contains(codingPath.count), !(type is any AnyRuleChecked.Type),
      let decoded = tried(type, value), !hasBrokenParts(decoded)
    {
      noteBrokenRules(of: decoded)
      return decoded
    }
    do {
      let decoded = try Value(from: self)
      noteBrokenRules(of: decoded, since: failuresBefore)
      return decoded
    } catch {
      if !(error is AlreadyNoted), value != nil, report.failures.count == failuresBefore {
        report.noteRefusal(at: codingPath, input: value)
      }
      throw AlreadyNoted()
    }
  }

  private func decodeWhole<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let decoded = try Value(from: self)
    if !(type is any AnyRuleChecked.Type) { try RuleChecking.check(decoded) }
    return decoded
  }

  /// The value as a whole, with every rule of what is inside it kept, but not necessarily its own.
  private func tried<Value: Decodable>(_ type: Value.Type, _ value: JSONValue) -> Value? {
    guard isForm else {
      report.beginTrial()
      return try? JSONContent.decode(type, from: value)
    }
    guard !FormScalar.isSpelled(by: type) else { return nil }
    var decoder = self
    decoder.stopsAtFailure = true
    return try? Value(from: decoder)
  }
}

extension JSONValue {
  /// The value as one of the types that JSON has itself, without the cost of a decoder.
  fileprivate func scalar<Value>(as type: Value.Type, isForm: Bool) -> Value? {
    switch self {
    case .string(let text): isForm ? FormScalar.value(of: text, as: type) : text as? Value
    case .bool(let value): value as? Value
    case .integer(let number):
      (type as? any FixedWidthInteger.Type).flatMap { Self.integer($0, exactly: number) as? Value }
        ?? Double(number) as? Value
    case .number(let number): number as? Value
    case .null, .array, .object: nil
    }
  }

  private static func integer<Number: FixedWidthInteger>(_ type: Number.Type, exactly number: Int128)
    -> Number?
  {
    Number(exactly: number)
  }
}
