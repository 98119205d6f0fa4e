import Testing

@testable import AfterglowContent

extension FailureCollector {
  /// The failures of a JSON text, each as `LOCATION TYPE`, the location's steps with dots between.
  static func summary<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> [String] {
    failures(decoding: type, from: try JSONDocument(Array(text.utf8))).map(\.summary)
  }

  /// The failures of a value.
  static func failures<Value: Decodable>(
    decoding type: Value.Type, from value: JSONValue
  ) throws -> [ValidationFailure] {
    failures(decoding: type, from: try JSONDocument(JSONContent.encode(value)))
  }
}

extension ValidationFailure {
  var summary: String {
    let steps = location.map { step in
      switch step {
      case .key(let key): key
      case .index(let index): "[\(index)]"
      }
    }
    return "\(steps.joined(separator: ".")) \(type)"
  }
}
