/// A decoder over a document that records failures and continues, or stops at the first one.
struct CollectingDecoder: AnyValueDecoder {
  let document: JSONDocument
  /// The value to decode, or `nil` if there is none.
  ///
  /// Without a value everything inside it is a stand-in, and no failures are recorded, since its absence already was.
  var index: Int?
  let report: FailureReport
  /// Whether the value comes from a form, where a string may spell any scalar.
  var isForm = false
  /// Whether decoding ends at the first failure, as with any other decoder.
  var stopsAtFailure = false
  var place: CollectingPlace?

  /// The number of steps from the last value that exists.
  var standInDepth = 0

  /// The limit for ``standInDepth``: a type that contains itself could otherwise go on for ever in stand-ins.
  private static let standInDepthLimit = 16

  let userInfo: [CodingUserInfoKey: Any] = [:]

  var codingPath: [any CodingKey] { place?.path ?? [] }
  var location: [ValidationFailure.Position] { place?.path.map(\.position) ?? [] }

  /// The value that was sent, unless it is an array or object.
  var input: JSONValue? { index.flatMap(document.scalar) }

  func at(_ key: JSONKey, _ index: Int?) -> CollectingDecoder {
    var decoder = self
    decoder.index = index
    decoder.place = CollectingPlace(key, in: place)
    decoder.standInDepth = index == nil ? standInDepth + 1 : 0
    return decoder
  }

  /// Records a failure of the value.
  ///
  /// - Parameters:
  ///   - type: the failure's type, for programs.
  ///   - message: the failure's message, for people.
  /// - Throws: ``AlreadyNoted`` if decoding ends here.
  func note(_ type: String, _ message: String) throws(AlreadyNoted) {
    if stopsAtFailure { throw AlreadyNoted() }
    guard index != nil else { return }
    report.note(ValidationFailure(type: type, location: location, message: message, input: input))
  }

  /// Records that a member or element is missing.
  ///
  /// - Parameter key: the step to it.
  /// - Throws: ``AlreadyNoted`` if decoding ends here.
  func noteMissing(_ key: JSONKey) throws(AlreadyNoted) {
    if stopsAtFailure { throw AlreadyNoted() }
    guard index != nil, !report.isFull else { return }
    report.note(
      ValidationFailure(type: "missing", location: location + [key.position], message: "Field required"))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    if let members {
      return KeyedDecodingContainer(CollectingKeyedContainer(decoder: self, members: members))
    }
    try note("dict_type", "Input should be a valid object")
    return KeyedDecodingContainer(CollectingKeyedContainer(decoder: withoutValue, members: .none))
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
    decoder.index = nil
    return decoder
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    CollectingSingleValueContainer(decoder: self)
  }

  func decodeAnyValue() throws -> JSONValue { try decodeOrStandIn(JSONValue.self) }

  /// Decodes the value as a type; if that fails, records the failure and returns the type's stand-in.
  ///
  /// - Parameter type: the type.
  /// - Returns: the value or the stand-in.
  /// - Throws: ``AlreadyNoted`` if the type has no stand-in, or if decoding ends here.
  func decodeOrStandIn<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try report.visit(isStandIn: index == nil)
    if isForm, let text = index.flatMap(document.string), let decoded = FormScalar.value(of: text, as: type) {
      return decoded
    }
    if type == JSONValue.self { return try decodeAnything(type) }
    guard let standIn = StandIn(for: type, dates: document.options.dates) else {
      return try decodeComposite(type)
    }
    if let index, let decoded = tried(type, index) { return decoded }
    try note(standIn.failureType, standIn.message)
    guard let value = standIn.value as? Value else { throw AlreadyNoted() }
    return value
  }

  /// Decodes any value, and records each number that is too large.
  private func decodeAnything<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let decoded = index.flatMap { try? document.anyValue(at: $0) }
    if decoded == nil, let index {
      if stopsAtFailure { throw AlreadyNoted() }
      for number in document.tooLargeNumbers(in: index) where !report.isFull {
        report.note(
          ValidationFailure(
            type: "float_type", location: document.path(to: number).map(\.position),
            message: "Input should be a valid number"))
      }
    }
    guard let value = (decoded ?? .null) as? Value else { throw AlreadyNoted() }
    return value
  }

  private func decodeComposite<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard standInDepth <= Self.standInDepthLimit else { throw AlreadyNoted() }
    if stopsAtFailure { return try decodeWhole(type) }
    let failuresBefore = report.failures.count
    defer { hideSecrets(of: type, since: failuresBefore) }
    // A type may try several forms one after another; the failures of those that don't fit must not be recorded.
    if let index, place != nil, !(type is any AnyRuleChecked.Type), let decoded = tried(type, index),
      !hasBrokenParts(decoded)
    {
      noteBrokenRules(of: decoded)
      return decoded
    }
    do {
      let decoded = try Value(from: self)
      noteBrokenRules(of: decoded, since: failuresBefore)
      return decoded
    } catch {
      if !(error is AlreadyNoted), index != nil, report.failures.count == failuresBefore {
        report.noteRefusal(at: location, input: input)
      }
      throw AlreadyNoted()
    }
  }

  private func decodeWhole<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let decoded = try Value(from: self)
    if !(type is any AnyRuleChecked.Type) { try RuleChecking.check(decoded) }
    return decoded
  }

  /// Decodes the value completely, or returns `nil`; the rules of its parts are checked, but not always its own.
  private func tried<Value: Decodable>(_ type: Value.Type, _ index: Int) -> Value? {
    guard isForm else {
      guard report.beginTrial(of: document.end(of: index) - index) else { return nil }
      return try? document.decode(type, at: index)
    }
    guard !FormScalar.isSpelled(by: type) else { return nil }
    var decoder = self
    decoder.stopsAtFailure = true
    return try? Value(from: decoder)
  }
}

/// A step on the way to a value, linked to the steps before it.
final class CollectingPlace {
  private let key: JSONKey
  private let outer: CollectingPlace?

  init(_ key: JSONKey, in outer: CollectingPlace?) {
    self.key = key
    self.outer = outer
  }

  var path: [JSONKey] {
    var path: [JSONKey] = []
    var place: CollectingPlace? = self
    while let current = place {
      path.append(current.key)
      place = current.outer
    }
    return path.reversed()
  }
}
