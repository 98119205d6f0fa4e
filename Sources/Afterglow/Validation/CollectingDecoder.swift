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
  let userInfo: [CodingUserInfoKey: Any] = [:]

  func at(_ key: any CodingKey, _ value: JSONValue?) -> CollectingDecoder {
    CollectingDecoder(value: value, report: report, codingPath: codingPath + [key])
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
    return KeyedDecodingContainer(
      CollectingKeyedContainer(
        decoder: CollectingDecoder(value: nil, report: report, codingPath: codingPath), members: [:]))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    if case .array(let elements) = value {
      return CollectingUnkeyedContainer(decoder: self, elements: elements)
    }
    note("list_type", "Input should be a valid array")
    return CollectingUnkeyedContainer(decoder: self, elements: [])
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    CollectingSingleValueContainer(decoder: self)
  }

  /// The value as that type; where it isn't one, the failure is noted and the type's stand-in returned.
  ///
  /// - Throws: ``AlreadyNoted`` if the type has no stand-in.
  func decodeOrStandIn<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard let standIn = StandIn.for(type) else { return try decodeComposite(type) }
    if let value, let decoded = try? JSONContent.decode(type, from: value) { return decoded }
    note(standIn.failureType, standIn.message)
    guard let value = standIn.value as? Value else { throw AlreadyNoted() }
    return value
  }

  private func decodeComposite<Value: Decodable>(_ type: Value.Type) throws -> Value {
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
}
