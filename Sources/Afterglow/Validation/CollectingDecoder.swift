#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A decoder over a JSON value that notes failures and goes on.
struct CollectingDecoder: Decoder {
  /// The value here, or `nil` where there is none: then everything in it is a stand-in and nothing is noted, since
  /// its absence has been.
  let value: JSONValue?
  let report: FailureReport
  var codingPath: [any CodingKey] = []

  /// How many steps it is from the last value there was.
  var standInDepth = 0

  /// A type that contains itself may see no end of it in stand-ins.
  private static let standInDepthLimit = 16

  /// How deep inside the body a value is first tried as a whole: each of these levels costs as much as the body.
  private static let depthOfTrials = 8

  let userInfo: [CodingUserInfoKey: Any] = [:]

  func at(_ key: any CodingKey, _ value: JSONValue?) -> CollectingDecoder {
    CollectingDecoder(
      value: value, report: report, codingPath: codingPath + [key],
      standInDepth: value == nil ? standInDepth + 1 : 0)
  }

  func note(_ type: String, _ message: String) {
    guard let value else { return }
    report.note(
      ValidationFailure(type: type, location: codingPath.map(\.position), message: message, input: value))
  }

  func noteMissing(_ key: any CodingKey) {
    guard value != nil else { return }
    report.note(
      ValidationFailure(
        type: "missing", location: (codingPath + [key]).map(\.position), message: "Field required"))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    if case .object(let members) = value {
      return KeyedDecodingContainer(CollectingKeyedContainer(decoder: self, members: members))
    }
    note("dict_type", "Input should be a valid object")
    return KeyedDecodingContainer(CollectingKeyedContainer(decoder: withoutValue, members: [:]))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    if case .array(let elements) = value {
      return CollectingUnkeyedContainer(decoder: self, elements: elements)
    }
    note("list_type", "Input should be a valid array")
    return CollectingUnkeyedContainer(decoder: withoutValue, elements: [])
  }

  private var withoutValue: CollectingDecoder {
    CollectingDecoder(value: nil, report: report, codingPath: codingPath, standInDepth: standInDepth)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    CollectingSingleValueContainer(decoder: self)
  }

  /// The value as that type; where it isn't one, the failure is noted and the type's stand-in returned.
  ///
  /// - Throws: ``AlreadyNoted`` if the type has no stand-in.
  func decodeOrStandIn<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard !report.isFull else { throw AlreadyNoted() }
    if let decoded = value?.scalar(as: type) { return decoded }
    guard let standIn = StandIn.for(type) else { return try decodeComposite(type) }
    if let value, let decoded = tried(type, value) { return decoded }
    note(standIn.failureType, standIn.message)
    guard let value = standIn.value as? Value else { throw AlreadyNoted() }
    return value
  }

  private func decodeComposite<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard standInDepth <= Self.standInDepthLimit else { throw AlreadyNoted() }
    // A type that tries one thing after another must not be blamed for the ones that don't fit.
    if let value, (1...Self.depthOfTrials).contains(codingPath.count),
      let decoded = tried(type, value)
    {
      return decoded
    }
    let failuresBefore = report.failures.count
    do {
      return try Value(from: self)
    } catch {
      if !(error is AlreadyNoted), value != nil, report.failures.count == failuresBefore {
        report.noteRefusal(at: codingPath, input: value)
      }
      throw AlreadyNoted()
    }
  }

  private func tried<Value: Decodable>(_ type: Value.Type, _ value: JSONValue) -> Value? {
    report.beginTrial()
    return try? JSONContent.decode(type, from: value)
  }
}

extension JSONValue {
  /// The value as one of the types that JSON has itself, without the cost of a decoder.
  fileprivate func scalar<Value>(as type: Value.Type) -> Value? {
    switch self {
    case .string(let text): text as? Value
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
